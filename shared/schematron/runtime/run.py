"""What one run of a rule set over a document knows: the tree and values already computed."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from shared.schematron.elements import Node
from shared.schematron.errors import DynamicError
from shared.schematron.places import PlaceStep, is_at
from shared.schematron.tree import Document

# exact sums and products of any amount; division is rounded by the rules of XPath
ARITHMETIC = Context(
    prec=100, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow]
)
_ABSENT = object()


class Run:
    """Short names, because generated code reads them millions of times.

    `top` is the document node, `up` the parents by number, `memo` what depends on the document
    only, `built` the values of keys and indexes, `counted` how many numbers ranges gave.
    """

    __slots__ = (
        "built",
        "by_tag",
        "counted",
        "document",
        "keys",
        "memo",
        "numbers",
        "root",
        "today",
        "top",
        "up",
    )

    def __init__(
        self, document: Document, today: dt.date, keys: dict[str, Callable[..., Any]]
    ) -> None:
        self.document = document
        self.today = today
        self.keys = keys
        self.memo: dict[int, Any] = {}
        self.built: dict[Any, Any] = {}
        self.numbers = document.numbers
        self.counted = 0
        self.by_tag = document.by_tag
        self.root = document.root
        self.top = document.top
        self.up = document.up

    def blind(self) -> "Run":
        """One that knows nothing of texts computed before, nor what day it is."""
        fresh = Run(self.document, self.today, self.keys)
        del fresh.today
        return fresh


class _Failure:
    """An error kept, so that what fails for a whole document is not tried again per element."""

    __slots__ = ("error",)

    def __init__(self, error: DynamicError) -> None:
        self.error = error


def once(d: Run, number: int, compute: Callable[[Run], Any]) -> Any:
    """The value of an expression that depends on the document only."""
    value = d.memo.get(number, _ABSENT)
    if value is _ABSENT:
        try:
            value = compute(d)
        except DynamicError as error:
            d.memo[number] = _Failure(error)
            raise
        d.memo[number] = value
    elif value.__class__ is _Failure:
        raise value.error
    return value


def cell(f: dict[int, Any], number: int, compute: Callable[..., Any], n: Any, d: Run) -> Any:
    """The value of a rule's variable for the element at hand, computed when first used."""
    value = f.get(number, _ABSENT)
    if value is _ABSENT:
        try:
            value = compute(n, d, f)
        except DynamicError as error:
            f[number] = _Failure(error)
            raise
        f[number] = value
    elif value.__class__ is _Failure:
        raise value.error
    return value


def held(d: Run, number: int, test: Callable[[Any, Run], bool], node: Any) -> bool:
    """A condition on an ancestor, asked once per ancestor; an error means no match."""
    place = (number, node.order)
    known = d.built.get(place)
    if known is None:
        try:
            known = test(node, d)
        except DynamicError:
            known = False
        d.built[place] = known
    return bool(known)


def matching(d: Run, steps: tuple[PlaceStep, ...]) -> list[Node]:
    """The elements in places that a match pattern allows, in document order."""
    document = d.document
    found = [
        node
        for head, nodes in zip(document.heads, document.groups, strict=True)
        if is_at(steps, head.place.path)
        for node in nodes
    ]
    found.sort(key=lambda node: node.order)
    return found


def looked_up(d: Run, name: str, wanted: Sequence[Any]) -> list[Node]:
    """`key(name, values)`: the index is built when first asked for."""
    place = ("key", name)
    index = d.built.get(place)
    if index is None:
        index = d.built[place] = d.keys[name](d)
    found = [node for value in wanted for node in index.get(value, ())]
    if len(wanted) > 1:
        found = sorted(dict.fromkeys(found), key=lambda node: node.order)
    return found
