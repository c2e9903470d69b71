"""What officers see of an opening; before the list is fixed it holds no number about bids."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from etender.model import OpeningRecord
from etender.opening.values import Approval, SealedBid, Stage
from etender.service.calls import CallTerms, call_terms
from etender.service.ceremony import approvals_of, received_bids, record_of
from shared.errors import NotFound
from shared.identity.actor import Actor, Role

AUTHORITY_ROLES = (Role.BUYER, Role.APPROVER, Role.OPENING_OFFICER, Role.EVALUATOR)


@dataclass(frozen=True, slots=True)
class OpeningRoom:
    """Where an opening stands. Before the list is fixed it holds no number about bids."""

    terms: CallTerms
    stage: Stage
    approvals: tuple[Approval, ...]
    has_approved: bool
    total: int
    opened: int
    record: OpeningRecord | None

    @property
    def missing_officers(self) -> int:
        return max(0, self.terms.call.min_officers - len(self.approvals))


async def opening_room(
    db: AsyncSession, actor: Actor, procedure_id: UUID, now: dt.datetime
) -> OpeningRoom:
    """What officers of the authority see of an opening."""
    terms = await call_terms(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, *AUTHORITY_ROLES)
    record = await record_of(db, terms.call.id)
    if record is not None and not terms.has_closed(record.armed_at):
        record = None
    approvals = await approvals_of(db, terms.call.id) if record else ()
    return OpeningRoom(
        terms=terms,
        stage=_stage(record, terms, now),
        approvals=tuple(approval.as_value() for approval in approvals),
        has_approved=actor.reference in {approval.officer for approval in approvals},
        total=record.total if record else 0,
        opened=record.opened if record else 0,
        record=record,
    )


def _stage(record: OpeningRecord | None, terms: CallTerms, now: dt.datetime) -> Stage:
    if not terms.has_closed(now):
        return Stage.WAITING
    if record is None or record.frozen_at is None:
        return Stage.ARMED
    if record.reported_at is not None:
        return Stage.REPORTED
    return Stage.OPENED if record.opened == record.total else Stage.FROZEN


async def late_arrivals(db: AsyncSession, room: OpeningRoom) -> Sequence[SealedBid]:
    """Late bids, those included that came after the list was fixed; only once it was."""
    if room.record is None or room.record.frozen_at is None:
        return ()
    received = await received_bids(db, room.terms)
    return [bid for bid in received if room.terms.has_closed(bid.received_at)]


async def opening_report(db: AsyncSession, actor: Actor, procedure_id: UUID) -> OpeningRecord:
    """The record with the stored report. Raises NotFound while there is none."""
    terms = await call_terms(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, *AUTHORITY_ROLES)
    record = await record_of(db, terms.call.id)
    if record is None or record.reported_at is None:
        raise NotFound("opening-report")
    return record
