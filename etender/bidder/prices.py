"""The price schedule of a bid: lines, exact totals per lot, and its XML form.

The form is our own, `urn:quaestor:price-schedule:1`, described by `price-schedule.xsd`: no
standard document carries unit prices in a tender. Whoever reads one gets what the bidder stated
and what follows from the lines; where they differ, RD 18 April 2017, art. 34, asks the authority
to correct the arithmetic, so nothing is corrected or refused here.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lxml import etree

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.money import Money, total
from shared.party import EnterpriseNumber
from shared.xml.parse import Element, XmlLimits, parse
from shared.xml.schema import schema

NAMESPACE = "urn:quaestor:price-schedule:1"
FILE_NAME = "PriceSchedule.xml"
MEDIA_TYPE = "application/xml"
SALT_SIZE = 32

_SCHEMA = Path(__file__).with_name("price-schedule.xsd")
_LIMITS = XmlLimits(size=50 * 1024**2, depth=10, elements=1_000_000, attributes=10)


class NotAPriceSchedule(InvalidInput):
    code = "price-schedule"
    says = msg("The price schedule cannot be read (line {line}): {found}")
    remedy = msg("Make the price schedule again with the bidder's tool, or by its schema.")
    who = WhoActs.SUPPLIER


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One position: quantity in a unit of UN/ECE Recommendation 20, price of one, VAT in percent.

    `net` is what the bidder stated; `due` is what follows from quantity and unit price.
    """

    number: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    vat_rate: Decimal
    net: Money

    @property
    def due(self) -> Money:
        return Money.of(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class LotTotals:
    """The totals of one lot."""

    net: Money
    vat: Money

    @property
    def gross(self) -> Money:
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class LotPrices:
    """The lines of one lot and the totals the bidder stated for it; `gross` is stated apart."""

    lot: int
    lines: tuple[PriceLine, ...]
    stated: LotTotals
    stated_gross: Money

    @property
    def due(self) -> LotTotals:
        """The totals that follow from quantities and unit prices."""
        return totals_of(self.lines)


@dataclass(frozen=True, slots=True)
class Mistake:
    """An amount that does not follow from the others: where, what was stated, what follows."""

    lot: int
    where: str
    stated: Money
    due: Money


@dataclass(frozen=True, slots=True)
class PriceSchedule:
    """All prices of one bid."""

    reference: str
    tenderer: EnterpriseNumber
    lots: tuple[LotPrices, ...]
    salt: bytes = field(repr=False)

    def mistakes(self) -> list[Mistake]:
        """Where stated amounts do not follow from quantities and unit prices; empty when all do."""
        return [mistake for prices in self.lots for mistake in _mistakes(prices)]


def totals_of(lines: Iterable[PriceLine]) -> LotTotals:
    """Net is the sum of the lines; VAT is computed per rate, each rounded half up to the cent."""
    by_rate: dict[Decimal, list[Money]] = {}
    for line in lines:
        by_rate.setdefault(line.vat_rate, []).append(line.due)
    nets = {rate: total(amounts) for rate, amounts in by_rate.items()}
    vat = [Money.of(net.amount * rate / 100) for rate, net in nets.items()]
    return LotTotals(total(list(nets.values())), total(vat))


def write_schedule(schedule: PriceSchedule) -> bytes:
    """The schedule as XML, with the amounts as stated in it."""
    root = etree.Element(_tag("PriceSchedule"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs forget the default namespace
    root.set("currency", "EUR")
    _add(root, "Salt", base64.b64encode(schedule.salt).decode())
    _add(root, "Procedure", schedule.reference)
    _add(root, "Tenderer", str(schedule.tenderer))
    for prices in schedule.lots:
        _add_lot(root, prices)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def read_schedule(data: bytes) -> PriceSchedule:
    """Read a schedule. Raises NotAPriceSchedule, or what the XML door refuses."""
    root = parse(data, _LIMITS)
    if findings := schema(_SCHEMA).validate(root):
        raise NotAPriceSchedule(FILE_NAME, line=findings[0].line, found=findings[0].message)
    return PriceSchedule(
        reference=_text(root, "Procedure"),
        tenderer=EnterpriseNumber.parse(_text(root, "Tenderer"), "Tenderer"),
        lots=tuple(_read_lot(lot) for lot in root.iterfind(_tag("Lot"))),
        salt=base64.b64decode(_text(root, "Salt")),
    )


def _mistakes(prices: LotPrices) -> list[Mistake]:
    due = prices.due
    pairs = [(f"line {line.number}", line.net, line.due) for line in prices.lines]
    pairs += [
        ("net total", prices.stated.net, due.net),
        ("VAT total", prices.stated.vat, due.vat),
        ("gross total", prices.stated_gross, due.gross),
    ]
    return [
        Mistake(prices.lot, where, said, right) for where, said, right in pairs if said != right
    ]


def _add_lot(root: Element, prices: LotPrices) -> None:
    lot = etree.SubElement(root, _tag("Lot"))
    lot.set("number", str(prices.lot))
    for line in prices.lines:
        position = etree.SubElement(lot, _tag("Line"))
        position.set("number", str(line.number))
        _add(position, "Description", line.description)
        _add(position, "Quantity", f"{line.quantity:f}").set("unit", line.unit)
        _add(position, "UnitPrice", f"{line.unit_price:f}")
        _add(position, "VatRate", f"{line.vat_rate:f}")
        _add(position, "Net", str(line.net))
    _add(lot, "NetTotal", str(prices.stated.net))
    _add(lot, "VatTotal", str(prices.stated.vat))
    _add(lot, "GrossTotal", str(prices.stated_gross))


def _read_lot(lot: Element) -> LotPrices:
    return LotPrices(
        lot=int(lot.get("number", "")),
        lines=tuple(_read_line(line) for line in lot.iterfind(_tag("Line"))),
        stated=LotTotals(Money.of(_text(lot, "NetTotal")), Money.of(_text(lot, "VatTotal"))),
        stated_gross=Money.of(_text(lot, "GrossTotal")),
    )


def _read_line(line: Element) -> PriceLine:
    quantity = line.find(_tag("Quantity"))
    return PriceLine(
        number=int(line.get("number", "")),
        description=_text(line, "Description"),
        quantity=Decimal(_text(line, "Quantity")),
        unit=quantity.get("unit", "") if quantity is not None else "",
        unit_price=Decimal(_text(line, "UnitPrice")),
        vat_rate=Decimal(_text(line, "VatRate")),
        net=Money.of(_text(line, "Net")),
    )


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Element, name: str, text: str) -> Element:
    element = etree.SubElement(parent, _tag(name))
    element.text = text
    return element


def _text(parent: Element, name: str) -> str:
    # the schema holds: the element is there, blanks around numbers are allowed
    return (parent.findtext(_tag(name)) or "").strip()
