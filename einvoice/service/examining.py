"""Has a received document examined off the event loop and settles what was found."""

import asyncio
import json
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from einvoice.model import InvoiceRecord
from einvoice.rules.examination import OfficialRules, examine
from einvoice.rules.routing import participant_number
from einvoice.service.settling import settle
from einvoice.vocabulary import InvoiceStatus
from shared.clock import BRUSSELS
from shared.installation import Installation

REPORT_TYPE = "application/json"


async def examine_invoice(
    installation: Installation, rules: OfficialRules, invoice_id: UUID
) -> None:
    """Examine once and settle; safe to repeat after a crash at any point.

    (1) read outside any transaction, (2) examine in a thread, (3) make the official report durable,
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
    report = json.dumps(examined.details, ensure_ascii=False, indent=2).encode()
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
