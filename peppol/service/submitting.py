"""Taking a document over from a sender: enveloped and stored at once, sent by a job."""

import asyncio
import datetime as dt
import hashlib
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from peppol import sbdh
from peppol.access_point import access_point_of
from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier, ProcessIdentifier
from peppol.model import Direction, Message, MessageStatus
from peppol.sbdh import Addressing
from peppol.service.sending import SEND_JOB
from shared.audit import Audit, record
from shared.errors import Conflict, WhoActs
from shared.i18n import msg
from shared.identity.actor import SYSTEM, Actor
from shared.installation import Installation
from shared.jobs import enqueue


class SubmissionKeyReused(Conflict):
    code = "peppol-submission-key"
    says = msg("Another document was already sent under the key {found}.")
    remedy = msg("Use a new Idempotency-Key for every document.")
    who = WhoActs.YOU


class NotFailed(Conflict):
    code = "peppol-not-failed"
    says = msg("Only a document that was not delivered can be sent again.")
    remedy = msg("Reload the page to see what has changed.")
    who = WhoActs.YOU


async def submit_document(  # noqa: PLR0913  the words of an envelope, each by name
    db: AsyncSession,
    installation: Installation,
    *,
    sender: ParticipantIdentifier,
    receiver: ParticipantIdentifier,
    document_type: DocumentTypeIdentifier,
    process: ProcessIdentifier,
    payload: bytes,
    country_c1: str = "",
    submission_key: str | None = None,
    actor: Actor = SYSTEM,
) -> str:
    """Put a document on its way in the caller's transaction; returns the AS4 message id.

    The outcome is told by DocumentDelivered or DocumentFailed with this message id. A repeat with
    the same `submission_key` and payload returns the first one's id. Raises PayloadRefused,
    SubmissionKeyReused, AccessPointNotSetUp, or what shared.xml.parse raises.
    """
    country = country_c1 or installation.settings.peppol_country
    addressing = Addressing(sender, receiver, document_type, process, country)
    known = await _submitted_before(db, submission_key, payload)
    if known is not None:
        return known
    message = await _new_message(installation, addressing, payload)
    message.submission_key = submission_key
    db.add(message)
    await db.flush()
    await _enqueue(db, installation, message, "first")
    await record(
        db,
        installation.clock,
        actor,
        Audit.DOCUMENT_SUBMITTED,
        f"document:{message.id}",
        receiver=message.receiver,
        document_type=message.document_type,
    )
    return message.message_id


async def send_again(db: AsyncSession, installation: Installation, message: Message) -> None:
    """Start a failed document anew, with its ids; raises NotFailed."""
    if message.status is not MessageStatus.FAILED:
        raise NotFailed("document")
    message.starts_again()
    await _enqueue(db, installation, message, installation.clock.now().isoformat())


async def _submitted_before(db: AsyncSession, key: str | None, payload: bytes) -> str | None:
    if key is None:
        return None
    known = await db.scalar(sa.select(Message).where(col(Message.submission_key) == key))
    if known is None:
        return None
    if known.payload_sha256 != hashlib.sha256(payload).hexdigest():
        raise SubmissionKeyReused("Idempotency-Key", found=key.rpartition(":")[2])
    return known.message_id


async def _new_message(
    installation: Installation, addressing: Addressing, payload: bytes
) -> Message:
    now, instance, identifier = installation.clock.now(), sbdh.new_instance_identifier(), uuid4()
    envelope = await asyncio.to_thread(_enveloped, payload, addressing, instance, now)
    kept = await installation.blobs.put(payload, "application/xml")
    stored = await installation.blobs.put(envelope, "application/xml")
    return Message(
        id=identifier,
        direction=Direction.OUT,
        message_id=f"{identifier}@{access_point_of(installation.settings).host}",
        sender=addressing.sender.value,
        receiver=addressing.receiver.value,
        document_type=addressing.document_type.uri,
        process=addressing.process.uri,
        instance_identifier=instance,
        country_c1=addressing.country_c1,
        status=MessageStatus.WAITING,
        payload_sha256=kept.sha256,
        envelope_sha256=stored.sha256,
        created_at=now,
    )


def _enveloped(payload: bytes, addressing: Addressing, instance: str, now: dt.datetime) -> bytes:
    accepted = sbdh.accept_payload(payload)
    return sbdh.build(accepted, addressing, instance_identifier=instance, now=now)


async def _enqueue(
    db: AsyncSession, installation: Installation, message: Message, occasion: str
) -> None:
    await enqueue(
        db,
        installation.clock,
        SEND_JOB,
        {"message": str(message.id)},
        key=f"{message.id}:{occasion}",
    )
