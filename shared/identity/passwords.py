"""Passwords and secrets by argon2id; tokens are random and kept only as SHA-256."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    # verifying against this costs as much as a real check: an unknown address cannot be told by
    # time; made when first needed, for it costs every command as much as a sign-in
    return _HASHER.hash(secrets.token_urlsafe(32))


def hash_secret(secret: str) -> str:
    return _HASHER.hash(secret)


def is_secret(hashed: str, secret: str) -> bool:
    """True when the secret belongs to the hash; an empty hash costs the same time and is False."""
    try:
        _HASHER.verify(hashed or _nobody(), secret)
    except (VerificationError, InvalidHashError):
        return False
    return bool(hashed)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
