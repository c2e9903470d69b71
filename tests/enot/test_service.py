"""From draft to journal: four eyes, legal checks at every gate, one transaction."""

import asyncio
import datetime as dt
from uuid import UUID

import pytest
import sqlalchemy as sa

from enot import service
from enot.forms.answers import DeadlineAnswer, TermAnswer
from enot.model import (
    ApproverIsAuthor,
    ChangedMeanwhile,
    Notice,
    NoticeStatus,
    Publication,
    Revision,
    WrongState,
)
from enot.service import NoticeUnlawful
from shared.audit import AuditEntry
from shared.clock import FrozenClock
from shared.identity.actor import Actor, NotYourOrganisation, Role, RoleMissing
from shared.installation import Installation
from shared.outbox import OutboxEntry
from shared.tender import Procedure, ProcedureKind, lots_of
from shared.xml.parse import parse
from tests.enot.world import drafted, published, sample
from tests.factories import People


async def test_publication_makes_procedure_lots_xml_number_and_event(
    installation: Installation, people: People
) -> None:
    publication = await published(installation, people)
    assert publication.journal_number == "2027-500001"
    xml = parse(await installation.blobs.get(publication.xml_sha256))
    assert xml.findtext("{*}ContractFolderID") == str(publication.procedure_id)
    async with installation.read() as db:
        procedure = await db.get(Procedure, publication.procedure_id)
        assert procedure is not None
        assert procedure.deadline == dt.datetime(2027, 2, 22, 10, 0, tzinfo=dt.UTC)
        assert procedure.kind is ProcedureKind.OPEN
        lots = await lots_of(db, publication.procedure_id)
        assert [(lot.number, lot.title, lot.price_weight) for lot in lots] == [
            (1, "Papier", 60),
            (2, "Toners", 60),
        ]
        events = (await db.scalars(sa.select(OutboxEntry))).all()
        assert [event.event for event in events] == ["enot.notice-published.v1"]
        actions = [entry.action for entry in await db.scalars(sa.select(AuditEntry))]
        assert actions == [
            "enot:notice:drafted",
            "enot:notice:review-asked",
            "enot:notice:approved",
            "enot:notice:published",
        ]


async def test_journal_numbers_follow_each_other_and_begin_anew_each_year(
    installation: Installation, people: People, clock: FrozenClock
) -> None:
    # half an hour before the year ends in Brussels, then half an hour after
    clock.set(dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC))
    first = await published(installation, people)
    second = await published(installation, people)
    clock.advance(dt.timedelta(hours=1))
    third = await published(installation, people)
    numbers = [p.journal_number for p in (first, second, third)]
    assert numbers == ["2026-500001", "2026-500002", "2027-500001"]


async def test_notices_published_at_the_same_time_get_different_numbers(
    installation: Installation, people: People
) -> None:
    ready = [await approved(installation, people) for _ in range(4)]

    async def publish(notice_id: UUID) -> str:
        async with installation.begin() as db:
            publication = await service.publish_notice(db, installation, people.buyer, notice_id)
            return publication.journal_number

    numbers = await asyncio.gather(*(publish(notice_id) for notice_id in ready))
    assert sorted(numbers) == [f"2027-50000{n}" for n in range(1, 5)]


async def test_a_notice_cannot_be_published_twice(
    installation: Installation, people: People
) -> None:
    notice_id = await approved(installation, people)

    async def publish() -> str:
        async with installation.begin() as db:
            publication = await service.publish_notice(db, installation, people.buyer, notice_id)
            return publication.journal_number

    answers = await asyncio.gather(publish(), publish(), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["WrongState", "str"]


async def approved(installation: Installation, people: People) -> UUID:
    """A notice that only waits to be published."""
    notice = await drafted(installation, people)
    async with installation.begin() as db:
        clock = installation.clock
        await service.ask_review(db, clock, people.buyer, notice.id)
        await service.approve_notice(db, clock, people.approver, notice.id, notice.revision)
    return notice.id


async def test_the_author_cannot_approve_even_with_the_role(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    both = Actor(
        name=people.buyer.name,
        person_id=people.buyer.person_id,
        organisation_id=people.buyer.organisation_id,
        roles=frozenset({Role.BUYER, Role.APPROVER}),
    )
    async with installation.begin() as db:
        await service.ask_review(db, installation.clock, both, notice.id)
    with pytest.raises(ApproverIsAuthor):
        async with installation.begin() as db:
            await service.approve_notice(db, installation.clock, both, notice.id, notice.revision)


async def test_a_buyer_without_the_role_cannot_approve(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    with pytest.raises(RoleMissing):
        async with installation.begin() as db:
            await service.approve_notice(db, installation.clock, people.buyer, notice.id, 1)


async def test_an_approval_of_an_older_revision_is_refused(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    clock = installation.clock
    async with installation.begin() as db:
        await service.ask_review(db, clock, people.buyer, notice.id)
        await service.send_back(db, clock, people.buyer, notice.id, "vergeten")
        changed = await service.save_answer(
            db, clock, people.buyer, notice.id, ("term", TermAnswer(months=12, validity_days=120))
        )
        await service.ask_review(db, clock, people.buyer, notice.id)
    with pytest.raises(ChangedMeanwhile):
        async with installation.begin() as db:
            await service.approve_notice(
                db, clock, people.approver, notice.id, changed.revision - 1
            )


async def test_answers_are_frozen_while_in_review(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    async with installation.begin() as db:
        await service.ask_review(db, installation.clock, people.buyer, notice.id)
    with pytest.raises(WrongState):
        async with installation.begin() as db:
            answer = ("term", TermAnswer(months=12, validity_days=120))
            await service.save_answer(db, installation.clock, people.buyer, notice.id, answer)


async def test_an_unapproved_notice_cannot_be_published(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    with pytest.raises(WrongState):
        async with installation.begin() as db:
            await service.publish_notice(db, installation, people.buyer, notice.id)


async def test_a_deadline_below_the_legal_minimum_cannot_go_to_review(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people, deadline={"day": "2027-02-10"})
    with pytest.raises(NoticeUnlawful) as refusal:
        async with installation.begin() as db:
            await service.ask_review(db, installation.clock, people.buyer, notice.id)
    assert refusal.value.facts["found"] == "deadline-minimum"


async def test_a_notice_that_waited_too_long_after_approval_cannot_be_published(
    installation: Installation, people: People, clock: FrozenClock
) -> None:
    notice = await drafted(installation, people)
    async with installation.begin() as db:
        await service.ask_review(db, clock, people.buyer, notice.id)
        await service.approve_notice(db, clock, people.approver, notice.id, notice.revision)
    clock.advance(dt.timedelta(days=20))
    with pytest.raises(NoticeUnlawful):
        async with installation.begin() as db:
            await service.publish_notice(db, installation, people.buyer, notice.id)
    async with installation.read() as db:
        kept = await db.get(Notice, notice.id)
        assert kept is not None
        assert kept.status is NoticeStatus.APPROVED
        assert await db.scalar(sa.select(sa.func.count()).select_from(Publication)) == 0


async def test_another_authority_cannot_touch_the_draft(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    stranger = Actor(
        name="X",
        person_id=people.supplier.person_id,
        organisation_id=people.supplier.organisation_id,
        roles=frozenset({Role.BUYER}),
    )
    with pytest.raises(NotYourOrganisation):
        async with installation.begin() as db:
            answer = ("deadline", DeadlineAnswer(day=dt.date(2027, 3, 1)))
            await service.save_answer(db, installation.clock, stranger, notice.id, answer)


async def test_every_change_is_kept_as_a_revision(
    installation: Installation, people: People
) -> None:
    notice = await drafted(installation, people)
    async with installation.read() as db:
        kept = await db.scalars(sa.select(Revision).order_by(Revision.number))  # type: ignore[arg-type]  # a column, whatever its annotation says
        revisions = kept.all()
    assert [revision.number for revision in revisions] == list(range(1, 11))
    assert revisions[-1].answers == notice.answers


async def test_the_next_draft_begins_with_what_was_answered_last_time(
    installation: Installation, people: People
) -> None:
    await drafted(installation, people)
    async with installation.begin() as db:
        fresh = await service.draft_notice(db, installation.clock, people.buyer)
    assert set(fresh.answers) == {"buyer", "languages", "review"}


async def test_a_draft_says_which_questions_are_open(
    installation: Installation, people: People
) -> None:
    answers = sample()
    async with installation.begin() as db:
        given = {name: answers[name] for name in ("buyer", "subject")}
        notice = await service.draft_notice(db, installation.clock, people.buyer, given)
        examination = await service.examine_notice(db, installation.clock, notice)
    open_questions = [v.question for v in examination.breaches if v.code == "answer-missing"]
    assert open_questions == [name for name in answers if name not in given]
