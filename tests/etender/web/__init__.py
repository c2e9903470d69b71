"""Tests of the pages of tendering."""
