"""Reads: messages for the operator and their owners, published metadata, attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from peppol.model import Attempt, Direction, Message, MessageStatus, SmpEntry
from shared.errors import NotFound
from shared.identity.actor import Role

OPERATING_ROLES = (Role.OPERATOR, Role.ADMINISTRATOR)
"""Who sees every message that passes through this access point."""


async def message_by_id(db: AsyncSession, message_key: UUID) -> Message:
    """Raises NotFound."""
    message = await db.get(Message, message_key)
    if message is None:
        raise NotFound("document")
    return message


async def message_by_message_id(db: AsyncSession, message_id: str, direction: Direction) -> Message:
    """Raises NotFound."""
    found = await db.scalar(
        sa.select(Message).where(
            col(Message.message_id) == message_id, col(Message.direction) == direction
        )
    )
    if found is None:
        raise NotFound("document")
    return found


async def latest_messages(db: AsyncSession, limit: int = 200) -> Sequence[Message]:
    """Newest first."""
    found = await db.scalars(
        sa.select(Message).order_by(col(Message.created_at).desc()).limit(limit)
    )
    return found.all()


async def attempts_of(db: AsyncSession, message_key: UUID) -> Sequence[Attempt]:
    """Oldest first."""
    found = await db.scalars(
        sa.select(Attempt).where(col(Attempt.message) == message_key).order_by(col(Attempt.at))
    )
    return found.all()


async def latest_refusals(db: AsyncSession, limit: int = 50) -> Sequence[Attempt]:
    """What was received and refused, newest first."""
    found = await db.scalars(
        sa.select(Attempt)
        .where(col(Attempt.message).is_(None))
        .order_by(col(Attempt.at).desc())
        .limit(limit)
    )
    return found.all()


async def count_failed(db: AsyncSession) -> int:
    count = await db.scalar(
        sa.select(sa.func.count())
        .select_from(Message)
        .where(col(Message.status) == MessageStatus.FAILED)
    )
    return count or 0


async def entries_of(db: AsyncSession, participant: str) -> Sequence[SmpEntry]:
    found = await db.scalars(
        sa.select(SmpEntry)
        .where(col(SmpEntry.participant) == participant)
        .order_by(col(SmpEntry.document_type))
    )
    return found.all()


async def entry_of(db: AsyncSession, participant: str, document_type: str) -> SmpEntry | None:
    """What is published for a participant and a document type written as `scheme::value`."""
    return await db.scalar(
        sa.select(SmpEntry).where(
            col(SmpEntry.participant) == participant, col(SmpEntry.document_type) == document_type
        )
    )


@dataclass(frozen=True, slots=True)
class PublishedParticipant:
    """One participant and the document types published for it."""

    participant: str
    document_types: tuple[str, ...]


async def published_participants(db: AsyncSession) -> Sequence[PublishedParticipant]:
    rows = await db.scalars(
        sa.select(SmpEntry).order_by(col(SmpEntry.participant), col(SmpEntry.document_type))
    )
    grouped: dict[str, list[str]] = {}
    for entry in rows.all():
        grouped.setdefault(entry.participant, []).append(entry.document_type)
    return [PublishedParticipant(who, tuple(types)) for who, types in grouped.items()]
