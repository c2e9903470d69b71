"""The published language: facts one context tells the others, frozen and versioned.

An event is written to the outbox in the transaction that makes it true and delivered at least
once, later. Its `name` carries its version; a change of meaning is a new class.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from shared.money import Money
from shared.party import Party
from shared.period import Period


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; subclasses set `name` to `<context>.<fact>.v<n>`."""

    name: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class NoticePublished(Event):
    """A notice became public; the shared Procedure and its lots exist since the same moment.

    `subtype` is the eForms subtype (`16`, `29`, `E3`, …); `is_competition` tells a call for bids.
    """

    name: ClassVar[str] = "enot.notice-published.v1"

    notice_id: UUID
    procedure_id: UUID
    subtype: str
    is_competition: bool
    journal_number: str
    published_at: dt.datetime


@dataclass(frozen=True, slots=True)
class BidsOpened(Event):
    """The bids of a procedure were opened and the opening report exists.

    `bids` counts those received in time, `late` those kept sealed; the digests name the report.
    """

    name: ClassVar[str] = "etender.bids-opened.v1"

    procedure_id: UUID
    opened_at: dt.datetime
    bids: int
    late: int
    report_xml_sha256: str
    report_pdf_sha256: str


@dataclass(frozen=True, slots=True)
class LotAwarded(Event):
    """The decision on one lot was made and sent; the standstill runs from the day after.

    Without a winner the lot is not awarded and `not_awarded` gives the reason in a code of the
    eForms list `non-award-justification`. Amounts are without tax. `lowest` and `highest` are
    those of the bids that were admitted; `tender_reference` is the winning bid's identifier.
    """

    name: ClassVar[str] = "etender.lot-awarded.v1"

    procedure_id: UUID
    lot_id: UUID
    lot: int
    bids_received: int
    bids_received_electronically: int
    decided_at: dt.datetime
    standstill_ends_at: dt.datetime
    winner: Party | None = None
    value: Money | None = None
    tender_reference: str = ""
    lowest: Money | None = None
    highest: Money | None = None
    not_awarded: str = ""


@dataclass(frozen=True, slots=True)
class AwardedPrice:
    """One position of the price schedule that won, without tax.

    `position` is its number in the schedule, `unit` a code of UN/ECE Recommendation 20 or empty.
    """

    position: str
    description: str
    unit_price: Decimal
    unit: str = ""
    lot: int = 1
    quantity: Decimal | None = None
    """The estimated quantity of the schedule."""


@dataclass(frozen=True, slots=True)
class ContractConcluded(Event):
    """The standstill is over and the contract exists.

    `lots` are lot numbers, `value` is without tax, `prices` the ceiling of the catalogue: empty
    when the bid had no price schedule.
    """

    name: ClassVar[str] = "etender.contract-concluded.v1"

    procedure_id: UUID
    contract_number: str
    title: str
    authority: Party
    supplier: Party
    lots: tuple[int, ...]
    value: Money
    period: Period
    concluded_at: dt.datetime
    prices: tuple[AwardedPrice, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """A buyer ordered under a contract; the order document is stored as `document_sha256`."""

    name: ClassVar[str] = "ecatalog.order-placed.v1"

    order_id: UUID
    procedure_id: UUID
    number: str
    contract_number: str
    buyer: str
    supplier: str
    net_total: Money
    document_sha256: str
    placed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OrderAnswered(Event):
    """A supplier answered an order; `code` is that of the Peppol Order Response (AB AP CA RE)."""

    name: ClassVar[str] = "ecatalog.order-answered.v1"

    order_id: UUID
    procedure_id: UUID
    number: str
    buyer: str
    supplier: str
    code: str
    document_sha256: str
    answered_at: dt.datetime


@dataclass(frozen=True, slots=True)
class InvoiceReceived(Event):
    """An invoice or credit note was checked and put into an inbox, or refused (`is_refused`).

    `kind` is `invoice` or `credit_note`; `authority` is empty when nobody here is meant,
    `procedure_id` and `payable` are None when not known.
    """

    name: ClassVar[str] = "einvoice.invoice-received.v1"

    invoice_id: UUID
    procedure_id: UUID | None
    kind: str
    number: str
    supplier: str
    authority: str
    order_number: str
    payable: Money | None
    is_refused: bool
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class InvoiceDecided(Event):
    """An invoice was approved, disputed, rejected or paid.

    `code` is that of the Peppol Invoice Response (AP UQ CA RE PD).
    """

    name: ClassVar[str] = "einvoice.invoice-decided.v1"

    invoice_id: UUID
    procedure_id: UUID | None
    number: str
    supplier: str
    authority: str
    order_number: str
    code: str
    decided_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DocumentReceived(Event):
    """A document arrived over Peppol, is stored and receipted, and has not been delivered before.

    Identifiers are written as `0208:…` and `scheme::value`. The blobs hold the envelope as it came
    and the business document in it; `document_id` is the transport's record of both.
    """

    name: ClassVar[str] = "peppol.document-received.v1"

    document_id: UUID
    message_id: str
    sender: str
    receiver: str
    document_type: str
    process: str
    instance_identifier: str
    country_c1: str
    envelope_sha256: str
    payload_sha256: str
    sender_seat: str
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DocumentDelivered(Event):
    """The receiving access point gave a valid receipt for a document we sent."""

    name: ClassVar[str] = "peppol.document-delivered.v1"

    document_id: UUID
    message_id: str
    sender: str
    receiver: str
    document_type: str
    instance_identifier: str
    delivered_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DocumentFailed(Event):
    """A document we should send will not be sent: `outcome` says why, `who` whose turn it is.

    `who` is a value of shared.errors.WhoActs, `detail` a technical sentence in English.
    """

    name: ClassVar[str] = "peppol.document-failed.v1"

    document_id: UUID
    message_id: str
    sender: str
    receiver: str
    document_type: str
    instance_identifier: str
    outcome: str
    who: str
    detail: str
    failed_at: dt.datetime
