"""Many documents in one run: found in folders and archives, checked side by side, told in order."""
