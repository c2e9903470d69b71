"""Who did what to which, when and under which mandate: append-only and hash-chained.

Each entry's hash covers its content and the hash before it, so a change anywhere breaks the chain
from there on. The head row makes writers queue, so the chain never forks.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from shared.clock import Clock
from shared.columns import json_column
from shared.identity.actor import Actor

GENESIS = "0" * 64


class Audit(StrEnum):
    """The vocabulary: `<context>:<subject>:<action>`."""

    ORGANISATION_REGISTERED = "identity:organisation:registered"
    PERSON_REGISTERED = "identity:person:registered"
    CLIENT_REGISTERED = "identity:client:registered"
    PERSON_SIGNED_IN = "identity:person:signed-in"
    PERSON_SIGNED_OUT = "identity:person:signed-out"
    SIGN_IN_REFUSED = "identity:person:sign-in-refused"
    TOKEN_ISSUED = "identity:client:token-issued"  # noqa: S105  a word, not a secret
    JOB_REVIVED = "operation:job:revived"
    PARTICIPANT_PUBLISHED = "peppol:participant:published"
    PARTICIPANT_WITHDRAWN = "peppol:participant:withdrawn"
    DOCUMENT_SUBMITTED = "peppol:document:submitted"
    DOCUMENT_SENT_AGAIN = "peppol:document:sent-again"
    CONTRACT_RECORDED = "ecatalog:contract:recorded"
    CATALOGUE_ACCEPTED = "ecatalog:catalogue:accepted"
    CATALOGUE_REFUSED = "ecatalog:catalogue:refused"
    ORDER_PLACED = "ecatalog:order:placed"
    ORDER_ANSWERED = "ecatalog:order:answered"
    ORDER_ANSWER_REFUSED = "ecatalog:order:answer-refused"
    INVOICE_REFUSED = "einvoice:invoice:refused"
    INVOICE_DECIDED = "einvoice:invoice:decided"
    INVOICE_FETCHED = "einvoice:invoice:fetched"
    INVOICE_ENTERED = "einvoice:invoice:entered"
    NOTICE_DRAFTED = "enot:notice:drafted"
    NOTICE_REVIEW_ASKED = "enot:notice:review-asked"
    NOTICE_SENT_BACK = "enot:notice:sent-back"
    NOTICE_APPROVED = "enot:notice:approved"
    NOTICE_PUBLISHED = "enot:notice:published"
    CALL_OPENED = "etender:call:opened"
    BID_RECEIVED = "etender:bid:received"
    BID_WITHDRAWN = "etender:bid:withdrawn"
    OPENING_ARMED = "etender:opening:armed"
    OPENING_APPROVED = "etender:opening:approved"
    BIDS_FROZEN = "etender:opening:bids-frozen"
    BIDS_OPENED = "etender:opening:reported"
    REGULARITY_DECIDED = "etender:bid:regularity-decided"
    SCORE_GIVEN = "etender:bid:scored"
    LOT_AWARDED = "etender:lot:awarded"
    CONTRACT_CONCLUDED = "etender:contract:concluded"


class AuditEntry(SQLModel, table=True):
    __tablename__ = "shared_audit"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime
    actor: str = Field(max_length=100)
    actor_name: str = Field(max_length=200)
    organisation: str = Field(default="", max_length=10)
    action: str = Field(max_length=100, index=True)
    subject: str = Field(max_length=200, index=True)
    facts: dict[str, Any] = Field(sa_type=json_column())
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """One row: where the chain ends."""

    __tablename__ = "shared_audit_head"

    id: int = Field(primary_key=True, default=1)
    seq: int = 0
    hash: str = Field(default=GENESIS, max_length=64)


async def record(
    db: AsyncSession, clock: Clock, actor: Actor, action: Audit, subject: str, **facts: Any
) -> None:
    """Append an entry in this transaction. Never put bid contents, keys or tokens in `facts`."""
    head = await _locked_head(db)
    entry = AuditEntry(
        seq=head.seq + 1,
        at=clock.now(),
        actor=actor.reference,
        actor_name=actor.name,
        organisation=actor.enterprise_number,
        action=action,
        subject=subject,
        facts={name: str(value) for name, value in facts.items()},
        previous=head.hash,
        hash="",
    )
    entry.hash = entry_hash(entry)
    head.seq, head.hash = entry.seq, entry.hash
    db.add(entry)
    await db.flush()


async def _locked_head(db: AsyncSession) -> AuditHead:
    head = await db.scalar(sa.select(AuditHead).where(col(AuditHead.id) == 1).with_for_update())
    if head is None:
        raise RuntimeError("the migrations have not been run: the audit chain has no head")
    return head


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of everything but the hash itself."""
    content = {
        "seq": entry.seq,
        "at": entry.at.astimezone(dt.UTC).isoformat(),
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "organisation": entry.organisation,
        "action": str(entry.action),
        "subject": entry.subject,
        "facts": entry.facts,
        "previous": entry.previous,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Result of a check: how many entries hold and, if any, the first that does not."""

    entries: int
    first_broken: int | None

    @property
    def is_intact(self) -> bool:
        return self.first_broken is None


async def verify_chain(db: AsyncSession) -> ChainVerdict:
    """Recompute every hash, and that the last one is the head's."""
    previous, count = GENESIS, 0
    entries = await db.stream_scalars(sa.select(AuditEntry).order_by(col(AuditEntry.seq)))
    async for entry in entries:
        count += 1
        broken = entry.seq != count or entry.previous != previous or entry.hash != entry_hash(entry)
        if broken:
            return ChainVerdict(count - 1, entry.seq)
        previous = entry.hash
    head = await db.get(AuditHead, 1)
    if head is not None and (head.seq, head.hash) != (count, previous):
        return ChainVerdict(count, count + 1)
    return ChainVerdict(count, None)


async def latest_entries(db: AsyncSession, limit: int = 100) -> list[AuditEntry]:
    found = await db.scalars(
        sa.select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(limit)
    )
    return list(found.all())
