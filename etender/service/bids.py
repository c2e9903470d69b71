"""Bids: received, replaced, withdrawn; every version kept, every one answered by a receipt."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.forms import SealedFiles, Submission, UnknownLot
from etender.model import Bid, BidVersion, Call, Receipt
from etender.opening.values import Bidder
from etender.report.receipt import ReceiptContent, receipt_xml
from etender.rules.sealed_files import HEAD_SIZE, check_key_envelope, check_payload
from etender.rules.submission import (
    Received,
    check_withdrawal,
    decide_submission,
    is_late,
)
from etender.service.calls import CallTerms, lock_call, party_of
from etender.service.time_lock import lock_of
from shared import audit
from shared.audit import Audit
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.identity.service import organisation_by_id, organisation_by_number
from shared.installation import Installation
from shared.tender import Deadline

SEALED_ACTOR = Actor(name="sealed")
"""Before the opening the audit log tells neither who acted nor for which call."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a submission; `is_new` is False for a repeat, which changed nothing."""

    bid: Bid
    version: BidVersion
    receipt: Receipt
    is_new: bool


async def submit_bid(
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    procedure_id: UUID,
    submission: Submission,
    files: SealedFiles,
) -> Submitted:
    """Register a sealed bid whose files are stored already.

    (1) Under the call's lock the moment of receipt is taken: what is stamped before the deadline
        is committed before any list of bids can be frozen.
    (2) The same bytes twice are one submission; a late bid is recorded and flagged.
    (3) The files look sealed, and under this call's lock.
    (4) The receipt exists when the caller's transaction commits, not before.

    Raises NotSealed, FilesSwapped, WrongLock, UnknownLot or WithdrawnBefore.
    """
    submitter_id = actor.require(Role.BIDDER)
    # (1) moment of receipt
    terms = await lock_call(db, procedure_id)
    now = installation.clock.now()
    _check_lots(terms, submission.lots)
    bid = await _bid_of(db, terms, submitter_id, submission)
    versions = await versions_of(db, bid.id)
    # (2) decision
    known = [as_received(v, terms.deadline) for v in versions]
    digests = (files.payload.sha256, files.key_envelope.sha256)
    decision = decide_submission(known, digests, now, terms.deadline)
    if decision.repeats is not None:
        return await _repeat(db, bid, decision.repeats)
    # (3) files
    lock = lock_of(installation, terms)
    check_payload(await _head(installation, files.payload.sha256))
    check_key_envelope(await installation.blobs.get(files.key_envelope.sha256), lock)
    version = BidVersion(
        bid_id=bid.id,
        number=len(versions) + 1,
        lots=submission.lots,
        payload_sha256=files.payload.sha256,
        payload_size=files.payload.size,
        key_sha256=files.key_envelope.sha256,
        key_size=files.key_envelope.size,
        key_round=lock.round,
        received_at=now,
        is_late=decision.is_late,
        sent_by=actor.name,
        salt=secrets.token_hex(32),
    )
    db.add(version)
    await db.flush()
    # (4) receipt
    receipt = await _give_receipt(db, installation, terms, bid, version)
    await audit.record(
        db, installation.clock, SEALED_ACTOR, Audit.BID_RECEIVED, f"sealed:{commitment(version)}"
    )
    return Submitted(bid, version, receipt, is_new=True)


async def withdraw_bid(
    db: AsyncSession, installation: Installation, actor: Actor, bid_id: UUID
) -> Bid:
    """Take a bid back before the deadline. Raises DeadlineHasPassed or NothingToWithdraw."""
    bid = await own_bid(db, actor, bid_id)
    terms = await lock_call(db, await _procedure_of(db, bid))
    now = installation.clock.now()
    versions = await versions_of(db, bid.id)
    check_withdrawal([as_received(v, terms.deadline) for v in versions], now, terms.deadline)
    for version in versions:
        version.withdrawn_at = version.withdrawn_at or now
    subject = f"sealed:{commitment(versions[-1])}"
    await audit.record(db, installation.clock, SEALED_ACTOR, Audit.BID_WITHDRAWN, subject)
    return bid


async def own_bid(db: AsyncSession, actor: Actor, bid_id: UUID) -> Bid:
    """A bid of the actor's organisation; anybody else's does not exist for the actor."""
    organisation_id = actor.require(Role.BIDDER)
    bid = await db.get(Bid, bid_id)
    if bid is None or bid.submitter_id != organisation_id:
        raise NotFound("bid")
    return bid


async def versions_of(db: AsyncSession, bid_id: UUID) -> Sequence[BidVersion]:
    """All versions of a bid, oldest first."""
    found = await db.scalars(
        sa.select(BidVersion)
        .where(col(BidVersion.bid_id) == bid_id)
        .order_by(col(BidVersion.number))
    )
    return found.all()


def as_received(version: BidVersion, deadline: Deadline) -> Received:
    """The version as the rules see it: late or not by the deadline that holds now."""
    return Received(
        version.id,
        version.payload_sha256,
        version.key_sha256,
        version.received_at,
        is_late(version.received_at, deadline),
        version.withdrawn_at is not None,
    )


def commitment(version: BidVersion) -> str:
    """Names a sealed bid in the audit log; only who knows the salt can tell which one it is."""
    fields = (str(version.id), version.payload_sha256, version.key_sha256)
    moment = version.received_at.astimezone(dt.UTC).isoformat()
    return hashlib.sha256("|".join((version.salt, *fields, moment)).encode()).hexdigest()


async def _head(installation: Installation, sha256: str) -> bytes:
    async for chunk in installation.blobs.stream(sha256):
        return chunk[:HEAD_SIZE]
    return b""


def _check_lots(terms: CallTerms, numbers: Sequence[int]) -> None:
    known = {lot.number for lot in terms.lots}
    if unknown := [number for number in numbers if number not in known]:
        raise UnknownLot("lots", found=unknown[0])


async def _bid_of(
    db: AsyncSession, terms: CallTerms, submitter_id: UUID, submission: Submission
) -> Bid:
    known = await db.scalar(
        sa.select(Bid).where(
            col(Bid.call_id) == terms.call.id,
            col(Bid.submitter_id) == submitter_id,
            col(Bid.tenderer_number) == submission.tenderer,
        )
    )
    if known is not None:
        return known
    submitter = party_of(await organisation_by_id(db, submitter_id))
    tenderer = await _tenderer(db, submitter, submission)
    bid = Bid(
        call_id=terms.call.id,
        submitter_id=submitter_id,
        submitter_name=submitter.name,
        submitter_number=submitter.enterprise_number,
        submitter_seat=submitter.seat,
        tenderer_name=tenderer.name,
        tenderer_number=tenderer.enterprise_number,
        tenderer_seat=tenderer.seat,
    )
    db.add(bid)
    await db.flush()
    return bid


async def _tenderer(db: AsyncSession, submitter: Bidder, submission: Submission) -> Bidder:
    if submission.tenderer == submitter.enterprise_number:
        return submitter
    known = await organisation_by_number(db, submission.tenderer)
    if known is not None:
        return party_of(known)
    name = submission.tenderer_name or submission.tenderer
    return Bidder(name, submission.tenderer, submission.tenderer_seat)


async def _give_receipt(
    db: AsyncSession, installation: Installation, terms: CallTerms, bid: Bid, version: BidVersion
) -> Receipt:
    receipt_id = uuid4()
    content = ReceiptContent(
        receipt_id=receipt_id,
        version_id=version.id,
        reference=terms.procedure.reference,
        authority=terms.authority_party(),
        submitter=bid.submitter(),
        tenderer=bid.tenderer(),
        payload=version.payload(),
        key_envelope=version.key_envelope(),
        received_at=version.received_at,
        deadline=terms.deadline.at,
        is_late=version.is_late,
    )
    xml = receipt_xml(content, installation.catalogues[terms.procedure.language])
    stored = await installation.blobs.put(xml, "application/xml")
    receipt = Receipt(
        id=receipt_id,
        version_id=version.id,
        xml_sha256=stored.sha256,
        issued_at=version.received_at,
    )
    db.add(receipt)
    await db.flush()
    return receipt


async def _repeat(db: AsyncSession, bid: Bid, version_id: UUID) -> Submitted:
    version = await db.get(BidVersion, version_id)
    receipt = await db.scalar(sa.select(Receipt).where(col(Receipt.version_id) == version_id))
    if version is None or receipt is None:
        raise RuntimeError("a registered version always has a receipt")
    return Submitted(bid, version, receipt, is_new=False)


async def _procedure_of(db: AsyncSession, bid: Bid) -> UUID:
    call = await db.get(Call, bid.call_id)
    if call is None:
        raise NotFound("call")
    return call.procedure_id
