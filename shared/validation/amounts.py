"""The amount an arithmetic rule expects, computed from the rest of the document.

These do not decide anything: the official rule has failed already. They only say by how much.
"""

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import NamedTuple

from shared.schematron.elements import Node
from shared.schematron.tree import Document

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_CENT = Decimal("0.01")
_ZERO = Decimal(0)
_NUMBER = re.compile(r"\s*[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})\s*\Z", re.ASCII)


class Amounts(NamedTuple):
    """Texts for people; empty when they could not be established."""

    found: str
    expected: str


NOTHING = Amounts("", "")
_Computation = Callable[[Document, Node], tuple[Decimal, Decimal]]


def amounts_of(rule: str, document: Document, node: Node) -> Amounts:
    """What a rule found and what it expected, if it is about an amount and this can be said."""
    compute = _COMPUTATIONS.get(rule)
    if compute is None:
        return NOTHING
    try:
        with localcontext(prec=60):
            found, expected = compute(document, node)
            return Amounts(_written(found), _written(expected))
    except (InvalidOperation, LookupError, ArithmeticError):
        return NOTHING


def _written(amount: Decimal) -> str:
    """At least two decimals, and no zeros behind them."""
    plain = format(amount.normalize(), "f")
    whole, _, decimals = plain.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


# reading ----------------------------------------------------------------------------------------


def _children(node: Node, *names: str) -> Iterable[Node]:
    """The children of a path of `cac` names."""
    found = [node]
    for name in names:
        found = [child for each in found for child in each.by.get(_CAC + name, ())]
    return found


def _amount(node: Node, name: str) -> Decimal:
    """Of a `cbc` child; raises LookupError when it is missing or no number."""
    value = _amount_or(node, name, None)
    if value is None:
        raise LookupError(name)
    return value


def _amount_or(node: Node, name: str, default: Decimal | None) -> Decimal | None:
    children = node.by.get(_CBC + name, ())
    if not children:
        return default
    if not _NUMBER.match(children[0].value):
        raise LookupError(name)
    return Decimal(children[0].value.strip())


def _optional(node: Node, name: str) -> Decimal:
    return _amount_or(node, name, _ZERO) or _ZERO


def _text(node: Node, name: str) -> str:
    children = node.by.get(_CBC + name, ())
    return children[0].value.strip() if children else ""


def _first(nodes: Iterable[Node]) -> Node:
    for node in nodes:
        return node
    raise LookupError


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _ZERO)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def _lines(root: Node) -> Iterable[Node]:
    return (*_children(root, "InvoiceLine"), *_children(root, "CreditNoteLine"))


def _allowances(node: Node, is_charge: str) -> Iterable[Node]:
    found = _children(node, "AllowanceCharge")
    return [each for each in found if _text(each, "ChargeIndicator") == is_charge]


def _sum_of(node: Node, is_charge: str) -> Decimal:
    return _total(_amount(each, "Amount") for each in _allowances(node, is_charge))


# one function per rule; each gives (found, expected) ---------------------------------------------


def _sum_of_lines(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    lines = _total(_amount(line, "LineExtensionAmount") for line in _lines(document.root))
    return _amount(totals, "LineExtensionAmount"), _rounded(lines)


def _sum_of_allowances(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    found = _optional(totals, "AllowanceTotalAmount")
    return found, _rounded(_sum_of(document.root, "false"))


def _sum_of_charges(document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    return _optional(totals, "ChargeTotalAmount"), _rounded(_sum_of(document.root, "true"))


def _total_without_vat(_document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    expected = _amount(totals, "LineExtensionAmount")
    expected += _optional(totals, "ChargeTotalAmount") - _optional(totals, "AllowanceTotalAmount")
    return _amount(totals, "TaxExclusiveAmount"), _rounded(expected)


def _total_vat(_document: Document, tax_total: Node) -> tuple[Decimal, Decimal]:
    parts = _total(_amount(part, "TaxAmount") for part in _children(tax_total, "TaxSubtotal"))
    return _amount(tax_total, "TaxAmount"), _rounded(parts)


def _total_with_vat(document: Document, root: Node) -> tuple[Decimal, Decimal]:
    currency = _text(document.root, "DocumentCurrencyCode")
    totals = _first(_children(root, "LegalMonetaryTotal"))
    taxes = [
        _amount(tax, "TaxAmount")
        for tax in _children(root, "TaxTotal")
        if tax.by[_CBC + "TaxAmount"][0].attrs.get("currencyID") == currency
    ]
    if len(taxes) != 1:
        raise LookupError("TaxTotal")
    expected = _amount(totals, "TaxExclusiveAmount") + taxes[0]
    return _amount(totals, "TaxInclusiveAmount"), _rounded(expected)


def _amount_due(_document: Document, totals: Node) -> tuple[Decimal, Decimal]:
    expected = _amount(totals, "TaxInclusiveAmount") - _optional(totals, "PrepaidAmount")
    expected += _optional(totals, "PayableRoundingAmount")
    return _amount(totals, "PayableAmount"), _rounded(expected)


def _vat_of_rate(_document: Document, subtotal: Node) -> tuple[Decimal, Decimal]:
    category = _first(_children(subtotal, "TaxCategory"))
    rate = _optional(category, "Percent")
    return _amount(subtotal, "TaxAmount"), _rounded(_amount(subtotal, "TaxableAmount") * rate / 100)


def _vat_of_category(document: Document, category: Node) -> tuple[Decimal, Decimal]:
    return _vat_of_rate(document, document.up[category.order])


def _taxable_amount(document: Document, category: Node) -> tuple[Decimal, Decimal]:
    root, subtotal = document.root, document.up[category.order]
    code, rate = _text(category, "ID"), _rate(category)
    is_by_rate = code in ("S", "L", "M")

    def belongs(other: Node) -> bool:
        return _text(other, "ID") == code and (not is_by_rate or _rate(other) == rate)

    expected = _total(
        _amount(line, "LineExtensionAmount")
        for line in _lines(root)
        if any(belongs(each) for each in _children(line, "Item", "ClassifiedTaxCategory"))
    )
    for sign, is_charge in ((1, "true"), (-1, "false")):
        expected += sign * _total(
            _amount(each, "Amount")
            for each in _allowances(root, is_charge)
            if any(belongs(other) for other in _children(each, "TaxCategory"))
        )
    return _amount(subtotal, "TaxableAmount"), _rounded(expected)


def _rate(category: Node) -> Decimal | None:
    return _amount_or(category, "Percent", None)


def _zero_vat(document: Document, category: Node) -> tuple[Decimal, Decimal]:
    return _amount(document.up[category.order], "TaxAmount"), _ZERO


def _line_amount(_document: Document, line: Node) -> tuple[Decimal, Decimal]:
    quantity = _amount_or(line, "InvoicedQuantity", None)
    if quantity is None:
        quantity = _amount_or(line, "CreditedQuantity", Decimal(1)) or _ZERO
    price = _first(_children(line, "Price"))
    base = _amount_or(price, "BaseQuantity", Decimal(1)) or Decimal(1)
    expected = quantity * (_optional(price, "PriceAmount") / base)
    expected += _sum_of(line, "true") - _sum_of(line, "false")
    return _amount(line, "LineExtensionAmount"), _rounded(expected)


def _allowance(_document: Document, allowance: Node) -> tuple[Decimal, Decimal]:
    factor = _amount(allowance, "MultiplierFactorNumeric")
    return _amount(allowance, "Amount"), _rounded(_amount(allowance, "BaseAmount") * factor / 100)


def _net_price(document: Document, discount: Node) -> tuple[Decimal, Decimal]:
    price = document.up[discount.order]
    expected = _amount(discount, "BaseAmount") - _amount(discount, "Amount")
    return _amount(price, "PriceAmount"), expected


_CODES = ("AE", "AF", "AG", "E", "G", "IC", "O", "S", "Z")
_COMPUTATIONS: dict[str, _Computation] = {
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
    **{f"BR-{code}-08": _taxable_amount for code in _CODES},
    **{f"BR-{code}-09": _vat_of_category for code in ("AF", "AG", "S")},
    **{f"BR-{code}-09": _zero_vat for code in ("AE", "E", "G", "IC", "O", "Z")},
}
