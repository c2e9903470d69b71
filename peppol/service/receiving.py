"""Receiving a message: kept, verified, stored with its receipt, only then acknowledged."""

import asyncio
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from peppol.access_point import AccessPoint, access_point_of
from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.names import SOAP
from peppol.as4.receive import ReceivedMessage, Reception
from peppol.as4.signals import Signing, build_error
from peppol.model import Attempt, Direction, Exchange, Message, MessageStatus
from peppol.queries import entry_of
from peppol.rules import Repeat, repeat_of
from peppol.sbdh import BusinessMessage
from peppol.smp import AS4_PROFILE
from shared.events import DocumentReceived
from shared.installation import Installation
from shared.outbox import publish

log = structlog.get_logger()

_CONTENT_TYPE: Final = f"{SOAP};charset=UTF-8"
_REFUSED: Final = "refused"
_REPEATED: Final = "repeated"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back in the same HTTP exchange: a receipt or an error signal."""

    body: bytes
    is_receipt: bool
    content_type: str = _CONTENT_TYPE


@dataclass(frozen=True, slots=True)
class _Kept:
    """A verified message, its receipt, and where its octets are stored."""

    received: ReceivedMessage
    receipt: bytes
    package_sha256: str
    package_type: str
    envelope_sha256: str
    payload_sha256: str


async def receive_message(installation: Installation, content_type: str, body: bytes) -> Answer:
    """Answer one POST with a receipt or an error signal.

    Whatever else goes wrong is raised: told by a server error, the sender sends the same again.
    Raises AccessPointNotSetUp, NoUsableKey.
    """
    access_point = access_point_of(installation.settings)
    package = await installation.blobs.put(body, "application/octet-stream")  # before any look
    reception = Reception(access_point.receiving_terms, installation.clock.now())
    try:
        received = await asyncio.to_thread(_verify, reception, content_type, body)
        await _address(installation, reception, received)
        receipt = await asyncio.to_thread(reception.acknowledge)
        kept = await _keep(installation, received, receipt, package.sha256, content_type)
        answer = await _record(installation, kept)
    except MessageRefused as refusal:
        return await _refuse(installation, access_point, reception, refusal, package.sha256)
    log.info("peppol.received", message_id=received.message_id, peer=received.sender_seat)
    return answer


def _verify(reception: Reception, content_type: str, body: bytes) -> ReceivedMessage:
    reception.open(content_type, body)
    reception.authenticate()
    reception.decrypt()
    reception.cover()
    return reception.unpack()


async def _address(
    installation: Installation, reception: Reception, received: ReceivedMessage
) -> None:
    """We serve what we publish, and what we have receipted before."""
    async with installation.read() as db:
        known = await _known(db, received)
        serves = known is not None or await _serves(db, received.business)
    reception.address(lambda _: serves)


async def _serves(db: AsyncSession, business: BusinessMessage | None) -> bool:
    if business is None:
        return True
    addressing = business.addressing
    entry = await entry_of(db, addressing.receiver.value, addressing.document_type.uri)
    return entry is not None and entry.offers(addressing.process.uri)


async def _keep(
    installation: Installation,
    received: ReceivedMessage,
    receipt: bytes,
    package_sha256: str,
    package_type: str,
) -> _Kept:
    envelope = await installation.blobs.put(received.document, "application/xml")
    payload_sha256 = ""
    if received.business is not None:
        business = received.business
        payload = await installation.blobs.put(business.payload, business.payload_media_type)
        payload_sha256 = payload.sha256
    return _Kept(
        received=received,
        receipt=receipt,
        package_sha256=package_sha256,
        package_type=package_type[:400],
        envelope_sha256=envelope.sha256,
        payload_sha256=payload_sha256,
    )


async def _record(installation: Installation, kept: _Kept) -> Answer:
    """One transaction; a second one when another request stored the same message meanwhile."""
    try:
        async with installation.begin() as db:
            return await _record_in(db, installation, kept)
    except IntegrityError:
        async with installation.begin() as db:
            return await _record_in(db, installation, kept)


async def _record_in(db: AsyncSession, installation: Installation, kept: _Kept) -> Answer:
    known = await _known(db, kept.received)
    if known is not None:
        return await _answer_repeat(db, installation, known, kept)
    message = await _new_message(db, installation, kept)
    db.add(message)
    await db.flush()
    if kept.received.business is not None:
        db.add(_exchange(message, installation.settings.peppol_country))
    if message.status is MessageStatus.RECEIVED and kept.received.business is not None:
        await publish(db, installation.clock, _event(message))
    return Answer(kept.receipt, is_receipt=True)


async def _known(db: AsyncSession, received: ReceivedMessage) -> Message | None:
    return await db.scalar(
        sa.select(Message).where(
            col(Message.direction) == Direction.IN,
            col(Message.peer) == received.sender_seat,
            col(Message.message_id) == received.message_id,
        )
    )


async def _answer_repeat(
    db: AsyncSession, installation: Installation, known: Message, kept: _Kept
) -> Answer:
    """A repeat is never delivered again; the same octets get the same receipt."""
    repeat = repeat_of(
        known_envelope=known.envelope_sha256,
        known_signed=known.signed_digest,
        envelope=kept.envelope_sha256,
        signed=kept.received.signed_digest,
    )
    if repeat is Repeat.CONFLICTING:
        raise MessageRefused(Ebms.OTHER, "this message id was used for another document")
    receipt = known.receipt if repeat is Repeat.UNCHANGED else kept.receipt
    answer = await installation.blobs.put(receipt or b"", SOAP)
    db.add(
        Attempt(
            message=known.id,
            direction=Direction.IN,
            at=installation.clock.now(),
            outcome=_REPEATED,
            package_sha256=kept.package_sha256,
            answer_sha256=answer.sha256,
        )
    )
    return Answer(receipt or b"", is_receipt=True)


async def _new_message(db: AsyncSession, installation: Installation, kept: _Kept) -> Message:
    received, now = kept.received, installation.clock.now()
    message = Message(
        direction=Direction.IN,
        message_id=received.message_id,
        peer=received.sender_seat,
        sender="",
        receiver="",
        document_type="",
        process="",
        instance_identifier="",
        country_c1="",
        status=MessageStatus.RECEIVED,
        payload_sha256=kept.payload_sha256,
        envelope_sha256=kept.envelope_sha256,
        package_sha256=kept.package_sha256,
        package_type=kept.package_type,
        signed_digest=received.signed_digest,
        receipt=kept.receipt,
        created_at=now,
        sent_at=received.sent_at,
        finished_at=now,
    )
    if received.business is not None:
        _take_over(message, received.business)
        if await _was_delivered(db, message):
            message.status = MessageStatus.DUPLICATE
    return message


def _take_over(message: Message, business: BusinessMessage) -> None:
    addressing = business.addressing
    message.sender, message.receiver = addressing.sender.value, addressing.receiver.value
    message.document_type, message.process = addressing.document_type.uri, addressing.process.uri
    message.instance_identifier = business.instance_identifier
    message.country_c1 = addressing.country_c1


async def _was_delivered(db: AsyncSession, message: Message) -> bool:
    """The same envelope identifier of the same sender, under another message id."""
    known = sa.select(Message.id).where(  # type: ignore[call-overload]  # a column on the class
        col(Message.direction) == Direction.IN,
        col(Message.sender) == message.sender,
        col(Message.instance_identifier) == message.instance_identifier,
    )
    return await db.scalar(known.limit(1)) is not None


def _exchange(message: Message, country_c4: str) -> Exchange:
    return Exchange(
        message=message.id,
        at=message.sent_at or message.created_at,
        direction=Direction.IN,
        other_seat=message.peer,
        document_type=message.document_type,
        process=message.process,
        transport_profile=AS4_PROFILE,
        country_c1=message.country_c1,
        country_c4=country_c4,
        end_user=message.own_participant,
    )


def _event(message: Message) -> DocumentReceived:
    return DocumentReceived(
        document_id=message.id,
        message_id=message.message_id,
        sender=message.sender,
        receiver=message.receiver,
        document_type=message.document_type,
        process=message.process,
        instance_identifier=message.instance_identifier,
        country_c1=message.country_c1,
        envelope_sha256=message.envelope_sha256,
        payload_sha256=message.payload_sha256,
        sender_seat=message.peer,
        received_at=message.created_at,
    )


async def _refuse(
    installation: Installation,
    access_point: AccessPoint,
    reception: Reception,
    refusal: MessageRefused,
    package_sha256: str,
) -> Answer:
    """Tell the sender why, signed, and keep what was refused on record."""
    now = installation.clock.now()
    signing = Signing(access_point.keys.signing(now), access_point.host)
    body = await asyncio.to_thread(
        build_error, refusal, ref_to=reception.message_id, signing=signing, now=now
    )
    answer = await installation.blobs.put(body, SOAP)
    async with installation.begin() as db:
        db.add(
            Attempt(
                direction=Direction.IN,
                at=now,
                outcome=_REFUSED,
                detail=f"{refusal.error.code} {refusal.detail} {reception.message_id}".strip(),
                package_sha256=package_sha256,
                answer_sha256=answer.sha256,
            )
        )
    log.warning("peppol.refused", error=refusal.error.code, message_id=reception.message_id)
    return Answer(body, is_receipt=False)
