"""Functions on sequences, casts that may fail, and the few generic operators dates need."""

import math
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from shared.schematron.elements import Node
from shared.schematron.errors import DynamicError
from shared.schematron.runtime.compare import eq, pair, to_boolean
from shared.schematron.runtime.moments import (
    Duration,
    Moment,
    add_moments,
    part_of,
    scale_duration,
    subtract_moments,
)
from shared.schematron.runtime.nodes import TextNode, Untyped, texts
from shared.schematron.runtime.numbers import (
    add,
    divide,
    multiply,
    operand,
    round_half_up,
    subtract,
    to_decimal,
    to_integer,
)
from shared.schematron.runtime.run import Run

_MOST_INTEGERS = 1_000_000
_MOST_COUNTED = 50_000_000


class Lazy:
    """A variable of a function: computed when first used, as XSLT processors do."""

    __slots__ = ("_compute", "_value")

    def __init__(self, compute: Callable[[], Any]) -> None:
        self._compute: Callable[[], Any] | None = compute
        self._value: Any = None

    def __call__(self) -> Any:
        if self._compute is not None:
            self._value = self._compute()
            self._compute = None
        return self._value


def integers(first: Any, last: Any, d: Run) -> Sequence[int]:
    """`first to last`. Loops inside loops must end: a run hands out so many numbers in all."""
    if first is None or last is None:
        return ()
    a, b = to_integer(first), to_integer(last)
    if a is None or b is None or b - a > _MOST_INTEGERS:
        raise DynamicError("FOER0000", "a range of too many numbers")
    d.counted += max(0, b - a)
    if d.counted > _MOST_COUNTED:
        raise DynamicError("FOER0000", "ranges of too many numbers in all")
    return range(a, b + 1)


def distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def subsequence(items: Sequence[Any], start: Any, length: Any = math.inf) -> Sequence[Any]:
    """F&O, 15.1.10, positions rounded as in substring."""
    first = round_half_up(float(start))
    end = first + (length if length == math.inf else round_half_up(float(length)))
    return [item for at, item in enumerate(items, 1) if first <= at < end]


def positions_of(items: Sequence[Any], wanted: Any) -> list[int]:
    """fn:index-of: values that cannot be compared are different (F&O, 15.1.3)."""
    return [at for at, item in enumerate(items, 1) if _is_same(item, wanted)]


def _is_same(item: Any, wanted: Any) -> bool:
    # an untyped value is a string here, as for `eq`
    a, b = (str(x) if x.__class__ is Untyped else x for x in (item, wanted))
    try:
        return pair(a, eq, b)
    except DynamicError:
        return False


def average(items: Sequence[Any]) -> Any:
    if not items:
        return None
    result: Any = 0
    for item in items:
        result = add(result, operand(item))
    return divide(result, len(items))


def text_values(node: Any, d: Run) -> Sequence[str]:
    """The strings of `text()`, without nodes around them."""
    if node.__class__ is not Node:
        return ()
    if node.by:
        return [found.value for found in texts(node, d)]
    document = d.document
    if document.cuts:
        document.read_between = True
        if node.order in document.cuts:
            return document.cuts[node.order]
    return (node.value,) if node.value else ()


def lone_text(node: Any, d: Run) -> str:
    """`text()` where one string is asked."""
    found = text_values(node, d)
    if len(found) > 1:
        raise DynamicError("XPTY0004", "more than one text")
    return found[0] if found else ""


def text_node(owner: Node, value: str) -> TextNode:
    return TextNode(owner, value, owner.order + 0.6)


def owners(d: Run, name: str) -> list[Node]:
    """The elements that carry an attribute, in document order."""
    document = d.document
    found = [
        node
        for head, nodes in zip(document.heads, document.groups, strict=True)
        if name in head.attrs
        for node in nodes
    ]
    found.sort(key=lambda node: node.order)
    return found


# casts that may fail --------------------------------------------------------------------------


def castable(atoms: Sequence[Any], cast: Callable[[Any], Any], is_optional: bool) -> bool:
    if len(atoms) != 1:
        return is_optional and not atoms
    try:
        cast(atoms[0])
    except DynamicError:
        return False
    return True


def to_boolean_or_none(value: Any) -> bool | None:
    return None if value is None else to_boolean(value)


def converted(value: Any, cast: Callable[[Any], Any]) -> Any:
    """An argument of a declared type: only untyped values and numbers are cast."""
    if value is None:
        return None
    kind = value.__class__
    if kind is Decimal and cast is to_decimal:
        return value
    if kind is str and cast is not to_string_strictly:
        raise DynamicError("XPTY0004", "a string where another type is declared")
    return cast(value)


def required(value: Any) -> Any:
    if value is None:
        raise DynamicError("XPTY0004", "an empty sequence where one value is declared")
    return value


def to_string_strictly(value: Any) -> str:
    if value.__class__ is str or value.__class__ is Untyped:
        return str(value)
    raise DynamicError("XPTY0004", f"{value.__class__.__name__} where a string is declared")


# operators on values of any type --------------------------------------------------------------


def _is_moment(value: Any) -> bool:
    return value.__class__ is Moment or value.__class__ is Duration


def plus(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if _is_moment(a) or _is_moment(b):
        return add_moments(a, b)
    return add(operand(a), operand(b))


def minus(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if _is_moment(a) or _is_moment(b):
        return subtract_moments(a, b)
    return subtract(operand(a), operand(b))


def times(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if a.__class__ is Duration:
        return scale_duration(a, operand(b))
    if b.__class__ is Duration:
        return scale_duration(b, operand(a))
    return multiply(operand(a), operand(b))


def over(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if a.__class__ is Duration and b.__class__ is Duration:
        unit = "months" if a.kind == "yearMonth" else "seconds"
        return divide(Decimal(getattr(a, unit)), Decimal(getattr(b, unit)))
    if a.__class__ is Duration:
        return scale_duration(a, Decimal(1) / Decimal(operand(b) or 0))
    return divide(operand(a), operand(b))


def year_of(value: Any) -> int | None:
    return part_of(value, "year")


def month_of(value: Any) -> int | None:
    return part_of(value, "month")


def day_of(value: Any) -> int | None:
    return part_of(value, "day")


def pictured(number: Any, picture: str) -> str:
    """fn:format-number with `#`, `0` and one decimal point."""
    if number is None:
        return "NaN"
    if number.__class__ is float and not math.isfinite(number):
        return "NaN" if math.isnan(number) else ("Infinity" if number > 0 else "-Infinity")
    whole, _, fraction = picture.partition(".")
    exact = Decimal(repr(number)) if number.__class__ is float else Decimal(number)
    rounded = exact.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_EVEN)
    digits, _, decimals = format(abs(rounded), "f").partition(".")
    least = fraction.count("0")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    sign = "-" if rounded < 0 else ""
    return sign + digits + ("." + decimals if decimals else "")
