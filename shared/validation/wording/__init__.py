"""Plain sentences with a remedy for the rules people meet most, in four languages."""
