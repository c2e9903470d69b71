"""Turns an examination into a settled invoice: routed, refused or compared with its order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.documents.billing import Invoice
from einvoice.documents.response import ResponseCode
from einvoice.model import Comparison, InvoiceRecord, KnownOrder, order_key
from einvoice.rules.comparison import compared_lines
from einvoice.rules.correspondence import languages_for
from einvoice.rules.duplicates import DuplicateVerdict, Earlier, compare, duplicate_finding
from einvoice.rules.examination import MAX_FINDINGS, Examination
from einvoice.rules.findings import Finding, is_refused, worst_first
from einvoice.rules.matching import match_invoice, quantities_by_order_line
from einvoice.rules.reasons import clarifications
from einvoice.rules.routing import (
    customer_numbers,
    first_valid,
    participant_number,
    route,
    sender_differs,
    supplier_numbers,
)
from einvoice.rules.ruling import Ruling
from einvoice.service.deciding import record_decision
from einvoice.service.receiving import note_step
from einvoice.vocabulary import InvoiceStatus, Step
from shared import audit
from shared.audit import Audit
from shared.clock import BRUSSELS
from shared.events import InvoiceReceived
from shared.identity.actor import SYSTEM
from shared.identity.model import Organisation, OrganisationKind
from shared.installation import Installation
from shared.money import Money
from shared.outbox import publish
from shared.party import EnterpriseNumber
from shared.ports import Orders, OrderSummary


@dataclass(frozen=True, slots=True)
class Settling:
    """What the steps of one settlement work on."""

    db: AsyncSession
    installation: Installation
    record: InvoiceRecord
    findings: tuple[Finding, ...]


async def settle(
    db: AsyncSession, installation: Installation, record: InvoiceRecord, examined: Examination
) -> None:
    """Carry out what the examination found; a record already settled is left alone.

    (1) describe the document, (2) find whose it is, (3) compare with what came before, (4) refuse
    it with reasons, keep it as a copy, or (5) compare it with its order, (6) tell the others.
    """
    if record.status is not InvoiceStatus.RECEIVED:
        return
    if examined.invoice is not None:
        record.describe(examined.invoice)  # (1)
    if examined.inner is not None:
        note_step(db, installation.clock, record, Step.ENVELOPE_REMOVED)
    found = [*examined.findings, *await _route(db, record, examined.invoice)]  # (2)
    verdict = await _against_earlier(db, record, found)  # (3)
    step = Settling(db, installation, record, tuple(worst_first(found)))
    _keep_findings(record, step.findings, examined)
    if verdict is DuplicateVerdict.SAME_DOCUMENT:
        record.move(InvoiceStatus.DUPLICATE)
        note_step(db, installation.clock, record, Step.DUPLICATE)
        return
    if is_refused(found) or examined.invoice is None:
        await _refuse(step, examined.invoice)  # (4)
    else:
        await _accept(step, examined.invoice)  # (5)
    await publish(db, installation.clock, _received(record))  # (6)


def _keep_findings(
    record: InvoiceRecord, findings: tuple[Finding, ...], examined: Examination
) -> None:
    record.verdict = examined.verdict
    record.rule_sets = list(examined.rule_sets)
    record.findings = [finding.as_json() for finding in findings[:MAX_FINDINGS]]
    record.findings_left_out = max(0, len(findings) - MAX_FINDINGS)


async def _route(
    db: AsyncSession, record: InvoiceRecord, invoice: Invoice | None
) -> Iterable[Finding]:
    delivered_to = participant_number(record.receiver)
    named = customer_numbers(invoice.customer) if invoice else ()
    numbers = {found.number for found in named if found.number} | {delivered_to}
    served = await _authorities(db, {number for number in numbers if number})
    decided = route(named, delivered_to, served)
    record.authority_number = str(decided.authority or "")
    if invoice is None:
        return ()
    supplier = first_valid(supplier_numbers(invoice.supplier))
    record.supplier_number = str(supplier or participant_number(record.sender) or "")
    return (*decided.findings, *sender_differs(supplier, participant_number(record.sender)))


async def _authorities(
    db: AsyncSession, numbers: set[EnterpriseNumber]
) -> frozenset[EnterpriseNumber]:
    known = await db.scalars(
        sa.select(col(Organisation.enterprise_number)).where(
            col(Organisation.kind) == OrganisationKind.AUTHORITY,
            col(Organisation.enterprise_number).in_([str(number) for number in numbers]),
        )
    )
    return frozenset(EnterpriseNumber(number) for number in known.all())


async def _against_earlier(
    db: AsyncSession, record: InvoiceRecord, findings: list[Finding]
) -> DuplicateVerdict:
    """Compare with the standing document of this identity; adds the finding about it."""
    standing = await db.scalar(
        sa.select(InvoiceRecord).where(col(InvoiceRecord.identity) == _identity(record))
    )
    if standing is None or not record.number:
        return DuplicateVerdict.NEW
    first = Earlier(standing.document_sha256, standing.received_at, is_void=False)
    verdict = compare(record.document_sha256, [first])
    day = standing.received_at.astimezone(BRUSSELS).date().isoformat()
    finding = duplicate_finding(verdict, record.number, day)
    if finding is not None:
        record.duplicate_of = standing.id
        findings.append(finding)
    return verdict


def _identity(record: InvoiceRecord) -> str:
    supplier = record.supplier_number or record.sender
    return f"{supplier}/{record.kind}/{record.number}"


async def _refuse(step: Settling, invoice: Invoice | None) -> None:
    db, record, installation = step.db, step.record, step.installation
    record.move(InvoiceStatus.REJECTED_BY_GATEWAY)
    note_step(db, installation.clock, record, Step.REFUSED)
    await audit.record(
        db, installation.clock, SYSTEM, Audit.INVOICE_REFUSED, str(record.id), number=record.number
    )
    languages = languages_for(invoice.supplier.address) if invoice else ("nl", "fr")
    catalogues = [installation.catalogues[language] for language in languages]
    ruling = Ruling(ResponseCode.REJECTED, clarifications(step.findings, catalogues))
    await record_decision(db, installation, record, ruling)


async def _accept(step: Settling, invoice: Invoice) -> None:
    db, record, installation = step.db, step.record, step.installation
    # one standing document per identity: two workers at once cannot both keep theirs
    record.identity = _identity(record)
    record.move(InvoiceStatus.VALIDATED)
    note_step(db, installation.clock, record, Step.VALIDATED)
    await db.flush()
    order = await _find_order(db, installation, record)
    key = order_key(record.authority_number, record.supplier_number, record.order_number)
    known = await db.get(KnownOrder, key)
    record.procedure_id = known.procedure_id if known else None
    db.add(await _comparison(step, invoice, order, key))
    record.move(InvoiceStatus.MATCHED)
    note_step(db, installation.clock, record, Step.MATCHED)


async def _find_order(
    db: AsyncSession, installation: Installation, record: InvoiceRecord
) -> OrderSummary | None:
    named = record.order_number and record.supplier_number and record.authority_number
    if not named or not installation.serves(Orders):
        return None
    return await installation.port(Orders).find(  # type: ignore[type-abstract]  # the port itself
        db,
        number=record.order_number,
        buyer=EnterpriseNumber(record.authority_number),
        supplier=EnterpriseNumber(record.supplier_number),
    )


async def _comparison(
    step: Settling, invoice: Invoice, order: OrderSummary | None, key: str
) -> Comparison:
    before = await _charged_before(step.db, key) if order else {}
    match = match_invoice(invoice, order, before)
    charged = quantities_by_order_line(invoice, order) if order else {}
    return Comparison(
        invoice_id=step.record.id,
        verdict=match.verdict,
        order_key=key if order else "",
        order_number=step.record.order_number,
        order_href=order.href if order else "",
        charged={line: f"{quantity:f}" for line, quantity in charged.items()},
        pairs=[line.as_json() for line in compared_lines(match)],
        general=[finding.as_json() for finding in match.general],
        compared_at=step.installation.clock.now(),
    )


async def _charged_before(db: AsyncSession, key: str) -> dict[str, Decimal]:
    """Per order line what earlier documents charged, without those the buyer rejected."""
    rows = await db.scalars(
        sa.select(Comparison)
        .join(InvoiceRecord, col(InvoiceRecord.id) == col(Comparison.invoice_id))
        .where(
            col(Comparison.order_key) == key,
            col(InvoiceRecord.status) != InvoiceStatus.REJECTED,
        )
    )
    charged: dict[str, Decimal] = defaultdict(Decimal)
    for comparison in rows.all():
        for line, quantity in comparison.charged.items():
            charged[line] += Decimal(quantity)
    return dict(charged)


def _received(record: InvoiceRecord) -> InvoiceReceived:
    payable = None if record.payable is None else Money(record.payable, record.currency)
    return InvoiceReceived(
        invoice_id=record.id,
        procedure_id=record.procedure_id,
        kind=str(record.kind or ""),
        number=record.number,
        supplier=record.supplier_number,
        authority=record.authority_number,
        order_number=record.order_number,
        payable=payable,
        is_refused=record.status is InvoiceStatus.REJECTED_BY_GATEWAY,
        received_at=record.received_at,
    )
