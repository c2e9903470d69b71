"""BLS12-381 as the time beacons use it: signatures, pairings, and the bytes of the target group.

The library gives elements of the target group only as text: hexadecimal of twelve field elements,
each little-endian, in its own order. The byte order of the other implementations is the same
elements reversed, each big-endian. Whoever loads the library must see the known answer first
(`timelock.check_known_answer`), so that a new version with another text is noticed at once.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import py_arkworks_bls12381 as arkworks

ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001

_ELEMENT = 48
_ELEMENTS = 12

# Points and scalars are opaque objects of an untyped library.
Point = Any


class NotAPoint(ValueError):
    """The bytes are not a point of the group, or the point at infinity."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of signing rounds: which group holds the signature, and how messages are hashed."""

    name: str
    signatures_on_g1: bool
    domain: bytes
    is_chained: bool = False

    @property
    def signature_size(self) -> int:
        return 48 if self.signatures_on_g1 else 96

    @property
    def key_size(self) -> int:
        """Size of a public key, and of the point U in a time lock."""
        return 96 if self.signatures_on_g1 else 48

    def hash_to_group(self, message: bytes) -> Point:
        """The message as a point of the signature group (RFC 9380)."""
        group = arkworks.G1Point if self.signatures_on_g1 else arkworks.G2Point
        return group.hash_to_curve(message, self.domain)

    def signature_point(self, data: bytes) -> Point:
        """Raises NotAPoint."""
        return _point(arkworks.G1Point if self.signatures_on_g1 else arkworks.G2Point, data)

    def key_point(self, data: bytes) -> Point:
        """Raises NotAPoint; the subgroup is checked by the library."""
        return _point(arkworks.G2Point if self.signatures_on_g1 else arkworks.G1Point, data)

    def generator(self) -> Point:
        """The generator of the group of public keys."""
        return arkworks.G2Point() if self.signatures_on_g1 else arkworks.G1Point()

    def key_bytes(self, point: Point) -> bytes:
        return bytes(point.to_compressed_bytes())

    def pair(self, in_signature_group: Point, in_key_group: Point) -> bytes:
        """The pairing of the two points in the bytes that all implementations agree on."""
        pair = (in_signature_group, in_key_group)
        first, second = pair if self.signatures_on_g1 else reversed(pair)
        return _target_bytes(str(arkworks.GT.pairing(first, second)))

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """e(signature, generator) equals e(hash of the message, public key)."""
        try:
            given, key = self.signature_point(signature), self.key_point(public_key)
        except NotAPoint:
            return False
        left, right = [given, self.hash_to_group(message)], [-self.generator(), key]
        if not self.signatures_on_g1:
            left, right = right, left
        return bool(arkworks.GT.pairing_check(left, right))


_ON_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_ON_G2 = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"

QUICKNET_SCHEME = Scheme("bls-unchained-g1-rfc9380", signatures_on_g1=True, domain=_ON_G1)

SCHEMES = {
    scheme.name: scheme
    for scheme in (
        QUICKNET_SCHEME,
        # the years before RFC 9380 hashed to G1 under the domain of G2
        Scheme("bls-unchained-on-g1", signatures_on_g1=True, domain=_ON_G2),
        Scheme("pedersen-bls-unchained", signatures_on_g1=False, domain=_ON_G2),
        Scheme("pedersen-bls-chained", signatures_on_g1=False, domain=_ON_G2, is_chained=True),
    )
}


def scalar(value: int) -> Point:
    return arkworks.Scalar.from_be_bytes(value.to_bytes(32, "big"))


def sign(scheme: Scheme, secret: int, message: bytes) -> bytes:
    return bytes((scheme.hash_to_group(message) * scalar(secret)).to_compressed_bytes())


def public_key(scheme: Scheme, secret: int) -> bytes:
    return scheme.key_bytes(scheme.generator() * scalar(secret))


def round_message(number: int, previous_signature: bytes = b"") -> bytes:
    """What a beacon signs: the digest of the round as eight bytes, after the last signature."""
    return hashlib.sha256(previous_signature + number.to_bytes(8, "big")).digest()


def _point(group: Any, data: bytes) -> Point:
    try:
        point = group.from_compressed_bytes(data)
    except ValueError as error:
        raise NotAPoint(str(error)) from None
    # with the point at infinity a signature fits everything and a lock opens to anybody
    if point == group.identity():
        raise NotAPoint("the point at infinity")
    return point


def _target_bytes(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != _ELEMENT * _ELEMENTS:
        raise RuntimeError("the pairing library writes its target group in an unknown form")
    elements = [raw[at : at + _ELEMENT] for at in range(0, len(raw), _ELEMENT)]
    return b"".join(element[::-1] for element in reversed(elements))
