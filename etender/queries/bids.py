"""What a supplier sees: its own bids with all their versions, and its receipts."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import Bid, BidVersion, Call, Receipt
from etender.rules.submission import live_version
from etender.service.bids import as_received, own_bid, versions_of
from etender.service.calls import CallTerms, call_terms
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.tender import Procedure


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


async def own_bid_line(db: AsyncSession, actor: Actor, bid_id: UUID) -> BidLine:
    """One of the actor's organisation's bids. Raises NotFound."""
    bid = await own_bid(db, actor, bid_id)
    call = await db.get_one(Call, bid.call_id)
    return await _bid_line(db, bid, await db.get_one(Procedure, call.procedure_id))


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
