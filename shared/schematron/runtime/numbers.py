"""Numbers of XPath 2.0: int, Decimal and float are its three types, None the empty sequence."""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from shared.schematron.errors import DynamicError
from shared.schematron.runtime.nodes import NODES, Untyped, text
from shared.schematron.runtime.run import Run

Number = int | Decimal | float
_BLANKS = " \t\r\n"
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_EXACT = frozenset((int, Decimal))
# XML Schema 1.1 part 2, 3.3.5: the sign of infinity may be written
_SPECIAL = {"INF": math.inf, "+INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
_DIVISION_SCALE = 18
# reading an integer takes the square of its length
_MOST_DIGITS = 4_000
_HALF = Decimal("0.5")
_HUNDREDTH = Decimal("0.01")
_MOST_HUNDREDTHS = Decimal(10) ** 50
_PLAIN_FROM, _PLAIN_TO = 1e-6, 1e6


# from text ----------------------------------------------------------------------------------


def parse_decimal(string: str) -> Decimal:
    if _is_plain(string):
        return Decimal(string)
    string = string.strip(_BLANKS)
    if not _DECIMAL.match(string):
        raise DynamicError("FORG0001", f"{string[:40]!r} is no decimal")
    return Decimal(string)


def parse_integer(string: str) -> int:
    string = string.strip(_BLANKS)
    if not _INTEGER.match(string):
        raise DynamicError("FORG0001", f"{string[:40]!r} is no integer")
    if len(string) > _MOST_DIGITS:
        raise DynamicError("FOCA0003", f"an integer of more than {_MOST_DIGITS} digits")
    return int(string)


def parse_double(string: str) -> float:
    if _is_plain(string):
        return float(string)
    string = string.strip(_BLANKS)
    if _DOUBLE.match(string):
        return float(string)
    if string in _SPECIAL:
        return _SPECIAL[string]
    raise DynamicError("FORG0001", f"{string[:40]!r} is no number")


def _is_plain(string: str) -> bool:
    """Digits with at most one point, as nearly all numbers are: no pattern need be matched."""
    return string.isascii() and string.replace(".", "", 1).isdigit()


# casts of one atomic value or None ------------------------------------------------------------


def to_decimal(value: Any) -> Decimal | None:
    kind = value.__class__
    if kind is Decimal or value is None:
        return value  # type: ignore[no-any-return]  # its class was just tested
    if kind is str or kind is Untyped:
        return parse_decimal(value)
    if kind is int or kind is bool:
        return Decimal(int(value))
    if kind is float:
        if not math.isfinite(value):
            raise DynamicError("FOCA0002", "not a finite number")
        return Decimal(value)
    raise DynamicError("XPTY0004", f"{kind.__name__} as a decimal")


def to_integer(value: Any) -> int | None:
    kind = value.__class__
    if kind is int or value is None:
        return value  # type: ignore[no-any-return]  # its class was just tested
    if kind is str or kind is Untyped:
        return parse_integer(value)
    if kind is float and not math.isfinite(value):
        raise DynamicError("FOCA0002", "not a finite number")
    if kind is Decimal or kind is float or kind is bool:
        return int(value)
    raise DynamicError("XPTY0004", f"{kind.__name__} as an integer")


def to_double(value: Any) -> float | None:
    kind = value.__class__
    if kind is float or value is None:
        return value  # type: ignore[no-any-return]  # its class was just tested
    if kind is str or kind is Untyped:
        return parse_double(value)
    if kind is int or kind is Decimal or kind is bool:
        return float(value)
    raise DynamicError("XPTY0004", f"{kind.__name__} as a double")


def to_number(value: Any) -> float:
    """fn:number: what is no number is NaN."""
    if value is None:
        return math.nan
    try:
        return to_double(value)  # type: ignore[return-value]  # None was just excluded
    except DynamicError:
        return math.nan


def operand(value: Any) -> Number | None:
    """An operand of arithmetic: untyped values become doubles (XPath 2.0, 3.4)."""
    kind = value.__class__
    if kind is Decimal or kind is int or kind is float or value is None:
        return value  # type: ignore[no-any-return]  # its class was just tested
    if kind is Untyped:
        return parse_double(value)
    raise DynamicError("XPTY0004", f"{kind.__name__} in arithmetic")


# straight from nodes, the shapes rules use most ------------------------------------------------


def decimal_of(nodes: Sequence[Any], d: Run) -> Decimal | None:
    """xs:decimal(path); parsed once per distinct text of the document."""
    if len(nodes) != 1:
        if not nodes:
            return None
        raise DynamicError("XPTY0004", "more than one item")
    node = nodes[0]
    string = node.value or text(node, d)
    value = d.numbers.get(string)
    if value is None:
        value = d.numbers[string] = parse_decimal(string)
    return value


def number_of(nodes: Sequence[Any], d: Run) -> float:
    """number(path)."""
    if len(nodes) > 1:
        raise DynamicError("XPTY0004", "more than one item")
    return to_number(Untyped(text(nodes[0], d))) if nodes else math.nan


def operand_of(nodes: Sequence[Any], d: Run) -> float | None:
    """A path as an operand of arithmetic."""
    if len(nodes) > 1:
        raise DynamicError("XPTY0004", "more than one item")
    return parse_double(text(nodes[0], d)) if nodes else None


# arithmetic -----------------------------------------------------------------------------------


def promoted(a: Any, b: Any) -> tuple[Any, Any]:
    """Both of the same type: integer, then decimal, then double (XPath 2.0, B.1)."""
    if a.__class__ is float:
        return (a, b) if b.__class__ is float else (a, float(b))
    if b.__class__ is float:
        return float(a), b
    return a, b  # Python mixes int and Decimal exactly


def add(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if a.__class__ is not b.__class__:
        a, b = promoted(a, b)
    return a + b


def subtract(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if a.__class__ is not b.__class__:
        a, b = promoted(a, b)
    return a - b


def multiply(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if a.__class__ is not b.__class__:
        a, b = promoted(a, b)
    return a * b


def divide(a: Any, b: Any) -> Any:
    """`div`: decimals keep at least 18 decimal places, as Saxon does; integers give a decimal."""
    if a is None or b is None:
        return None
    a, b = promoted(a, b)
    if a.__class__ is float:
        return _divide_doubles(a, b)
    if b == 0:
        raise DynamicError("FOAR0001", "division by zero")
    if b == 1:
        return Decimal(a)
    a, b = Decimal(a), Decimal(b)
    quotient = a / b
    digits = _scale(quotient)
    if digits <= _DIVISION_SCALE:
        return quotient
    scale = max(_DIVISION_SCALE, _scale(a), _scale(b))
    if digits <= scale:
        return quotient
    return quotient.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_DOWN)


def _scale(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _divide_doubles(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def integer_divide(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    a, b = promoted(a, b)
    if b == 0:
        raise DynamicError("FOAR0001", "division by zero")
    if a.__class__ is float and (math.isnan(a) or math.isnan(b) or math.isinf(a)):
        raise DynamicError("FOAR0002", "not a finite number")
    if a.__class__ is float:
        return int(a / b)
    return int(Decimal(a) / Decimal(b))


def modulo(a: Any, b: Any) -> Any:
    """The result has the sign of the dividend (F&O, 6.2.6)."""
    if a is None or b is None:
        return None
    a, b = promoted(a, b)
    if a.__class__ is float:
        return math.nan if b == 0 or math.isinf(a) or math.isnan(a + b) else math.fmod(a, b)
    if b == 0:
        raise DynamicError("FOAR0001", "division by zero")
    if a.__class__ is int and b.__class__ is int:
        return abs(a) % abs(b) * (1 if a >= 0 else -1)
    return Decimal(a) % Decimal(b)


def negate(a: Any) -> Any:
    return None if a is None else -a


def round_half_up(a: Any) -> Any:
    """fn:round: a half goes towards positive infinity, also below zero (F&O, 6.4.4)."""
    if a is None or a.__class__ is int:
        return a
    if a.__class__ is float:
        return math.copysign(math.floor(a + 0.5), a) if math.isfinite(a) else a
    return (a + _HALF).to_integral_value(ROUND_FLOOR)


def in_hundredths(a: Any) -> Any:
    """`round(a * 10 * 10) div 100`, as official rules compare amounts."""
    if a.__class__ is Decimal and abs(a) < _MOST_HUNDREDTHS:
        return a.quantize(_HUNDREDTH, ROUND_HALF_DOWN if a.is_signed() else ROUND_HALF_UP)
    return divide(round_half_up(multiply(multiply(a, 10), 10)), 100)


def floor(a: Any) -> Any:
    if a is None or a.__class__ is int:
        return a
    if a.__class__ is float:
        return a if not math.isfinite(a) else float(math.floor(a))
    return a.to_integral_value(ROUND_FLOOR)


def ceiling(a: Any) -> Any:
    return negate(floor(negate(a)))


def absolute(a: Any) -> Any:
    return None if a is None else abs(a)


# aggregates -----------------------------------------------------------------------------------


def total(items: Iterable[Any]) -> Any:
    """fn:sum over atomic values; untyped ones are doubles; nothing gives the integer 0."""
    items = list(items)
    if set(map(type, items)) <= _EXACT:
        return sum(items)
    result: Any = None
    for item in items:
        value = parse_double(item) if item.__class__ is Untyped else item
        result = value if result is None else add(result, operand(value))
    if result is None:
        return 0
    return operand(result)


def total_of_decimals(numbers: Sequence[Any]) -> Any:
    """fn:sum over what is known to be numbers of one exact type."""
    return sum(numbers) if numbers else 0


def total_of(nodes: Iterable[Any], d: Run) -> Any:
    """sum(path)."""
    result = None
    for node in nodes:
        value = parse_double(text(node, d))
        result = value if result is None else result + value
    return 0 if result is None else result


def least(items: Sequence[Any], d: Run) -> Any:
    return _extreme(items, d, is_greatest=False)


def greatest(items: Sequence[Any], d: Run) -> Any:
    return _extreme(items, d, is_greatest=True)


def _extreme(items: Sequence[Any], d: Run, *, is_greatest: bool) -> Any:
    known: Any = None
    for item in items:
        value = item
        if item.__class__ in NODES:
            value = parse_double(text(item, d))
        elif item.__class__ is Untyped:
            value = parse_double(item)
        if value.__class__ is float and math.isnan(value):
            return value
        if known is None or (value > known if is_greatest else value < known):
            known = value
    return known


# to text --------------------------------------------------------------------------------------


def decimal_text(number: Decimal) -> str:
    """Canonical: no exponent, no trailing zeros."""
    string = format(number, "f")
    if "." in string:
        string = string.rstrip("0").rstrip(".")
    return "0" if string in ("-0", "") else string


def double_text(number: float) -> str:
    """F&O, 17.1.2: decimal notation from 1e-6 to 1e6, scientific outside."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "INF" if number > 0 else "-INF"
    if number == 0:
        return "-0" if math.copysign(1, number) < 0 else "0"
    exact = Decimal(repr(number))
    if _PLAIN_FROM <= abs(number) < _PLAIN_TO:
        return decimal_text(exact)
    sign, digits, exponent = exact.as_tuple()
    string = "".join(map(str, digits))
    power = int(exponent) + len(string) - 1
    mantissa = string[0] + "." + (string[1:].rstrip("0") or "0")
    return f"{'-' if sign else ''}{mantissa}E{power}"
