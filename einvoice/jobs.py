"""Work off the request: examine a received document, send an Invoice Response."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from einvoice.service.deciding import RESPOND
from einvoice.service.examining import examine_invoice
from einvoice.service.receiving import EXAMINE
from einvoice.service.responding import send_response
from einvoice.validating import official_rules
from shared.installation import Installation
from shared.jobs import JobKind


async def examine(installation: Installation, payload: Mapping[str, Any]) -> None:
    """Validate off the event loop, then settle in a transaction of its own."""
    await examine_invoice(installation, official_rules(installation), UUID(payload["invoice_id"]))


async def respond(db: AsyncSession, installation: Installation, payload: Mapping[str, Any]) -> None:
    """Hand one Invoice Response to the transport."""
    await send_response(db, installation, UUID(payload["response_id"]))


JOBS = (JobKind(EXAMINE, run_outside=examine), JobKind(RESPOND, run=respond))
