"""Reads a kept document again, to show it and to take attachments out of it."""

import asyncio

from einvoice.documents.billing import Attachment, Invoice
from einvoice.documents.billing_reader import attachment_content, read_invoice
from einvoice.documents.envelope import unwrap
from einvoice.model import InvoiceRecord
from shared.errors import QuaestorError
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


def _read(data: bytes) -> Invoice | None:
    try:
        return read_invoice(unwrap(parse(data)))
    except QuaestorError:
        return None
