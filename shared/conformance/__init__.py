"""Runs foreign test suites against the engine: `python -m shared.conformance SUITE_DIR --pack ID`.

A suite says what a document must be told; a tally says how many of its cases hold, and what was
told instead where one does not.
"""
