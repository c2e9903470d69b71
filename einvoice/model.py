"""Tables of invoicing: invoices as received, comparisons, decisions, responses and their course."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from einvoice.documents.billing import Invoice
from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.response import ResponseCode
from einvoice.vocabulary import (
    NEXT_STATUSES,
    OPEN_STATUSES,
    STATUS_NAMES,
    Channel,
    InvoiceStatus,
    MatchVerdict,
    ResponseState,
    Step,
)
from shared.clock import BRUSSELS
from shared.columns import ExactDecimal, enum_column, json_column
from shared.errors import Conflict, WhoActs
from shared.i18n import msg

CLAIM_LIFE = dt.timedelta(minutes=15)


PAY_WITHIN = dt.timedelta(days=30)
"""RD of 14 January 2013, art. 95, 127, 160: the usual term of payment of a public buyer."""

_LARGEST = Decimal("9999999999999999.99")


class NotPossibleNow(Conflict):
    code = "invoice-state"
    says = msg("The invoice is “{found}”: this is not possible any more.")
    remedy = msg("Reload the page to see what has changed.")
    who = WhoActs.YOU


class ClaimedByOther(Conflict):
    code = "invoice-claimed"
    says = msg("The invoice is being fetched by {found}.")
    remedy = msg("Wait until the other client has marked it or its claim runs out.")
    who = WhoActs.YOU


class InvoiceRecord(SQLModel, table=True):
    """One document as received; the columns are extracted from it and may be empty."""

    __tablename__ = "einvoice_invoice"
    __table_args__ = (
        sa.Index("ix_einvoice_invoice_inbox", "authority_number", "status", "decide_by"),
        sa.Index("ix_einvoice_invoice_supplier", "supplier_number", "number"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    instance: str = Field(max_length=400, unique=True)
    """Sender and instance identifier of the envelope: one import, however often delivered."""
    message_id: str = Field(default="", max_length=300)
    channel: Channel = Field(sa_type=enum_column(Channel))
    sender: str = Field(default="", max_length=200)
    receiver: str = Field(default="", max_length=200)
    received_at: dt.datetime = Field(index=True)
    status: InvoiceStatus = Field(
        default=InvoiceStatus.RECEIVED, sa_type=enum_column(InvoiceStatus)
    )

    original_sha256: str = Field(max_length=64)
    document_sha256: str = Field(default="", max_length=64)
    """The business document without the envelope that was left around it; else the original."""
    report_sha256: str = Field(default="", max_length=64)

    kind: DocumentKind | None = Field(default=None, sa_type=enum_column(DocumentKind))
    number: str = Field(default="", max_length=200)
    type_code: str = Field(default="", max_length=10)
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    decide_by: dt.date | None = None
    """The day payment is due; without one on the invoice, thirty days after receipt."""
    currency: str = Field(default="", max_length=3)
    net: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    payable: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    supplier_name: str = Field(default="", max_length=300)
    supplier_number: str = Field(default="", max_length=10)
    customer_name: str = Field(default="", max_length=300)
    authority_number: str = Field(default="", max_length=10)
    order_number: str = Field(default="", max_length=200)
    buyer_reference: str = Field(default="", max_length=200)
    procedure_id: UUID | None = Field(default=None, index=True)

    identity: str | None = Field(default=None, max_length=450, unique=True)
    """Supplier, kind and number of the one document that counts; empty for copies and refused."""
    duplicate_of: UUID | None = None

    verdict: str = Field(default="", max_length=40)
    rule_sets: list[str] = Field(default_factory=list, sa_type=json_column())
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_column())
    findings_left_out: int = 0

    claimed_by: str = Field(default="", max_length=120)
    claimed_until: dt.datetime | None = None
    marked_at: dt.datetime | None = None
    """When the authority's own system confirmed that it has the document."""

    def move(self, to: InvoiceStatus) -> None:
        """Go to the next status; raises NotPossibleNow when there is no such way."""
        if to not in NEXT_STATUSES.get(self.status, frozenset()):
            raise NotPossibleNow("status", found=STATUS_NAMES[self.status])
        self.status = to

    def claim(self, who: str, now: dt.datetime) -> None:
        """Reserve for one fetching client; raises ClaimedByOther while another holds it."""
        held = self.claimed_until is not None and self.claimed_until > now
        if held and self.claimed_by != who:
            raise ClaimedByOther("claim", found=self.claimed_by)
        self.claimed_by = who
        self.claimed_until = now + CLAIM_LIFE

    def mark(self, who: str, now: dt.datetime) -> None:
        """Confirm that it was fetched; the first time counts, a repeat changes nothing."""
        if self.marked_at is None:
            self.claim(who, now)
            self.marked_at = now
        self.claimed_until = None

    def describe(self, invoice: Invoice) -> None:
        """Fill the columns from the document; what does not fit a column is cut, never refused."""
        self.kind = invoice.kind
        self.number = invoice.number[:200]
        self.type_code = (invoice.type_code or invoice.kind.default_type_code)[:10]
        self.issued_on = invoice.issued_on
        self.due_on = invoice.due_on
        self.decide_by = invoice.due_on or self.received_at.astimezone(BRUSSELS).date() + PAY_WITHIN
        self.currency = invoice.currency[:3]
        self.net = _storable(invoice.totals.without_vat)
        self.payable = _storable(invoice.totals.payable)
        self.supplier_name = invoice.supplier.name[:300]
        self.customer_name = invoice.customer.name[:300]
        self.order_number = invoice.references.order[:200]
        self.buyer_reference = invoice.references.buyer[:200]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    def is_overdue(self, today: dt.date) -> bool:
        return self.is_open and self.decide_by is not None and self.decide_by < today


class Comparison(SQLModel, table=True):
    """An invoice beside its order, kept as it was when it was compared."""

    __tablename__ = "einvoice_comparison"

    invoice_id: UUID = Field(foreign_key="einvoice_invoice.id", primary_key=True)
    verdict: MatchVerdict = Field(sa_type=enum_column(MatchVerdict))
    order_key: str = Field(default="", max_length=450, index=True)
    """Buyer, supplier and number of the order; empty when it is not known."""
    order_number: str = Field(default="", max_length=200)
    order_href: str = Field(default="", max_length=300)
    charged: dict[str, str] = Field(default_factory=dict, sa_type=json_column())
    """Order line number -> quantity that this document charges."""
    pairs: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_column())
    general: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_column())
    compared_at: dt.datetime


class Decision(SQLModel, table=True):
    """What was decided about an invoice, by whom and why; `code` goes to the supplier."""

    __tablename__ = "einvoice_decision"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    invoice_id: UUID = Field(foreign_key="einvoice_invoice.id", index=True)
    code: ResponseCode = Field(sa_type=enum_column(ResponseCode))
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_column())
    note: str = Field(default="", sa_type=sa.Text)
    decided_at: dt.datetime
    decided_by: str = Field(max_length=200)
    is_automatic: bool = False


class ResponseRecord(SQLModel, table=True):
    """The Invoice Response that tells the supplier of one decision."""

    __tablename__ = "einvoice_response"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    decision_id: UUID = Field(foreign_key="einvoice_decision.id", unique=True)
    invoice_id: UUID = Field(foreign_key="einvoice_invoice.id", index=True)
    state: ResponseState = Field(default=ResponseState.WAITING, sa_type=enum_column(ResponseState))
    document_sha256: str = Field(default="", max_length=64)
    submission: str = Field(default="", max_length=250, index=True)
    """Message id the transport gave it."""
    changed_at: dt.datetime
    failure: str = Field(default="", sa_type=sa.Text)
    """The outcome the transport gave (`not-registered`); its technical words stay there."""


class CourseEntry(SQLModel, table=True):
    """One moment in the course of an invoice; never changed."""

    __tablename__ = "einvoice_course"

    seq: int | None = Field(default=None, primary_key=True)
    invoice_id: UUID = Field(foreign_key="einvoice_invoice.id", index=True)
    at: dt.datetime
    step: Step = Field(sa_type=enum_column(Step))
    detail: str = Field(default="", max_length=300)
    """An English text marked with msg(), or a name; empty when the step says it all."""
    by: str = Field(default="", max_length=200)


class ReceivedResponse(SQLModel, table=True):
    """An Invoice Response that came back to a supplier of this installation."""

    __tablename__ = "einvoice_received_response"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    instance: str = Field(max_length=400, unique=True)
    supplier_number: str = Field(max_length=10, index=True)
    invoice_number: str = Field(max_length=200, index=True)
    buyer_name: str = Field(default="", max_length=300)
    code: ResponseCode = Field(sa_type=enum_column(ResponseCode))
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_column())
    document_sha256: str = Field(max_length=64)
    received_at: dt.datetime


class KnownOrder(SQLModel, table=True):
    """To which procedure an order belongs, so that its invoices appear in the timeline."""

    __tablename__ = "einvoice_known_order"

    key: str = Field(primary_key=True, max_length=450)
    """Buyer, supplier and number of the order."""
    procedure_id: UUID


def _storable(amount: Decimal | None) -> Decimal | None:
    """The amount if it fits its column; a larger one stays in the document alone."""
    return amount if amount is not None and abs(amount) <= _LARGEST else None


def order_key(buyer: str, supplier: str, number: str) -> str:
    """How an order is named here: `0207451227/0403101811/BO-2026-0042`."""
    return f"{buyer}/{supplier}/{number}"
