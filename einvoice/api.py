"""The machine's door: fetch the inbox exactly once, decide, follow own invoices."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from einvoice import queries
from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.response import ResponseCode
from einvoice.forms import DecisionForm
from einvoice.model import InvoiceRecord
from einvoice.queries import InvoiceFile
from einvoice.rules.findings import Finding
from einvoice.service.deciding import decide
from einvoice.service.fetching import claim_invoice, mark_invoice, waiting_invoices
from einvoice.service.reading import validation_report
from einvoice.vocabulary import InvoiceStatus, MatchVerdict, ResponseState
from shared.i18n import Catalogue
from shared.identity.actor import Actor, Role
from shared.installation import Installation

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]
Who = NamedDependency[Actor]

XML = "application/xml"
_ENGLISH = Catalogue("en", {})


class InvoiceOut(BaseModel):
    """An invoice as a machine sees it in lists."""

    id: UUID
    kind: DocumentKind | None
    number: str
    status: InvoiceStatus
    supplier_name: str
    supplier_number: str
    buyer_number: str
    order_number: str
    issued_on: dt.date | None
    due_on: dt.date | None
    currency: str
    amount_without_vat: Decimal | None
    amount_to_pay: Decimal | None
    received_at: dt.datetime
    claimed_until: dt.datetime | None
    marked_at: dt.datetime | None
    document_sha256: str


class FindingOut(BaseModel):
    """One finding of a check or of the comparison with the order."""

    rule: str
    severity: str
    message: str
    what_to_do: str
    who_acts: str
    term: str
    path: str
    line: int
    found: str
    expected: str


class DecisionOut(BaseModel):
    """A decision and how far its Invoice Response has come."""

    code: ResponseCode
    at: dt.datetime
    by: str
    is_automatic: bool
    reasons: list[dict[str, Any]]
    response: ResponseState | None


class InvoiceDetailOut(InvoiceOut):
    """An invoice with its checks, its comparison and its decisions."""

    verdict: str
    rule_sets: list[str]
    findings: list[FindingOut]
    order_comparison: MatchVerdict | None
    order_differences: list[FindingOut]
    decisions: list[DecisionOut]


class InboxApi(Controller):
    """The authority's inbox: list, claim, download, mark, decide."""

    path = "/api/einvoice/inbox"
    tags = ("einvoice",)

    @get("/", operation_id="ListInbox")
    async def waiting(
        self, db: Db, installation: Here, actor: Who, limit: FromQuery[int] = 50
    ) -> list[InvoiceOut]:
        """Accepted invoices that nobody has marked yet, the oldest first."""
        found = await waiting_invoices(db, installation, actor, min(max(limit, 1), 200))
        return [_out(record) for record in found]

    @post("/{invoice_id:uuid}/claim", operation_id="ClaimInvoice", status_code=200)
    async def claim(
        self, db: Db, installation: Here, actor: Who, invoice_id: FromPath[UUID]
    ) -> InvoiceOut:
        """Reserve an invoice for this client for 15 minutes."""
        return _out(await claim_invoice(db, installation, actor, invoice_id))

    @post("/{invoice_id:uuid}/mark", operation_id="MarkInvoice", status_code=200)
    async def mark(
        self, db: Db, installation: Here, actor: Who, invoice_id: FromPath[UUID]
    ) -> InvoiceOut:
        """Confirm that this client keeps the document; it is not listed again."""
        return _out(await mark_invoice(db, installation, actor, invoice_id))

    @post("/{invoice_id:uuid}/decisions", operation_id="DecideInvoice", status_code=201)
    async def decide(
        self,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
        data: JSONBody[DecisionForm],
    ) -> InvoiceDetailOut:
        """Approve, dispute, reject or record the payment; the supplier is told."""
        await decide(db, installation, actor, invoice_id, data.ruling())
        record = await queries.invoice_of_authority(db, actor, invoice_id)
        return _detail(await queries.file_of(db, record))


class InvoiceApi(Controller):
    """Invoices of either side: details, document and validation report."""

    path = "/api/einvoice/invoices"
    tags = ("einvoice",)

    @get("/", operation_id="ListSentInvoices")
    async def sent(self, db: Db, actor: Who, number: FromQuery[str] = "") -> list[InvoiceOut]:
        """A supplier's own invoices, the newest first; `number` asks for one invoice number."""
        actor.require(Role.SELLER)
        found = await queries.sent_records(db, actor.enterprise_number, number)
        return [_out(record) for record in found]

    @get("/{invoice_id:uuid}", operation_id="ShowInvoice")
    async def show(self, db: Db, actor: Who, invoice_id: FromPath[UUID]) -> InvoiceDetailOut:
        """Status, findings and decisions; for the buyer also the comparison with the order."""
        record = await queries.invoice_for(db, actor, invoice_id)
        file = await queries.file_of(db, record)
        is_buyer = actor.enterprise_number == record.authority_number
        return _detail(file if is_buyer else replace(file, comparison=None))

    @get(
        "/{invoice_id:uuid}/document", operation_id="DownloadInvoice", media_type="application/xml"
    )
    async def document(
        self, db: Db, installation: Here, actor: Who, invoice_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The bytes exactly as they were received."""
        record = await queries.invoice_for(db, actor, invoice_id)
        data = await installation.blobs.get(record.original_sha256)
        return Response(data, media_type=XML)

    @get("/{invoice_id:uuid}/report", operation_id="ValidationReport")
    async def report(
        self, db: Db, installation: Here, actor: Who, invoice_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The validation report, with sentences in English."""
        record = await queries.invoice_for(db, actor, invoice_id)
        data = await validation_report(installation, record, _ENGLISH)
        return Response(data, media_type="application/json")


def _out(record: InvoiceRecord) -> InvoiceOut:
    return InvoiceOut(**_columns(record))


def _columns(record: InvoiceRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "kind": record.kind,
        "number": record.number,
        "status": record.status,
        "supplier_name": record.supplier_name,
        "supplier_number": record.supplier_number,
        "buyer_number": record.authority_number,
        "order_number": record.order_number,
        "issued_on": record.issued_on,
        "due_on": record.due_on,
        "currency": record.currency,
        "amount_without_vat": record.net,
        "amount_to_pay": record.payable,
        "received_at": record.received_at,
        "claimed_until": record.claimed_until,
        "marked_at": record.marked_at,
        "document_sha256": record.original_sha256,
    }


def _detail(file: InvoiceFile) -> InvoiceDetailOut:
    compared = file.comparison
    return InvoiceDetailOut(
        **_columns(file.record),
        verdict=file.record.verdict,
        rule_sets=file.record.rule_sets,
        findings=[_finding(found) for found in file.findings],
        order_comparison=compared.verdict if compared else None,
        order_differences=[_finding(found) for found in compared.differences] if compared else [],
        decisions=[
            DecisionOut(
                code=answer.code,
                at=answer.at,
                by=answer.by,
                is_automatic=answer.is_automatic,
                reasons=[reason.as_json() for reason in answer.reasons],
                response=answer.response_state,
            )
            for answer in file.answers
        ],
    )


def _finding(found: Finding) -> FindingOut:
    return FindingOut(
        rule=found.code,
        severity=found.severity,
        message=found.sentence(_ENGLISH),
        what_to_do=found.advice(_ENGLISH),
        who_acts=found.who,
        term=found.term,
        path=found.path,
        line=found.line,
        found=found.found,
        expected=found.expected,
    )
