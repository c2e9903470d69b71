"""The seal: age files, time locks, beacons, envelopes."""
