"""Official packs and public suites, read from QUAESTOR_DATA; loudly skipped when absent."""
