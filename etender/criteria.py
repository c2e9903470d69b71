"""What bids are judged by, as the notice publishes it: criteria, weights, formulas, tie-breaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

ALL_POINTS = Decimal(100)


class WeightsDoNotAddUp(InvalidInput):
    code = "weights"
    says = msg("The weights add up to {found}; they must add up to {expected}.")
    remedy = msg("Change the weights until they add up to 100.")
    who = WhoActs.AUTHORITY


class CriterionKind(StrEnum):
    PRICE = "price"
    QUALITY = "quality"


class PriceFormula(StrEnum):
    """The formulas an authority can choose; the value is what the notice publishes."""

    INVERSE = "inverse"
    LINEAR = "linear"


FORMULA_TEXTS: Mapping[PriceFormula, str] = {
    PriceFormula.INVERSE: msg("points = maximum × lowest price ÷ price"),
    PriceFormula.LINEAR: msg(
        "points = maximum × (1 − (price − lowest price) ÷ lowest price), never below 0"
    ),
}


class TieBreak(StrEnum):
    """How equal totals are parted; announced with the criteria and applied in that order."""

    LOWER_PRICE = "lower-price"
    BETTER_QUALITY = "better-quality"
    EARLIER_RECEIPT = "earlier-receipt"


TIE_BREAK_TEXTS: Mapping[TieBreak, str] = {
    TieBreak.LOWER_PRICE: msg("the lower price"),
    TieBreak.BETTER_QUALITY: msg("the better quality"),
    TieBreak.EARLIER_RECEIPT: msg("the earlier receipt"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """An award criterion: `weight` out of 100; `out_of` is the scale of a quality score."""

    code: str
    name: str
    kind: CriterionKind
    weight: Decimal
    formula: PriceFormula = PriceFormula.INVERSE
    out_of: Decimal = Decimal(10)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one lot is judged: frozen when the call is published. Raises WeightsDoNotAddUp."""

    criteria: tuple[Criterion, ...]
    tie_breaks: tuple[TieBreak, ...] = (TieBreak.LOWER_PRICE, TieBreak.EARLIER_RECEIPT)

    def __post_init__(self) -> None:
        total = sum((c.weight for c in self.criteria), Decimal(0))
        if total != ALL_POINTS:
            raise WeightsDoNotAddUp("criteria", found=total, expected=ALL_POINTS)

    @property
    def quality(self) -> tuple[Criterion, ...]:
        return tuple(c for c in self.criteria if c.kind is CriterionKind.QUALITY)


PRICE_ALONE = Scheme((Criterion("price", "Price", CriterionKind.PRICE, ALL_POINTS),))


def price_and_quality(price_weight: int, formula: PriceFormula = PriceFormula.INVERSE) -> Scheme:
    """The scheme of a lot whose notice gives the price so many of the hundred points."""
    weight = Decimal(price_weight)
    price = Criterion("price", msg("Price"), CriterionKind.PRICE, weight, formula)
    quality = Criterion("quality", msg("Quality"), CriterionKind.QUALITY, ALL_POINTS - weight)
    return Scheme(tuple(c for c in (price, quality) if c.weight > 0))
