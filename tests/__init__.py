"""Tests follow the packages: one folder a package, one file a room."""
