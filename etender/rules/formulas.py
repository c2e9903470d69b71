"""Price formulas as they are published in the notice: named, exact, without a float anywhere."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from etender.criteria import PriceFormula
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

_HUNDREDTH = Decimal("0.01")


class NoPrice(InvalidInput):
    code = "no-price"
    says = msg("A price must be above zero to be scored; found {found}.")
    remedy = msg("Have the price clarified, or set the bid aside with a reason.")
    who = WhoActs.AUTHORITY


def price_points(
    formula: PriceFormula, maximum: Decimal, lowest: Decimal, price: Decimal
) -> Fraction:
    """The exact points of one price, between 0 and `maximum`.

    `lowest` is the lowest price among the bids compared. Raises NoPrice for zero or less.
    """
    if price <= 0 or lowest <= 0:
        raise NoPrice("price", found=min(price, lowest))
    return _FORMULAS[formula](Fraction(maximum), Fraction(lowest), Fraction(price))


def _inverse(maximum: Fraction, lowest: Fraction, price: Fraction) -> Fraction:
    return maximum * lowest / price


def _linear(maximum: Fraction, lowest: Fraction, price: Fraction) -> Fraction:
    return max(Fraction(0), maximum * (1 - (price - lowest) / lowest))


_FORMULAS: Mapping[PriceFormula, Callable[[Fraction, Fraction, Fraction], Fraction]] = {
    PriceFormula.INVERSE: _inverse,
    PriceFormula.LINEAR: _linear,
}


def quality_points(weight: Decimal, score: Decimal, out_of: Decimal) -> Fraction:
    """The exact points of a quality score: the weight times the score over its scale."""
    return Fraction(weight) * Fraction(score) / Fraction(out_of)


def shown(points: Fraction) -> Decimal:
    """Points as people read them, two decimals, half up; never used to compare or add."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
