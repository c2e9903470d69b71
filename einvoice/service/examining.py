"""Has a received document examined off the event loop and settles what was found."""

import asyncio
import json
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from einvoice.model import InvoiceRecord
from einvoice.rules.examination import Examination, OfficialRules, examine
from einvoice.rules.routing import participant_number
from einvoice.service.settling import settle
from einvoice.vocabulary import InvoiceStatus
from shared.clock import BRUSSELS
from shared.i18n import Catalogue
from shared.installation import Installation

REPORT_TYPE = "application/json"


async def examine_invoice(
    installation: Installation, rules: OfficialRules, invoice_id: UUID
) -> None:
    """Examine once and settle; safe to repeat after a crash at any point.

    (1) read outside any transaction, (2) examine in a thread, (3) make the report durable,
    (4) settle in one transaction, which checks again that nobody was faster.
    """
    async with installation.read() as db:
        record = await db.get_one(InvoiceRecord, invoice_id)
    if record.status is not InvoiceStatus.RECEIVED:
        return
    data = await installation.blobs.get(record.original_sha256)  # (1)
    day = record.received_at.astimezone(BRUSSELS).date()
    delivered_to = participant_number(record.receiver)
    examined = await asyncio.to_thread(examine, data, rules, day, delivered_to)  # (2)
    report = _report(record, examined)
    kept = await installation.blobs.put(report, REPORT_TYPE)  # (3)
    inner = examined.inner and await installation.blobs.put(examined.inner, "application/xml")
    async with installation.begin() as db:  # (4)
        wanted = sa.select(InvoiceRecord).where(col(InvoiceRecord.id) == invoice_id)
        fresh = (await db.scalars(wanted.with_for_update())).one()
        if fresh.status is not InvoiceStatus.RECEIVED:
            return
        fresh.report_sha256 = kept.sha256
        fresh.document_sha256 = inner.sha256 if inner else fresh.original_sha256
        await settle(db, installation, fresh, examined)


def _report(record: InvoiceRecord, examined: Examination) -> bytes:
    """The validation report as JSON, in the language of the source; codes are stable."""
    english = Catalogue("en", {})
    findings: list[dict[str, Any]] = [
        {
            "rule": finding.code,
            "severity": str(finding.severity),
            "source": finding.source,
            "message": finding.sentence(english),
            "what_to_do": finding.advice(english),
            "who_acts": str(finding.who),
            "term": finding.term,
            "path": finding.path,
            "line": finding.line,
            "found": finding.found,
            "expected": finding.expected,
            "count": finding.count,
        }
        for finding in examined.findings
    ]
    report = {
        "document_sha256": record.original_sha256,
        "received_at": record.received_at.isoformat(),
        "verdict": str(examined.verdict),
        "rule_sets": list(examined.rule_sets),
        "findings": findings,
        "validation": examined.details,
    }
    return json.dumps(report, ensure_ascii=False, indent=2).encode()
