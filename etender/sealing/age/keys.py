"""Who can open an age file: X25519 keys, post-quantum hybrid keys, and passphrases."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from etender.sealing.age import base64, bech32
from etender.sealing.age.header import FILE_KEY_SIZE, Stanza, derive
from etender.sealing.refusals import BrokenHeader

_KEY_SIZE = 32
_WRAPPED_SIZE = FILE_KEY_SIZE + 16
_NO_NONCE = bytes(12)
_SECRET_PREFIX = "age-secret-key-"  # noqa: S105  the public prefix of every secret key


class Recipient(Protocol):
    """Somebody a file is sealed for."""

    def wrap(self, file_key: bytes) -> Stanza: ...


class Identity(Protocol):
    """Somebody who may open a file."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None when no stanza is for this identity; raises BrokenHeader."""
        ...


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A public key of 32 bytes."""

    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """`age1…`; raises NotBech32."""
        return cls(_parsed(text, "age"))

    def __str__(self) -> str:
        return bech32.encode("age", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        secret = X25519PrivateKey.generate()
        share = secret.public_key().public_bytes_raw()
        shared = secret.exchange(X25519PublicKey.from_public_bytes(self.public))
        body = _wrap(_x25519_key(shared, share, self.public), file_key)
        return Stanza("X25519", (base64.encode(share).decode(),), body)


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A secret key of 32 bytes; a bid's own key is one of these, used once."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(os.urandom(_KEY_SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """`AGE-SECRET-KEY-1…`; raises NotBech32."""
        return cls(_parsed(text, _SECRET_PREFIX))

    def __str__(self) -> str:
        return bech32.encode(_SECRET_PREFIX, self.secret).upper()

    @property
    def recipient(self) -> X25519Recipient:
        key = X25519PrivateKey.from_private_bytes(self.secret)
        return X25519Recipient(key.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        own = [stanza for stanza in stanzas if stanza.kind == "X25519"]
        opened = [self._unwrap_one(stanza) for stanza in own]
        return next((file_key for file_key in opened if file_key is not None), None)

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        share = _argument(stanza, size=_KEY_SIZE)
        secret = X25519PrivateKey.from_private_bytes(self.secret)
        try:
            shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise BrokenHeader(found="an X25519 share of low order") from None
        return _unwrap(_x25519_key(shared, share, self.recipient.public), stanza.body)


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """ML-KEM-768 with X25519 (X-Wing) from a seed of 32 bytes: safe against quantum computers."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(os.urandom(_KEY_SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """`AGE-SECRET-KEY-PQ-1…`; raises NotBech32."""
        return cls(_parsed(text, f"{_SECRET_PREFIX}pq-"))

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        own = [stanza for stanza in stanzas if stanza.kind == _HYBRID]
        opened = [self._unwrap_one(stanza) for stanza in own]
        return next((file_key for file_key in opened if file_key is not None), None)

    def wrap(self, file_key: bytes) -> Stanza:
        sealed = _HYBRID_SUITE.encrypt(file_key, self._key().public_key(), _HYBRID_INFO)
        share, body = sealed[:_HYBRID_SHARE], sealed[_HYBRID_SHARE:]
        return Stanza(_HYBRID, (base64.encode(share).decode(),), body)

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        share = _argument(stanza, size=_HYBRID_SHARE)
        if _has_low_order(share[-_KEY_SIZE:]):
            raise BrokenHeader(found="an X25519 share of low order")
        try:
            return _HYBRID_SUITE.decrypt(share + stanza.body, self._key(), _HYBRID_INFO)
        except InvalidTag:
            return None

    def _key(self) -> hpke.MLKEM768X25519PrivateKey:
        expanded = hashlib.shake_256(self.seed).digest(96)
        return hpke.MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A secret that a person remembers; it seals a file for nobody else beside."""

    text: str = field(repr=False)
    work_factor: int = 18

    def wrap(self, file_key: bytes) -> Stanza:
        salt = os.urandom(16)
        arguments = (base64.encode(salt).decode(), str(self.work_factor))
        return Stanza("scrypt", arguments, _wrap(self._key(salt, self.work_factor), file_key))

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        if all(stanza.kind != "scrypt" for stanza in stanzas):
            return None
        # who knows a passphrase trusts that nobody else could have written the file
        if len(stanzas) != 1:
            raise BrokenHeader(found="a passphrase beside another key")
        salt = _argument(stanzas[0], size=16, count=2)
        factor = stanzas[0].arguments[1]
        if not re.fullmatch(r"[1-9][0-9]*", factor) or int(factor) > _LARGEST_WORK_FACTOR:
            raise BrokenHeader(found=f"a work factor of {factor[:9]}")
        return _unwrap(self._key(salt, int(factor)), stanzas[0].body)

    def _key(self, salt: bytes, factor: int) -> bytes:
        labelled = b"age-encryption.org/v1/scrypt" + salt
        return Scrypt(labelled, _KEY_SIZE, 2**factor, 8, 1).derive(self.text.encode())


# one gigabyte of memory: above that, the file attacks its reader
_LARGEST_WORK_FACTOR = 20
_HYBRID = "mlkem768x25519"
_HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
_HYBRID_SHARE = 1088 + _KEY_SIZE
_HYBRID_SUITE = hpke.Suite(
    hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305
)


def _parsed(text: str, prefix: str) -> bytes:
    found, data = bech32.decode(text.strip())
    if found != prefix or len(data) != _KEY_SIZE:
        raise bech32.NotBech32("another kind of key")
    return data


def _argument(stanza: Stanza, *, size: int, count: int = 1) -> bytes:
    """The first argument, decoded, of a stanza with `count` of them and a wrapped file key.

    The size of the body is checked before anything is decrypted: a body that fits several keys
    would tell an attacker which key is used (partitioning oracle).
    """
    if len(stanza.arguments) != count or len(stanza.body) != _WRAPPED_SIZE:
        raise BrokenHeader(found=f"a {stanza.kind} stanza of a wrong shape")
    try:
        argument = base64.decode(stanza.arguments[0].encode())
    except ValueError as error:
        raise BrokenHeader(found=f"base64: {error}") from None
    if len(argument) != size:
        raise BrokenHeader(found=f"a {stanza.kind} argument of {len(argument)} bytes")
    return argument


def _has_low_order(share: bytes) -> bool:
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        return True
    return False


def _x25519_key(shared: bytes, share: bytes, public: bytes) -> bytes:
    return derive(shared, b"age-encryption.org/v1/X25519", share + public)


def _wrap(key: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(_NO_NONCE, file_key, None)


def _unwrap(key: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(_NO_NONCE, body, None)
    except InvalidTag:
        return None
