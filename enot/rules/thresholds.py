"""The EU thresholds, dated: two years at a time, excluding VAT."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from enot.rules.verdict import Act, Article
from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg
from shared.money import Money
from shared.tender import ContractNature, Period

THRESHOLDS_ARTICLE = Article(Act.DIRECTIVE_2014_24, "4")


class BuyerLevel(StrEnum):
    """Central government authorities of Annex I of the directive have a lower threshold."""

    CENTRAL = "central"
    SUB_CENTRAL = "sub-central"


class ThresholdsUnknown(QuaestorError):
    """No row of the table covers the day: the product must be brought up to date."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "thresholds-unknown"
    says: ClassVar[str] = msg("The EU thresholds in force on {found} are not known here.")
    remedy: ClassVar[str] = msg("Install a version of this product that holds them.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The amounts of one period; `source` is the regulation that set them."""

    period: Period
    source: str
    works: Decimal
    goods: Mapping[BuyerLevel, Decimal]
    """Supplies and services."""

    def of(self, nature: ContractNature, level: BuyerLevel) -> Money:
        works = nature is ContractNature.WORKS
        return Money.of(self.works if works else self.goods[level])


_TABLE = (
    Thresholds(
        Period(dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
        "(EU) 2023/2495",
        Decimal(5_538_000),
        {BuyerLevel.CENTRAL: Decimal(143_000), BuyerLevel.SUB_CENTRAL: Decimal(221_000)},
    ),
    Thresholds(
        Period(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
        "(EU) 2025/2152",
        Decimal(5_404_000),
        {BuyerLevel.CENTRAL: Decimal(140_000), BuyerLevel.SUB_CENTRAL: Decimal(216_000)},
    ),
)


def thresholds_on(day: dt.date) -> Thresholds:
    """The row in force that day; raises ThresholdsUnknown."""
    for row in _TABLE:
        if day in row.period:
            return row
    raise ThresholdsUnknown("dispatch", found=day)
