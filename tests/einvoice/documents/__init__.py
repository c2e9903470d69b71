"""Tests of the documents on the wire."""
