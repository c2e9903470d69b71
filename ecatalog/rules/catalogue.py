"""A catalogue belongs to its contract: parties, period, currency, positions and price ceilings."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ecatalog.documents.catalogue import CatalogueAction, CatalogueDocument, CatalogueItem
from ecatalog.documents.items import Validity
from ecatalog.documents.parties import TradingParty
from ecatalog.rules.finding import Finding, Weight, shown
from shared.events import AwardedPrice
from shared.i18n import msg
from shared.party import EnterpriseNumber
from shared.period import Period

EACH = frozenset({"EA", "C62", "H87", "NAR", "XPP"})
"""UN/ECE Recommendation 20 and 21 codes that all mean one piece."""


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What a contract allows; `prices` maps the position a line names to the awarded price."""

    number: str
    buyer: EnterpriseNumber
    supplier: EnterpriseNumber
    currency: str
    period: Period
    prices: Mapping[str, AwardedPrice]


def positions(prices: Iterable[AwardedPrice]) -> dict[str, AwardedPrice]:
    """The awarded prices by position; `lot.position` where lots use the same numbers."""
    awarded = list(prices)
    uses = Counter(price.position for price in awarded)
    return {
        price.position if uses[price.position] == 1 else f"{price.lot}.{price.position}": price
        for price in awarded
    }


def check_catalogue(
    document: CatalogueDocument, terms: ContractTerms, today: dt.date, *, is_first: bool
) -> list[Finding]:
    """Everything against taking this catalogue into force, heading first, then line by line.

    `is_first` tells that the contract has no catalogue yet.
    """
    findings = [*_check_heading(document, terms, today, is_first=is_first)]
    if document.action is CatalogueAction.DELETE:
        return findings
    findings += _check_numbers(document)
    findings += [f for item in document.items for f in _check_item(item, document, terms)]
    if not terms.prices:
        findings.append(
            Finding("no-price-schedule", _NO_SCHEDULE, found=terms.number, weight=Weight.ADVICE)
        )
    return findings


_NO_SCHEDULE = msg("The contract has no price schedule: prices could not be compared with it.")


def _check_heading(
    document: CatalogueDocument, terms: ContractTerms, today: dt.date, *, is_first: bool
) -> Iterator[Finding]:
    if document.contract_number != terms.number:
        says = msg("The catalogue names another contract.")
        yield Finding("contract", says, found=document.contract_number, expected=terms.number)
    yield from _check_party(
        "supplier",
        msg("The supplier of the catalogue is not the supplier of the contract."),
        document.supplier,
        terms.supplier,
    )
    yield from _check_party(
        "buyer",
        msg("The receiver of the catalogue is not the buyer of the contract."),
        document.receiver,
        terms.buyer,
    )
    yield from _check_action(document, is_first=is_first)
    yield from _check_period(document.validity, terms.period, today)


def _check_party(
    code: str, says: str, party: TradingParty, expected: EnterpriseNumber
) -> Iterator[Finding]:
    if party.enterprise_number() != expected:
        yield Finding(code, says, found=party.stated(), expected=expected.dotted)


def _check_action(document: CatalogueDocument, *, is_first: bool) -> Iterator[Finding]:
    if document.action is CatalogueAction.UPDATE:
        says = msg("Changes to single lines are not taken: send the whole catalogue.")
        yield Finding("action-update", says, found="Update", expected="Replace")
    # code list ActionCode: Add is for the first catalogue that refers to the contract
    if document.action is CatalogueAction.ADD and not is_first:
        says = msg("This contract has a catalogue already: it can only be replaced.")
        yield Finding("action-add", says, found="Add", expected="Replace")
    if document.action is CatalogueAction.DELETE and is_first:
        says = msg("This contract has no catalogue that could be withdrawn.")
        yield Finding("action-delete", says, found="Delete", expected="Add")


def _check_period(validity: Validity, contract: Period, today: dt.date) -> Iterator[Finding]:
    period = validity.within(contract)
    if period.start > period.end:
        says = msg("The catalogue ends before it begins.")
        yield Finding("period-order", says, found=str(period.end), expected=f"≥ {period.start}")
        return
    if period.start < contract.start:
        says = msg("The catalogue begins before the contract.")
        yield Finding("period-start", says, found=str(period.start), expected=f"≥ {contract.start}")
    if period.end > contract.end:
        says = msg("The catalogue ends after the contract.")
        yield Finding("period-end", says, found=str(period.end), expected=f"≤ {contract.end}")
    if period.end < today:
        says = msg("The catalogue has already ended.")
        yield Finding("period-over", says, found=str(period.end), expected=f"≥ {today}")


def _check_numbers(document: CatalogueDocument) -> Iterator[Finding]:
    yield from _check_unique(
        document.items,
        lambda item: item.number,
        "line-number",
        msg("Two lines have the same line number."),
    )
    yield from _check_unique(
        document.items,
        lambda item: item.key,
        "item-number",
        msg("Two lines offer the same item number."),
    )


def _check_unique(
    items: Iterable[CatalogueItem], key: Callable[[CatalogueItem], str], code: str, says: str
) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for item in items:
        value = key(item)
        if value and value in seen:
            yield Finding(code, says, line=item.number, found=value)
        seen.setdefault(value, item.number)


def _check_item(
    item: CatalogueItem, document: CatalogueDocument, terms: ContractTerms
) -> Iterator[Finding]:
    outer = document.validity.within(terms.period)
    for check in (
        _check_identification(item),
        _check_quantities(item),
        _check_tax(item),
        _check_line_period(item, outer),
        _check_price(item, terms.currency),
        _check_ceiling(item, terms.prices),
    ):
        for code, says, found, expected in check:
            yield Finding(code, says, line=item.number, found=found, expected=expected)


_Check = Iterator[tuple[str, str, str, str]]


def _check_identification(item: CatalogueItem) -> _Check:
    if not item.key:
        # PEPPOL-T19-R012
        says = msg("The item has neither the seller's number nor a standard number.")
        yield "item-unidentified", says, item.name, "cac:SellersItemIdentification"
    if not item.unit:
        says = msg("The unit in which the item is ordered is missing.")
        yield "unit-missing", says, "", "cbc:OrderableUnit"


def _check_quantities(item: CatalogueItem) -> _Check:
    for name, quantity in (("minimum", item.minimum), ("maximum", item.maximum)):
        if quantity is not None and quantity < 0:
            # PEPPOL-T19-R008, PEPPOL-T19-R009
            says = msg("A smallest or largest quantity cannot be negative.")
            yield f"{name}-negative", says, shown(quantity, item.unit), "≥ 0"
    if item.increment is not None and item.increment <= 0:
        says = msg("The step of the quantity must be greater than zero.")
        yield "increment", says, shown(item.increment, ""), "> 0"
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        # PEPPOL-T19-R010
        says = msg("The smallest quantity is greater than the largest.")
        yield "minimum-above-maximum", says, shown(item.minimum, ""), f"≤ {shown(item.maximum, '')}"


def _check_tax(item: CatalogueItem) -> _Check:
    tax = item.tax
    if tax is None:
        return
    if tax.percent is None and tax.category != "O":
        # PEPPOL-T19-R014
        yield "tax-rate", msg("The VAT rate of the item is missing."), tax.category, "%"
    elif tax.category == "S" and (tax.percent or Decimal(0)) <= 0:
        # PEPPOL-T19-R015
        says = msg("The standard rate of VAT must be greater than zero.")
        yield "tax-standard-rate", says, f"{tax.percent} %", "> 0 %"


def _check_line_period(item: CatalogueItem, outer: Period) -> _Check:
    if outer.start > outer.end:
        return
    period = item.validity.within(outer)
    # PEPPOL-T19-R007, PEPPOL-T19-R013
    if period.start < outer.start or period.end > outer.end or period.start > period.end:
        says = msg("The line is valid outside the period of the catalogue.")
        found, expected = f"{period.start} – {period.end}", f"{outer.start} – {outer.end}"
        yield "line-period", says, found, expected


def _check_price(item: CatalogueItem, currency: str) -> _Check:
    if len(item.prices) != 1:
        says = msg("A line must have exactly one price.")
        yield "price-count", says, str(len(item.prices)), "1"
    for price in item.prices:
        if price.currency != currency:
            says = msg("The price is in another currency than the contract.")
            yield "currency", says, price.currency, currency
        if price.amount < 0 or price.base_quantity <= 0:
            # PEPPOL-T19-R006
            says = msg("A price cannot be negative.")
            yield "price-negative", says, shown(price.amount, price.currency), "≥ 0"
        if price.base_unit and price.base_unit != item.unit:
            says = msg("The price is for another unit than the one that is ordered.")
            yield "price-unit", says, price.base_unit, item.unit


def _check_ceiling(item: CatalogueItem, prices: Mapping[str, AwardedPrice]) -> _Check:
    if not prices:
        return
    awarded = prices.get(item.buyer_item)
    if awarded is None:
        says = msg("The line names no position of the awarded price schedule.")
        yield "position", says, item.buyer_item, _some(prices)
        return
    if awarded.unit and item.unit and not _same_unit(awarded.unit, item.unit):
        says = msg("The unit differs from that of the awarded position.")
        yield "position-unit", says, item.unit, awarded.unit
    for price in item.prices:
        # multiplied, not divided: exact at any number of decimals
        if price.amount > awarded.unit_price * price.base_quantity:
            says = msg("The price is higher than the awarded price.")
            ceiling = shown(awarded.unit_price * price.base_quantity, price.currency)
            yield "price-above-award", says, shown(price.amount, price.currency), f"≤ {ceiling}"


def _same_unit(one: str, other: str) -> bool:
    return one == other or (one in EACH and other in EACH)


def _some(prices: Mapping[str, AwardedPrice]) -> str:
    known = list(prices)
    few = 8
    return ", ".join(known[:few]) + (" …" if len(known) > few else "")
