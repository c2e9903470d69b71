"""The opening ceremony in the database: its stored steps replayed, the next one taken."""

import datetime as dt
import json
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import Bid, BidVersion, OpenedBid, OpeningApproval, OpeningRecord
from etender.opening.ceremony import Opening
from etender.opening.refusals import FreezeRecordChanged
from etender.opening.values import OpeningPolicy, SealedBid
from etender.rules.submission import live_version
from etender.service.bids import as_received, versions_of
from etender.service.calls import CallTerms
from shared.installation import Installation


async def replay(
    db: AsyncSession, installation: Installation, terms: CallTerms
) -> tuple[Opening, OpeningRecord | None]:
    """The ceremony as far as it has come, by taking every stored step again.

    An armed opening whose deadline was moved later since counts as not armed. Raises
    FreezeRecordChanged when the bids are no longer those of the list that was fixed.
    """
    ceremony = Opening(terms.call.id, terms.deadline, OpeningPolicy(terms.call.min_officers))
    record = await record_of(db, terms.call.id)
    if record is None or not terms.has_closed(record.armed_at):
        return ceremony, record
    ceremony.arm(record.armed_at)
    for approval in await approvals_of(db, terms.call.id):
        value = approval.as_value()
        ceremony.approve(value.officer, value.approved_at)
    if record.frozen_at is not None:
        await _freeze_again(db, installation, ceremony, record, record.frozen_at)
        for opened in await opened_bids(db, terms.call.id):
            ceremony.unlocked(opened.as_value())
    return ceremony, record


async def _freeze_again(
    db: AsyncSession,
    installation: Installation,
    ceremony: Opening,
    record: OpeningRecord,
    frozen_at: dt.datetime,
) -> None:
    fixed = json.loads(await installation.blobs.get(record.freeze_sha256))
    ids = [UUID(line["version"]) for line in (*fixed["bids"], *fixed["late"])]
    again = ceremony.freeze(await _sealed(db, ids), frozen_at)
    if again.digest != record.freeze_sha256:
        raise FreezeRecordChanged(found=again.digest, expected=record.freeze_sha256)


async def record_of(db: AsyncSession, call_id: UUID) -> OpeningRecord | None:
    return await db.scalar(sa.select(OpeningRecord).where(col(OpeningRecord.call_id) == call_id))


async def approvals_of(db: AsyncSession, call_id: UUID) -> Sequence[OpeningApproval]:
    """The approvals, oldest first."""
    found = await db.scalars(
        sa.select(OpeningApproval)
        .where(col(OpeningApproval.call_id) == call_id)
        .order_by(col(OpeningApproval.approved_at), col(OpeningApproval.officer))
    )
    return found.all()


async def opened_bids(db: AsyncSession, call_id: UUID) -> Sequence[OpenedBid]:
    found = await db.scalars(sa.select(OpenedBid).where(col(OpenedBid.call_id) == call_id))
    return found.all()


async def received_bids(db: AsyncSession, terms: CallTerms) -> list[SealedBid]:
    """What the list is made from: the live version of every bid, and every late version."""
    bids = await db.scalars(sa.select(Bid).where(col(Bid.call_id) == terms.call.id))
    chosen: list[SealedBid] = []
    for bid in bids.all():
        versions = await versions_of(db, bid.id)
        known = [as_received(version, terms.deadline) for version in versions]
        live = live_version(known)
        wanted = {r.version_id for r in known if r.is_late} | ({live.version_id} if live else set())
        chosen += [sealed_bid(bid, version) for version in versions if version.id in wanted]
    return chosen


async def _sealed(db: AsyncSession, version_ids: Sequence[UUID]) -> list[SealedBid]:
    rows = await db.execute(
        sa.select(Bid, BidVersion)
        .join(BidVersion, col(BidVersion.bid_id) == col(Bid.id))
        .where(col(BidVersion.id).in_(version_ids))
    )
    return [sealed_bid(bid, version) for bid, version in rows.all()]


def sealed_bid(bid: Bid, version: BidVersion) -> SealedBid:
    return SealedBid(
        bid_id=bid.id,
        version_id=version.id,
        version=version.number,
        tenderer=bid.tenderer(),
        submitter=bid.submitter(),
        lots=tuple(version.lots),
        payload=version.payload(),
        key_envelope=version.key_envelope(),
        round=version.key_round,
        received_at=version.received_at,
    )
