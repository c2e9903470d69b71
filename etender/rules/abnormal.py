"""Abnormally low tenders: the Belgian flag at 15 % below the trimmed mean of the bids."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

_FEWEST_BIDS = 4
_MANY_BIDS = 7
_FLAG_BELOW = Fraction(85, 100)


@dataclass(frozen=True, slots=True)
class AbnormallyLow:
    """The outcome for one lot: what was left out of the mean, the mean, and who is below it.

    `mean` and `threshold` are None when fewer than four bids came in and the rule is silent.
    """

    mean: Fraction | None
    threshold: Fraction | None
    left_out: tuple[UUID, ...]
    flagged: tuple[UUID, ...]


SILENT = AbnormallyLow(None, None, (), ())


def abnormally_low(prices: Mapping[UUID, Decimal]) -> AbnormallyLow:
    """Flag every price at least 15 % below the trimmed mean.

    RD 18 April 2017, art. 36 § 4: with at least four bids; from seven bids on the mean leaves out
    the lowest bid and the highest quarter (rounded up), below seven the lowest and the highest.
    The law asks this of works and of services exposed to fraud; elsewhere the flag is a warning
    that the price may have to be justified (art. 36 § 1), never an exclusion.
    """
    if len(prices) < _FEWEST_BIDS:
        return SILENT
    by_price = sorted(prices, key=lambda bid: (prices[bid], bid))
    highest = -(-len(by_price) // 4) if len(by_price) >= _MANY_BIDS else 1
    kept = by_price[1:-highest]
    mean = Fraction(sum(Fraction(prices[bid]) for bid in kept), len(kept))
    threshold = mean * _FLAG_BELOW
    return AbnormallyLow(
        mean=mean,
        threshold=threshold,
        left_out=(by_price[0], *by_price[-highest:]),
        flagged=tuple(bid for bid in by_price if Fraction(prices[bid]) <= threshold),
    )
