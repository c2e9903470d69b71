"""The opening ceremony: a state machine without I/O that refuses every step out of order."""
