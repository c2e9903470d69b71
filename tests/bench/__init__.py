"""Benchmarks: run by hand, never part of the timed suite."""
