"""The beacon of this installation, and the lock a call's bids must be under."""

from etender.sealing.beacon import LocalBeacon
from etender.sealing.envelope import LockedTo
from etender.service.calls import CallTerms
from shared.installation import Installation

BEACON_KEY = "keys/beacon.json"


def beacon_of(installation: Installation) -> LocalBeacon:
    """The beacon whose key lies in the installation's home; made at its first use."""
    return LocalBeacon.open(installation.settings.home / BEACON_KEY, installation.clock)


def lock_of(installation: Installation, terms: CallTerms) -> LockedTo:
    """The call's chain and its first round that is not before the deadline."""
    beacon = beacon_of(installation)
    beacon.info().expect(terms.call.chain_hash)
    return LockedTo(terms.call.chain_hash, beacon.round_at(terms.deadline.at))
