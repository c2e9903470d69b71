"""Differential tests: the engine against SaxonC over public documents and mutants of them.

`python -m tests.differential --mutants 20000` runs the long form and prints a table.
"""
