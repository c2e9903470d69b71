"""Tests of the Peppol transport."""
