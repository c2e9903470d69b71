"""Evaluation: which bids are compared, their scores, and the ranking of a lot."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.criteria import Criterion, Scheme
from etender.forms import RegularityForm, ScoreForm
from etender.model import (
    AwardCriterion,
    AwardDecision,
    Bid,
    BidVersion,
    LotOffer,
    OpenedBid,
    Regularity,
    RegularityVerdict,
    Score,
)
from etender.opening.values import Outcome
from etender.rules.abnormal import AbnormallyLow, abnormally_low
from etender.rules.evaluation import Candidate, Ranked, check_motivation, check_score, rank
from etender.rules.formulas import NoPrice
from etender.service.calls import CallTerms, lock_call
from etender.service.ceremony import record_of
from shared import audit
from shared.audit import Audit
from shared.errors import Conflict, NotFound, QuaestorError, WhoActs
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.tender import Lot

NEEDS_DECISION = {"second-bid", "foreign-signer", "content-unreadable", "content-differs"}
"""Reasons that leave a bid with a valid signature undecided until somebody has looked at it."""


class NotOpenedYet(Conflict):
    """Prices exist for nobody before the opening report is stored."""

    code = "not-opened-yet"
    says = msg("The bids have not been opened and reported yet.")
    remedy = msg("Go to the opening room first.")
    who = WhoActs.AUTHORITY


class NotReadable(Conflict):
    code = "bid-not-readable"
    says = msg("This bid could not be read, so it cannot be admitted.")
    remedy = msg("Set it aside with the reason.")
    who = WhoActs.AUTHORITY


class RegularityOpen(Conflict):
    """A bid whose signature did not pass waits for a motivated decision (RD 2017, art. 76)."""

    code = "regularity-open"
    says = msg("For some bids it is not decided yet whether they are regular.")
    remedy = msg("Admit each of them or set it aside, with the reason.")
    who = WhoActs.AUTHORITY


class LotDecided(Conflict):
    code = "lot-decided"
    says = msg("The decision on this lot has been made and sent.")
    remedy = msg("Withdraw the decision in writing before you change the evaluation.")
    who = WhoActs.AUTHORITY


@dataclass(frozen=True, slots=True)
class ReadBid:
    """An opened bid with who made it, its offers per lot, and whether it is compared.

    `is_regular` is None while a decision is needed and not made.
    """

    opened: OpenedBid
    version: BidVersion
    bid: Bid
    offers: Mapping[UUID, LotOffer]
    scores: Mapping[tuple[UUID, str], Score]
    regularity: Regularity | None

    @property
    def is_regular(self) -> bool | None:
        if self.regularity is not None:
            return self.regularity.verdict is RegularityVerdict.REGULAR
        doubts = {reason["code"] for reason in self.opened.reasons} & NEEDS_DECISION
        return True if self.opened.outcome is Outcome.OPENED and not doubts else None


@dataclass(frozen=True, slots=True)
class LotEvaluation:
    """The comparison of one lot; `ranking` is empty while `missing` says what is not there."""

    lot: Lot
    scheme: Scheme
    bids: tuple[ReadBid, ...]
    ranking: tuple[Ranked, ...]
    abnormal: AbnormallyLow
    missing: QuaestorError | None = None

    def bid(self, opened_bid_id: UUID) -> ReadBid:
        return next(bid for bid in self.bids if bid.opened.id == opened_bid_id)


async def decide_regularity(
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    procedure_id: UUID,
    form: RegularityForm,
) -> Regularity:
    """Admit a bid or set it aside. Raises MotivationMissing, NotReadable or LotDecided."""
    terms = await _evaluating(db, actor, procedure_id)
    opened = await _opened(db, terms, form.opened_bid)
    check_motivation(form.motivation)
    if form.verdict is RegularityVerdict.REGULAR and not opened.outcome.is_readable:
        raise NotReadable
    if await decided_lots(db, terms):
        raise LotDecided
    await db.execute(sa.delete(Regularity).where(col(Regularity.opened_bid_id) == opened.id))
    decision = Regularity(
        opened_bid_id=opened.id,
        verdict=form.verdict,
        motivation=form.motivation.strip(),
        decided_by=actor.name,
        decided_at=installation.clock.now(),
    )
    db.add(decision)
    await db.flush()
    subject, facts = f"version:{opened.version_id}", {"verdict": form.verdict}
    await audit.record(db, installation.clock, actor, Audit.REGULARITY_DECIDED, subject, **facts)
    return decision


async def give_score(
    db: AsyncSession, installation: Installation, actor: Actor, procedure_id: UUID, form: ScoreForm
) -> Score:
    """One quality score with its motivation; a later one replaces it, the audit log keeps both.

    Raises ScoreOutOfRange, MotivationMissing, LotDecided or NotFound.
    """
    terms = await _evaluating(db, actor, procedure_id)
    opened = await _opened(db, terms, form.opened_bid)
    lot = lot_by_number(terms, form.lot)
    if lot.id in await decided_lots(db, terms):
        raise LotDecided
    criterion = quality_criterion(await scheme_of(db, terms, lot), form.criterion)
    check_score(criterion, form.score, form.motivation)
    score = Score(
        opened_bid_id=opened.id,
        lot_id=lot.id,
        criterion=criterion.code,
        score=form.score,
        motivation=form.motivation.strip(),
        scored_by=actor.name,
        scored_at=installation.clock.now(),
    )
    await _replace_score(db, score)
    await audit.record(
        db,
        installation.clock,
        actor,
        Audit.SCORE_GIVEN,
        f"version:{opened.version_id}",
        lot=lot.number,
        criterion=criterion.code,
        score=form.score,
        motivation=score.motivation,
    )
    return score


async def evaluate_lot(db: AsyncSession, terms: CallTerms, lot: Lot) -> LotEvaluation:
    """The comparison as it stands. Raises NotOpenedYet; what is missing is told, not raised."""
    await require_reported(db, terms)
    scheme = await scheme_of(db, terms, lot)
    bids = tuple(bid for bid in await read_bids(db, terms) if lot.number in bid.version.lots)
    compared = [bid for bid in bids if bid.is_regular and lot.id in bid.offers]
    abnormal = abnormally_low({bid.opened.id: bid.offers[lot.id].price for bid in compared})
    missing: QuaestorError | None = None
    ranking: tuple[Ranked, ...] = ()
    try:
        if any(bid.is_regular is None for bid in bids):
            raise RegularityOpen
        ranking = rank(scheme, [_candidate(bid, lot) for bid in compared])
    except (Conflict, NoPrice) as refusal:
        missing = refusal
    return LotEvaluation(lot, scheme, bids, ranking, abnormal, missing)


async def read_bids(db: AsyncSession, terms: CallTerms) -> list[ReadBid]:
    """Every bid that was opened, readable or not, in the order of receipt."""
    rows = await db.execute(
        sa.select(OpenedBid, BidVersion, Bid)
        .join(BidVersion, col(BidVersion.id) == col(OpenedBid.version_id))
        .join(Bid, col(Bid.id) == col(BidVersion.bid_id))
        .where(col(OpenedBid.call_id) == terms.call.id)
        .order_by(col(BidVersion.received_at), col(BidVersion.id))
    )
    return [await _read(db, opened, version, bid) for opened, version, bid in rows.all()]


async def _read(db: AsyncSession, opened: OpenedBid, version: BidVersion, bid: Bid) -> ReadBid:
    offers = await db.scalars(sa.select(LotOffer).where(col(LotOffer.opened_bid_id) == opened.id))
    scores = await db.scalars(sa.select(Score).where(col(Score.opened_bid_id) == opened.id))
    regularity = await db.scalar(
        sa.select(Regularity).where(col(Regularity.opened_bid_id) == opened.id)
    )
    return ReadBid(
        opened,
        version,
        bid,
        {offer.lot_id: offer for offer in offers.all()},
        {(score.lot_id, score.criterion): score for score in scores.all()},
        regularity,
    )


async def scheme_of(db: AsyncSession, terms: CallTerms, lot: Lot) -> Scheme:
    """The published criteria of a lot."""
    found = await db.scalars(
        sa.select(AwardCriterion)
        .where(col(AwardCriterion.call_id) == terms.call.id, col(AwardCriterion.lot_id) == lot.id)
        .order_by(col(AwardCriterion.position))
    )
    return Scheme(tuple(criterion.as_value() for criterion in found.all()))


def lot_by_number(terms: CallTerms, number: int) -> Lot:
    """Raises NotFound."""
    for lot in terms.lots:
        if lot.number == number:
            return lot
    raise NotFound("lot", found=number)


async def require_reported(db: AsyncSession, terms: CallTerms) -> None:
    record = await record_of(db, terms.call.id)
    if record is None or record.reported_at is None:
        raise NotOpenedYet


async def decided_lots(db: AsyncSession, terms: CallTerms) -> set[UUID]:
    found = await db.scalars(
        sa.select(col(AwardDecision.lot_id)).where(col(AwardDecision.call_id) == terms.call.id)
    )
    return set(found.all())


async def _evaluating(db: AsyncSession, actor: Actor, procedure_id: UUID) -> CallTerms:
    terms = await lock_call(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, Role.EVALUATOR)
    await require_reported(db, terms)
    return terms


async def _opened(db: AsyncSession, terms: CallTerms, opened_bid_id: UUID) -> OpenedBid:
    opened = await db.get(OpenedBid, opened_bid_id)
    if opened is None or opened.call_id != terms.call.id:
        raise NotFound("opened_bid")
    return opened


async def _replace_score(db: AsyncSession, score: Score) -> None:
    await db.execute(
        sa.delete(Score).where(
            col(Score.opened_bid_id) == score.opened_bid_id,
            col(Score.lot_id) == score.lot_id,
            col(Score.criterion) == score.criterion,
        )
    )
    db.add(score)
    await db.flush()


def quality_criterion(scheme: Scheme, code: str) -> Criterion:
    """Raises NotFound."""
    for criterion in scheme.quality:
        if criterion.code == code:
            return criterion
    raise NotFound("criterion", found=code)


def _candidate(bid: ReadBid, lot: Lot) -> Candidate:
    scores: dict[str, Decimal] = {
        code: score.score for (lot_id, code), score in bid.scores.items() if lot_id == lot.id
    }
    return Candidate(bid.opened.id, bid.offers[lot.id].price, bid.version.received_at, scores)
