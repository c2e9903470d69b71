"""Reads: the inbox of an authority, the own invoices of a supplier, one invoice with its course."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.response import Clarification, ResponseCode
from einvoice.model import (
    Comparison,
    CourseEntry,
    Decision,
    InvoiceRecord,
    ReceivedResponse,
    ResponseRecord,
)
from einvoice.rules.comparison import ComparedLine
from einvoice.rules.findings import Finding
from einvoice.vocabulary import (
    OPEN_STATUSES,
    InvoiceStatus,
    MatchVerdict,
    ResponseState,
    Step,
)
from shared.clock import BRUSSELS
from shared.errors import NotFound
from shared.i18n import msg
from shared.identity.actor import Actor, Role

PAGE_SIZE = 25
READING_ROLES = (Role.INVOICE_CLERK, Role.APPROVER, Role.BUYER)


class InboxView(StrEnum):
    """Which invoices a list shows."""

    TO_DECIDE = "to-decide"
    OVERDUE = "overdue"
    DECIDED = "decided"
    REFUSED = "refused"
    ALL = "all"


VIEW_NAMES = {
    InboxView.TO_DECIDE: msg("To decide"),
    InboxView.OVERDUE: msg("Overdue"),
    InboxView.DECIDED: msg("Decided"),
    InboxView.REFUSED: msg("Refused or duplicate"),
    InboxView.ALL: msg("All"),
}

_DECIDED = (InvoiceStatus.APPROVED, InvoiceStatus.REJECTED, InvoiceStatus.PAID)
_REFUSED = (InvoiceStatus.REJECTED_BY_GATEWAY, InvoiceStatus.DUPLICATE)


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One row of a list of invoices."""

    id: UUID
    kind: DocumentKind | None
    number: str
    supplier_name: str
    customer_name: str
    payable: Decimal | None
    currency: str
    received_on: dt.date
    decide_by: dt.date | None
    status: InvoiceStatus
    is_overdue: bool
    verdict: MatchVerdict | None
    """How it stands to its order; None when it was not compared."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of a list, and how many there are in each view."""

    entries: tuple[InboxEntry, ...]
    counts: dict[InboxView, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CourseStep:
    """A moment in the course of an invoice."""

    at: dt.datetime
    step: Step
    detail: str
    by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision with the response that told the supplier."""

    code: ResponseCode
    reasons: tuple[Clarification, ...]
    note: str
    at: dt.datetime
    by: str
    is_automatic: bool
    response_state: ResponseState | None
    response_sha256: str
    failure: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison with the order as it was kept."""

    verdict: MatchVerdict
    order_number: str
    order_href: str
    lines: tuple[ComparedLine, ...]
    general: tuple[Finding, ...]

    @property
    def differences(self) -> tuple[Finding, ...]:
        return (*self.general, *(found for line in self.lines for found in line.differences))


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """Everything kept about one invoice besides its bytes."""

    record: InvoiceRecord
    findings: tuple[Finding, ...]
    comparison: Compared | None
    answers: tuple[Answer, ...]
    course: tuple[CourseStep, ...]


async def invoice_of_authority(
    db: AsyncSession, actor: Actor, invoice_id: UUID, *, for_change: bool = False
) -> InvoiceRecord:
    """The invoice if it lies in the actor's inbox; raises NotFound otherwise, or RoleMissing."""
    actor.require(*READING_ROLES)
    record = await _record(db, invoice_id, for_change=for_change)
    if not record.authority_number or record.authority_number != actor.enterprise_number:
        raise NotFound("invoice")
    return record


async def invoice_of_supplier(db: AsyncSession, actor: Actor, invoice_id: UUID) -> InvoiceRecord:
    """The invoice if the actor's company sent it; raises NotFound otherwise, or RoleMissing."""
    actor.require(Role.SELLER)
    record = await _record(db, invoice_id)
    if not record.supplier_number or record.supplier_number != actor.enterprise_number:
        raise NotFound("invoice")
    return record


async def invoice_for(db: AsyncSession, actor: Actor, invoice_id: UUID) -> InvoiceRecord:
    """The invoice for whichever side the actor is on; raises NotFound or RoleMissing."""
    actor.require(*READING_ROLES, Role.SELLER)
    record = await _record(db, invoice_id)
    if actor.enterprise_number not in {record.authority_number, record.supplier_number}:
        raise NotFound("invoice")
    return record


async def _record(db: AsyncSession, invoice_id: UUID, *, for_change: bool = False) -> InvoiceRecord:
    wanted = sa.select(InvoiceRecord).where(col(InvoiceRecord.id) == invoice_id)
    record = await db.scalar(wanted.with_for_update() if for_change else wanted)
    if record is None:
        raise NotFound("invoice")
    return record


async def inbox(
    db: AsyncSession, authority: str, now: dt.datetime, *, view: InboxView, page: int = 1
) -> Inbox:
    """One page of an authority's invoices, the most urgent first."""
    mine = col(InvoiceRecord.authority_number) == authority
    return await _list(db, mine, now.astimezone(BRUSSELS).date(), view, page)


async def sent_by(
    db: AsyncSession, supplier: str, now: dt.datetime, *, view: InboxView, page: int = 1
) -> Inbox:
    """One page of a supplier's own invoices as they were received here."""
    mine = col(InvoiceRecord.supplier_number) == supplier
    return await _list(db, mine, now.astimezone(BRUSSELS).date(), view, page)


async def sent_records(
    db: AsyncSession, supplier: str, number: str = ""
) -> Sequence[InvoiceRecord]:
    """A supplier's own invoices as records, the newest first; `number` asks for one number."""
    wanted = sa.select(InvoiceRecord).where(col(InvoiceRecord.supplier_number) == supplier)
    if number:
        wanted = wanted.where(col(InvoiceRecord.number) == number)
    found = await db.scalars(wanted.order_by(col(InvoiceRecord.received_at).desc()).limit(200))
    return found.all()


async def _list(
    db: AsyncSession, mine: sa.ColumnElement[bool], today: dt.date, view: InboxView, page: int
) -> Inbox:
    counts = {}
    for each in InboxView:
        counted = sa.select(sa.func.count(col(InvoiceRecord.id))).where(mine, _shown(each, today))
        counts[each] = await db.scalar(counted) or 0
    pages = max(1, -(-counts[view] // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    rows = await db.execute(
        sa.select(InvoiceRecord, col(Comparison.verdict))
        .outerjoin(Comparison, col(Comparison.invoice_id) == col(InvoiceRecord.id))
        .where(mine, _shown(view, today))
        .order_by(*_urgency(view), col(InvoiceRecord.received_at).desc(), col(InvoiceRecord.id))
        .offset((shown - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    entries = tuple(_entry(record, verdict, today) for record, verdict in rows.all())
    return Inbox(entries, counts, shown, pages)


def _urgency(view: InboxView) -> Sequence[sa.ColumnElement[dt.date | None]]:
    by_day = view in {InboxView.TO_DECIDE, InboxView.OVERDUE}
    return [col(InvoiceRecord.decide_by).asc()] if by_day else []


def _shown(view: InboxView, today: dt.date) -> sa.ColumnElement[bool]:
    status = col(InvoiceRecord.status)
    open_ones = status.in_(sorted(OPEN_STATUSES))
    return {
        InboxView.TO_DECIDE: open_ones,
        InboxView.OVERDUE: sa.and_(open_ones, col(InvoiceRecord.decide_by) < today),
        InboxView.DECIDED: status.in_(_DECIDED),
        InboxView.REFUSED: status.in_(_REFUSED),
        InboxView.ALL: sa.true(),
    }[view]


def _entry(record: InvoiceRecord, verdict: MatchVerdict | None, today: dt.date) -> InboxEntry:
    return InboxEntry(
        id=record.id,
        kind=record.kind,
        number=record.number,
        supplier_name=record.supplier_name,
        customer_name=record.customer_name,
        payable=record.payable,
        currency=record.currency,
        received_on=record.received_at.astimezone(BRUSSELS).date(),
        decide_by=record.decide_by,
        status=record.status,
        is_overdue=record.is_overdue(today),
        verdict=verdict,
    )


async def file_of(db: AsyncSession, record: InvoiceRecord) -> InvoiceFile:
    """The comparison, decisions, responses and course of an invoice."""
    return InvoiceFile(
        record=record,
        findings=tuple(Finding.from_json(kept) for kept in record.findings),
        comparison=await _compared(db, record.id),
        answers=await _answers(db, record.id),
        course=await _course(db, record.id),
    )


async def _compared(db: AsyncSession, invoice_id: UUID) -> Compared | None:
    kept = await db.get(Comparison, invoice_id)
    if kept is None:
        return None
    return Compared(
        verdict=kept.verdict,
        order_number=kept.order_number,
        order_href=kept.order_href,
        lines=tuple(ComparedLine.from_json(line) for line in kept.pairs),
        general=tuple(Finding.from_json(found) for found in kept.general),
    )


async def _answers(db: AsyncSession, invoice_id: UUID) -> tuple[Answer, ...]:
    rows = await db.execute(
        sa.select(Decision, ResponseRecord)
        .outerjoin(ResponseRecord, col(ResponseRecord.decision_id) == col(Decision.id))
        .where(col(Decision.invoice_id) == invoice_id)
        .order_by(col(Decision.decided_at))
    )
    return tuple(_answer(decision, response) for decision, response in rows.all())


def _answer(decision: Decision, response: ResponseRecord | None) -> Answer:
    return Answer(
        code=decision.code,
        reasons=tuple(Clarification.from_json(kept) for kept in decision.reasons),
        note=decision.note,
        at=decision.decided_at,
        by=decision.decided_by,
        is_automatic=decision.is_automatic,
        response_state=response.state if response else None,
        response_sha256=response.document_sha256 if response else "",
        failure=response.failure if response else "",
    )


async def _course(db: AsyncSession, invoice_id: UUID) -> tuple[CourseStep, ...]:
    rows = await db.scalars(
        sa.select(CourseEntry)
        .where(col(CourseEntry.invoice_id) == invoice_id)
        .order_by(col(CourseEntry.seq))
    )
    return tuple(CourseStep(row.at, row.step, row.detail, row.by) for row in rows.all())


async def responses_to(db: AsyncSession, supplier: str) -> Sequence[ReceivedResponse]:
    """Invoice Responses that came back to a supplier of this installation, the newest first."""
    found = await db.scalars(
        sa.select(ReceivedResponse)
        .where(col(ReceivedResponse.supplier_number) == supplier)
        .order_by(col(ReceivedResponse.received_at).desc())
        .limit(PAGE_SIZE)
    )
    return found.all()
