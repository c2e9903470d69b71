"""Items of a sequence: elements, attributes, texts and atomic values; atomization and truth.

A sequence is a list or tuple. An atomic value out of a document is Untyped where its type matters
(XPath 2.0, 2.4.2); generated code that knows the type statically uses plain str.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from shared.schematron.elements import NO_ATTRIBUTES, NO_CHILDREN, Node
from shared.schematron.errors import DynamicError
from shared.schematron.runtime.run import Run

Item = Any  # a node or an atomic value: the generated code is typed by its own generator


class Untyped(str):
    """xs:untypedAtomic: takes the type of what it meets."""

    __slots__ = ()


class Attribute(msgspec.Struct, gc=False, eq=False):
    """An attribute as a node, made only where a rule needs it as one."""

    owner: Node
    name: str
    value: str
    order: float

    attrs = NO_ATTRIBUTES
    by = NO_CHILDREN


class TextNode(msgspec.Struct, gc=False, eq=False):
    owner: Node
    value: str
    order: float

    attrs = NO_ATTRIBUTES
    by = NO_CHILDREN


NODES: frozenset[Any] = frozenset((Node, Attribute, TextNode))


def attribute(node: Node, name: str) -> Sequence[Attribute]:
    """`@name` as nodes."""
    value = node.attrs.get(name)
    return () if value is None else (Attribute(node, name, value, node.order + 0.5),)


def attributes(node: Node) -> list[Attribute]:
    """`@*`."""
    return [
        Attribute(node, name, value, node.order + 0.5 + at / 1024)
        for at, (name, value) in enumerate(node.attrs.items())
    ]


def texts(node: Any, d: Run) -> list[TextNode]:
    """`text()`."""
    found = d.document.texts_of(node) if node.__class__ is Node else ()
    return [TextNode(node, value, node.order + 0.6) for value in found]


def text(node: Any, d: Run) -> str:
    """The string value of one node."""
    return node.value or d.document.text_of(node) if node.__class__ is Node else node.value


def values(nodes: Iterable[Any], d: Run) -> list[str]:
    """String values of nodes."""
    return [node.value or text(node, d) for node in nodes]


def untyped(strings: Iterable[str]) -> list[Untyped]:
    return [Untyped(string) for string in strings]


def atoms(items: Iterable[Item], d: Run) -> list[Item]:
    """Atomization (XPath 2.0, 2.4.2)."""
    return [Untyped(text(item, d)) if item.__class__ in NODES else item for item in items]


def optional(value: Item) -> Sequence[Item]:
    """None stands for the empty sequence where at most one item is possible."""
    return () if value is None else (value,)


def only(items: Sequence[Item]) -> Item:
    """The one item, or None."""
    if len(items) > 1:
        raise DynamicError("XPTY0004", "more than one item")
    return items[0] if items else None


def first(items: Sequence[Item]) -> Item:
    return items[0] if items else None


def truth(items: Sequence[Item]) -> bool:
    """Effective boolean value of a sequence (XPath 2.0, 2.4.3)."""
    if not items:
        return False
    head = items[0]
    if head.__class__ in NODES:
        return True
    if len(items) > 1:
        raise DynamicError("FORG0006", "more than one value")
    return truth_of(head)


def truth_of(item: Item) -> bool:
    """Effective boolean value of one item or None."""
    kind = item.__class__
    if kind is bool:
        return item  # type: ignore[no-any-return]  # its class was just tested
    if kind is str or kind is Untyped:
        return item != ""  # type: ignore[no-any-return]  # its class was just tested
    if kind is int or kind is Decimal or kind is float:
        return bool(item == item and item != 0)  # noqa: PLR0124  NaN differs from itself
    if item is None:
        return False
    if kind in NODES:
        return True
    raise DynamicError("FORG0006", kind.__name__)


def predicate(items: Sequence[Item], position: int) -> bool:
    """A predicate whose type is only known now: a number is a position (XPath 2.0, 3.2.2)."""
    if len(items) == 1:
        value = items[0]
        kind = value.__class__
        if kind is int or kind is Decimal or kind is float:
            return bool(value == position)
    return truth(items)
