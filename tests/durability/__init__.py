"""Processes killed at every durability step: nothing acknowledged is lost, nothing is doubled."""
