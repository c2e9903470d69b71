"""Random changes of a document that no rule asked for."""

import copy
import random
from typing import Any

from lxml import etree

from shared.xml.parse import Element
from tests.differential.values import VALUES, another

_ATTRIBUTES = (
    "schemeID",
    "currencyID",
    "listID",
    "unitCode",
    "schemeName",
    "mimeCode",
    "filename",
    "{http://www.w3.org/2001/XMLSchema-instance}nil",
    "{http://www.w3.org/XML/1998/namespace}lang",
    "{urn:example:foreign}schemeID",
)
_MOST = 40


def changed(root: Element, rnd: random.Random) -> None:
    """One change, in place."""
    elements = [x for x in root.iter("*") if x is not root]
    if elements:
        rnd.choices(_CHANGES, _WEIGHTS)[0](rnd.choice(elements), elements, rnd)


def _remove(element: Element, _all: list[Element], _rnd: random.Random) -> None:
    _parent(element).remove(element)


def _duplicate(element: Element, _all: list[Element], _rnd: random.Random) -> None:
    parent = _parent(element)
    parent.insert(parent.index(element) + 1, copy.deepcopy(element))


def _value(element: Element, _all: list[Element], rnd: random.Random) -> None:
    if not len(element):
        element.text = another(element.text or "", rnd)


def _attribute(element: Element, _all: list[Element], rnd: random.Random) -> None:
    if element.attrib and rnd.random() < 0.7:
        name = rnd.choice([str(name) for name in element.attrib])
        if rnd.random() < 0.4:
            del element.attrib[name]
        else:
            element.set(name, another(element.get(name) or "", rnd))
    else:
        element.set(rnd.choice(_ATTRIBUTES), rnd.choice(VALUES))


def _move(element: Element, every: list[Element], rnd: random.Random) -> None:
    """A copy of something, somewhere else, also below itself."""
    other = rnd.choice(every)
    if sum(1 for _ in other.iter()) < _MOST:
        element.insert(rnd.randrange(len(element) + 1), copy.deepcopy(other))


def _swap(element: Element, _all: list[Element], _rnd: random.Random) -> None:
    before = element.getprevious()
    if before is not None and isinstance(before.tag, str):
        element.addnext(before)


def _mixed(element: Element, _all: list[Element], rnd: random.Random) -> None:
    """Text between elements."""
    element.tail = rnd.choice(["junk", " ", "1", "\u00a0"]) + (element.tail or "")


def _comment(element: Element, _all: list[Element], rnd: random.Random) -> None:
    """A comment or processing instruction inside the text, which it parts in two."""
    text = element.text or ""
    node = etree.Comment("between") if rnd.random() < 0.5 else etree.ProcessingInstruction("x", "y")
    at = rnd.randrange(len(text) + 1)
    element.text = text[:at]
    node.tail = text[at:]
    element.insert(0, node)


def _rename(element: Element, _all: list[Element], rnd: random.Random) -> None:
    """The same name in another namespace, or another name in the same."""
    name = etree.QName(element)
    if rnd.random() < 0.6:
        uri = rnd.choice(["urn:example:foreign", (name.namespace or "") + "x", ""])
        element.tag = f"{{{uri}}}{name.localname}" if uri else name.localname
    else:
        element.tag = etree.QName(name.namespace, name.localname[::-1].replace("-", "_")).text


def _prefix(element: Element, _all: list[Element], rnd: random.Random) -> None:
    """The same expanded name under another prefix."""
    name = etree.QName(element)
    if not name.namespace:
        return
    nsmap: Any = {rnd.choice(["other", "cbc", "ubl", None]): name.namespace}
    twin = etree.Element(element.tag, None, nsmap=nsmap)
    twin.attrib.update(element.attrib)
    twin.text, twin.tail = element.text, element.tail
    twin.extend(list(element))
    _parent(element).replace(element, twin)


def _deepen(element: Element, _all: list[Element], _rnd: random.Random) -> None:
    """The element inside one of the same name."""
    parent, at = _parent(element), _parent(element).index(element)
    outer = etree.Element(element.tag)
    parent.insert(at, outer)
    outer.append(element)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    if parent is None:
        raise AssertionError("the root is never changed")
    return parent


_CHANGES = (
    _remove,
    _duplicate,
    _value,
    _attribute,
    _move,
    _swap,
    _mixed,
    _comment,
    _rename,
    _prefix,
    _deepen,
)
_WEIGHTS = (20, 12, 30, 15, 10, 4, 3, 5, 4, 3, 2)
