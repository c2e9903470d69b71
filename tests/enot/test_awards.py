"""The award notice: drafted from events, completed by the buyer, published as subtype 29."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from enot import service
from enot.forms.answers import StatisticsAnswer
from enot.model import Notice, NoticeKind
from enot.service import NoticeUnlawful
from shared.clock import FrozenClock
from shared.events import Event
from shared.installation import Installation
from shared.outbox import publish
from shared.worker import Worker
from shared.xml.parse import parse
from tests.enot.world import STATISTICS, conclusion, decision, published, published_from
from tests.factories import ARDENNE, People


async def tell(installation: Installation, worker: Worker, *events: Event) -> None:
    async with installation.begin() as db:
        for event in events:
            await publish(db, installation.clock, event)
    await worker.drain()


async def award_notices(installation: Installation, procedure_id: UUID) -> list[Notice]:
    async with installation.read() as db:
        found = await db.scalars(
            sa.select(Notice).where(
                col(Notice.procedure_id) == procedure_id, col(Notice.kind) == NoticeKind.AWARD
            )
        )
        return list(found.all())


@pytest.mark.parametrize("contract_first", [False, True])
async def test_the_draft_appears_when_the_last_lot_has_ended_in_whatever_order(
    installation: Installation, people: People, worker: Worker, contract_first: bool
) -> None:
    procedure_id = (await published(installation, people)).procedure_id
    now = installation.clock.now()
    decisions = [decision(procedure_id, lot, now) for lot in (1, 2)]
    contract = conclusion(procedure_id, (1, 2), now)
    order = [contract, *decisions] if contract_first else [*decisions, contract]
    await tell(installation, worker, *order[:-1])
    assert await award_notices(installation, procedure_id) == []
    await tell(installation, worker, order[-1], order[-1])
    (notice,) = await award_notices(installation, procedure_id)
    assert notice.due == now + dt.timedelta(days=30)


async def test_the_award_notice_is_published_as_subtype_29(
    installation: Installation, people: People, worker: Worker, clock: FrozenClock
) -> None:
    procedure_id = (await published(installation, people)).procedure_id
    clock.advance(dt.timedelta(days=70))
    now = clock.now()
    await tell(
        installation,
        worker,
        decision(procedure_id, 1, now),
        decision(procedure_id, 2, now, winner=False),
        conclusion(procedure_id, (1,), now),
    )
    (notice,) = await award_notices(installation, procedure_id)
    async with installation.begin() as db:
        answer = StatisticsAnswer.model_validate(STATISTICS)
        await service.answer_statistics(db, clock, people.buyer, notice.id, answer)
    publication = await published_from(installation, people, notice.id)
    assert publication.subtype.value == "29"
    xml = parse(await installation.blobs.get(publication.xml_sha256))
    assert [e.text for e in xml.iter("{*}TenderResultCode")] == ["selec-w", "clos-nw"]
    assert [e.text for e in xml.iter("{*}PayableAmount")] == ["100000.00"]
    assert "0403101811" in [e.text for e in xml.iter("{*}CompanyID")]


async def test_tenders_that_are_not_counted_hold_the_award_notice_back(
    installation: Installation, people: People, worker: Worker
) -> None:
    procedure_id = (await published(installation, people)).procedure_id
    now = installation.clock.now()
    lots = [decision(procedure_id, lot, now, winner=False) for lot in (1, 2)]
    await tell(installation, worker, *lots)
    (notice,) = await award_notices(installation, procedure_id)
    with pytest.raises(NoticeUnlawful):
        async with installation.begin() as db:
            await service.ask_review(db, installation.clock, people.buyer, notice.id)


async def test_more_tenders_of_small_firms_than_tenders_is_refused(
    installation: Installation, people: People, worker: Worker
) -> None:
    procedure_id = (await published(installation, people)).procedure_id
    now = installation.clock.now()
    lots = [decision(procedure_id, lot, now, winner=False) for lot in (1, 2)]
    await tell(installation, worker, *lots)
    (notice,) = await award_notices(installation, procedure_id)
    wrong = {
        "lots": [
            {"lot": lot, "from_smes": 3, "from_other_eea": 0, "from_outside_eea": 0}
            for lot in (1, 2)
        ]
    }
    async with installation.begin() as db:
        answer = StatisticsAnswer.model_validate(wrong)
        await service.answer_statistics(db, installation.clock, people.buyer, notice.id, answer)
    with pytest.raises(NoticeUnlawful):
        async with installation.begin() as db:
            await service.ask_review(db, installation.clock, people.buyer, notice.id)


async def test_a_winner_without_a_place_holds_the_award_notice_back(
    installation: Installation, people: People, worker: Worker
) -> None:
    procedure_id = (await published(installation, people)).procedure_id
    now = installation.clock.now()
    nowhere = replace(ARDENNE, address=replace(ARDENNE.address, nuts=""))
    placeless = [replace(decision(procedure_id, lot, now), winner=nowhere) for lot in (1, 2)]
    await tell(installation, worker, *placeless, conclusion(procedure_id, (1, 2), now))
    (notice,) = await award_notices(installation, procedure_id)
    async with installation.begin() as db:
        answer = StatisticsAnswer.model_validate(STATISTICS)
        saved = await service.answer_statistics(
            db, installation.clock, people.buyer, notice.id, answer
        )
        examination = await service.examine_notice(db, installation.clock, saved)
    assert [verdict.code for verdict in examination.breaches] == ["address-incomplete"]
