"""What people type: quantities, days and answers, told apart from what only looks like them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ecatalog.documents.order_response import LineStatus
from ecatalog.forms import (
    DeliveryForm,
    OrderDraft,
    join_days,
    read_line_answers,
    read_quantities,
    without_controls,
)
from ecatalog.web.presenting import format_unit_price, page_number, quantity_as_typed
from shared.web.forms import FormInvalid, read_form

KEY = "0f7f7f4e-2a4e-4a4f-9d0a-1f2e3d4c5b6a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "0"), (" 12 ", "12"), ("2,5", "2.5"), ("2.5", "2.5"), ("1000", "1000"), ("0,25", "0.25")],
)
def test_a_quantity_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert read_quantities({"quantity-a": text}) == {"a": Decimal(expected)}


@pytest.mark.parametrize(
    "text", ["1.000", "1,000", "12.000.000", "-1", "1e3", "x", "1 000", "٣", "9" * 9]
)
def test_what_may_be_a_thousand_or_one_is_asked_again(text: str) -> None:
    with pytest.raises(FormInvalid) as refusal:
        read_quantities({"quantity-a": text, "quantity-b": "1"})
    assert [error.field for error in refusal.value.errors] == ["quantity-a"]


@given(
    quantity=st.decimals("0.01", "99999999", places=2),
    lang=st.sampled_from(["nl", "fr", "de", "en"]),
)
def test_a_quantity_shown_in_a_field_is_read_back_as_it_was(quantity: Decimal, lang: str) -> None:
    shown = quantity_as_typed(quantity, lang)
    assert read_quantities({"quantity-a": shown}) == {"a": quantity}


def test_days_come_in_three_fields() -> None:
    data = {"from-day": "3", "from-month": "2", "from-year": "2027", "until-day": ""}
    assert join_days(data, "from", "until")["from"] == "2027-02-03"


@pytest.mark.parametrize(
    "day", [("30", "2", "2027"), ("1", "", "2027"), ("x", "1", "1"), ("1", "1", "9" * 30)]
)
def test_a_day_the_calendar_does_not_have_is_asked_again(day: tuple[str, str, str]) -> None:
    data = dict(zip(("from-day", "from-month", "from-year"), day, strict=True))
    with pytest.raises(FormInvalid) as refusal:
        join_days(data, "from")
    assert refusal.value.errors[0].field == "from"


def test_control_characters_never_reach_the_database() -> None:
    form = read_form(DeliveryForm, {"note": "a\x00b\x1bc", "reference": "r"})
    assert form.note == "abc"
    assert without_controls("regel\tregel\n") == "regel\tregel\n"


def draft(**changes: Any) -> OrderDraft:
    return OrderDraft.model_validate(
        {"key": KEY, "contract": "C", "lines": [{"item": "A", "quantity": "1"}], **changes}
    )


def test_an_order_draft_takes_exact_quantities() -> None:
    assert draft(lines=[{"item": "A", "quantity": "2.5"}]).lines[0].quantity == Decimal("2.5")
    assert draft(delivery_from="2027-02-03").delivery_from == dt.date(2027, 2, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "no uuid"},
        {"lines": []},
        {"lines": [{"item": "A", "quantity": "0"}]},
        {"lines": [{"item": "A", "quantity": "NaN"}]},
        {"lines": [{"item": "A", "quantity": "1.00001"}]},
        {"lines": [{"item": "", "quantity": "1"}]},
        {"expected_net": "-1"},
        {"note": "x" * 1001},
    ],
)
def test_an_order_draft_refuses_nonsense(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        draft(**changes)


def test_a_line_answer_keeps_a_quantity_only_when_it_changes() -> None:
    data = {
        "status-1": "3",
        "quantity-1": "30",
        "status-2": "7",
        "quantity-2": "5",
        "note-2": " op ",
    }
    first, second, third = read_line_answers(data, ["1", "2", "3"])
    assert (first.status, first.quantity) == (LineStatus.CHANGED, Decimal(30))
    assert (second.status, second.quantity, second.note) == (LineStatus.NOT_ACCEPTED, None, "op")
    assert (third.status, third.quantity) == (LineStatus.ACCEPTED, None)


@pytest.mark.parametrize("data", [{"status-1": "1"}, {"status-1": "42"}, {"quantity-1": "veel"}])
def test_a_line_answer_offers_three_choices(data: dict[str, str]) -> None:
    with pytest.raises(FormInvalid):
        read_line_answers(data, ["1"])


@pytest.mark.parametrize(
    ("amount", "lang", "expected"),
    [
        ("18.9750000000", "nl", "€\xa018,975"),
        ("4.0000000000", "nl", "€\xa04,00"),
        ("1234.5", "fr", "1\u202f234,50\xa0€"),
    ],
)
def test_a_unit_price_shows_all_its_decimals(amount: str, lang: str, expected: str) -> None:
    assert format_unit_price(Decimal(amount), "EUR", lang) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("3", 3), ("x", 1), ("-2", 1), ("9" * 9, 1), ("²", 1)]
)
def test_a_page_number_is_never_trusted(text: str, expected: int) -> None:
    assert page_number(text) == expected
