"""Doors for machines: access points at /as4 and /smp, the senders' systems at /api/peppol."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from peppol.access_point import access_point_of
from peppol.forms import Submission
from peppol.identifiers import DocumentTypeIdentifier, NotAnIdentifier, ParticipantIdentifier
from peppol.model import Attempt, Direction, Message, MessageStatus
from peppol.queries import attempts_of, entry_of, message_by_id, message_by_message_id
from peppol.service import receive_message, submit_document
from peppol.service.publishing import service_group
from shared.errors import NotFound, TooLarge
from shared.identity.actor import Actor, NotYourOrganisation, Role
from shared.installation import Installation
from shared.party import NotAnEnterpriseNumber

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]
Who = NamedDependency[Actor]

XML = "application/xml"
SENDING_ROLES = (Role.SELLER, Role.BUYER, Role.INVOICE_CLERK, Role.OPERATOR)
_OVERHEAD = 2 * 1024 * 1024


@post("/as4", include_in_schema=False, status_code=200, request_max_body_size=None)
async def receive_as4(request: Request[Any, Any, Any], installation: Here) -> Response[bytes]:
    """One AS4 message; the receipt or error is in the answer."""
    limit = installation.settings.peppol_document_limit_mb * 1024 * 1024 + _OVERHEAD
    body = await bounded_body(request, limit)
    answer = await receive_message(installation, request.headers.get("content-type", ""), body)
    return Response(answer.body, media_type=answer.content_type)


async def bounded_body(request: Request[Any, Any, Any], limit: int) -> bytes:
    """The body, read in chunks so that nobody can fill the memory. Raises TooLarge."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge("body", expected=f"{limit} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


@get("/smp/{rest:path}", include_in_schema=False)
async def serve_metadata(
    request: Request[Any, Any, Any], db: Db, installation: Here, rest: FromPath[str]
) -> Response[bytes]:
    """`/smp/{participant}` or `/smp/{participant}/services/{document type}` (SMP 1.4.0, 3)."""
    del rest  # decoded by the server, which cannot tell a slash of the path from one in a value
    try:
        found = await _published(db, installation, _segments(request))
    except (NotAnIdentifier, NotAnEnterpriseNumber):  # such a thing cannot have been published
        found = None
    if found is None:
        raise NotFound("service metadata")
    return Response(found, media_type=XML)


async def _published(
    db: AsyncSession, installation: Installation, segments: list[str]
) -> bytes | None:
    match segments:
        case [who]:
            participant = ParticipantIdentifier.parse(who)
            return await service_group(db, access_point_of(installation.settings), participant)
        case [who, "services", document_type]:
            participant = ParticipantIdentifier.parse(who)
            asked = DocumentTypeIdentifier.parse(document_type)
            entry = await entry_of(db, participant.value, asked.uri)
            return entry.signed if entry else None
    return None


def _segments(request: Request[Any, Any, Any]) -> list[str]:
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    path = bytes(raw).decode("ascii", "replace").partition("?")[0]
    return [unquote(segment) for segment in path.removeprefix("/smp/").split("/")]


class AttemptOut(BaseModel):
    """One try to send."""

    at: dt.datetime
    outcome: str
    detail: str


class DocumentOut(BaseModel):
    """A document on its way, or arrived."""

    id: UUID
    message_id: str
    direction: Direction
    status: MessageStatus
    sender: str
    receiver: str
    document_type: str
    process: str
    instance_identifier: str
    submitted_at: dt.datetime
    finished_at: dt.datetime | None
    next_try_at: dt.datetime | None
    outcome: str
    detail: str
    has_receipt: bool
    attempts: list[AttemptOut]


class DocumentApi(Controller):
    """Documents over Peppol: hand over, follow, fetch the receipt."""

    path = "/api/peppol/documents"
    tags = ("peppol",)

    @post("/", operation_id="SubmitDocument", status_code=202, request_max_body_size=None)
    async def submit(
        self, request: Request[Any, Any, Any], installation: Here, actor: Who
    ) -> DocumentOut:
        """The XML document is the body; the rest is in the query or in headers `Peppol-…`.

        `sender`, `receiver`, and `service` (a short name such as `invoice`) or `document_type` and
        `process`. With an `Idempotency-Key` a repeat returns the first one's state.
        """
        actor.require(*SENDING_ROLES)
        submission = Submission.of(_parameters(request))
        _require_own(actor, submission.participants()[0])
        limit = installation.settings.peppol_document_limit_mb * 1024 * 1024
        # a transaction opened before the upload would make all other writers wait for it
        document = await bounded_body(request, limit)
        key = request.headers.get("idempotency-key")
        try:
            return await _submit(installation, actor, submission, document, key)
        except IntegrityError:  # the same key came twice at once: now the first one is stored
            return await _submit(installation, actor, submission, document, key)

    @get("/{document_id:uuid}", operation_id="ShowDocument")
    async def show(self, db: Db, actor: Who, document_id: FromPath[UUID]) -> DocumentOut:
        """How far a document has come."""
        message = await _visible(db, actor, document_id)
        return _out(message, await attempts_of(db, message.id))

    @get("/{document_id:uuid}/receipt", operation_id="DownloadReceipt", media_type=XML)
    async def receipt(self, db: Db, actor: Who, document_id: FromPath[UUID]) -> Response[bytes]:
        """The signed receipt of the receiving access point, or ours, byte for byte."""
        message = await _visible(db, actor, document_id)
        if message.receipt is None:
            raise NotFound("receipt")
        return Response(message.receipt, media_type="application/soap+xml")

    @get("/{document_id:uuid}/payload", operation_id="DownloadPayload", media_type=XML)
    async def payload(
        self, db: Db, installation: Here, actor: Who, document_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The business document as it was handed over or received."""
        message = await _visible(db, actor, document_id)
        return Response(await installation.blobs.get(message.payload_sha256), media_type=XML)


def _parameters(request: Request[Any, Any, Any]) -> dict[str, str]:
    headers = {
        name.removeprefix("peppol-").replace("-", "_"): value
        for name, value in request.headers.items()
        if name.startswith("peppol-")
    }
    return headers | {str(name): str(value) for name, value in request.query_params.items()}


def _require_own(actor: Actor, sender: ParticipantIdentifier) -> None:
    """A client sends for its own organisation only; the operator for everybody."""
    number = sender.enterprise_number
    own = number is not None and str(number) == actor.enterprise_number
    if not own and not actor.has(Role.OPERATOR):
        raise NotYourOrganisation("sender")


async def _visible(db: AsyncSession, actor: Actor, document_id: UUID) -> Message:
    """Raises NotFound for documents of others, so that nobody learns of them."""
    actor.require(*SENDING_ROLES)
    message = await message_by_id(db, document_id)
    own = f"0208:{actor.enterprise_number}"
    if message.own_participant != own and not actor.has(Role.OPERATOR):
        raise NotFound("document")
    return message


async def _submit(
    installation: Installation,
    actor: Actor,
    submission: Submission,
    document: bytes,
    key: str | None,
) -> DocumentOut:
    sender, receiver = submission.participants()
    document_type, process = submission.kind()
    async with installation.begin() as db:
        message_id = await submit_document(
            db,
            installation,
            sender=sender,
            receiver=receiver,
            document_type=document_type,
            process=process,
            payload=document,
            country_c1=submission.country,
            submission_key=f"{actor.organisation_id}:{key}" if key else None,
            actor=actor,
        )
        message = await message_by_message_id(db, message_id, Direction.OUT)
        return _out(message, await attempts_of(db, message.id))


def _out(message: Message, attempts: Sequence[Attempt]) -> DocumentOut:
    return DocumentOut(
        id=message.id,
        message_id=message.message_id,
        direction=message.direction,
        status=message.status,
        sender=message.sender,
        receiver=message.receiver,
        document_type=message.document_type,
        process=message.process,
        instance_identifier=message.instance_identifier,
        submitted_at=message.created_at,
        finished_at=message.finished_at,
        next_try_at=message.next_try_at,
        outcome=message.outcome,
        detail=message.detail,
        has_receipt=message.receipt is not None,
        attempts=[_attempt(attempt) for attempt in attempts],
    )


def _attempt(attempt: Attempt) -> AttemptOut:
    return AttemptOut(at=attempt.at, outcome=attempt.outcome, detail=attempt.detail)
