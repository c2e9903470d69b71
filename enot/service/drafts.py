"""Drafting: a notice begins with what the authority answered last time, and grows by answers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from enot.drafting import Examination, examine, judge_address
from enot.forms.answers import Answer, AwardAnswers, NoticeAnswers, StatisticsAnswer
from enot.model import Notice, NoticeKind, Revision
from enot.outcomes import LotFacts, lot_facts, outcomes_of
from enot.rules.verdict import Sentence, Standing, Verdict
from shared.audit import Audit, record
from shared.clock import Clock
from shared.errors import NotFound
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.identity.service import organisation_by_id

REMEMBERED = ("buyer", "languages", "review")
"""Questions whose last answer is offered again in the authority's next notice."""


async def draft_notice(
    db: AsyncSession, clock: Clock, actor: Actor, given: Mapping[str, Answer] | None = None
) -> Notice:
    """A new contract notice of the actor's authority, with these answers if any.

    Raises NotSignedIn or RoleMissing.
    """
    authority_id = actor.require(Role.BUYER)
    now = clock.now()
    notice = Notice(
        authority_id=authority_id,
        kind=NoticeKind.COMPETITION,
        author_name=actor.name,
        language=actor.language or "nl",
        answers=await _remembered(db, authority_id),
        editors=[actor.reference],
        created_at=now,
        changed_at=now,
    )
    db.add(notice)
    await db.flush()
    await record(db, clock, actor, Audit.NOTICE_DRAFTED, f"notice:{notice.id}")
    for question, answer in (given or {}).items():
        await _write(db, now, actor, notice, question, answer)
    return notice


async def _remembered(db: AsyncSession, authority_id: UUID) -> dict[str, Any]:
    last = await db.scalar(
        sa.select(Notice)
        .where(col(Notice.authority_id) == authority_id, col(Notice.kind) == NoticeKind.COMPETITION)
        .order_by(col(Notice.changed_at).desc())
        .limit(1)
    )
    answers = last.answers if last else {}
    return {question: answers[question] for question in REMEMBERED if question in answers}


async def notice_of(
    db: AsyncSession, actor: Actor, notice_id: UUID, *roles: Role, lock: bool = False
) -> Notice:
    """A notice of the actor's own authority.

    Raises NotFound, NotSignedIn, RoleMissing or NotYourOrganisation.
    """
    wanted = sa.select(Notice).where(col(Notice.id) == notice_id)
    notice = await db.scalar(wanted.with_for_update() if lock else wanted)
    if notice is None:
        raise NotFound("notice", found=notice_id)
    actor.require_for(notice.authority_id, *(roles or (Role.BUYER, Role.APPROVER)))
    return notice


async def save_answer(
    db: AsyncSession, clock: Clock, actor: Actor, notice_id: UUID, answer: tuple[str, Answer]
) -> Notice:
    """Write one answer (question and value) into a draft; raises WrongState and as `notice_of`."""
    notice = await notice_of(db, actor, notice_id, Role.BUYER, lock=True)
    await _write(db, clock.now(), actor, notice, *answer)
    return notice


async def answer_statistics(
    db: AsyncSession, clock: Clock, actor: Actor, notice_id: UUID, answer: StatisticsAnswer
) -> Notice:
    """Answer the award notice's one question; raises as `save_answer`."""
    return await save_answer(db, clock, actor, notice_id, ("statistics", answer))


async def _write(
    db: AsyncSession,
    now: dt.datetime,
    actor: Actor,
    notice: Notice,
    question: str,
    answer: Answer,
) -> None:
    answers = {**notice.answers, question: answer.model_dump(mode="json")}
    notice.change(actor, now, answers)
    _name(notice)
    db.add(
        Revision(
            notice_id=notice.id,
            number=notice.revision,
            question=question,
            answers=answers,
            editor=actor.reference,
            editor_name=actor.name,
            at=now,
        )
    )
    await db.flush()


def _name(notice: Notice) -> None:
    """Keep title and language beside the answers, for lists."""
    if notice.kind is NoticeKind.AWARD:
        return
    answers = contract_answers(notice)
    if answers.languages:
        notice.language = answers.languages.notice[0]
    if answers.subject:
        texts = answers.subject.title
        notice.title = texts.get(notice.language) or next(iter(texts.values()), "")


def contract_answers(notice: Notice) -> NoticeAnswers:
    """The answers of a contract notice, typed."""
    return NoticeAnswers.model_validate(notice.answers)


def award_answers(notice: Notice) -> AwardAnswers:
    """The answers of an award notice, typed."""
    return AwardAnswers.model_validate(notice.answers)


async def examine_notice(db: AsyncSession, clock: Clock, notice: Notice) -> Examination:
    """What the law says of the notice if it were dispatched now."""
    if notice.kind is NoticeKind.AWARD:
        outcomes = await outcomes_of(db, notice.procedure_id)
        return _examine_award(award_answers(notice), [lot_facts(o) for o in outcomes])
    authority = await organisation_by_id(db, notice.authority_id)
    return examine(contract_answers(notice), authority.as_party(), clock.now())


def _examine_award(answers: AwardAnswers, lots: list[LotFacts]) -> Examination:
    given = {lot.lot: lot for lot in answers.statistics.lots} if answers.statistics else {}
    verdicts = [
        Verdict(
            code="statistics-incomplete",
            standing=Standing.BREACH,
            says=Sentence(msg("The tenders of lot {lot} are not counted yet."), {"lot": facts.lot}),
            found="",
            expected=facts.bids_received,
            remedy=msg("Count them by size and country."),
            question="statistics",
        )
        for facts in lots
        if facts.lot not in given or not facts.agrees(given[facts.lot])
    ]
    winners = {w.enterprise_number: w for facts in lots if (w := facts.decision.winner)}
    addresses = [verdict for winner in winners.values() for verdict in judge_address(winner)]
    return Examination((*verdicts, *addresses), None)
