"""The two files of a sealed bid: the payload under the bid's own key, and that key under locks.

`bid.asice.age` is an age file for an X25519 key made for this bid alone. `bid.key.age` holds that
key under a list of locks, applied from the inside out, each an age file around the last one:

    bid.key.age = age( time lock, age( ..., AGE-SECRET-KEY-1... ) )

Today the list has one member, the time lock. The lock of an opening committee (k of n officers)
will stand before it, inside: AND, not OR. Only this kilobyte depends on the deadline.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from etender.sealing.age.bech32 import NotBech32
from etender.sealing.age.file import seal, unseal
from etender.sealing.age.header import read_header
from etender.sealing.age.keys import Identity, Recipient, X25519Identity
from etender.sealing.age.streams import Progress, Sink, Source
from etender.sealing.chain import BeaconSignature, ChainInfo
from etender.sealing.refusals import BrokenSeal
from etender.sealing.timelock import TimelockIdentity, TimelockRecipient, find_lock

PAYLOAD_NAME = "bid.asice.age"
KEY_NAME = "bid.key.age"

_LARGEST_ENVELOPE = 64 * 1024


@dataclass(frozen=True, slots=True)
class SealedBid:
    """What sealing made; the payload was written to the target. Digests are hexadecimal.

    `bid_key` stays with the supplier, secret: it re-seals the key when the deadline moves, and
    opens the bid in an assisted opening should the beacon be lost.
    """

    payload_sha256: str
    payload_size: int
    key_envelope: bytes
    chain_hash: str
    round: int
    bid_key: X25519Identity = field(repr=False)

    @property
    def key_sha256(self) -> str:
        return hashlib.sha256(self.key_envelope).hexdigest()


@dataclass(frozen=True, slots=True)
class LockedTo:
    """Which beacon and which round a key envelope names; read without any key, so unproven."""

    chain_hash: str
    round: int


def seal_bid(
    container: Source,
    payload: Sink,
    chain: ChainInfo,
    number: int,
    progress: Progress = lambda _: None,
) -> SealedBid:
    """Encrypt a signed container into `payload`, and lock its key to a round of the chain.

    (1) A fresh key for this bid; it was never used and will not be used again.
    (2) The container, streamed, to that key.
    (3) The key, under the locks.
    """
    # (1) key
    bid_key = X25519Identity.generate()
    # (2) payload
    target = _Digesting(payload)
    seal(container, target, [bid_key.recipient], progress)
    # (3) locks
    envelope = seal_key(bid_key, [TimelockRecipient(chain, number)])
    return SealedBid(target.sha256, target.size, envelope, chain.hash, number, bid_key)


def seal_key(bid_key: X25519Identity, locks: Sequence[Recipient]) -> bytes:
    """The bid's key under the locks, the first one innermost. Also re-seals for a new deadline."""
    content = f"{bid_key}\n".encode("ascii")
    for lock in locks:
        envelope = io.BytesIO()
        seal(io.BytesIO(content), envelope, [lock])
        content = envelope.getvalue()
    return content


def open_key(envelope: bytes, keys: Sequence[Identity]) -> X25519Identity:
    """Undo `seal_key` with the keys of its locks, the outermost first. Raises BrokenSeal."""
    content = _bounded(envelope)
    for key in keys:
        content = b"".join(unseal(io.BytesIO(content), [key]))
    try:
        return X25519Identity.parse(content.decode("ascii"))
    except (NotBech32, UnicodeDecodeError):
        raise BrokenSeal(found="the key envelope holds no key") from None


def read_lock(envelope: bytes) -> LockedTo:
    """Which beacon and round the envelope is locked to. Raises BrokenSeal."""
    header = read_header(io.BytesIO(_bounded(envelope)))
    lock = find_lock(header.stanzas)
    if lock is None or len(header.stanzas) != 1:
        # a second stanza would be a second way in
        raise BrokenSeal(found="the key envelope is not under a time lock alone")
    return LockedTo(lock.chain_hash, lock.round)


def open_bid(payload: Source, key_envelope: bytes, signature: BeaconSignature) -> Iterator[bytes]:
    """The signed container in pieces, by the beacon's signature of the round it was locked to.

    (1) The envelope is under a time lock and nothing else.
    (2) The lock names the signature's chain and round, and the signature verifies.
    (3) The envelope holds the key that the payload was encrypted to.

    `signature.chain` must be the chain published with the call. Raises ForeignChain, WrongRound,
    BrokenBeacon or BrokenSeal at once; BrokenPayload while reading, when pieces that were already
    given out must be thrown away.
    """
    # (1) lock
    read_lock(key_envelope)
    # (2) signature
    bid_key = open_key(key_envelope, [TimelockIdentity(signature)])
    # (3) payload
    return unseal(payload, [bid_key])


def _bounded(envelope: bytes) -> bytes:
    if len(envelope) > _LARGEST_ENVELOPE:
        raise BrokenSeal(found=f"a key envelope of {len(envelope)} bytes")
    return envelope


class _Digesting:
    """Counts and digests what is written through it."""

    def __init__(self, target: Sink) -> None:
        self._target = target
        self._hasher = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self._hasher.update(data)
        self.size += len(data)
        self._target.write(data)

    @property
    def sha256(self) -> str:
        return self._hasher.hexdigest()
