"""Tests of the invoicing context."""
