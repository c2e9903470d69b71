"""Tests of the use cases of tendering, on both databases."""
