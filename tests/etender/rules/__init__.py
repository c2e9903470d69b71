"""Tests of etender's rules."""
