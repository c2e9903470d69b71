"""The time lock: identity-based encryption to a beacon round, interoperable with tlock.

Boneh-Franklin IBE with the Fujisaki-Okamoto transform, as drand's tlock writes it. The identity
is a round; the beacon's signature of that round is the key, and nobody has it before its time.
"""

import functools
import hashlib
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from etender.sealing.age.header import FILE_KEY_SIZE, Stanza
from etender.sealing.chain import BeaconSignature, ChainInfo
from etender.sealing.curve import ORDER, QUICKNET_SCHEME, NotAPoint, Scheme, round_message, scalar
from etender.sealing.refusals import BrokenHeader, BrokenSeal, ForeignChain, WrongRound

STANZA = "tlock"


@dataclass(frozen=True, slots=True)
class TimelockRecipient:
    """Seals for nobody but the time: the round of a chain."""

    chain: ChainInfo
    round: int

    def wrap(self, file_key: bytes) -> Stanza:
        check_known_answer()
        body = encrypt(self.chain.rules, self.chain.public_key, round_message(self.round), file_key)
        return Stanza(STANZA, (str(self.round), self.chain.hash), body)


@dataclass(frozen=True, slots=True)
class TimelockIdentity:
    """Opens with a beacon's signature, strictly: of the same chain and round, and verified."""

    signature: BeaconSignature

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None without a time lock.

        Raises ForeignChain, WrongRound, BrokenBeacon, BrokenHeader or BrokenSeal.
        """
        lock = find_lock(stanzas)
        if lock is None:
            return None
        signature = self.signature
        # the chain the lock names is not believed: only the one this opening is bound to counts
        if lock.chain_hash != signature.chain.hash:
            raise ForeignChain(found=lock.chain_hash, expected=signature.chain.hash)
        if lock.round != signature.round:
            raise WrongRound(found=lock.round, expected=signature.round)
        signature.check()
        check_known_answer()
        return decrypt(signature.chain.rules, signature.signature, lock.body)


@dataclass(frozen=True, slots=True)
class Lock:
    """What a tlock stanza names: chain and round, and the encrypted file key."""

    chain_hash: str
    round: int
    body: bytes


def find_lock(stanzas: Sequence[Stanza]) -> Lock | None:
    """The time lock among the stanzas. Raises BrokenHeader for one that is not well formed."""
    found = [stanza for stanza in stanzas if stanza.kind == STANZA]
    if not found:
        return None
    if len(found) != 1 or len(found[0].arguments) != 2:  # noqa: PLR2004  round and chain hash
        raise BrokenHeader(found="more than one time lock, or one of a wrong shape")
    number, chain_hash = found[0].arguments
    if not (number.isascii() and number.isdecimal()) or number.startswith("0"):
        raise BrokenHeader(found=f"a time lock to round {number[:20]}")
    return Lock(chain_hash, int(number), found[0].body)


def encrypt(
    scheme: Scheme, public_key: bytes, identity: bytes, message: bytes, sigma: bytes = b""
) -> bytes:
    """U || V || W for a message of up to 32 bytes; `sigma` is drawn unless a test gives it.

    (1) sigma: as long as the message, random.
    (2) r = H3(sigma, message); U = r * generator.
    (3) V = sigma xor H2(e(r * H(identity), public key)).
    (4) W = message xor H4(sigma).
    """
    # (1) sigma
    sigma = sigma or os.urandom(len(message))
    # (2) U
    r = scalar(_h3(sigma, message))
    u = scheme.key_bytes(scheme.generator() * r)
    # (3) V
    shared = scheme.pair(scheme.hash_to_group(identity) * r, scheme.key_point(public_key))
    v = _xor(sigma, _h2(shared, len(message)))
    # (4) W
    return u + v + _xor(message, _h4(sigma, len(message)))


def decrypt(scheme: Scheme, signature: bytes, body: bytes) -> bytes:
    """The message that `encrypt` hid; the signature is the private key of the identity.

    (1) sigma = V xor H2(e(signature, U)); message = W xor H4(sigma).
    (2) U must be H3(sigma, message) * generator: whoever changed a bit learns nothing but that.

    Raises BrokenSeal, also when the signature is not the identity's.
    """
    size = FILE_KEY_SIZE
    if len(body) != scheme.key_size + 2 * size:
        raise BrokenHeader(found="a time lock of a wrong size")
    u, v, w = body[: -2 * size], body[-2 * size : -size], body[-size:]
    try:
        shared = scheme.pair(scheme.signature_point(signature), scheme.key_point(u))
    except NotAPoint as error:
        raise BrokenHeader(found=f"a time lock that is no point: {error}") from None
    # (1) message
    sigma = _xor(v, _h2(shared, size))
    message = _xor(w, _h4(sigma, size))
    # (2) check
    if scheme.key_bytes(scheme.generator() * scalar(_h3(sigma, message))) != u:
        raise BrokenSeal(found="the time lock does not fit the signature of its round")
    return message


@functools.cache
def check_known_answer() -> None:
    """Lock and open something known, once per process, before the library is trusted.

    Round and signature are those quicknet published; the answer was computed when several
    implementations opened each other's files. Raises RuntimeError.
    """
    message, sigma = bytes(range(16)), bytes(range(16, 32))
    body = encrypt(QUICKNET_SCHEME, _KNOWN_KEY, round_message(_KNOWN_ROUND), message, sigma)
    if hashlib.sha256(body).hexdigest() != _KNOWN_ANSWER:
        raise RuntimeError("the pairing library gives other results than the one this was made for")
    if decrypt(QUICKNET_SCHEME, _KNOWN_SIGNATURE, body) != message:
        raise RuntimeError("the pairing library cannot open what it locked")


def _h2(shared: bytes, size: int) -> bytes:
    return hashlib.sha256(b"IBE-H2" + shared).digest()[:size]


def _h3(sigma: bytes, message: bytes) -> int:
    """A number below the order of the group, by drawing until one fits."""
    seed = hashlib.sha256(b"IBE-H3" + sigma + message).digest()
    for attempt in range(1, 65535):
        digest = bytearray(hashlib.sha256(struct.pack("<H", attempt) + seed).digest())
        digest[0] >>= 1
        number = int.from_bytes(digest, "big")
        if number < ORDER:
            return number
    raise RuntimeError("unreachable: every second draw fits")


def _h4(sigma: bytes, size: int) -> bytes:
    return hashlib.sha256(b"IBE-H4" + sigma).digest()[:size]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


_KNOWN_ROUND = 12040883
_KNOWN_SIGNATURE = bytes.fromhex(
    "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec8"
    "95bb6868e5b9ff13ab289bdb5266b394"
)
_KNOWN_KEY = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
_KNOWN_ANSWER = "c4ac78ba9b40dc5d3f3884a05f18552e819d6a933265b540f3ee87000c03d3ff"
