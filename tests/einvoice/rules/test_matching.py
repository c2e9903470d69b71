"""An invoice beside its order: what agrees, what does not, and in which words."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from einvoice.documents.billing import AllowanceCharge, Invoice
from einvoice.documents.identifiers import DocumentKind
from einvoice.rules.findings import Severity
from einvoice.rules.matching import Match, match_invoice, quantities_by_order_line
from einvoice.vocabulary import MatchVerdict
from shared.ports import OrderStatus
from tests.einvoice.invoices import ENGLISH, invoice, order, with_first_line


def codes(match: Match) -> list[str]:
    return [found.code for found in match.differences]


def test_an_invoice_for_what_was_ordered_agrees() -> None:
    match = match_invoice(invoice(), order())
    assert match.verdict is MatchVerdict.AGREES
    assert [
        (pair.invoiced and pair.invoiced.number, pair.ordered and pair.ordered.number)
        for pair in match.pairs
    ] == [("1", "1"), ("2", "2")]


def test_a_dearer_price_is_a_difference_with_found_and_expected() -> None:
    match = match_invoice(with_first_line(invoice(), price=Decimal("20.00")), order())
    found = match.differences[0]
    assert match.verdict is MatchVerdict.DIFFERS
    assert (found.code, found.found, found.expected) == ("einvoice-price", "20", "18.95")
    assert found.sentence(ENGLISH) == "Line 1 costs 20 per unit, ordered at 18.95."


def test_a_cheaper_price_is_only_advice() -> None:
    match = match_invoice(with_first_line(invoice(), price=Decimal("18.00")), order())
    assert match.differences[0].severity is Severity.ADVICE


def test_a_price_per_hundred_is_compared_per_unit() -> None:
    per_hundred = with_first_line(invoice(), price=Decimal(1895), price_base=Decimal(100))
    assert match_invoice(per_hundred, order()).verdict is MatchVerdict.AGREES


def test_more_than_ordered_is_a_difference() -> None:
    match = match_invoice(with_first_line(invoice(), quantity=Decimal(41)), order())
    assert codes(match) == ["einvoice-quantity"]
    assert match.differences[0].expected == "40"


def test_a_part_of_the_order_agrees_and_the_rest_is_shown_as_not_invoiced() -> None:
    part = replace(invoice(), lines=invoice().lines[:1])
    match = match_invoice(part, order())
    assert match.verdict is MatchVerdict.AGREES
    assert [pair.invoiced for pair in match.pairs][1] is None


def test_what_earlier_invoices_charged_counts() -> None:
    match = match_invoice(invoice(), order(), {"1": Decimal(10)})
    assert codes(match) == ["einvoice-quantity"]
    assert match.differences[0].expected == "30"
    assert match.pairs[0].invoiced_before == 10


def test_two_lines_for_one_order_line_are_added_up() -> None:
    first = invoice().lines[0]
    halves = tuple(replace(first, number=str(n), quantity=Decimal(25)) for n in (1, 2))
    match = match_invoice(replace(invoice(), lines=halves), order())
    assert codes(match) == ["einvoice-quantity"]
    assert match.pairs[1].differences


def test_an_item_that_was_never_ordered_is_named() -> None:
    strange = with_first_line(invoice(), order_line="9", seller_item="X", name="Koffie")
    match = match_invoice(strange, order())
    assert codes(match) == ["einvoice-line-not-ordered"]
    assert "Koffie" in match.differences[0].sentence(ENGLISH)


@pytest.mark.parametrize("way", ["seller_item", "name"])
def test_a_line_without_order_line_number_is_found_by_item_or_name(way: str) -> None:
    known = {"seller_item": "PAP-A4-80", "name": invoice().lines[0].name.upper()}
    bare = {"order_line": "", "seller_item": "", "name": "anders"} | {way: known[way]}
    match = match_invoice(with_first_line(invoice(), **bare), order())
    assert match.verdict is MatchVerdict.AGREES


def test_another_unit_is_a_difference() -> None:
    match = match_invoice(with_first_line(invoice(), unit="C62"), order())
    assert codes(match) == ["einvoice-unit"]


def test_an_extra_charge_is_a_difference() -> None:
    charge = AllowanceCharge(is_charge=True, amount=Decimal("15.00"), reason="Administratie")
    match = match_invoice(replace(invoice(), allowances=(charge,)), order())
    assert codes(match) == ["einvoice-extra-charge"]
    assert "Administratie" in match.differences[0].sentence(ENGLISH)


def test_another_currency_is_a_difference() -> None:
    assert "einvoice-currency" in codes(match_invoice(replace(invoice(), currency="USD"), order()))


@pytest.mark.parametrize("status", [OrderStatus.REJECTED, OrderStatus.ORDERED])
def test_an_order_the_supplier_did_not_accept_is_pointed_out(status: OrderStatus) -> None:
    match = match_invoice(invoice(), order(status=status))
    assert match.verdict is MatchVerdict.DIFFERS


def test_an_unknown_order_and_no_order_are_told_apart() -> None:
    assert match_invoice(invoice(), None).verdict is MatchVerdict.ORDER_UNKNOWN
    silent = replace(invoice(), references=replace(invoice().references, order=""))
    assert match_invoice(silent, None).verdict is MatchVerdict.ORDER_NOT_NAMED


def test_a_credit_note_may_give_back_all_that_was_charged() -> None:
    credit: Invoice = replace(invoice(), kind=DocumentKind.CREDIT_NOTE)
    assert match_invoice(credit, order(), {"1": Decimal(40)}).verdict is MatchVerdict.AGREES
    assert quantities_by_order_line(credit, order()) == {"1": Decimal(-40), "2": Decimal(-12)}


def test_ten_thousand_lines_are_compared_in_moments() -> None:
    line, ordered = invoice().lines[0], order().lines[0]
    numbers = [str(n) for n in range(10_000)]
    many = replace(invoice(), lines=tuple(replace(line, number=n, order_line=n) for n in numbers))
    wide = replace(order(), lines=tuple(replace(ordered, number=n) for n in numbers))
    started = time.perf_counter()
    assert match_invoice(many, wide).verdict is MatchVerdict.AGREES
    assert time.perf_counter() - started < 10, "a line must not be looked for in all others"
