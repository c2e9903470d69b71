"""Invoicing documents on the wire: BIS Billing 3 and Invoice Response, read and written."""
