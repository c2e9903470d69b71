"""XML to conceptual notice: foreign notices and earlier versions, by the same field table."""

from collections.abc import Callable
from functools import cache
from typing import cast

from lxml import etree

from enot.eforms.conceptual import FieldValue, NodeInstance
from enot.eforms.table import NAMESPACES, ROOT, FieldTable, split_path
from shared.xml.parse import Element

# the one XPath 2.0 expression of the SDK, said in XPath 1.0
_XPATH_2 = "cbc:ID/text()=('CrossBorderLaw','LocalLegalBasis')"
_XPATH_1 = "cbc:ID='CrossBorderLaw' or cbc:ID='LocalLegalBasis'"


def read_notice(table: FieldTable, root: Element) -> NodeInstance:
    """The conceptual notice of a root element; elements that no field covers are not in it."""
    return _read(table, root, ROOT)


def uncovered(table: FieldTable, root: Element) -> list[Element]:
    """The elements that no field and no node accounts for, so that nothing is lost unseen."""
    covered = {root}
    _cover(table, root, ROOT, covered)
    return [element for element in root.iter("*") if element not in covered]


def _read(table: FieldTable, element: Element, node_id: str) -> NodeInstance:
    instance = NodeInstance(node_id)
    for node in table.child_nodes.get(node_id, ()):
        for target in _targets(element, node.xpath):
            child = _read(table, target, node.id)
            # several nodes share an element by negative predicates: only one of them has content
            if not child.is_empty:
                instance.children.append(child)
    for field in table.child_fields.get(node_id, ()):
        for target in _targets(element, field.xpath):
            attributes = {str(name): str(text) for name, text in target.attrib.items()}
            instance.values.append(FieldValue(field.id, target.text or "", attributes))
    return instance


def _targets(element: Element, xpath: str) -> list[Element]:
    """The elements a relative path selects, one first step after the other."""
    first, *rest = split_path(xpath)
    below = "/".join(rest)
    found: list[Element] = []
    for start in _elements(first, element):
        found += _elements(below, start) if below else [start]
    return found


def _elements(path: str, element: Element) -> list[Element]:
    # a path that ends in an attribute selects no element
    return [found for found in _select(path)(element) if isinstance(found, Element)]


def _cover(table: FieldTable, element: Element, node_id: str, covered: set[Element]) -> None:
    for node in table.child_nodes.get(node_id, ()):
        for target in _targets(element, node.xpath):
            if not _read(table, target, node.id).is_empty:
                _mark(target, element, covered)
                _cover(table, target, node.id, covered)
    for field in table.child_fields.get(node_id, ()):
        for target in _targets(element, field.xpath):
            _mark(target, element, covered)


def _mark(target: Element, top: Element, covered: set[Element]) -> None:
    step: Element | None = target
    while step is not None and step is not top:
        covered.add(step)
        step = step.getparent()


@cache
def _select(path: str) -> Callable[[Element], list[object]]:
    compiled = etree.XPath(path.replace(_XPATH_2, _XPATH_1), namespaces=dict(NAMESPACES))
    return cast("Callable[[Element], list[object]]", compiled)
