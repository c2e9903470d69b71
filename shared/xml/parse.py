"""The only XML door: any DOCTYPE is refused, and size, depth and attributes are bounded.

libxml2's own limits are lifted (`huge_tree`) for a large document, because an invoice may embed a
PDF of more than ten megabytes; our caps stand instead. The prolog is read by expat first, which
stops at the first element, so no entity is ever declared, let alone expanded, in any encoding.
What the bytes alone exclude is not counted in the tree.
"""

import codecs
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any
from xml.parsers import expat

import msgspec
from lxml import etree

from shared.errors import InvalidInput, TooLarge, WhoActs
from shared.i18n import msg

Element = etree._Element  # noqa: SLF001  lxml's public type has no public name

_PROLOG_STEP = 4096
# a text of less bytes cannot reach the limits that `huge_tree` lifts, but for the depth
_HUGE = 9_000_000
_DEEPEST = 256
"""Levels that libxml2 reads without `huge_tree`."""
_SMALLEST_ELEMENT = len(b"<a/>")
_SMALLEST_ATTRIBUTE = len(b' a=""')
_OTHER_ENCODING = re.compile(
    rb"[^<]{0,3}<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE
)
_ASSIGNMENT = re.compile(rb"=\s*[\"']")
# both readers repeat at the end of their sentence where they stopped
_PLACE = re.compile(r"[:,] line \d+, column \d+.*$")


class BrokenXml(InvalidInput):
    code = "xml-broken"
    says = msg("This is not well-formed XML (line {line}): {found}")
    remedy = msg("Send the file as the software made it, unchanged and complete.")
    who = WhoActs.SENDER


class DoctypeRefused(InvalidInput):
    code = "xml-doctype"
    says = msg("The document has a DOCTYPE declaration, which is never accepted.")
    remedy = msg("Remove the DOCTYPE: no e-procurement document needs one.")
    who = WhoActs.SENDER


class XmlTooLarge(TooLarge):
    code = "xml-too-large"
    says = msg("The XML has {found}; at most {expected} is accepted.")
    remedy = msg("Send fewer or smaller parts.")
    who = WhoActs.SENDER


class XmlLimits(msgspec.Struct, frozen=True):
    """Caps of one document: bytes, depth of elements, elements, attributes of one element."""

    size: int = 100 * 1024 * 1024
    depth: int = _DEEPEST
    elements: int = 5_000_000
    attributes: int = 1_000


DEFAULT_LIMITS = XmlLimits()


def parse(data: bytes, limits: XmlLimits = DEFAULT_LIMITS) -> Element:
    """Parse received bytes into the root element.

    Raises BrokenXml (with the line), DoctypeRefused or XmlTooLarge. Keep the bytes first: what is
    refused here is still evidence.
    """
    if len(data) > limits.size:
        raise XmlTooLarge(found=f"{len(data)} bytes", expected=f"{limits.size} bytes")
    text = _ascii_compatible(data)
    is_huge = _size_inside(text) > _HUGE
    _refuse_endless_tags(text, limits)
    _refuse_doctype(data)
    root = _parse(data, is_huge=is_huge)
    _check_shape(root, text, limits, is_huge=is_huge)
    return root


def _parse(data: bytes, *, is_huge: bool) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=is_huge, recover=False
    )
    try:
        root = etree.fromstring(data, parser)  # noqa: TID251  this is the door
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if "Excessive depth" in str(error):
            raise _too_deep(_DEEPEST) from None
        raise _broken(error) from None
    # expat saw no DOCTYPE; should libxml2 disagree about the encoding, this still refuses
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeRefused
    return root


def _ascii_compatible(data: bytes) -> bytes:
    """UTF-16 in UTF-8: there `<` is no byte of its own. All else that expat reads holds ASCII."""
    if b"\0" not in data[:4] and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data
    is_big = data[:1] in (b"\0", b"\xfe")
    return data.decode("utf-16-be" if is_big else "utf-16-le", "replace").encode()


def _size_inside(text: bytes) -> int:
    """Bytes at most in the readers, which hold UTF-8."""
    return len(text) * (2 if _OTHER_ENCODING.match(text) else 1)


def _refuse_endless_tags(text: bytes, limits: XmlLimits) -> None:
    """Both readers take quadratic time over the attributes and namespaces of one element.

    Seen in the bytes: from one `<` to the next stand more assignments than any element needs. Text
    does not look like that, and base64 holds no quotes.
    """
    shortest = _SMALLEST_ATTRIBUTE * limits.attributes
    for start, end in _long_stretches(text, shortest):
        assignments = _ASSIGNMENT.finditer(text, start, end)
        if next(islice(assignments, 2 * limits.attributes, None), None) is not None:
            raise _too_many_attributes(limits)


def _long_stretches(data: bytes, shortest: int) -> Iterator[tuple[int, int]]:
    """Where no `<` stands for so many bytes; a stretch of that length fills a block of half of it.

    Each block is left at its first `<`, so that next to nothing of a usual document is read.
    """
    block, at = shortest // 2, 0
    while at + block <= len(data):
        if data.find(b"<", at, at + block) >= 0:
            at += block
            continue
        start = data.rfind(b"<", 0, at) + 1
        end = data.find(b"<", at + block)
        end = len(data) if end < 0 else end
        if end - start >= shortest:
            yield start, end
        at = end - end % block


class _PrologOverError(Exception):
    """The first element begins: nothing after it may declare a DOCTYPE."""


def _refuse_doctype(data: bytes) -> None:
    reader = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise DoctypeRefused

    def element(*_: object) -> None:
        raise _PrologOverError

    reader.StartDoctypeDeclHandler = doctype
    reader.StartElementHandler = element
    try:
        for start in range(0, len(data), _PROLOG_STEP):
            reader.Parse(data[start : start + _PROLOG_STEP], False)
        reader.Parse(b"", True)
    except _PrologOverError:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _broken(error) from None


def _check_shape(root: Element, text: bytes, limits: XmlLimits, *, is_huge: bool) -> None:
    count, is_too_deep, has_too_many = _shape_checks(limits)
    if len(text) > limits.elements * _SMALLEST_ELEMENT:
        elements = int(count(root))
        if elements > limits.elements:
            raise XmlTooLarge(found=f"{elements} elements", expected=f"{limits.elements} elements")
    if (is_huge or limits.depth < _DEEPEST) and is_too_deep(root):
        raise _too_deep(limits.depth)
    shortest = _SMALLEST_ATTRIBUTE * limits.attributes
    if any(_long_stretches(text, shortest)) and has_too_many(root):
        raise _too_many_attributes(limits)


@cache
def _shape_checks(limits: XmlLimits) -> tuple[Any, Any, Any]:
    """Compiled once: as text they cost more than the parsing of a small invoice.

    The positional predicate stops at the element that has too many attributes, where counting
    them would count all of all elements.
    """
    return (
        etree.XPath("count(/descendant::*)"),
        etree.XPath(f"boolean({'/*' * (limits.depth + 1)})"),
        etree.XPath(f"boolean(/descendant::*/@*[{limits.attributes + 1}])"),
    )


def _too_deep(depth: int) -> XmlTooLarge:
    return XmlTooLarge(found=f"more than {depth} levels", expected=f"{depth} levels")


def _too_many_attributes(limits: XmlLimits) -> XmlTooLarge:
    return XmlTooLarge(
        found=f"more than {limits.attributes} attributes on one element",
        expected=f"{limits.attributes}",
    )


def _broken(error: Exception) -> BrokenXml:
    """With line and column, both from 1, where the reader stopped."""
    line = getattr(error, "lineno", None) or 1
    column = (getattr(error, "offset", None) or 0) + 1
    return BrokenXml(found=_first_line(error), line=line, column=column)


def _first_line(error: Exception) -> str:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return _PLACE.sub("", first)
