"""Tests of the machine side of tendering."""
