"""Evaluation, award, standstill and contract: motivated, exact, in their order."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from etender.forms import AwardForm, ContractForm, PeriodReversed, RegularityForm
from etender.model import AwardDecision, Contract, RegularityVerdict
from etender.model.award import AlreadyConcluded, StandstillRuns
from etender.rules.evaluation import MotivationMissing, ScoreMissing, ScoreOutOfRange
from etender.service import award, evaluation
from etender.service.award import NO_TENDERS, RankingChanged
from etender.service.evaluation import (
    LotDecided,
    LotEvaluation,
    NotOpenedYet,
    NotReadable,
    RegularityOpen,
    evaluate_lot,
    lot_by_number,
)
from shared.errors import NotFound
from shared.events import ContractConcluded, LotAwarded
from shared.identity.actor import RoleMissing
from shared.outbox import OutboxEntry, read_event
from tests.etender.story import Story, signer

ARDENNE, POTLODEN = "Papeterie d'Ardenne SA", "De Potloden BV"
WHY = "The bid in first place of the ranking."


async def evaluated(story: Story, lot: int) -> LotEvaluation:
    async with story.installation.read() as db:
        terms = await story.terms()
        return await evaluate_lot(db, terms, lot_by_number(terms, lot))


async def decide(story: Story, lot: int, winner: UUID | None, why: str = WHY) -> AwardDecision:
    async with story.installation.begin() as db:
        form = AwardForm(lot=lot, motivation=why, winner=winner)
        return await award.award_lot(
            db, story.installation, story.people.buyer, story.procedure_id, form
        )


async def decide_for_first(story: Story, lot: int) -> AwardDecision:
    ranking = (await evaluated(story, lot)).ranking
    return await decide(story, lot, ranking[0].bid_id if ranking else None)


async def conclude(story: Story, supplier: str, *, months: int = 12) -> Contract:
    starts = dt.date(2027, 4, 1)
    form = ContractForm(
        supplier=supplier, starts_on=starts, ends_on=starts + dt.timedelta(days=30 * months)
    )
    async with story.installation.begin() as db:
        return await award.conclude_contract(
            db, story.installation, story.people.buyer, story.procedure_id, form
        )


async def judge(story: Story, opened: UUID, verdict: RegularityVerdict, why: str = WHY) -> None:
    form = RegularityForm(opened_bid=opened, verdict=verdict, motivation=why)
    async with story.installation.begin() as db:
        await evaluation.decide_regularity(
            db, story.installation, story.people.second_officer, story.procedure_id, form
        )


async def told(story: Story, kind: type[LotAwarded] | type[ContractConcluded]) -> list[object]:
    async with story.installation.read() as db:
        found = await db.scalars(
            sa.select(OutboxEntry)
            .where(col(OutboxEntry.event) == kind.name)
            .order_by(col(OutboxEntry.seq))
        )
        return [read_event(kind, entry.body) for entry in found.all()]


async def opened_story(story: Story) -> Story:
    await story.bid(story.people.supplier, {1: "1000.00", 2: "500.00"})
    await story.bid(story.people.rival, {1: "900.00", 2: "600.00"})
    await story.open_all()
    return story


async def test_no_price_is_known_before_the_report(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    with pytest.raises(NotOpenedYet):
        await evaluated(story, 1)


async def test_price_alone_ranks_at_once_and_quality_waits_for_scores(story: Story) -> None:
    await opened_story(story)
    first, second = (await evaluated(story, 1)).ranking
    assert (first.price, second.price) == (Decimal("900.00"), Decimal("1000.00"))
    waiting = await evaluated(story, 2)
    assert waiting.ranking == ()
    assert isinstance(waiting.missing, ScoreMissing)
    await story.score(story.people.buyer, ARDENNE, "6")
    await story.score(story.people.second_officer, POTLODEN, "9.5")
    ranking = (await evaluated(story, 2)).ranking
    names = [(await evaluated(story, 2)).bid(r.bid_id).bid.tenderer_name for r in ranking]
    # 60 * 500/600 + 40 * 9.5/10 = 88 against 60 + 40 * 6/10 = 84
    assert [(name, r.total) for name, r in zip(names, ranking, strict=True)] == [
        (POTLODEN, Fraction(88)),
        (ARDENNE, Fraction(84)),
    ]


async def test_a_later_score_replaces_the_earlier_one(story: Story) -> None:
    await opened_story(story)
    await story.score(story.people.buyer, ARDENNE, "6")
    await story.score(story.people.buyer, ARDENNE, "7")
    bids = (await evaluated(story, 2)).bids
    assert [score.score for bid in bids for score in bid.scores.values()] == [Decimal(7)]


async def test_scores_need_the_role_the_scale_and_a_known_criterion(story: Story) -> None:
    await opened_story(story)
    with pytest.raises(RoleMissing):
        await story.score(story.people.officer, ARDENNE, "6")
    with pytest.raises(ScoreOutOfRange):
        await story.score(story.people.buyer, ARDENNE, "11")
    with pytest.raises(NotFound):
        await story.score(story.people.buyer, ARDENNE, "6", lot=1)


async def test_a_doubtful_signature_stops_the_ranking_until_somebody_decides(
    story: Story,
) -> None:
    container = story.signed(
        story.people.supplier, {1: "1000.00"}, signer(story.people.supplier, days=20)
    )
    await story.submit(story.people.supplier, await story.seal(container), lots="1")
    await story.bid(story.people.rival, {1: "1100.00"})
    await story.open_all()
    waiting = await evaluated(story, 1)
    assert isinstance(waiting.missing, RegularityOpen)
    with pytest.raises(RegularityOpen):
        await decide(story, 1, None)
    (doubtful,) = [bid for bid in waiting.bids if bid.is_regular is None]
    with pytest.raises(MotivationMissing):
        await judge(story, doubtful.opened.id, RegularityVerdict.REGULAR, "ok")
    await judge(story, doubtful.opened.id, RegularityVerdict.IRREGULAR)
    assert len((await evaluated(story, 1)).ranking) == 1
    await judge(story, doubtful.opened.id, RegularityVerdict.REGULAR)
    assert (await evaluated(story, 1)).ranking[0].bid_id == doubtful.opened.id


async def test_a_bid_nobody_could_read_is_never_admitted(story: Story) -> None:
    await story.submit(story.people.supplier, await story.seal(b"rubbish"))
    await story.open_all()
    (bid,) = (await evaluated(story, 1)).bids
    with pytest.raises(NotReadable):
        await judge(story, bid.opened.id, RegularityVerdict.REGULAR)


async def test_an_award_goes_to_the_first_place_and_starts_the_standstill(story: Story) -> None:
    await opened_story(story)
    decision = await decide_for_first(story, 1)
    assert decision.value == Decimal("900.00")
    assert decision.standstill_last_day == dt.date(2027, 2, 25)
    assert decision.ranking[0]["total"] == "100"
    (event,) = await told(story, LotAwarded)
    assert isinstance(event, LotAwarded)
    assert event.winner is not None
    assert (event.winner.name, event.lot, event.bids_received) == (POTLODEN, 1, 2)
    assert (str(event.lowest), str(event.highest)) == ("900.00", "1000.00")


async def test_a_decided_lot_is_decided(story: Story) -> None:
    await opened_story(story)
    await decide_for_first(story, 1)
    with pytest.raises(LotDecided):
        await decide_for_first(story, 1)


async def test_an_award_to_another_than_the_first_place_is_refused(story: Story) -> None:
    await opened_story(story)
    ranking = (await evaluated(story, 1)).ranking
    for stale in (ranking[1].bid_id, None):
        with pytest.raises(RankingChanged):
            await decide(story, 1, stale)


async def test_an_award_without_motivation_is_refused(story: Story) -> None:
    await opened_story(story)
    ranking = (await evaluated(story, 1)).ranking
    with pytest.raises(MotivationMissing):
        await decide(story, 1, ranking[0].bid_id, "cheapest")


async def test_a_lot_without_bids_is_not_awarded_and_says_why(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    await story.open_all()
    decision = await decide(story, 2, None, "Nobody bid for this lot.")
    assert (decision.winner_id, decision.not_awarded) == (None, NO_TENDERS)
    (event,) = await told(story, LotAwarded)
    assert isinstance(event, LotAwarded)
    assert (event.winner, event.bids_received, event.not_awarded) == (None, 0, NO_TENDERS)


async def test_no_contract_before_the_standstill_has_ended(story: Story) -> None:
    await opened_story(story)
    decision = await decide_for_first(story, 1)
    supplier = story.people.rival.enterprise_number
    story.clock.set(decision.standstill_ends_at - dt.timedelta(seconds=1))
    with pytest.raises(StandstillRuns):
        await conclude(story, supplier)
    story.clock.set(decision.standstill_ends_at)
    contract = await conclude(story, supplier)
    assert contract.number == "KRB-2027-003-C1"
    with pytest.raises(AlreadyConcluded):
        await conclude(story, supplier)


async def test_one_contract_covers_all_lots_of_a_winner_with_its_prices(story: Story) -> None:
    await opened_story(story)
    await story.score(story.people.buyer, ARDENNE, "2")
    await story.score(story.people.buyer, POTLODEN, "10")
    await decide_for_first(story, 1)
    decision = await decide_for_first(story, 2)
    story.clock.set(decision.standstill_ends_at)
    await conclude(story, story.people.rival.enterprise_number)
    (event,) = await told(story, ContractConcluded)
    assert isinstance(event, ContractConcluded)
    assert (event.lots, str(event.value), event.supplier.name) == ((1, 2), "1500.00", POTLODEN)
    assert [(p.lot, p.position, p.unit_price, p.unit, p.quantity) for p in event.prices] == [
        (1, "1", Decimal(90), "C62", Decimal(10)),
        (2, "1", Decimal(60), "C62", Decimal(10)),
    ]


async def test_a_loser_gets_no_contract(story: Story) -> None:
    await opened_story(story)
    decision = await decide_for_first(story, 1)
    story.clock.set(decision.standstill_ends_at)
    with pytest.raises(NotFound):
        await conclude(story, story.people.supplier.enterprise_number)


async def test_a_contract_that_ends_before_it_starts_is_refused(story: Story) -> None:
    await opened_story(story)
    decision = await decide_for_first(story, 1)
    story.clock.set(decision.standstill_ends_at)
    with pytest.raises(PeriodReversed):
        await conclude(story, story.people.rival.enterprise_number, months=-1)
