"""What people and machines may send in: quantities, delivery, orders, answers."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ecatalog.documents.order_response import LineStatus, ResponseCode
from shared.i18n import msg
from shared.web.forms import FieldError, FormInvalid

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUANTITY = re.compile(r"[0-9]{1,8}([.,][0-9]{1,4})?")
QUANTITY_FIELD = "quantity-"


def without_controls(text: str) -> str:
    """Text without control characters, which neither a document nor a database can carry."""
    return _CONTROL.sub("", text)


Text = Annotated[str, AfterValidator(without_controls)]
Quantity = Annotated[Decimal, Field(gt=0, lt=100_000_000, decimal_places=4)]


class DeliveryForm(BaseModel):
    """When and under which reference a basket is to be delivered; everything may be left out."""

    model_config = ConfigDict(extra="ignore")

    delivery_from: dt.date | None = None
    delivery_until: dt.date | None = None
    reference: Text = Field(default="", max_length=100)
    note: Text = Field(default="", max_length=1000)


class OrderDraftLine(BaseModel):
    """An item of the catalogue in force and how much of it."""

    item: Text = Field(min_length=1, max_length=200)
    quantity: Quantity


class OrderDraft(DeliveryForm):
    """An order as a machine sends it; the same `key` twice is one order.

    `expected_net` is the total the buyer has seen: when prices have moved, nothing is ordered.
    """

    key: UUID
    contract: Text = Field(min_length=1, max_length=100)
    lines: list[OrderDraftLine] = Field(min_length=1, max_length=5000)
    expected_net: Decimal | None = Field(default=None, ge=0, max_digits=18, decimal_places=2)


class AnswerForm(BaseModel):
    """The supplier's answer to an order, as filled in on the page."""

    model_config = ConfigDict(extra="ignore")

    code: ResponseCode
    note: Text = Field(default="", max_length=1000)
    sales_order_number: Text = Field(default="", max_length=100)
    promised_from: dt.date | None = None
    promised_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What the supplier says of one line of the order, by its number."""

    number: str
    status: LineStatus = LineStatus.ACCEPTED
    quantity: Decimal | None = None
    note: str = ""


_AMBIGUOUS = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+")
_NOT_A_QUANTITY = msg(
    "“{found}” is not a quantity. Write a number such as 1000 or 2.5, without separators."
)
_NOT_A_DATE = msg("This is not a day of the calendar. Write day, month and year: 15 12 2026.")
_NOT_A_STATUS = msg("Choose one of the options.")


def read_quantities(data: Mapping[str, Any]) -> dict[str, Decimal]:
    """Line id -> quantity, of the fields `quantity-<line id>`; an empty field means zero.

    Raises FormInvalid with one error for each field that is not a quantity.
    """
    read: dict[str, Decimal] = {}
    errors = []
    for field, value in data.items():
        if not field.startswith(QUANTITY_FIELD):
            continue
        quantity = _quantity(str(value))
        if quantity is None:
            errors.append(FieldError(field, _NOT_A_QUANTITY, {"found": value}))
        else:
            read[field.removeprefix(QUANTITY_FIELD)] = quantity
    if errors:
        raise FormInvalid(errors, data)
    return read


def _quantity(text: str) -> Decimal | None:
    """None when it is no number, or could be one thousand as well as one: `1.000`."""
    bare = text.strip() or "0"
    if not _QUANTITY.fullmatch(bare) or _AMBIGUOUS.fullmatch(bare):
        return None
    return Decimal(bare.replace(",", "."))


def read_line_answers(data: Mapping[str, Any], numbers: list[str]) -> list[LineAnswer]:
    """The answers in `status-<n>`, `quantity-<n>` and `note-<n>`; raises FormInvalid."""
    errors, answers = [], []
    for number in numbers:
        text = str(data.get(f"{QUANTITY_FIELD}{number}", "")).strip()
        quantity = _quantity(text)
        status = _status(str(data.get(f"status-{number}", LineStatus.ACCEPTED)))
        if quantity is None:
            errors.append(FieldError(f"{QUANTITY_FIELD}{number}", _NOT_A_QUANTITY, {"found": text}))
        if status is None:
            errors.append(FieldError(f"status-{number}", _NOT_A_STATUS, {}))
        note = without_controls(str(data.get(f"note-{number}", "")).strip())[:1000]
        given = quantity if text and status is LineStatus.CHANGED else None
        answers.append(LineAnswer(number, status or LineStatus.ACCEPTED, given, note))
    if errors:
        raise FormInvalid(errors, data)
    return answers


def _status(text: str) -> LineStatus | None:
    offered = {LineStatus.ACCEPTED, LineStatus.CHANGED, LineStatus.NOT_ACCEPTED}
    return next((status for status in offered if status.value == text), None)


def join_days(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Put `<name>-day`, `<name>-month` and `<name>-year` together as ISO days.

    Raises FormInvalid for a day that the calendar does not have.
    """
    joined, errors = dict(data), []
    for name in names:
        parts = [str(data.get(f"{name}-{part}", "")).strip() for part in ("year", "month", "day")]
        if not any(parts):
            continue
        try:
            joined[name] = dt.date(*map(int, parts)).isoformat()
        except (ValueError, OverflowError):
            errors.append(FieldError(name, _NOT_A_DATE, {}))
    if errors:
        raise FormInvalid(errors, data)
    return joined
