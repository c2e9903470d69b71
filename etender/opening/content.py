"""What an opened container offers: the price per lot, read from the bid's price schedule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import structlog

from etender.bidder.prices import FILE_NAME, LotPrices, PriceSchedule, read_schedule
from etender.opening.values import Reason, SealedBid
from shared.errors import InvalidInput, TooLarge
from shared.i18n import msg
from shared.signing.container import Container, read_container

log = structlog.get_logger()

_LARGEST_SCHEDULE = 50 * 1024**2
_ABSENT = msg("The bid holds no {found}; its prices must be read by hand.")
_TRIPPED = msg("The price schedule is built in a way that cannot be read: {found}")
_OTHER = msg("The price schedule names {found} instead of {expected}.")
_LINE = msg("Lot {lot}, line {where}: {found} was stated, {expected} follows.")
_TOTALS = {
    "net total": msg("Lot {lot}, total without VAT: {found} was stated, {expected} follows."),
    "VAT total": msg("Lot {lot}, VAT: {found} was stated, {expected} follows."),
    "gross total": msg("Lot {lot}, total with VAT: {found} was stated, {expected} follows."),
}


@dataclass(frozen=True, slots=True)
class Position:
    """One line of the schedule as the contract will need it."""

    number: int
    description: str
    unit: str
    quantity: Decimal
    unit_price: Decimal

    def as_dict(self) -> dict[str, Any]:
        return {
            "position": str(self.number),
            "description": self.description,
            "unit": self.unit,
            "quantity": str(self.quantity),
            "unit_price": str(self.unit_price),
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """The price for one lot without tax, as it follows from the lines."""

    lot: int
    price: Decimal
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class BidContent:
    """What could be read of a bid, and what the authority must know about it."""

    offers: tuple[Offer, ...] = ()
    reasons: tuple[Reason, ...] = ()


def read_content(file: Path, bid: SealedBid, reference: str) -> BidContent:
    """The offers of a container whose signatures were judged before; nothing is raised.

    Amounts follow from quantities and unit prices (RD 18 April 2017, art. 34: the authority
    corrects the arithmetic); every stated amount that differs is a line of the report.
    """
    try:
        with read_container(file) as container:
            return _content(container, bid, reference)
    except OSError:
        raise
    except (InvalidInput, TooLarge) as error:
        return _unreadable(error.says, {k: str(v) for k, v in error.facts.items()})
    except Exception as error:
        # what a stranger wrote is read here, and no bid may stop the others' opening
        log.warning("etender.content_reader_failed", version=str(bid.version_id), exc_info=error)
        return _unreadable(_TRIPPED, {"found": type(error).__name__})


def _content(container: Container, bid: SealedBid, reference: str) -> BidContent:
    names = [name for name in container.names if name.rpartition("/")[2] == FILE_NAME]
    if len(names) != 1:
        return _unreadable(_ABSENT, {"found": FILE_NAME})
    if container.size(names[0]) > _LARGEST_SCHEDULE:
        return _unreadable(_TRIPPED, {"found": f"{container.size(names[0])} bytes"})
    schedule = read_schedule(container.read(names[0]))
    offers = tuple(_offer(prices) for prices in schedule.lots if prices.lot in bid.lots)
    return BidContent(offers, (*_foreign(schedule, bid, reference), *_arithmetic(schedule)))


def _offer(prices: LotPrices) -> Offer:
    positions = tuple(
        Position(line.number, line.description, line.unit, line.quantity, line.unit_price)
        for line in prices.lines
    )
    return Offer(prices.lot, prices.due.net.amount, positions)


def _foreign(schedule: PriceSchedule, bid: SealedBid, reference: str) -> list[Reason]:
    expected = (
        (schedule.reference, reference),
        (str(schedule.tenderer), bid.tenderer.enterprise_number),
        (_numbers(prices.lot for prices in schedule.lots), _numbers(bid.lots)),
    )
    return [
        Reason("content-differs", _OTHER, {"found": found, "expected": wanted})
        for found, wanted in expected
        if found != wanted
    ]


def _numbers(lots: Iterable[int]) -> str:
    return ", ".join(str(lot) for lot in sorted(lots))


def _arithmetic(schedule: PriceSchedule) -> list[Reason]:
    return [
        Reason(
            "arithmetic",
            _TOTALS.get(mistake.where, _LINE),
            {
                "lot": mistake.lot,
                "where": mistake.where.removeprefix("line "),
                "found": str(mistake.stated),
                "expected": str(mistake.due),
            },
        )
        for mistake in schedule.mistakes()
    ]


def _unreadable(says: str, facts: Mapping[str, object]) -> BidContent:
    return BidContent(reasons=(Reason("content-unreadable", says, facts),))
