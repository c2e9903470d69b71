"""An Invoice Response (Peppol T111) as a value: what the buyer says about one invoice."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from einvoice.documents.billing import Contact
from einvoice.documents.identifiers import RESPONSE_PROCESS
from einvoice.documents.ubl import Identifier
from shared.i18n import msg


class ResponseCode(StrEnum):
    """Status of the invoice at the buyer (UNCL4343, subset of T111)."""

    ACKNOWLEDGED = "AB"
    IN_PROCESS = "IP"
    UNDER_QUERY = "UQ"
    CONDITIONALLY_ACCEPTED = "CA"
    REJECTED = "RE"
    ACCEPTED = "AP"
    PAID = "PD"

    @property
    def needs_reason(self) -> bool:
        return self in _NEED_REASON


_NEED_REASON = frozenset(
    {ResponseCode.UNDER_QUERY, ResponseCode.CONDITIONALLY_ACCEPTED, ResponseCode.REJECTED}
)
"""PEPPOL-T111-R001: these shall carry a clarification code."""

RESPONSE_NAMES = {
    ResponseCode.ACKNOWLEDGED: msg("Received"),
    ResponseCode.IN_PROCESS: msg("In process"),
    ResponseCode.UNDER_QUERY: msg("Under query"),
    ResponseCode.CONDITIONALLY_ACCEPTED: msg("Accepted under conditions"),
    ResponseCode.REJECTED: msg("Rejected"),
    ResponseCode.ACCEPTED: msg("Approved"),
    ResponseCode.PAID: msg("Paid"),
}


class ClarificationReason(StrEnum):
    """Why (code list OPStatusReason)."""

    NO_ISSUE = "NON"
    REFERENCES = "REF"
    LEGAL = "LEG"
    RECEIVER_UNKNOWN = "REC"
    QUALITY = "QUA"
    DELIVERY = "DEL"
    PRICE = "PRI"
    QUANTITY = "QTY"
    ITEM = "ITM"
    PAYMENT_TERMS = "PAY"
    NOT_RECOGNISED = "UNR"
    FINANCE = "FIN"
    PARTIALLY_PAID = "PPD"
    OTHER = "OTH"


REASON_NAMES = {
    ClarificationReason.NO_ISSUE: msg("No issue"),
    ClarificationReason.REFERENCES: msg("References incorrect"),
    ClarificationReason.LEGAL: msg("Legal information incorrect"),
    ClarificationReason.RECEIVER_UNKNOWN: msg("Receiver unknown"),
    ClarificationReason.QUALITY: msg("Quality insufficient"),
    ClarificationReason.DELIVERY: msg("Problem with the delivery"),
    ClarificationReason.PRICE: msg("Price incorrect"),
    ClarificationReason.QUANTITY: msg("Quantity incorrect"),
    ClarificationReason.ITEM: msg("Items incorrect"),
    ClarificationReason.PAYMENT_TERMS: msg("Payment terms incorrect"),
    ClarificationReason.NOT_RECOGNISED: msg("Transaction not recognised"),
    ClarificationReason.FINANCE: msg("Amounts or VAT incorrect"),
    ClarificationReason.PARTIALLY_PAID: msg("Partially paid"),
    ClarificationReason.OTHER: msg("Other reason"),
}


class RequestedAction(StrEnum):
    """What the seller is asked to do (code list OPStatusAction)."""

    NONE = "NOA"
    PROVIDE_INFORMATION = "PIN"
    NEW_INVOICE = "NIN"
    CREDIT_FULLY = "CNF"
    CREDIT_PARTIALLY = "CNP"
    CREDIT_AMOUNT = "CNA"
    OTHER = "OTH"


ACTION_NAMES = {
    RequestedAction.NONE: msg("Nothing to do"),
    RequestedAction.PROVIDE_INFORMATION: msg("Give more information"),
    RequestedAction.NEW_INVOICE: msg("Send a new, corrected invoice"),
    RequestedAction.CREDIT_FULLY: msg("Send a credit note for the whole invoice"),
    RequestedAction.CREDIT_PARTIALLY: msg("Send a credit note for a part"),
    RequestedAction.CREDIT_AMOUNT: msg("Pay back the amount"),
    RequestedAction.OTHER: msg("Other action"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A detail of a clarification: an EN 16931 term (`BT-13`) and the value it should have."""

    term: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Clarification:
    """One reason or one requested action, with a sentence for people."""

    code: ClarificationReason | RequestedAction
    text: str = ""
    conditions: tuple[Condition, ...] = ()

    @property
    def list_id(self) -> str:
        return "OPStatusReason" if isinstance(self.code, ClarificationReason) else "OPStatusAction"

    @property
    def name(self) -> str:
        """The code's name, marked for translation; the two lists share the code OTH."""
        if isinstance(self.code, ClarificationReason):
            return REASON_NAMES[self.code]
        return ACTION_NAMES[self.code]

    def as_json(self) -> dict[str, Any]:
        """Plain values, to keep and to hand out."""
        return {
            "list": self.list_id,
            "code": str(self.code),
            "text": self.text,
            "conditions": [[detail.term, detail.value] for detail in self.conditions],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Clarification":
        kind = RequestedAction if kept["list"] == "OPStatusAction" else ClarificationReason
        details = tuple(Condition(term, value) for term, value in kept["conditions"])
        return cls(kind(kept["code"]), kept["text"], details)


@dataclass(frozen=True, slots=True)
class ResponseParty:
    """Who sends or receives the response."""

    endpoint: Identifier
    name: str
    legal_id: Identifier | None = None
    contact: Contact = field(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class InvoiceReference:
    """The invoice that is answered."""

    number: str
    type_code: str
    issued_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceResponse:
    """One Invoice Response; `issued_at` is aware."""

    number: str
    issued_at: dt.datetime
    sender: ResponseParty
    receiver: ResponseParty
    code: ResponseCode
    invoice: InvoiceReference
    effective_on: dt.date | None = None
    clarifications: tuple[Clarification, ...] = ()
    note: str = ""
    process: str = RESPONSE_PROCESS

    def check(self) -> None:
        """Raise ValueError when Peppol would refuse this response: a fault of the caller."""
        if self.code.needs_reason and not self.clarifications:  # PEPPOL-T111-R001
            raise ValueError(f"a response {self.code} without a clarification code")
        for clarification in self.clarifications:
            if clarification.code is ClarificationReason.PARTIALLY_PAID and (
                not clarification.text or self.code is not ResponseCode.PAID
            ):  # PEPPOL-T111-R004, R005
                raise ValueError("PPD needs a text and the status PD")
