"""Sending a document: find the endpoint, pack once, post, judge the answer, decide what follows.

Runs as a job outside any transaction. Every attempt sends the same octets, so a receiver that has
them already answers with the receipt we missed.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from peppol.access_point import AccessPoint, access_point_of
from peppol.as4 import receipts, send
from peppol.as4.errors import MessageRefused
from peppol.as4.outcomes import Outcome, outcome_of_error, outcome_of_status
from peppol.as4.receipts import Expected
from peppol.as4.send import PackedMessage, Parties
from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier, ProcessIdentifier
from peppol.model import Attempt, Direction, Exchange, Message, MessageStatus, facts_of
from peppol.rules import NextStep, next_step
from peppol.sbdh import Addressing
from peppol.sml import DiscoveryUnreachable
from peppol.smp import AS4_PROFILE, Endpoint, MetadataRefused, NotOffered, NotRegistered
from peppol.wire import PlainHttpRefused, Reply, Unreachable
from shared.events import DocumentDelivered, DocumentFailed
from shared.installation import Installation
from shared.jobs import RetryLater
from shared.outbox import publish

log = structlog.get_logger()

SEND_JOB: Final = "peppol.send"
_DISCOVERY_ENDS: Final = (
    (NotRegistered, Outcome.NOT_REGISTERED),
    (NotOffered, Outcome.NOT_OFFERED),
    (DiscoveryUnreachable, Outcome.DISCOVERY_UNREACHABLE),
    (MetadataRefused, Outcome.DISCOVERY_REFUSED),
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How one attempt ended; `answer` is what the peer said, `receipt` set when it was valid."""

    outcome: Outcome
    detail: str = ""
    answer: bytes = b""
    receipt: bytes | None = None


async def attempt_delivery(installation: Installation, payload: Mapping[str, Any]) -> None:
    """The job: one attempt. Raises RetryLater when another one is to follow."""
    message_key = UUID(payload["message"])
    async with installation.read() as db:
        message = await db.get(Message, message_key)
    if message is None or not message.is_open:
        return  # a repeated job: the document has arrived, or was given up
    access_point = access_point_of(installation.settings)
    ending = await _attempt(installation, access_point, message)
    step = await _record(installation, message_key, ending)
    if step.try_again_at is not None:
        raise RetryLater(step.try_again_at)


async def _attempt(
    installation: Installation, access_point: AccessPoint, message: Message
) -> Ending:
    if not message.package_sha256:
        packing = await _pack(installation, access_point, message)
        if isinstance(packing, Ending):
            return packing
        message = packing
    body = await installation.blobs.get(message.package_sha256)
    packed = PackedMessage(message.package_type, body)
    now = installation.clock.now()
    return await asyncio.to_thread(_post, access_point, message, packed, now)


async def _pack(
    installation: Installation, access_point: AccessPoint, message: Message
) -> Message | Ending:
    """Look up, pack and store the octets before the first of them leaves."""
    now = installation.clock.now()
    try:
        endpoint = await asyncio.to_thread(_find_endpoint, access_point, message, now)
    except tuple(kind for kind, _ in _DISCOVERY_ENDS) as error:
        outcome = next(outcome for kind, outcome in _DISCOVERY_ENDS if isinstance(error, kind))
        return Ending(outcome, str(error))
    envelope = await installation.blobs.get(message.envelope_sha256)
    packed = await asyncio.to_thread(_packed, access_point, message, envelope, endpoint, now)
    stored = await installation.blobs.put(packed.body, "application/octet-stream")
    async with installation.begin() as db:
        kept = await db.get_one(Message, message.id)
        kept.packed(
            peer=endpoint.certificate.common_name,
            endpoint_url=endpoint.url,
            package_sha256=stored.sha256,
            kind=packed.content_type,
            now=now,
        )
    return kept


def _find_endpoint(access_point: AccessPoint, message: Message, now: dt.datetime) -> Endpoint:
    addressing = addressing_of(message)
    return access_point.discovery.find_endpoint(
        addressing.receiver, addressing.document_type, addressing.process, now
    )


def _packed(
    access_point: AccessPoint,
    message: Message,
    envelope: bytes,
    endpoint: Endpoint,
    now: dt.datetime,
) -> PackedMessage:
    own = access_point.keys.signing(now)
    parties = Parties(own, endpoint.certificate, access_point.host)
    return send.pack(message.message_id, envelope, addressing_of(message), parties=parties, now=now)


def _post(
    access_point: AccessPoint, message: Message, packed: PackedMessage, now: dt.datetime
) -> Ending:
    try:
        reply = access_point.wire.post(message.endpoint_url, packed.content_type, packed.body)
    except Unreachable as error:
        return Ending(Outcome.CONNECTION_FAILED, str(error))
    except PlainHttpRefused as error:
        return Ending(Outcome.DISCOVERY_REFUSED, str(error))
    return _judge(access_point, message, packed, reply, now)


def _judge(
    access_point: AccessPoint,
    message: Message,
    packed: PackedMessage,
    reply: Reply,
    now: dt.datetime,
) -> Ending:
    """What the answer means: receipt, error signal, or neither."""
    try:
        answer = receipts.read_answer(reply.content_type, reply.body)
    except MessageRefused:
        outcome = outcome_of_status(reply.status)
        return Ending(outcome, f"HTTP {reply.status} {reply.content_type}", reply.body)
    if answer.error is not None:
        outcome = outcome_of_error(answer.error.code, answer.error.detail)
        detail = f"{answer.error.code} {answer.error.short_description} {answer.error.detail}"
        return Ending(outcome, detail.strip(), reply.body)
    references = receipts.signed_references(packed.content_type, packed.body)
    expected = Expected(message.message_id, references, message.peer)
    try:
        receipts.check(answer, expected, trust=access_point.access_points, now=now)
    except MessageRefused as error:
        return Ending(Outcome.RECEIPT_INVALID, str(error), reply.body)
    return Ending(Outcome.DELIVERED, "", reply.body, receipt=reply.body)


async def _record(installation: Installation, message_key: UUID, ending: Ending) -> NextStep:
    """Store attempt, decision, evidence and event in one transaction."""
    answer = ""
    if ending.answer:
        answer = (await installation.blobs.put(ending.answer, "application/soap+xml")).sha256
    now = installation.clock.now()
    async with installation.begin() as db:
        message = await db.get_one(Message, message_key, with_for_update=True)
        if not message.is_open:
            return NextStep()
        message.attempts += 1
        message.outcome, message.detail = ending.outcome, ending.detail
        db.add(_attempt_row(message, ending, answer, now))
        step = _decide(message, ending, now)
        await _conclude(db, installation, message, now)
    log.info("peppol.attempt", outcome=ending.outcome, **facts_of(message))
    return step


def _decide(message: Message, ending: Ending, now: dt.datetime) -> NextStep:
    if ending.receipt is not None:
        message.delivered(ending.receipt, now)
        return NextStep()
    step = next_step(
        ending.outcome, attempts=message.attempts, has_refreshed=message.has_refreshed, now=now
    )
    if step.with_fresh_metadata:
        message.to_be_packed_anew()
    if step.try_again_at is None:
        message.failed(now)
    else:
        message.waits_until(step.try_again_at)
    return step


async def _conclude(
    db: AsyncSession, installation: Installation, message: Message, now: dt.datetime
) -> None:
    """Tell the others how it ended, if it ended."""
    if message.status is MessageStatus.DELIVERED:
        db.add(_exchange(message))
        await publish(db, installation.clock, _delivered_event(message, now))
    elif message.status is MessageStatus.FAILED:
        await publish(db, installation.clock, _failed_event(message, now))


def _attempt_row(message: Message, ending: Ending, answer: str, now: dt.datetime) -> Attempt:
    return Attempt(
        message=message.id,
        direction=Direction.OUT,
        at=now,
        outcome=ending.outcome,
        detail=ending.detail,
        answer_sha256=answer,
    )


def _exchange(message: Message) -> Exchange:
    return Exchange(
        message=message.id,
        at=message.sent_at or message.created_at,
        direction=Direction.OUT,
        other_seat=message.peer,
        document_type=message.document_type,
        process=message.process,
        transport_profile=AS4_PROFILE,
        country_c1=message.country_c1,
        end_user=message.own_participant,
    )


def _delivered_event(message: Message, now: dt.datetime) -> DocumentDelivered:
    return DocumentDelivered(
        document_id=message.id,
        message_id=message.message_id,
        sender=message.sender,
        receiver=message.receiver,
        document_type=message.document_type,
        instance_identifier=message.instance_identifier,
        delivered_at=now,
    )


def _failed_event(message: Message, now: dt.datetime) -> DocumentFailed:
    outcome = Outcome(message.outcome)
    return DocumentFailed(
        document_id=message.id,
        message_id=message.message_id,
        sender=message.sender,
        receiver=message.receiver,
        document_type=message.document_type,
        instance_identifier=message.instance_identifier,
        outcome=outcome,
        who=outcome.who,
        detail=message.detail,
        failed_at=now,
    )


def addressing_of(message: Message) -> Addressing:
    """The message's columns as identifiers."""
    return Addressing(
        sender=ParticipantIdentifier(message.sender),
        receiver=ParticipantIdentifier(message.receiver),
        document_type=DocumentTypeIdentifier.parse(message.document_type),
        process=ProcessIdentifier.parse(message.process),
        country_c1=message.country_c1,
    )
