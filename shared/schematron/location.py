"""Where a finding stands: a short path for people, an exact one for reports and comparisons."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from shared.schematron.elements import Node
from shared.schematron.runtime.nodes import Attribute
from shared.schematron.tree import Document


def exact_path(document: Document, node: Any) -> str:
    """As the ISO skeleton writes it: `/*:Invoice[namespace-uri()='...'][1]/...`."""
    return _path(document, node, _iso_step, _iso_attribute)


def short_path(document: Document, node: Any) -> str:
    """`/Invoice/cac:InvoiceLine[2]/cbc:ID`: the document's prefixes, numbers where needed."""
    return _path(document, node, _short_step, lambda name: f"@{name.rpartition('}')[2]}")


def eqname_path(document: Document, node: Any) -> str:
    """As fn:path of XPath 3.0 writes it: `/Q{...}Invoice[1]/Q{...}ID[1]`."""
    return _path(document, node, _eqname_step, lambda name: f"@{name.removeprefix('{')}")


def element_of(node: Any) -> Node:
    """The element itself, or the one that carries the attribute or text."""
    return node if node.__class__ is Node else node.owner


def _path(document: Document, node: Any, step: Any, attribute: Any) -> str:
    element = element_of(node)
    steps = [
        step(element, *_position(document, element)) for element in _lineage(document, element)
    ]
    if node.__class__ is Attribute:
        steps.insert(0, attribute(node.name))
    return "/" + "/".join(reversed(steps))


def _lineage(document: Document, element: Node) -> Iterator[Node]:
    """The element and its ancestors up to the root element."""
    while element.order >= 0:
        yield element
        element = document.up[element.order]


def _position(document: Document, element: Node) -> tuple[int, int]:
    """(position among siblings of the same name, how many there are)."""
    same = document.up[element.order].by[element.head.place.tag]
    return bisect_left(same, element.order, key=lambda node: node.order) + 1, len(same)


def _iso_step(element: Node, position: int, _count: int) -> str:
    place = element.head.place
    if not place.uri:
        return f"{place.local}[{position}]"
    return f"*:{place.local}[namespace-uri()='{place.uri}'][{position}]"


def _iso_attribute(name: str) -> str:
    uri, _, local = name.rpartition("}")
    if not uri:
        return f"@{local}"
    return f"@*[local-name()='{local}' and namespace-uri()='{uri[1:]}']"


def _short_step(element: Node, position: int, count: int) -> str:
    return element.head.name + (f"[{position}]" if count > 1 else "")


def _eqname_step(element: Node, position: int, _count: int) -> str:
    place = element.head.place
    return f"Q{{{place.uri}}}{place.local}[{position}]"
