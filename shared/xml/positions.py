"""Where elements begin in the bytes received: line and column, found by reading over the tags.

libxml2 knows the line where a start tag ends, and no column. Here the bytes are scanned once for
start tags, which in well-formed XML is a matter of skipping comments, CDATA and instructions.
"""

import codecs
import re
from collections.abc import Iterable
from typing import NamedTuple

# an end tag begins with `</` and matches nothing
_MARKUP = re.compile(rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(?P<name>[^!?/]))", re.DOTALL)
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_PROLOG = 200
# in these a byte below 128 is always the ASCII character, so tags are found in the bytes
_LIKE_ASCII = re.compile(r"utf-?8(-sig)?|(us-)?ascii|(iso-?8859|latin|cp125|windows-125)[-_]?\d+")


class Position(NamedTuple):
    """Both from 1; the column counts characters, a tab as one."""

    line: int
    column: int


def positions(data: bytes, wanted: Iterable[int]) -> dict[int, Position]:
    """Where the elements of these numbers begin; element 0 is the outermost, in document order.

    `data` is well-formed. What cannot be read in its declared encoding is left out.
    """
    numbers = sorted(set(wanted))
    if not numbers:
        return {}
    encoding = _encoding(data)
    try:
        if not _LIKE_ASCII.fullmatch(encoding):
            data, encoding = data.decode(encoding).removeprefix("\ufeff").encode(), "utf-8"
        return _found(data, numbers, encoding)
    except (UnicodeError, LookupError):
        return {}


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if data[0] else "utf-16-be"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    declared = _DECLARED.match(data, 0, _PROLOG)
    return declared[1].decode().lower() if declared else "utf-8"


def _found(data: bytes, numbers: list[int], encoding: str) -> dict[int, Position]:
    found: dict[int, Position] = {}
    line, counted = 1, 0
    waiting = iter(numbers)
    wanted = next(waiting)
    number = -1
    for match in _MARKUP.finditer(data):
        if match.lastgroup is None:
            continue
        number += 1
        if number != wanted:
            continue
        at = match.start()
        line += data.count(b"\n", counted, at)
        counted = at
        begin = data.rfind(b"\n", 0, at) + 1
        before = data[begin:at].decode(encoding if begin == 0 else encoding.removesuffix("-sig"))
        found[number] = Position(line, len(before) + 1)
        next_wanted = next(waiting, None)
        if next_wanted is None:
            break
        wanted = next_wanted
    return found
