"""A supplier's own system in small: hands invoices to its access point and follows them."""
