"""A sealed bid opens at its round, whole or not at all."""

import dataclasses
import datetime as dt
import hashlib
import io
import os
from pathlib import Path

import pyrage
import pytest

from etender.sealing.age.file import seal
from etender.sealing.age.keys import X25519Identity
from etender.sealing.beacon import LocalBeacon
from etender.sealing.chain import BeaconSignature
from etender.sealing.envelope import (
    LockedTo,
    SealedBid,
    open_bid,
    open_key,
    read_lock,
    seal_bid,
    seal_key,
)
from etender.sealing.refusals import (
    BrokenPayload,
    BrokenSeal,
    ForeignChain,
    NoMatchingKey,
    TooEarly,
    WrongRound,
)
from etender.sealing.timelock import TimelockIdentity, TimelockRecipient
from shared.clock import FrozenClock

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
DEADLINE = NOW + dt.timedelta(days=30)
CONTAINER = os.urandom(200_000)


@dataclasses.dataclass(frozen=True)
class Sealed:
    bid: SealedBid
    payload: bytes


@pytest.fixture
def still() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def beacon(tmp_path: Path, still: FrozenClock) -> LocalBeacon:
    return LocalBeacon.open(tmp_path / "beacon.json", still)


@pytest.fixture
def sealed(beacon: LocalBeacon) -> Sealed:
    target = io.BytesIO()
    bid = seal_bid(io.BytesIO(CONTAINER), target, beacon.info(), beacon.round_at(DEADLINE))
    return Sealed(bid, target.getvalue())


@pytest.fixture
def signature(beacon: LocalBeacon, sealed: Sealed, still: FrozenClock) -> BeaconSignature:
    """The key of the deadline, given once it has passed."""
    still.set(DEADLINE)
    return beacon.signature(sealed.bid.round)


def opened(sealed: Sealed, signature: BeaconSignature) -> bytes:
    return b"".join(open_bid(io.BytesIO(sealed.payload), sealed.bid.key_envelope, signature))


def test_a_sealed_bid_opens_at_its_round(sealed: Sealed, signature: BeaconSignature) -> None:
    assert opened(sealed, signature) == CONTAINER


def test_a_bid_cannot_be_opened_before_the_deadline(sealed: Sealed, beacon: LocalBeacon) -> None:
    with pytest.raises(TooEarly):
        beacon.signature(sealed.bid.round)
    earlier = beacon.latest()
    with pytest.raises(WrongRound):
        opened(sealed, earlier)
    relabelled = dataclasses.replace(earlier, round=sealed.bid.round)
    with pytest.raises(Exception, match="does not verify"):
        opened(sealed, relabelled)


def test_the_files_of_a_bid_are_named_by_their_digests(sealed: Sealed) -> None:
    assert sealed.bid.payload_sha256 == hashlib.sha256(sealed.payload).hexdigest()
    assert sealed.bid.payload_size == len(sealed.payload)
    assert sealed.bid.key_sha256 == hashlib.sha256(sealed.bid.key_envelope).hexdigest()


def test_a_key_envelope_says_what_it_waits_for(sealed: Sealed, beacon: LocalBeacon) -> None:
    expected = LockedTo(beacon.info().hash, beacon.round_at(DEADLINE))
    assert read_lock(sealed.bid.key_envelope) == expected


def test_only_the_key_envelope_depends_on_the_deadline(
    sealed: Sealed, beacon: LocalBeacon, still: FrozenClock
) -> None:
    later = beacon.round_at(DEADLINE + dt.timedelta(days=8))
    envelope = seal_key(sealed.bid.bid_key, [TimelockRecipient(beacon.info(), later)])
    assert len(envelope) < 1_000
    still.set(DEADLINE + dt.timedelta(days=8))
    pieces = open_bid(io.BytesIO(sealed.payload), envelope, beacon.signature(later))
    assert b"".join(pieces) == CONTAINER


def test_a_standard_tool_opens_the_payload_with_the_bids_own_key(sealed: Sealed) -> None:
    identity = pyrage.x25519.Identity.from_str(str(sealed.bid.bid_key))
    assert pyrage.decrypt(sealed.payload, [identity]) == CONTAINER


def test_every_bid_has_a_key_of_its_own(beacon: LocalBeacon) -> None:
    keys = {
        seal_bid(io.BytesIO(b""), io.BytesIO(), beacon.info(), 1).bid_key.secret for _ in range(5)
    }
    assert len(keys) == 5


def test_the_bids_own_key_is_not_shown(sealed: Sealed) -> None:
    assert str(sealed.bid.bid_key) not in repr(sealed.bid)
    assert repr(sealed.bid.bid_key.secret) not in repr(sealed.bid)


def test_locks_are_undone_from_the_outside_in(
    sealed: Sealed, beacon: LocalBeacon, still: FrozenClock
) -> None:
    committee = X25519Identity.generate()
    outer = TimelockRecipient(beacon.info(), 1)
    envelope = seal_key(sealed.bid.bid_key, [committee.recipient, outer])
    clock_key = TimelockIdentity(beacon.signature(1))
    assert open_key(envelope, [clock_key, committee]) == sealed.bid.bid_key
    with pytest.raises(NoMatchingKey):
        open_key(envelope, [committee, clock_key])
    with pytest.raises(BrokenSeal):
        open_key(envelope, [clock_key])


def test_the_key_of_another_bid_does_not_open(
    sealed: Sealed, beacon: LocalBeacon, signature: BeaconSignature
) -> None:
    other = seal_bid(io.BytesIO(b"other"), io.BytesIO(), beacon.info(), sealed.bid.round)
    with pytest.raises(NoMatchingKey):
        open_bid(io.BytesIO(sealed.payload), other.key_envelope, signature)


def test_a_bid_locked_to_a_strangers_beacon_is_refused(
    sealed: Sealed, signature: BeaconSignature, tmp_path: Path, still: FrozenClock
) -> None:
    stranger = LocalBeacon.open(tmp_path / "stranger.json", FrozenClock(NOW)).info()
    envelope = seal_key(sealed.bid.bid_key, [TimelockRecipient(stranger, sealed.bid.round)])
    with pytest.raises(ForeignChain):
        open_bid(io.BytesIO(sealed.payload), envelope, signature)


def test_a_second_way_into_the_key_envelope_is_refused(
    sealed: Sealed, beacon: LocalBeacon, signature: BeaconSignature
) -> None:
    backdoor = X25519Identity.generate()
    target = io.BytesIO()
    lock = TimelockRecipient(beacon.info(), sealed.bid.round)
    seal(io.BytesIO(str(sealed.bid.bid_key).encode()), target, [lock, backdoor.recipient])
    with pytest.raises(BrokenSeal):
        open_bid(io.BytesIO(sealed.payload), target.getvalue(), signature)


def test_a_key_envelope_without_a_time_lock_is_refused(sealed: Sealed) -> None:
    open_to_all = X25519Identity.generate()
    with pytest.raises(BrokenSeal):
        read_lock(seal_key(sealed.bid.bid_key, [open_to_all.recipient]))


def test_a_huge_key_envelope_is_refused_unread(signature: BeaconSignature) -> None:
    with pytest.raises(BrokenSeal):
        read_lock(bytes(100_000))


@pytest.mark.parametrize("cut", [1, 70_000, 199_000])
def test_a_payload_cut_off_is_noticed(sealed: Sealed, signature: BeaconSignature, cut: int) -> None:
    with pytest.raises(BrokenPayload):
        opened(dataclasses.replace(sealed, payload=sealed.payload[:-cut]), signature)


def test_a_key_envelope_that_holds_something_else_is_refused(
    beacon: LocalBeacon, signature: BeaconSignature, sealed: Sealed
) -> None:
    target = io.BytesIO()
    lock = TimelockRecipient(beacon.info(), sealed.bid.round)
    seal(io.BytesIO(b"the supplier sealed garbage"), target, [lock])
    with pytest.raises(BrokenSeal):
        open_bid(io.BytesIO(sealed.payload), target.getvalue(), signature)
