"""Amounts in Cross Industry Invoices."""

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
    number,
    rounded,
    total,
)

_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_UDT = "{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100}"
_TRANSACTION = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}"
CII = Syntax(groups=_RAM, values=_RAM)


def _transaction(document: Document) -> Node:
    return first(document.root.by.get(f"{_TRANSACTION}SupplyChainTradeTransaction", ()))


def _settlement(document: Document) -> Node:
    return first(CII.children(_transaction(document), "ApplicableHeaderTradeSettlement"))


def _line_settlements(document: Document) -> Iterable[Node]:
    path = ("IncludedSupplyChainTradeLineItem", "SpecifiedLineTradeSettlement")
    return CII.children(_transaction(document), *path)


def _line_total(settlement: Node) -> Decimal:
    sums = first(CII.children(settlement, "SpecifiedTradeSettlementLineMonetarySummation"))
    return CII.amount(sums, "LineTotalAmount")


def _allowances(document: Document, is_charge: str) -> Iterable[Node]:
    found = CII.children(_settlement(document), "SpecifiedTradeAllowanceCharge")
    return [each for each in found if _indicator(each) == is_charge]


def _indicator(allowance: Node) -> str:
    for indicator in CII.children(allowance, "ChargeIndicator"):
        return first(indicator.by.get(f"{_UDT}Indicator", ())).value.strip()
    return ""


def _sum_of(document: Document, is_charge: str) -> Decimal:
    return total(CII.amount(each, "ActualAmount") for each in _allowances(document, is_charge))


def _tax_total(document: Document, totals: Node) -> Decimal:
    """The one in the currency of the invoice."""
    currency = CII.text(_settlement(document), "InvoiceCurrencyCode")
    taxes = [
        number(tax)
        for tax in CII.children(totals, "TaxTotalAmount")
        if tax.attrs.get("currencyID") == currency
    ]
    if len(taxes) != 1:
        raise LookupError("TaxTotalAmount")
    return taxes[0]


# one function per rule; each gives (found, expected) ---------------------------------------------


def _sum_of_lines(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    lines = total(_line_total(line) for line in _line_settlements(document))
    return CII.amount(totals, "LineTotalAmount"), rounded(lines)


def _sum_of_allowances(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    return CII.optional(totals, "AllowanceTotalAmount"), rounded(_sum_of(document, "false"))


def _sum_of_charges(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    return CII.optional(totals, "ChargeTotalAmount"), rounded(_sum_of(document, "true"))


def _total_without_vat(_document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    expected = CII.amount(totals, "LineTotalAmount")
    expected += CII.optional(totals, "ChargeTotalAmount")
    expected -= CII.optional(totals, "AllowanceTotalAmount")
    return CII.amount(totals, "TaxBasisTotalAmount"), rounded(expected)


def _total_vat(document: Document, tax_total: Node) -> tuple[Decimal, Decimal]:
    parts = CII.children(_settlement(document), "ApplicableTradeTax")
    expected = total(CII.amount(part, "CalculatedAmount") for part in parts)
    return number(tax_total), rounded(expected)


def _total_with_vat(document: Document, _root: Node) -> tuple[Decimal, Decimal]:
    name = "SpecifiedTradeSettlementHeaderMonetarySummation"
    totals = first(CII.children(_settlement(document), name))
    expected = CII.amount(totals, "TaxBasisTotalAmount") + _tax_total(document, totals)
    return CII.amount(totals, "GrandTotalAmount"), rounded(expected)


def _amount_due(_document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    expected = CII.amount(totals, "GrandTotalAmount") - CII.optional(totals, "TotalPrepaidAmount")
    expected += CII.optional(totals, "RoundingAmount")
    return CII.amount(totals, "DuePayableAmount"), rounded(expected)


def _tax_of(document: Document, node: Node) -> Node:
    """The VAT breakdown: some rules are about its category code."""
    return node if node.by else document.up[node.order]


def _vat_of_rate(document: Document, node: Node) -> tuple[Decimal, Decimal]:
    tax = _tax_of(document, node)
    rate = CII.optional(tax, "RateApplicablePercent")
    expected = CII.amount(tax, "BasisAmount") * rate / 100
    return CII.amount(tax, "CalculatedAmount"), rounded(expected)


def _zero_vat(document: Document, node: Node) -> tuple[Decimal, Decimal]:
    return CII.amount(_tax_of(document, node), "CalculatedAmount"), ZERO


def _taxable_amount(document: Document, node: Node) -> tuple[Decimal, Decimal]:
    tax = _tax_of(document, node)
    code, rate = CII.text(tax, "CategoryCode"), _rate(tax)
    is_by_rate = code in ("S", "L", "M")

    def belongs(other: Node) -> bool:
        same = CII.text(other, "CategoryCode") == code
        return same and (not is_by_rate or _rate(other) == rate)

    expected = total(
        _line_total(line)
        for line in _line_settlements(document)
        if any(belongs(each) for each in CII.children(line, "ApplicableTradeTax"))
    )
    for sign, is_charge in ((1, "true"), (-1, "false")):
        expected += sign * total(
            CII.amount(each, "ActualAmount")
            for each in _allowances(document, is_charge)
            if any(belongs(other) for other in CII.children(each, "CategoryTradeTax"))
        )
    return CII.amount(tax, "BasisAmount"), rounded(expected)


def _rate(tax: Node) -> Decimal | None:
    return CII.amount_or(tax, "RateApplicablePercent", None)


COMPUTATIONS: Mapping[str, Computation] = {
    "BR-CO-10": _sum_of_lines,
    "BR-CO-11": _sum_of_allowances,
    "BR-CO-12": _sum_of_charges,
    "BR-CO-13": _total_without_vat,
    "BR-CO-14": _total_vat,
    "BR-CO-15": _total_with_vat,
    "BR-CO-16": _amount_due,
    "BR-CO-17": _vat_of_rate,
    **{f"BR-{code}-08": _taxable_amount for code in CODES},
    **{f"BR-{code}-09": _vat_of_rate for code in ("AF", "AG", "S")},
    **{f"BR-{code}-09": _zero_vat for code in ("AE", "E", "G", "IC", "O", "Z")},
}
