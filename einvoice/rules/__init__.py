"""The decisions of invoicing: pure, given values and a moment, never a database session."""
