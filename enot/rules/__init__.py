"""Pure decisions of procurement law: thresholds, periods, channels, and their verdicts."""
