"""Opening the bids: armed by the deadline, approved by officers, frozen, then left to a job."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import OpeningApproval, OpeningRecord
from etender.opening.ceremony import Opening
from etender.opening.values import Approval, Officer, Stage
from etender.service.calls import CallTerms, lock_call
from etender.service.ceremony import received_bids, replay
from shared import audit, jobs
from shared.audit import Audit
from shared.identity.actor import SYSTEM, Actor, Role
from shared.installation import Installation

OPEN_BIDS = "etender.open-bids"


async def arm_opening(db: AsyncSession, installation: Installation, procedure_id: UUID) -> None:
    """Make the opening possible; a repeat changes nothing. Raises TooEarly before the deadline."""
    terms = await lock_call(db, procedure_id)
    ceremony, record = await replay(db, installation, terms)
    if ceremony.stage is Stage.WAITING:
        await _arm(db, installation, terms, ceremony, record)


async def _arm(
    db: AsyncSession,
    installation: Installation,
    terms: CallTerms,
    ceremony: Opening,
    record: OpeningRecord | None,
) -> None:
    now = installation.clock.now()
    ceremony.arm(now)
    if record is None:
        db.add(OpeningRecord(call_id=terms.call.id, armed_at=now))
    else:
        # the deadline was moved after a first arming: what was approved then is worth nothing
        record.armed_at = now
        stale = sa.delete(OpeningApproval).where(col(OpeningApproval.call_id) == terms.call.id)
        await db.execute(stale)
    await db.flush()
    await audit.record(db, installation.clock, SYSTEM, Audit.OPENING_ARMED, _subject(terms))


async def approve_opening(
    db: AsyncSession, installation: Installation, actor: Actor, procedure_id: UUID
) -> Approval:
    """One officer's approval. Raises TooEarly, AlreadyApproved or OutOfOrder."""
    terms = await lock_call(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, Role.OPENING_OFFICER)
    ceremony, record = await replay(db, installation, terms)
    if ceremony.stage is Stage.WAITING:
        await _arm(db, installation, terms, ceremony, record)
    approval = ceremony.approve(officer_of(actor), installation.clock.now())
    db.add(
        OpeningApproval(
            call_id=terms.call.id,
            officer=approval.officer.reference,
            officer_name=approval.officer.name,
            approved_at=approval.approved_at,
        )
    )
    await audit.record(db, installation.clock, actor, Audit.OPENING_APPROVED, _subject(terms))
    return approval


def officer_of(actor: Actor) -> Officer:
    """A person counts as themselves; all machines of an authority together count as one."""
    if actor.person_id is not None:
        return Officer(actor.reference, actor.name)
    return Officer(f"machines:{actor.organisation_id}", actor.name)


async def begin_opening(
    db: AsyncSession, installation: Installation, actor: Actor, procedure_id: UUID
) -> OpeningRecord:
    """Fix the list of bids and have them opened by a job.

    The list's digest is in the audit log, in the same transaction, before any seal is touched.
    Raises QuorumMissing, OutOfOrder or TooEarly.
    """
    terms = await lock_call(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, Role.OPENING_OFFICER)
    ceremony, record = await replay(db, installation, terms)
    frozen = ceremony.freeze(await received_bids(db, terms), installation.clock.now())
    if record is None:
        raise RuntimeError("an opening that can be frozen has a record")
    stored = await installation.blobs.put(frozen.canonical(), "application/json")
    record.frozen_at, record.freeze_sha256 = frozen.taken_at, stored.sha256
    record.total = len(frozen.bids)
    await audit.record(
        db,
        installation.clock,
        actor,
        Audit.BIDS_FROZEN,
        _subject(terms),
        sha256=frozen.digest,
        bids=len(frozen.bids),
        late=len(frozen.late),
    )
    payload = {"procedure_id": str(procedure_id)}
    await jobs.enqueue(db, installation.clock, OPEN_BIDS, payload, key=str(record.id))
    return record


def _subject(terms: CallTerms) -> str:
    return f"procedure:{terms.procedure.id}"
