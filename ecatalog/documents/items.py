"""What catalogues, orders and responses say of items: prices, tax, classes, periods, totals."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ecatalog.documents.parties import Identifier
from ecatalog.documents.reading import Node
from ecatalog.documents.writing import Branch
from shared.period import Period

CPV_LIST = "STI"
"""UNCL7143: Common Procurement Vocabulary."""
STANDARD_RATE = "S"
"""UNCL5305: standard rate of VAT; every other code is a different treatment."""


@dataclass(frozen=True, slots=True)
class Validity:
    """Days from start to end, both included; an absent end is open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def __contains__(self, day: object) -> bool:
        return (
            isinstance(day, dt.date)
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )

    def within(self, outer: Period) -> Period:
        """The closed period: open ends are those of the outer period."""
        return Period(self.start or outer.start, self.end or outer.end)


ALWAYS = Validity()


@dataclass(frozen=True, slots=True)
class Price:
    """A net price for `base_quantity` units; unit prices may have more than two decimals."""

    amount: Decimal
    currency: str = "EUR"
    base_quantity: Decimal = Decimal(1)
    base_unit: str = ""

    @property
    def per_unit(self) -> Decimal:
        return self.amount / self.base_quantity


@dataclass(frozen=True, slots=True)
class Tax:
    """A VAT category (UNCL5305) and its rate in percent; no rate for `O`."""

    category: str
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItemClass:
    """A code of a classification; `scheme` is a code of UNCL7143 (`STI` = CPV)."""

    code: str
    scheme: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """A discount or a surcharge on a line or on the whole order, before tax."""

    is_charge: bool
    amount: Decimal
    reason: str = ""
    reason_code: str = ""
    percent: Decimal | None = None
    base_amount: Decimal | None = None

    @property
    def signed(self) -> Decimal:
        return self.amount if self.is_charge else -self.amount


def read_validity(node: Node | None) -> Validity:
    if node is None:
        return Validity()
    return Validity(node.date("cbc:StartDate"), node.date("cbc:EndDate"))


def write_validity(into: Branch, validity: Validity) -> None:
    into.leaf("StartDate", validity.start)
    into.leaf("EndDate", validity.end)


def read_price(node: Node | None) -> Price | None:
    """Read a cac:Price; a base quantity of zero counts as one, as rule PEPPOL-T01-R024 does."""
    if node is None:
        return None
    return Price(
        amount=node.needed_decimal("cbc:PriceAmount"),
        currency=node.attribute("cbc:PriceAmount", "currencyID"),
        base_quantity=node.decimal("cbc:BaseQuantity") or Decimal(1),
        base_unit=node.attribute("cbc:BaseQuantity", "unitCode"),
    )


def write_price(into: Branch, price: Price) -> None:
    into.leaf("PriceAmount", price.amount, currencyID=price.currency)
    if price.base_quantity != 1 or price.base_unit:
        into.leaf("BaseQuantity", price.base_quantity, unitCode=price.base_unit)


def read_tax(item: Node) -> Tax | None:
    node = item.one("cac:ClassifiedTaxCategory")
    if node is None:
        return None
    return Tax(node.needed_text("cbc:ID"), node.decimal("cbc:Percent"))


def write_tax(into: Branch, tax: Tax) -> None:
    node = into.branch("ClassifiedTaxCategory")
    node.leaf("ID", tax.category)
    node.leaf("Percent", tax.percent)
    node.leaf_in("TaxScheme/ID", "VAT")


def read_classes(item: Node) -> tuple[ItemClass, ...]:
    codes = item.all("cac:CommodityClassification/cbc:ItemClassificationCode")
    return tuple(
        ItemClass(
            code.value, (code.element.get("listID") or "").strip(), code.element.get("name") or ""
        )
        for code in codes
    )


def write_classes(into: Branch, classes: tuple[ItemClass, ...]) -> None:
    for found in classes:
        into.leaf_in(
            "CommodityClassification/ItemClassificationCode",
            found.code,
            listID=found.scheme,
            name=found.name,
        )


def read_standard_item(item: Node) -> Identifier | None:
    path = "cac:StandardItemIdentification/cbc:ID"
    value = item.text(path)
    return Identifier(value, item.attribute(path, "schemeID")) if value else None


def write_identification(
    into: Branch, *, buyer: str, seller: str, standard: Identifier | None
) -> None:
    """Write the three item numbers in UBL's order."""
    into.leaf_in("BuyersItemIdentification/ID", buyer)
    into.leaf_in("SellersItemIdentification/ID", seller)
    if standard is not None:
        into.leaf_in("StandardItemIdentification/ID", standard.value, schemeID=standard.scheme)


def read_allowances(node: Node) -> tuple[AllowanceCharge, ...]:
    return tuple(
        AllowanceCharge(
            is_charge=found.boolean("cbc:ChargeIndicator", default=False),
            amount=found.needed_decimal("cbc:Amount"),
            reason=found.text("cbc:AllowanceChargeReason"),
            reason_code=found.text("cbc:AllowanceChargeReasonCode"),
            percent=found.decimal("cbc:MultiplierFactorNumeric"),
            base_amount=found.decimal("cbc:BaseAmount"),
        )
        for found in node.all("cac:AllowanceCharge")
    )


def write_allowances(into: Branch, allowances: tuple[AllowanceCharge, ...], currency: str) -> None:
    for found in allowances:
        node = into.branch("AllowanceCharge")
        node.leaf("ChargeIndicator", found.is_charge)
        node.leaf("AllowanceChargeReasonCode", found.reason_code)
        node.leaf("AllowanceChargeReason", found.reason)
        node.leaf("MultiplierFactorNumeric", found.percent)
        node.leaf("Amount", found.amount, currencyID=currency)
        node.leaf("BaseAmount", found.base_amount, currencyID=currency)
