"""The acts of the demonstration, in their order."""
