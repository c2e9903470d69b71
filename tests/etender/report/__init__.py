"""Tests of etender's report."""
