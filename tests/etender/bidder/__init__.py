"""The supplier's own tool, against a platform that may misbehave."""
