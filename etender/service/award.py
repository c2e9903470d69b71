"""Award and contract: the motivated decision per lot, its standstill, and what follows it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.forms import AwardForm, ContractForm
from etender.model import AwardDecision, Bid, BidVersion, Contract, LotOffer, OpenedBid
from etender.rules.evaluation import Ranked, check_motivation, winner
from etender.rules.standstill import standstill
from etender.service.calls import CallTerms, lock_call
from etender.service.evaluation import (
    LotDecided,
    LotEvaluation,
    decided_lots,
    evaluate_lot,
    lot_by_number,
)
from shared import audit
from shared.audit import Audit
from shared.errors import Conflict, NotFound, WhoActs
from shared.events import AwardedPrice, ContractConcluded, LotAwarded
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.identity.service import organisation_by_number
from shared.installation import Installation
from shared.money import Money, total
from shared.outbox import publish
from shared.party import Address, EnterpriseNumber, Party
from shared.tender import Period

NO_TENDERS = "no-rece"
ALL_REJECTED = "all-rej"


class RankingChanged(Conflict):
    code = "ranking-changed"
    says = msg("The ranking has changed since you opened the page.")
    remedy = msg("Look at the ranking again, then decide.")
    who = WhoActs.AUTHORITY


async def award_lot(
    db: AsyncSession, installation: Installation, actor: Actor, procedure_id: UUID, form: AwardForm
) -> AwardDecision:
    """Decide on a lot for the bid in first place, or not to award it, and start the standstill.

    Raises LotDecided, MotivationMissing, RankingChanged, TieStands, or what the evaluation lacks.
    """
    terms = await lock_call(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, Role.BUYER)
    lot = lot_by_number(terms, form.lot)
    if lot.id in await decided_lots(db, terms):
        raise LotDecided
    check_motivation(form.motivation)
    evaluation = await evaluate_lot(db, terms, lot)
    if evaluation.missing is not None:
        raise evaluation.missing
    first = winner(evaluation.ranking) if evaluation.ranking else None
    if form.winner != (first.bid_id if first else None):
        raise RankingChanged
    decision = _decision(terms, evaluation, first, installation.clock.now())
    decision.motivation, decision.decided_by = form.motivation.strip(), actor.name
    db.add(decision)
    await db.flush()
    await publish(db, installation.clock, await _lot_awarded(db, terms, evaluation, decision))
    await audit.record(
        db,
        installation.clock,
        actor,
        Audit.LOT_AWARDED,
        f"procedure:{procedure_id}",
        lot=lot.number,
        winner=first.bid_id if first else "-",
        motivation=decision.motivation,
    )
    return decision


def _decision(
    terms: CallTerms, evaluation: LotEvaluation, first: Ranked | None, now: dt.datetime
) -> AwardDecision:
    waits = standstill(now)
    return AwardDecision(
        call_id=terms.call.id,
        lot_id=evaluation.lot.id,
        winner_id=first.bid_id if first else None,
        value=first.price if first else None,
        not_awarded="" if first else ALL_REJECTED if evaluation.bids else NO_TENDERS,
        motivation="",
        ranking=[_place(ranked) for ranked in evaluation.ranking],
        decided_by="",
        sent_at=now,
        standstill_last_day=waits.last_day,
        standstill_ends_at=waits.ends_at,
    )


def _place(ranked: Ranked) -> dict[str, Any]:
    """A line of the ranking as evidence: exact fractions, never rounded."""
    return {
        "place": ranked.place,
        "bid": str(ranked.bid_id),
        "price": str(ranked.price),
        "total": str(ranked.total),
        "points": {p.criterion.code: str(p.points) for p in ranked.points},
        "parted_by": ranked.parted_by,
    }


async def _lot_awarded(
    db: AsyncSession, terms: CallTerms, evaluation: LotEvaluation, decision: AwardDecision
) -> LotAwarded:
    lot = evaluation.lot
    compared = [b for b in evaluation.bids if b.is_regular and lot.id in b.offers]
    prices = [Money(b.offers[lot.id].price) for b in compared]
    chosen = evaluation.bid(decision.winner_id) if decision.winner_id else None
    return LotAwarded(
        procedure_id=terms.procedure.id,
        lot_id=lot.id,
        lot=lot.number,
        bids_received=len(evaluation.bids),
        bids_received_electronically=len(evaluation.bids),
        decided_at=decision.sent_at,
        standstill_ends_at=decision.standstill_ends_at,
        winner=await tenderer_party(db, chosen.bid) if chosen else None,
        value=Money(decision.value) if decision.value is not None else None,
        tender_reference=str(chosen.version.id) if chosen else "",
        lowest=min(prices, default=None),
        highest=max(prices, default=None),
        not_awarded=decision.not_awarded,
    )


async def tenderer_party(db: AsyncSession, bid: Bid) -> Party:
    """The tenderer as a legal person; registered organisations with their whole address."""
    known = await organisation_by_number(db, bid.tenderer_number)
    if known is not None:
        return known.as_party()
    number = EnterpriseNumber(bid.tenderer_number)
    return Party(bid.tenderer_name, number, Address(bid.tenderer_seat, "", ""))


async def conclude_contract(
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    procedure_id: UUID,
    form: ContractForm,
) -> Contract:
    """One contract with one winner over all its lots, once their standstill is over.

    Raises StandstillRuns, AlreadyConcluded, PeriodReversed or NotFound.
    """
    terms = await lock_call(db, procedure_id)
    actor.require_for(terms.procedure.authority_id, Role.BUYER)
    period = Period(form.checked().starts_on, form.ends_on)
    won = await won_by(db, terms, form.supplier)
    if not won:
        raise NotFound("supplier", found=form.supplier)
    now = installation.clock.now()
    value = total([Money(decision.value) for decision, _ in won if decision.value is not None])
    bid = won[0][1]
    contract = Contract(
        call_id=terms.call.id,
        number=await _next_number(db, terms),
        supplier_number=bid.tenderer_number,
        supplier_name=bid.tenderer_name,
        value=value.amount,
        starts_on=period.start,
        ends_on=period.end,
        concluded_at=now,
        concluded_by=actor.name,
    )
    db.add(contract)
    await db.flush()
    for decision, _ in won:
        decision.conclude(contract, now)
    await publish(db, installation.clock, await _concluded(db, terms, contract, won))
    subject = f"procedure:{procedure_id}"
    await audit.record(
        db,
        installation.clock,
        actor,
        Audit.CONTRACT_CONCLUDED,
        subject,
        number=contract.number,
        supplier=contract.supplier_number,
    )
    return contract


Won = Sequence[tuple[AwardDecision, Bid]]


async def won_by(db: AsyncSession, terms: CallTerms, supplier: str) -> Won:
    """The decisions that one tenderer won, by lot, with its bid."""
    rows = await db.execute(
        sa.select(AwardDecision, Bid)
        .join(OpenedBid, col(OpenedBid.id) == col(AwardDecision.winner_id))
        .join(BidVersion, col(BidVersion.id) == col(OpenedBid.version_id))
        .join(Bid, col(Bid.id) == col(BidVersion.bid_id))
        .where(col(AwardDecision.call_id) == terms.call.id, col(Bid.tenderer_number) == supplier)
    )
    numbers = {lot.id: lot.number for lot in terms.lots}
    found = [(decision, bid) for decision, bid in rows.all()]
    return sorted(found, key=lambda pair: numbers[pair[0].lot_id])


async def _next_number(db: AsyncSession, terms: CallTerms) -> str:
    count = await db.scalar(
        sa.select(sa.func.count()).where(col(Contract.call_id) == terms.call.id)
    )
    return f"{terms.procedure.reference}-C{(count or 0) + 1}"


async def _concluded(
    db: AsyncSession, terms: CallTerms, contract: Contract, won: Won
) -> ContractConcluded:
    numbers = {lot.id: lot.number for lot in terms.lots}
    prices = [price for decision, _ in won for price in await _prices(db, decision, numbers)]
    return ContractConcluded(
        procedure_id=terms.procedure.id,
        contract_number=contract.number,
        title=terms.procedure.title,
        authority=terms.authority.as_party(),
        supplier=await tenderer_party(db, won[0][1]),
        lots=tuple(numbers[decision.lot_id] for decision, _ in won),
        value=Money(contract.value),
        period=Period(contract.starts_on, contract.ends_on),
        concluded_at=contract.concluded_at,
        prices=tuple(prices),
    )


async def _prices(
    db: AsyncSession, decision: AwardDecision, numbers: dict[UUID, int]
) -> list[AwardedPrice]:
    offer = await db.scalar(
        sa.select(LotOffer).where(
            col(LotOffer.opened_bid_id) == decision.winner_id,
            col(LotOffer.lot_id) == decision.lot_id,
        )
    )
    return [
        AwardedPrice(
            position=position["position"],
            description=position["description"],
            unit_price=Decimal(position["unit_price"]),
            unit=position["unit"],
            lot=numbers[decision.lot_id],
            quantity=Decimal(position["quantity"]),
        )
        for position in (offer.positions if offer else [])
    ]
