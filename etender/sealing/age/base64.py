"""The base64 of age: standard alphabet, no padding, canonical or refused."""

import base64
import binascii


def encode(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def decode(text: bytes) -> bytes:
    """Raises ValueError for anything but the one canonical spelling."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    if encode(data) != text:
        raise ValueError("not canonical")
    return data
