"""What people and machines may send in: a decision, and an invoice typed by hand."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from stdnum import iban

from einvoice.documents.response import ClarificationReason, RequestedAction, ResponseCode
from einvoice.rules.drafting import VatRate
from einvoice.rules.ruling import Ruling, make_ruling
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.party import EnterpriseNumber
from shared.web.forms import FormInvalid, joined_date, one_error, read_form

MAX_LINES = 5


class DecisionWord(StrEnum):
    """What a person of the authority may decide."""

    APPROVE = "approve"
    DISPUTE = "dispute"
    REJECT = "reject"
    PAY = "pay"

    @property
    def code(self) -> ResponseCode:
        return {
            DecisionWord.APPROVE: ResponseCode.ACCEPTED,
            DecisionWord.DISPUTE: ResponseCode.UNDER_QUERY,
            DecisionWord.REJECT: ResponseCode.REJECTED,
            DecisionWord.PAY: ResponseCode.PAID,
        }[self]


DECISION_NAMES = {
    DecisionWord.APPROVE: msg("Approve"),
    DecisionWord.DISPUTE: msg("Ask the supplier a question"),
    DecisionWord.REJECT: msg("Reject"),
    DecisionWord.PAY: msg("Record the payment"),
}


class NoLines(InvalidInput):
    code = "invoice-no-lines"
    says = msg("Fill in at least one line.")
    remedy = msg("Give a description, a quantity and a price.")
    who = WhoActs.YOU


class LineIncomplete(InvalidInput):
    code = "invoice-line-incomplete"
    says = msg("Give a description, a quantity and a price, or leave the whole line empty.")
    remedy = msg("Complete the line or empty it.")
    who = WhoActs.YOU


class NotAnIban(InvalidInput):
    code = "iban"
    says = msg("{found} is not an account number (IBAN).")
    remedy = msg("Copy the number from your bank; it starts with BE and two check digits.")
    who = WhoActs.YOU


class ReferenceMissing(InvalidInput):
    code = "invoice-reference-missing"
    says = msg("Give the order number or a reference of the buyer.")
    remedy = msg("It stands on the order; ask the buyer when you do not have it.")
    who = WhoActs.YOU


class DecisionForm(BaseModel):
    """A decision; a dispute or rejection needs a reason and an explanation."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    decision: DecisionWord
    reason: ClarificationReason | None = None
    action: RequestedAction | None = None
    explanation: str = Field(default="", max_length=1000)
    note: str = Field(default="", max_length=2000)

    def ruling(self) -> Ruling:
        """Raises ReasonMissing."""
        return make_ruling(
            self.decision.code,
            reason=self.reason,
            action=self.action,
            explanation=self.explanation,
            note=self.note,
        )


class EnteredLine(BaseModel):
    """One line typed by hand."""

    name: str = Field(min_length=1, max_length=100)
    quantity: Decimal = Field(gt=0, le=Decimal(1_000_000), decimal_places=3)
    price: Decimal = Field(ge=0, le=Decimal(100_000_000), decimal_places=4)
    vat: VatRate = VatRate.STANDARD


class EntryForm(BaseModel):
    """An invoice typed by hand: what cannot be known otherwise."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    number: str = Field(min_length=1, max_length=50)
    buyer: str
    order: str = Field(default="", max_length=50)
    buyer_reference: str = Field(default="", max_length=50)
    issued_on: dt.date
    due_on: dt.date | None = None
    iban: str = Field(default="", max_length=42)
    payment_reference: str = Field(default="", max_length=50)
    lines: list[EnteredLine] = Field(default_factory=list)

    @field_validator("buyer")
    @classmethod
    def _buyer_has_a_number(cls, text: str) -> str:
        return str(EnterpriseNumber.parse(text, "buyer"))

    @field_validator("iban")
    @classmethod
    def _iban_is_one(cls, text: str) -> str:
        bare = text.replace(" ", "").upper()
        if bare and not iban.is_valid(bare, check_country=False):  # ISO 13616
            raise NotAnIban("iban", found=text)
        return bare

    @model_validator(mode="after")
    def _says_what_it_is_for(self) -> Self:
        # BIS 3.0 PEPPOL-EN16931-R003
        if not self.order and not self.buyer_reference:
            raise ReferenceMissing("order")
        return self

    @property
    def buyer_number(self) -> EnterpriseNumber:
        return EnterpriseNumber(self.buyer)


def read_entry(data: Mapping[str, str]) -> EntryForm:
    """The invoice typed on the page; raises FormInvalid with errors at the page's own fields."""
    fields = {name: value for name, value in data.items() if "-" not in name}
    fields |= {name: joined_date(data, name) for name in ("issued_on", "due_on")}
    places = [place for place in range(1, MAX_LINES + 1) if any(_given(data, place))]
    try:
        return read_form(EntryForm, {**fields, "lines": _entered_lines(data, places)})
    except (NoLines, LineIncomplete) as refusal:
        raise one_error(refusal.where, refusal, data) from refusal
    except FormInvalid as invalid:
        errors = [replace(error, field=_on_page(error.field, places)) for error in invalid.errors]
        raise FormInvalid(errors, data) from invalid


def _given(data: Mapping[str, str], place: int) -> list[str]:
    return [
        data.get(f"line-{place}-{field}", "").strip() for field in ("name", "quantity", "price")
    ]


def _entered_lines(data: Mapping[str, str], places: Sequence[int]) -> list[dict[str, str]]:
    if not places:
        raise NoLines("line-1-name")
    return [_entered_line(data, place) for place in places]


def _entered_line(data: Mapping[str, str], place: int) -> dict[str, str]:
    name, quantity, price = _given(data, place)
    if not (name and quantity and price):
        raise LineIncomplete(f"line-{place}-name")
    return {
        "name": name,
        "quantity": quantity.replace(",", "."),
        "price": price.replace(",", "."),
        "vat": data.get(f"line-{place}-vat", "") or VatRate.STANDARD,
    }


def _on_page(field: str, places: Sequence[int]) -> str:
    """`lines.0.price` as the page calls it: `line-2-price` when the first line was left empty."""
    parts = field.split(".")
    if len(parts) != 3:  # noqa: PLR2004  lines, index, field
        return field
    return f"line-{places[int(parts[1])]}-{parts[2]}"
