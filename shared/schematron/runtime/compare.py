"""Comparisons of XPath 2.0: existential between sequences, by value, by node."""

import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from shared.schematron.errors import DynamicError
from shared.schematron.runtime.moments import (
    Duration,
    Moment,
    to_date,
    to_datetime,
    to_day_time,
    to_time,
    to_year_month,
)
from shared.schematron.runtime.nodes import Untyped
from shared.schematron.runtime.numbers import parse_double, promoted

Test = Callable[[Any, Any], bool]

eq: Test = operator.eq
ne: Test = operator.ne
lt: Test = operator.lt
le: Test = operator.le
gt: Test = operator.gt
ge: Test = operator.ge

_FEW = 4
_NUMBERS = frozenset((int, Decimal, float))
_STRINGS = frozenset((str, Untyped))
_MOMENT_CASTS: dict[str, Callable[[Any], Any]] = {
    "date": to_date,
    "time": to_time,
    "dateTime": to_datetime,
}


def numbers(a: Any, test: Test, b: Any) -> bool:
    """Two numbers or None; None compares as the empty sequence: false."""
    if a is None or b is None:
        return False
    if a.__class__ is not b.__class__:
        a, b = promoted(a, b)
    return test(a, b)


def some_number(values: Iterable[str], test: Test, number: Any) -> bool:
    """Untyped values against one number: they are doubles (XPath 2.0, 3.5.2)."""
    if number is None:
        return False
    other = float(number)
    for value in values:  # noqa: SIM110  any() costs twice as much here
        if test(parse_double(value), other):
            return True
    return False


def any_number(numbers_: Iterable[Any], test: Test, number: Any) -> bool:
    """Numbers against one number."""
    if number is None:
        return False
    for each in numbers_:
        a, b = (each, number) if each.__class__ is number.__class__ else promoted(each, number)
        if test(a, b):
            return True
    return False


def some_boolean(values: Iterable[str], test: Test, other: bool) -> bool:
    """Untyped values against a boolean."""
    for value in values:  # noqa: SIM110  any() costs twice as much here
        if test(to_boolean(value), other):
            return True
    return False


def some_string(values: Iterable[str], test: Test, string: str) -> bool:
    """Untyped values or strings against one string."""
    for value in values:  # noqa: SIM110  any() costs twice as much here
        if test(value, string):
            return True
    return False


def some_strings(left: Sequence[str], test: Test, right: Sequence[str]) -> bool:
    """Untyped values or strings against each other."""
    if test is eq and len(left) > _FEW and len(right) > _FEW:
        return not set(left).isdisjoint(right)
    for a in left:
        for b in right:
            if test(a, b):
                return True
    return False


def some_pair(left: Iterable[Any], test: Test, right: Sequence[Any]) -> bool:
    """General comparison of atomic values of any type."""
    for a in left:
        for b in right:
            if pair(a, test, b):
                return True
    return False


def pair(a: Any, test: Test, b: Any) -> bool:
    """One pair of a general comparison: an untyped value takes the type of its partner."""
    kind, other = a.__class__, b.__class__
    if kind in _STRINGS and other in _STRINGS:
        return test(a, b)
    if kind is Untyped:
        a = _as(a, b)
    elif other is Untyped:
        b = _as(b, a)
    return _typed(a, test, b)


def value_pair(a: Any, test: Test, b: Any) -> bool:
    """`eq`, `lt` ...: an untyped value is a string, an empty sequence makes it false."""
    if a is None or b is None:
        return False
    if a.__class__ in _STRINGS and b.__class__ in _STRINGS:
        return test(a, b)
    return _typed(a, test, b)


def _typed(a: Any, test: Test, b: Any) -> bool:
    kind, other = a.__class__, b.__class__
    if kind in _NUMBERS and other in _NUMBERS:
        a, b = promoted(a, b)
        return test(a, b)
    if kind is other and kind in (bool, Moment, Duration, str):
        return test(a, b)
    raise DynamicError("XPTY0004", f"{kind.__name__} compared with {other.__name__}")


def _as(value: Untyped, partner: Any) -> Any:
    kind = partner.__class__
    if kind in _NUMBERS:
        return parse_double(value)
    if kind is bool:
        return to_boolean(value)
    if kind is Moment:
        return _MOMENT_CASTS[partner.kind](value)
    if kind is Duration:
        return to_year_month(value) if partner.kind == "yearMonth" else to_day_time(value)
    raise DynamicError("XPTY0004", f"a value compared with {kind.__name__}")


def to_boolean(value: Any) -> bool:
    """xs:boolean of one value."""
    kind = value.__class__
    if kind is bool:
        return value  # type: ignore[no-any-return]  # a bool
    if kind in _NUMBERS:
        return bool(value == value and value != 0)  # noqa: PLR0124  NaN differs from itself
    string = value.strip(" \t\r\n") if kind in _STRINGS else None
    if string in ("true", "1"):
        return True
    if string in ("false", "0"):
        return False
    raise DynamicError("FORG0001", f"{string!r} is no boolean")


def same_node(a: Any, test: Callable[[float, float], bool], b: Any) -> bool:
    """`is`, `<<`, `>>` of two nodes or None."""
    return False if a is None or b is None else test(a.order, b.order)
