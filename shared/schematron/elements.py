"""Elements of the light tree: nodes, and the start tags that many of them share."""

from collections.abc import Sequence
from typing import Any

import msgspec

from shared.schematron.places import Place

NO_ATTRIBUTES: dict[str, str] = {}
NO_CHILDREN: dict[str, Sequence["Node"]] = {}


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
