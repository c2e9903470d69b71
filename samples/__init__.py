"""Own sample documents and clients for the demonstration and the tests; never official ones."""
