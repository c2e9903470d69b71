"""String functions of XPath 2.0."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from shared.schematron.errors import DynamicError
from shared.schematron.runtime.nodes import NODES, text
from shared.schematron.runtime.numbers import decimal_text, double_text
from shared.schematron.runtime.run import Run

_LONGEST = 200_000_000
_XML_BLANKS = str.maketrans("\t\r\n", "   ")


def to_string(value: Any) -> str:
    """xs:string of one atomic value."""
    kind = value.__class__
    if kind is bool:
        return "true" if value else "false"
    if kind is Decimal:
        return decimal_text(value)
    if kind is float:
        return double_text(value)
    return str(value)


def string_of(nodes: Sequence[Any], d: Run) -> str:
    """A path where one string is asked: nothing is the empty string, two are an error."""
    if not nodes:
        return ""
    if len(nodes) == 1:
        node = nodes[0]
        return node.value or text(node, d)
    raise DynamicError("XPTY0004", "more than one item")


def string_of_items(items: Sequence[Any], d: Run) -> str:
    if not items:
        return ""
    if len(items) > 1:
        raise DynamicError("XPTY0004", "more than one item")
    item = items[0]
    if item.__class__ is str:
        return str(item)
    return text(item, d) if item.__class__ in NODES else to_string(item)


def string_of_atom(value: Any) -> str:
    """Of one atomic value or None."""
    return "" if value is None else to_string(value)


def normalize_space(string: str) -> str:
    if string.isascii():
        # str.split also cuts at \x0b, \x0c and \x1c to \x1f, which XML does not allow at all
        return " ".join(string.split())
    return " ".join(part for part in string.translate(_XML_BLANKS).split(" ") if part)


def concatenated(parts: Sequence[str]) -> str:
    """fn:concat. Variables that double each other must not fill the memory."""
    if sum(map(len, parts)) > _LONGEST:
        raise DynamicError("FOER0000", f"a string of more than {_LONGEST} characters")
    return "".join(parts)


def joined(items: Iterable[Any], separator: str, d: Run) -> str:
    """fn:string-join; numbers are accepted as well."""
    parts = [text(item, d) if item.__class__ in NODES else to_string(item) for item in items]
    if sum(map(len, parts)) + len(parts) * len(separator) > _LONGEST:
        raise DynamicError("FOER0000", f"a string of more than {_LONGEST} characters")
    return separator.join(parts)


def substring(string: str, start: Any, length: Any = math.inf) -> str:
    """F&O, 7.4.3: the characters at positions from round(start) to before start + length."""
    if start is None or length is None:
        raise DynamicError("XPTY0004", "substring without position")
    first = _rounded(float(start))
    end = first + _rounded(float(length))
    if math.isnan(first) or math.isnan(end) or first == math.inf:
        return ""
    low = 0 if first < 1 else int(first) - 1
    if end == math.inf:
        return string[low:]
    return string[low : max(low, int(end) - 1)]


def _rounded(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def substring_before(string: str, mark: str) -> str:
    return string.partition(mark)[0] if mark and mark in string else ""


def substring_after(string: str, mark: str) -> str:
    return string.partition(mark)[2] if mark else string


def translate(string: str, source: str, target: str) -> str:
    """The first occurrence of a character in `source` counts."""
    table: dict[int, str | None] = {}
    for at, character in enumerate(source):
        table.setdefault(ord(character), target[at] if at < len(target) else None)
    return string.translate(table)


def in_list(string: str, codes: frozenset[str], source: str) -> bool:
    """contains(' AA BB ', concat(' ', string, ' ')): membership, unless the string has blanks."""
    return string in codes or ((" " in string or not string) and f" {string} " in source)


def says(string: str, text: str) -> bool:
    """normalize-space(string) = text, for a text without blanks."""
    return string == text or (len(string) > len(text) and normalize_space(string) == text)


def says_one_of(string: str, texts: frozenset[str]) -> bool:
    """normalize-space(string) = texts, for texts without blanks."""
    return string in texts or normalize_space(string) in texts


def coded(string: str, codes: frozenset[str], source: str) -> bool:
    """not(contains(N, ' ')) and contains(' AA BB ', concat(' ', N, ' ')), N normalised."""
    if string in codes:
        return True
    string = normalize_space(string)
    return string in codes or (not string and "  " in source)


def code_points(string: str) -> list[int]:
    return [ord(character) for character in string]


def of_code_points(points: Iterable[Any]) -> str:
    try:
        return "".join([chr(int(point)) for point in points])
    except (ValueError, OverflowError):
        raise DynamicError("FOCH0001", "no such character") from None


def compared(a: Any, b: Any) -> int | None:
    """fn:compare in code point order."""
    if a is None or b is None:
        return None
    return (a > b) - (a < b)  # type: ignore[no-any-return]  # its class was just tested
