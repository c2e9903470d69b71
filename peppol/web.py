"""Pages of the operator: what was sent and received, how far it has come, what went wrong."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from peppol.model import Message
from peppol.queries import (
    OPERATING_ROLES,
    attempts_of,
    latest_messages,
    latest_refusals,
    message_by_id,
    published_participants,
)
from peppol.service import send_again
from peppol.wording import document_label, outcome_label, outcome_remedy
from shared.audit import Audit, record
from shared.errors import NotFound
from shared.identity.actor import Actor
from shared.installation import Installation
from shared.web.pages import page

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]
Who = NamedDependency[Actor]

_WORDS: dict[str, Any] = {"outcome_label": outcome_label, "document_label": document_label}


class MessagePages(Controller):
    """List, details, evidence; send again."""

    path = "/peppol/messages"
    include_in_schema = False

    @get("/")
    async def overview(self, request: Request[Any, Any, Any], db: Db, actor: Who) -> Template:
        actor.require(*OPERATING_ROLES)
        return page(
            request,
            "peppol/messages.html",
            messages=await latest_messages(db),
            refusals=await latest_refusals(db),
            participants=await published_participants(db),
            **_WORDS,
        )

    @get("/{message_key:uuid}")
    async def details(
        self, request: Request[Any, Any, Any], db: Db, actor: Who, message_key: FromPath[UUID]
    ) -> Template:
        message = await _message(db, actor, message_key)
        return page(
            request,
            "peppol/message.html",
            message=message,
            attempts=await attempts_of(db, message.id),
            remedy=outcome_remedy(message.outcome),
            **_WORDS,
        )

    @get("/{message_key:uuid}/receipt")
    async def receipt(self, db: Db, actor: Who, message_key: FromPath[UUID]) -> Response[bytes]:
        message = await _message(db, actor, message_key)
        if message.receipt is None:
            raise NotFound("receipt")
        return _download(message.receipt, f"receipt-{message.id}.xml")

    @get("/{message_key:uuid}/envelope")
    async def envelope(
        self, db: Db, installation: Here, actor: Who, message_key: FromPath[UUID]
    ) -> Response[bytes]:
        message = await _message(db, actor, message_key)
        octets = await installation.blobs.get(message.envelope_sha256)
        return _download(octets, f"envelope-{message.id}.xml")

    @post("/{message_key:uuid}/send-again")
    async def start_again(
        self, db: Db, installation: Here, actor: Who, message_key: FromPath[UUID]
    ) -> Redirect:
        message = await _message(db, actor, message_key)
        await send_again(db, installation, message)
        subject = f"document:{message.id}"
        await record(db, installation.clock, actor, Audit.DOCUMENT_SENT_AGAIN, subject)
        return Redirect(f"/peppol/messages/{message.id}", status_code=303)


async def _message(db: AsyncSession, actor: Actor, message_key: UUID) -> Message:
    actor.require(*OPERATING_ROLES)
    return await message_by_id(db, message_key)


def _download(octets: bytes, name: str) -> Response[bytes]:
    return Response(
        octets,
        media_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
