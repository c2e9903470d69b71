"""Elements of the light tree: nodes, and the start tags that many of them share."""

from collections.abc import Sequence
from typing import Any

import msgspec

from shared.schematron.places import Place

NO_ATTRIBUTES: dict[str, str] = {}
BLANKS = " \t\r\n"
_BLANKS = frozenset(BLANKS)
NO_CHILDREN: dict[str, Sequence["Node"]] = {}


_LONGEST_CODE = 3
_AFTER_DIGITS = ":"


def is_code(text: str) -> bool:
    """Is it as short as `S`, `VAT` or `EUR`, and does not begin as numbers do?

    No other text is such a one in upper or lower case or without the blanks around it.
    """
    return 0 < len(text) <= _LONGEST_CODE and text[0] >= _AFTER_DIGITS and not set(text) & _BLANKS


class Head(msgspec.Struct, gc=False, eq=False, frozen=True):
    """A start tag in its place: `name` as written, attributes by `{address}local` name.

    `scope` holds the addresses of the prefixes inside it, `steps` what was read so far directly
    inside such elements (see building). One that `is_shared` outlives its document.
    """

    place: Place
    name: str
    attrs: dict[str, str]
    scope: dict[str, str]
    steps: dict[str, Any]
    is_shared: bool


class Node(msgspec.Struct, gc=False, eq=False):
    """An element, or the document itself (`order` -1).

    `value` is the text of an element without child elements, else empty; `by` its children by
    `{address}local` name; `order` its number in document order and `last` that of its last
    descendant.
    """

    head: Head
    value: str
    attrs: dict[str, str]
    by: dict[str, Sequence["Node"]]
    order: int
    last: int
