"""Writes Python from the syntax tree of rules, with names of its own, never a text of theirs."""
