"""Reads: contracts, what is in force, orders, and what waits for whom."""
