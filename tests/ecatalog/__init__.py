"""Catalogues and orders: documents, rules, and both sides of an order."""
