"""Packs: known by manifest, fetched and unpacked without trusting what arrives."""
