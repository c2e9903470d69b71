"""Tests of shared.xml."""
