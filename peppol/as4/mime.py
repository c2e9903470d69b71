"""multipart/related as AS4 uses it: writing, and splitting within bounds (RFC 2046, RFC 2387)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.names import OCTETS, SOAP

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? \-]{1,70}")
_HEADER_OCTETS = 8 * 1024
_BINARY = ("", "binary", "8bit", "7bit")
_PADDING = re.compile(rb"[ \t]*\r\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One body part: its Content-ID without brackets, its media type, its octets."""

    content_id: str
    media_type: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """The SOAP part and the attachments in order."""

    envelope: bytes
    attachments: tuple[Part, ...]


def join(boundary: str, envelope: bytes, attachments: Sequence[Part]) -> tuple[str, bytes]:
    """Content-Type and body; the boundary must not occur in the parts."""
    mark = b"--" + boundary.encode()
    binary = b"\r\nContent-Transfer-Encoding: binary\r\n"
    chunks = [mark, f"\r\nContent-Type: {SOAP};charset=UTF-8".encode(), binary, b"\r\n", envelope]
    for part in attachments:
        chunks += [
            b"\r\n",
            mark,
            f"\r\nContent-Type: {part.media_type}".encode(),
            binary,
            f"Content-ID: <{part.content_id}>\r\n\r\n".encode(),
            part.octets,
        ]
    chunks += [b"\r\n", mark, b"--\r\n"]
    return f'multipart/related; type="{SOAP}"; boundary="{boundary}"', b"".join(chunks)


def split(content_type: str, body: bytes, *, max_parts: int) -> Package:
    """The SOAP part and the attachments of a message; also accepts a SOAP part alone.

    Raises MessageRefused(MimeInconsistency).
    """
    header = _content_type(content_type)
    kind = header.get_content_type()
    if kind == SOAP:
        return Package(body, ())
    if kind != "multipart/related":
        raise _inconsistent(f"content type {kind}")
    boundary = header.get_boundary() or ""
    if not _BOUNDARY.fullmatch(boundary):
        raise _inconsistent("boundary")
    parts = [_part(raw) for raw in _raw_parts(boundary.encode(), body, max_parts)]
    return _package(parts, str(header.get_param("start") or "").strip("<>"))


def _content_type(text: str) -> Message:
    header = Message()
    header["Content-Type"] = " ".join(text.split())
    return header


def _raw_parts(boundary: bytes, body: bytes, max_parts: int) -> list[bytes]:
    """The octets between the delimiter lines; only CRLF ends a line."""
    mark = b"\r\n--" + boundary
    parts: list[bytes] = []
    start, closed = _first_part(boundary, body), False
    while not closed:
        end = body.find(mark, start)
        if end < 0:
            raise _inconsistent("no closing boundary")
        if len(parts) == max_parts:
            raise _inconsistent(f"more than {max_parts} parts")
        after = end + len(mark)
        closed = body[after : after + 2] == b"--"
        padding = _PADDING.match(body, after)
        if not closed and padding is None:
            raise _inconsistent("boundary line")
        parts.append(body[start:end])
        start = padding.end() if padding else after
    return parts


def _first_part(boundary: bytes, body: bytes) -> int:
    opening = b"--" + boundary
    at = 0 if body.startswith(opening) else body.find(b"\r\n" + opening) + 2
    padding = _PADDING.match(body, at + len(opening))
    if at == 1 or padding is None:
        raise _inconsistent("no opening boundary")
    return padding.end()


def _part(raw: bytes) -> Part:
    end = raw.find(b"\r\n\r\n", 0, _HEADER_OCTETS)
    if end < 0:
        raise _inconsistent("part without header end")
    header = BytesHeaderParser().parsebytes(raw[: end + 2])
    names = [name.lower() for name in header.keys()]  # noqa: SIM118  a Message iterates otherwise
    if header.defects or len(set(names)) != len(names):
        raise _inconsistent("part header")
    if (header.get("Content-Transfer-Encoding") or "").strip().lower() not in _BINARY:
        raise _inconsistent("content transfer encoding")
    content_id = (header.get("Content-ID") or "").strip().removeprefix("<").removesuffix(">")
    kind = header.get_content_type() if "content-type" in names else OCTETS
    return Part(content_id, kind, raw[end + 4 :])


def _package(parts: list[Part], start: str) -> Package:
    root = (
        next((part for part in parts if part.content_id == start), parts[0]) if start else parts[0]
    )
    if root.media_type != SOAP:
        raise _inconsistent(f"root part {root.media_type}")
    attachments = tuple(part for part in parts if part is not root)
    identifiers = [part.content_id for part in attachments]
    if "" in identifiers or len(set(identifiers)) != len(identifiers):
        raise _inconsistent("content ids")
    return Package(root.octets, attachments)


def _inconsistent(detail: str) -> MessageRefused:
    return MessageRefused(Ebms.MIME_INCONSISTENCY, detail)
