"""Tests of etender's opening."""
