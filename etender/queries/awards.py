"""What was decided: the award of each lot, and the contracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import AwardDecision, Bid, BidVersion, Contract, OpenedBid
from etender.opening.values import Bidder
from etender.service.calls import CallTerms
from shared.tender import Lot


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
    found: dict[UUID, tuple[AwardDecision, Bid | None]] = {d.lot_id: (d, b) for d, b in rows.all()}
    decided = {lot: (d, None if b is None else b.tenderer()) for lot, (d, b) in found.items()}
    return [AwardedLot(lot, *decided[lot.id]) for lot in terms.lots if lot.id in decided]
