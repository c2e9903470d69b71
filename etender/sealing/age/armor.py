"""ASCII armor of age files: strict PEM, one spelling only, blanks allowed around it."""

import base64
import binascii
import re

from etender.sealing.refusals import BrokenArmor

_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_LINE_END = re.compile(rb"\r?\n")


def is_armored(data: bytes) -> bool:
    return data.lstrip().startswith(_BEGIN[:5])


def armor(data: bytes) -> bytes:
    text = base64.b64encode(data)
    lines = [text[at : at + _COLUMNS] for at in range(0, len(text), _COLUMNS)]
    return b"\n".join((_BEGIN, *lines, _END)) + b"\n"


def dearmor(text: bytes) -> bytes:
    """The binary file inside; for key envelopes and tests, not for large files.

    Raises BrokenArmor for anything but RFC 7468 strict encoding with LF or CRLF.
    """
    first, *body = _LINE_END.split(text.strip(b" \t\r\n"))
    if first != _BEGIN or not body or body.pop() != _END:
        raise BrokenArmor(found="not an armored age file")
    if not body:
        return b""
    if any(len(line) != _COLUMNS for line in body[:-1]):
        raise BrokenArmor(found="lines of a wrong length")
    if not 0 < len(body[-1]) <= _COLUMNS:
        raise BrokenArmor(found="an empty or long last line")
    return _decoded(b"".join(body))


def _decoded(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BrokenArmor(found=str(error)) from None
    if base64.b64encode(data) != text:
        raise BrokenArmor(found="base64 that is not canonical")
    return data
