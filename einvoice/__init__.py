"""Invoicing: Invoice, Finding, Match, Decision, Response. No invoice is ever lost or paid twice."""
