"""The only XML door: any DOCTYPE is refused, and size, depth and attributes are bounded.

libxml2's own limits are lifted (`huge_tree`) because an invoice may embed a PDF of more than ten
megabytes; our caps stand instead. The prolog is read by expat first, which stops at the first
element, so no entity is ever declared, let alone expanded, in any encoding.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any
from xml.parsers import expat

from lxml import etree

from shared.errors import InvalidInput, TooLarge, WhoActs
from shared.i18n import msg

Element = etree._Element  # noqa: SLF001  lxml's public type has no public name

_PROLOG_STEP = 4096
_LONG_STRETCH = re.compile(rb"<[^<]{4000,}")
# with the zeros that UTF-16 and UTF-32 put between
_ASSIGNMENT = re.compile(rb"=[\0\s]*[\"']")
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


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """Caps of one document: bytes, depth of elements, elements, attributes of one element."""

    size: int = 100 * 1024 * 1024
    depth: int = 200
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
    _refuse_endless_tags(data, limits)
    _refuse_doctype(data)
    root = _parse(data)
    _check_shape(root, limits)
    return root


def _parse(data: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=False
    )
    try:
        root = etree.fromstring(data, parser)  # noqa: TID251  this is the door
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _broken(error) from None
    # expat saw no DOCTYPE; should libxml2 disagree about the encoding, this still refuses
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeRefused
    return root


def _refuse_endless_tags(data: bytes, limits: XmlLimits) -> None:
    """Both readers take quadratic time over the attributes and namespaces of one element.

    Seen in the bytes: from one `<` to the next stand more assignments than any element needs. Text
    does not look like that, and base64 holds no quotes.
    """
    for stretch in _LONG_STRETCH.finditer(data):
        assignments = _ASSIGNMENT.finditer(data, stretch.start(), stretch.end())
        if next(islice(assignments, 2 * limits.attributes, None), None) is not None:
            raise XmlTooLarge(
                found=f"more than {limits.attributes} attributes on one element",
                expected=f"{limits.attributes}",
            )


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


def _check_shape(root: Element, limits: XmlLimits) -> None:
    count, is_too_deep, has_too_many = _shape_checks(limits)
    elements = int(count(root))
    if elements > limits.elements:
        raise XmlTooLarge(found=f"{elements} elements", expected=f"{limits.elements} elements")
    # a document of few elements cannot be deep
    if elements > limits.depth and is_too_deep(root):
        raise XmlTooLarge(
            found=f"more than {limits.depth} levels", expected=f"{limits.depth} levels"
        )
    if has_too_many(root):
        raise XmlTooLarge(
            found=f"more than {limits.attributes} attributes on one element",
            expected=f"{limits.attributes}",
        )


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


def _broken(error: Exception) -> BrokenXml:
    """With line and column, both from 1, where the reader stopped."""
    line = getattr(error, "lineno", None) or 1
    column = (getattr(error, "offset", None) or 0) + 1
    return BrokenXml(found=_first_line(error), line=line, column=column)


def _first_line(error: Exception) -> str:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return _PLACE.sub("", first)
