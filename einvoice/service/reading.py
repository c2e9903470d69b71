"""Reads a kept document again, to show it and to take attachments out of it."""

import asyncio
import json
from typing import Any

from einvoice.documents.billing import Attachment, Invoice
from einvoice.documents.billing_reader import attachment_content, read_invoice
from einvoice.documents.envelope import unwrap
from einvoice.model import InvoiceRecord
from einvoice.rules.findings import Finding
from shared.errors import NotFound, QuaestorError
from shared.i18n import Catalogue
from shared.installation import Installation
from shared.xml.parse import parse


async def read_document(installation: Installation, record: InvoiceRecord) -> Invoice | None:
    """The invoice as a value; None when the bytes cannot be read as one."""
    data = await installation.blobs.get(record.document_sha256 or record.original_sha256)
    return await asyncio.to_thread(_read, data)


async def read_attachment(
    installation: Installation, record: InvoiceRecord, place: int
) -> tuple[Attachment, bytes]:
    """An attachment and its bytes; raises NoSuchAttachment, or what reading raises."""
    data = await installation.blobs.get(record.document_sha256 or record.original_sha256)
    return await asyncio.to_thread(lambda: attachment_content(unwrap(parse(data)), place))


async def validation_report(
    installation: Installation, record: InvoiceRecord, catalogue: Catalogue
) -> bytes:
    """What the gateway found and what the official rules said, as JSON.

    Sentences are in the catalogue's language, codes are stable. Raises NotFound before the check.
    """
    if not record.report_sha256:
        raise NotFound("report")
    official = json.loads(await installation.blobs.get(record.report_sha256))
    report = {
        "document_sha256": record.original_sha256,
        "received_at": record.received_at.isoformat(),
        "status": str(record.status),
        "verdict": record.verdict,
        "rule_sets": record.rule_sets,
        "findings": [_told(Finding.from_json(kept), catalogue) for kept in record.findings],
        "findings_left_out": record.findings_left_out,
        "official": official,
    }
    return json.dumps(report, ensure_ascii=False, indent=2).encode()


def _told(finding: Finding, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "rule": finding.code,
        "severity": str(finding.severity),
        "source": finding.source,
        "message": finding.sentence(catalogue),
        "what_to_do": finding.advice(catalogue),
        "who_acts": str(finding.who),
        "term": finding.term,
        "path": finding.path,
        "line": finding.line,
        "found": finding.found,
        "expected": finding.expected,
        "count": finding.count,
    }


def _read(data: bytes) -> Invoice | None:
    try:
        return read_invoice(unwrap(parse(data)))
    except QuaestorError:
        return None
