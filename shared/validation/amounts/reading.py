"""Amounts read from the tree of a document, in whichever syntax it is written."""

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shared.schematron.elements import Node
from shared.schematron.tree import Document

ZERO = Decimal(0)
# the rules of EN 16931 on VAT are there once for each of these
CODES = ("AE", "AF", "AG", "E", "G", "IC", "O", "S", "Z")
_CENT = Decimal("0.01")
_NUMBER = re.compile(r"\s*[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})\s*\Z", re.ASCII)

Computation = Callable[[Document, Node], tuple[Decimal, Decimal]]
"""The amount found and the one expected, of the element a rule is about."""


class Syntax(NamedTuple):
    """The namespaces, as `{urn}`, of elements that hold others and of those that hold a value."""

    groups: str
    values: str

    def children(self, node: Node, *names: str) -> Iterable[Node]:
        """The elements at the end of a path."""
        found = [node]
        for name in names:
            found = [child for each in found for child in each.by.get(self.groups + name, ())]
        return found

    def amount(self, node: Node, name: str) -> Decimal:
        """Of a child; raises LookupError when it is missing or no number."""
        value = self.amount_or(node, name, None)
        if value is None:
            raise LookupError(name)
        return value

    def amount_or(self, node: Node, name: str, default: Decimal | None) -> Decimal | None:
        children = node.by.get(self.values + name, ())
        return number(children[0]) if children else default

    def optional(self, node: Node, name: str) -> Decimal:
        return self.amount_or(node, name, ZERO) or ZERO

    def text(self, node: Node, name: str) -> str:
        children = node.by.get(self.values + name, ())
        return children[0].value.strip() if children else ""


def number(node: Node) -> Decimal:
    """Raises LookupError when it is none."""
    if not _NUMBER.match(node.value):
        raise LookupError(node.value)
    return Decimal(node.value.strip())


def first(nodes: Iterable[Node]) -> Node:
    """Raises LookupError when there is none."""
    for node in nodes:
        return node
    raise LookupError


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)
