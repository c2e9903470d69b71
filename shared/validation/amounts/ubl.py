"""Amounts in UBL invoices and credit notes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from shared.schematron.elements import Node
from shared.schematron.tree import Document
from shared.validation.amounts.reading import (
    CODES,
    ZERO,
    Computation,
    Syntax,
    first,
    rounded,
    total,
)

UBL = Syntax(
    groups="{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}",
    values="{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}",
)


def _lines(root: Node) -> Iterable[Node]:
    return (*UBL.children(root, "InvoiceLine"), *UBL.children(root, "CreditNoteLine"))


def _allowances(node: Node, is_charge: str) -> Iterable[Node]:
    found = UBL.children(node, "AllowanceCharge")
    return [each for each in found if UBL.text(each, "ChargeIndicator") == is_charge]


def _sum_of(node: Node, is_charge: str) -> Decimal:
    return total(UBL.amount(each, "Amount") for each in _allowances(node, is_charge))


# one function per rule; each gives (found, expected) ---------------------------------------------


def _sum_of_lines(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    lines = total(UBL.amount(line, "LineExtensionAmount") for line in _lines(document.root))
    return UBL.amount(totals, "LineExtensionAmount"), rounded(lines)


def _sum_of_allowances(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    found = UBL.optional(totals, "AllowanceTotalAmount")
    return found, rounded(_sum_of(document.root, "false"))


def _sum_of_charges(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    return UBL.optional(totals, "ChargeTotalAmount"), rounded(_sum_of(document.root, "true"))


def _total_without_vat(_document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    expected = UBL.amount(totals, "LineExtensionAmount")
    expected += UBL.optional(totals, "ChargeTotalAmount")
    expected -= UBL.optional(totals, "AllowanceTotalAmount")
    return UBL.amount(totals, "TaxExclusiveAmount"), rounded(expected)


def _total_vat(_document: Document, tax_total: Node) -> tuple[Decimal, Decimal]:
    parts = total(UBL.amount(part, "TaxAmount") for part in UBL.children(tax_total, "TaxSubtotal"))
    return UBL.amount(tax_total, "TaxAmount"), rounded(parts)


def _total_with_vat(document: Document, root: Node) -> tuple[Decimal, Decimal]:
    currency = UBL.text(document.root, "DocumentCurrencyCode")
    totals = first(UBL.children(root, "LegalMonetaryTotal"))
    taxes = [
        UBL.amount(tax, "TaxAmount")
        for tax in UBL.children(root, "TaxTotal")
        if tax.by[UBL.values + "TaxAmount"][0].attrs.get("currencyID") == currency
    ]
    if len(taxes) != 1:
        raise LookupError("TaxTotal")
    expected = UBL.amount(totals, "TaxExclusiveAmount") + taxes[0]
    return UBL.amount(totals, "TaxInclusiveAmount"), rounded(expected)


def _amount_due(_document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    expected = UBL.amount(totals, "TaxInclusiveAmount") - UBL.optional(totals, "PrepaidAmount")
    expected += UBL.optional(totals, "PayableRoundingAmount")
    return UBL.amount(totals, "PayableAmount"), rounded(expected)


def _vat_of_rate(_document: Document, subtotal: Node) -> tuple[Decimal, Decimal]:
    category = first(UBL.children(subtotal, "TaxCategory"))
    rate = UBL.optional(category, "Percent")
    expected = UBL.amount(subtotal, "TaxableAmount") * rate / 100
    return UBL.amount(subtotal, "TaxAmount"), rounded(expected)


def _vat_of_category(document: Document, category: Node) -> tuple[Decimal, Decimal]:
    return _vat_of_rate(document, document.up[category.order])


def _taxable_amount(document: Document, category: Node) -> tuple[Decimal, Decimal]:
    root, subtotal = document.root, document.up[category.order]
    code, rate = UBL.text(category, "ID"), _rate(category)
    is_by_rate = code in ("S", "L", "M")

    def belongs(other: Node) -> bool:
        return UBL.text(other, "ID") == code and (not is_by_rate or _rate(other) == rate)

    expected = total(
        UBL.amount(line, "LineExtensionAmount")
        for line in _lines(root)
        if any(belongs(each) for each in UBL.children(line, "Item", "ClassifiedTaxCategory"))
    )
    for sign, is_charge in ((1, "true"), (-1, "false")):
        expected += sign * total(
            UBL.amount(each, "Amount")
            for each in _allowances(root, is_charge)
            if any(belongs(other) for other in UBL.children(each, "TaxCategory"))
        )
    return UBL.amount(subtotal, "TaxableAmount"), rounded(expected)


def _rate(category: Node) -> Decimal | None:
    return UBL.amount_or(category, "Percent", None)


def _zero_vat(document: Document, category: Node) -> tuple[Decimal, Decimal]:
    return UBL.amount(document.up[category.order], "TaxAmount"), ZERO


def _line_amount(_document: Document, line: Node) -> tuple[Decimal, Decimal]:
    quantity = UBL.amount_or(line, "InvoicedQuantity", None)
    if quantity is None:
        quantity = UBL.amount_or(line, "CreditedQuantity", Decimal(1)) or ZERO
    price = first(UBL.children(line, "Price"))
    base = UBL.amount_or(price, "BaseQuantity", Decimal(1)) or Decimal(1)
    expected = quantity * (UBL.optional(price, "PriceAmount") / base)
    expected += _sum_of(line, "true") - _sum_of(line, "false")
    return UBL.amount(line, "LineExtensionAmount"), rounded(expected)


def _allowance(_document: Document, allowance: Node) -> tuple[Decimal, Decimal]:
    factor = UBL.amount(allowance, "MultiplierFactorNumeric")
    expected = UBL.amount(allowance, "BaseAmount") * factor / 100
    return UBL.amount(allowance, "Amount"), rounded(expected)


def _net_price(document: Document, discount: Node) -> tuple[Decimal, Decimal]:
    price = document.up[discount.order]
    expected = UBL.amount(discount, "BaseAmount") - UBL.amount(discount, "Amount")
    return UBL.amount(price, "PriceAmount"), expected


COMPUTATIONS: Mapping[str, Computation] = {
    "BR-CO-10": _sum_of_lines,
    "BR-CO-11": _sum_of_allowances,
    "BR-CO-12": _sum_of_charges,
    "BR-CO-13": _total_without_vat,
    "BR-CO-14": _total_vat,
    "BR-CO-15": _total_with_vat,
    "BR-CO-16": _amount_due,
    "BR-CO-17": _vat_of_rate,
    "PEPPOL-EN16931-R040": _allowance,
    "PEPPOL-EN16931-R046": _net_price,
    "PEPPOL-EN16931-R120": _line_amount,
    **{f"BR-{code}-08": _taxable_amount for code in CODES},
    **{f"BR-{code}-09": _vat_of_category for code in ("AF", "AG", "S")},
    **{f"BR-{code}-09": _zero_vat for code in ("AE", "E", "G", "IC", "O", "Z")},
}
