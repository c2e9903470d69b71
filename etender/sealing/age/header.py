"""The header of an age file: stanzas that each wrap the file key, and a MAC over them all."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from etender.sealing.age import base64
from etender.sealing.age.streams import Sink, Source
from etender.sealing.refusals import BrokenHeader, HeaderChanged

FILE_KEY_SIZE = 16

_VERSION = b"age-encryption.org/v1\n"
_ARGUMENT = re.compile(rb"[\x21-\x7e]+")
_COLUMNS = 64
# not in the specification: nobody may make a reader hold an endless header
_LONGEST_LINE = 16 * 1024
_MOST_LINES = 4 * 1024


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient's way to the file key: its type, further arguments, and a body."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    def encode(self) -> bytes:
        """The stanza as it stands in a file; the last line is always shorter than 64 columns."""
        text = base64.encode(self.body)
        lines = [text[at : at + _COLUMNS] for at in range(0, len(text) + 1, _COLUMNS)]
        head = " ".join(("->", self.kind, *self.arguments)).encode("ascii")
        return b"\n".join((head, *lines)) + b"\n"


@dataclass(frozen=True, slots=True)
class Header:
    """A header as read; nothing in it is proven until `check` was given the file key."""

    stanzas: tuple[Stanza, ...]
    text: bytes
    mac: bytes

    def check(self, file_key: bytes) -> None:
        """Raises HeaderChanged when the header is not the one the file key was sealed with."""
        if not hmac.compare_digest(_mac(file_key, self.text), self.mac):
            raise HeaderChanged(found="the header does not fit its key")


def write_header(target: Sink, stanzas: Sequence[Stanza], file_key: bytes) -> None:
    text = _VERSION + b"".join(stanza.encode() for stanza in stanzas) + b"---"
    target.write(text + b" " + base64.encode(_mac(file_key, text)) + b"\n")


def read_header(source: Source) -> Header:
    """Read up to the payload, strictly by the grammar. Raises BrokenHeader."""
    lines = _Lines(source)
    if lines.next() + b"\n" != _VERSION:
        raise BrokenHeader(found="not an age file of version 1")
    stanzas: list[Stanza] = []
    line = lines.next()
    while line.startswith(b"-> "):
        stanzas.append(_read_stanza(line, lines))
        line = lines.next()
    if not stanzas or not line.startswith(b"--- "):
        raise BrokenHeader(found="no end of the header")
    mac = _decoded(line[4:])
    if len(mac) != hashes.SHA256.digest_size:
        raise BrokenHeader(found="the code of the header has a wrong size")
    # the MAC covers everything up to and including the three dashes
    text = lines.read[: -len(line) - 1] + b"---"
    return Header(tuple(stanzas), text, mac)


def derive(file_key: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF-SHA-256 to 32 bytes, as every key of the format is made."""
    return HKDF(hashes.SHA256(), 32, salt, info).derive(file_key)


class _Lines:
    """Lines ended by one line feed, with everything read kept for the MAC."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._count = 0
        self.read = b""

    def next(self) -> bytes:
        line = self._source.readline(_LONGEST_LINE)
        self._count += 1
        if not line.endswith(b"\n") or self._count > _MOST_LINES:
            raise BrokenHeader(found="a line without end")
        self.read += line
        return line[:-1]


def _read_stanza(line: bytes, lines: _Lines) -> Stanza:
    arguments = line[3:].split(b" ")
    if not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
        raise BrokenHeader(found="a stanza with empty or unprintable arguments")
    text = last = lines.next()
    while len(last) == _COLUMNS:
        last = lines.next()
        text += last
    if len(last) > _COLUMNS:
        raise BrokenHeader(found="a line of more than 64 columns")
    kind, *rest = (argument.decode("ascii") for argument in arguments)
    return Stanza(kind, tuple(rest), _decoded(text))


def _decoded(text: bytes) -> bytes:
    try:
        return base64.decode(text)
    except ValueError as error:
        raise BrokenHeader(found=f"base64: {error}") from None


def _mac(file_key: bytes, text: bytes) -> bytes:
    return hmac.digest(derive(file_key, b"header"), text, "sha256")
