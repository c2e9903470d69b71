"""Electronic signatures: one door to sign a container and one to say what a signature is worth."""
