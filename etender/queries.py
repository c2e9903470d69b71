"""What tendering shows: calls for everybody, own bids for suppliers, openings for officers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import (
    AwardDecision,
    Bid,
    BidVersion,
    Call,
    Contract,
    OpenedBid,
    OpeningRecord,
    Receipt,
)
from etender.opening.values import Approval, Bidder, SealedBid, Stage
from etender.rules.submission import live_version
from etender.service.bids import as_received, versions_of
from etender.service.calls import CallTerms, call_terms
from etender.service.ceremony import approvals_of, received_bids, record_of
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.tender import Lot, Procedure

AUTHORITY_ROLES = (Role.BUYER, Role.APPROVER, Role.OPENING_OFFICER, Role.EVALUATOR)


@dataclass(frozen=True, slots=True)
class BidLine:
    """A supplier's own bid: its versions with their receipts, newest first."""

    bid: Bid
    procedure: Procedure
    versions: tuple[tuple[BidVersion, Receipt], ...]
    live: UUID | None
    """The version that will be opened; None when withdrawn or all late."""

    @property
    def is_withdrawn(self) -> bool:
        return all(version.withdrawn_at is not None for version, _ in self.versions)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt with all it attests; `is_superseded` when a newer version is live."""

    receipt: Receipt
    version: BidVersion
    bid: Bid
    terms: CallTerms
    is_superseded: bool


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


async def own_bids(db: AsyncSession, actor: Actor) -> list[BidLine]:
    """Every bid of the actor's organisation, the nearest deadline first."""
    organisation_id = actor.require(Role.BIDDER)
    rows = await db.execute(
        sa.select(Bid, Procedure)
        .join(Call, col(Call.id) == col(Bid.call_id))
        .join(Procedure, col(Procedure.id) == col(Call.procedure_id))
        .where(col(Bid.submitter_id) == organisation_id)
        .order_by(col(Procedure.deadline).desc())
    )
    return [await _bid_line(db, bid, procedure) for bid, procedure in rows.all()]


async def _bid_line(db: AsyncSession, bid: Bid, procedure: Procedure) -> BidLine:
    rows = await db.execute(
        sa.select(BidVersion, Receipt)
        .join(Receipt, col(Receipt.version_id) == col(BidVersion.id))
        .where(col(BidVersion.bid_id) == bid.id)
        .order_by(col(BidVersion.number).desc())
    )
    versions = tuple((version, receipt) for version, receipt in rows.all())
    known = [as_received(version, procedure.closes()) for version, _ in reversed(versions)]
    live = live_version(known)
    return BidLine(bid, procedure, versions, live.version_id if live else None)


async def own_receipt(db: AsyncSession, actor: Actor, receipt_id: UUID) -> ReceiptView:
    """A receipt given to the actor's organisation; anybody else's does not exist."""
    organisation_id = actor.require(Role.BIDDER)
    row = (
        await db.execute(
            sa.select(Receipt, BidVersion, Bid, Call)
            .join(BidVersion, col(BidVersion.id) == col(Receipt.version_id))
            .join(Bid, col(Bid.id) == col(BidVersion.bid_id))
            .join(Call, col(Call.id) == col(Bid.call_id))
            .where(col(Receipt.id) == receipt_id, col(Bid.submitter_id) == organisation_id)
        )
    ).first()
    if row is None:
        raise NotFound("receipt")
    receipt, version, bid, call = row
    terms = await call_terms(db, call.procedure_id)
    known = [as_received(v, terms.deadline) for v in await versions_of(db, bid.id)]
    live = live_version(known)
    superseded = live is not None and live.version_id != version.id and not version.is_late
    return ReceiptView(receipt, version, bid, terms, superseded)


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


async def contracts_of(db: AsyncSession, call_id: UUID) -> Sequence[Contract]:
    found = await db.scalars(
        sa.select(Contract)
        .where(col(Contract.call_id) == call_id)
        .order_by(col(Contract.concluded_at))
    )
    return found.all()


@dataclass(frozen=True, slots=True)
class AwardedLot:
    """The decision on one lot with its winner."""

    lot: Lot
    decision: AwardDecision
    winner: Bidder | None


async def awarded_lots(db: AsyncSession, terms: CallTerms) -> list[AwardedLot]:
    """The decisions made so far, by lot number."""
    rows = await db.execute(
        sa.select(AwardDecision, Bid)
        .outerjoin(OpenedBid, col(OpenedBid.id) == col(AwardDecision.winner_id))
        .outerjoin(BidVersion, col(BidVersion.id) == col(OpenedBid.version_id))
        .outerjoin(Bid, col(Bid.id) == col(BidVersion.bid_id))
        .where(col(AwardDecision.call_id) == terms.call.id)
    )
    decided = {
        decision.lot_id: (decision, bid.tenderer() if bid else None) for decision, bid in rows.all()
    }
    return [AwardedLot(lot, *decided[lot.id]) for lot in terms.lots if lot.id in decided]
