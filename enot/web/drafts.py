"""The guided form: one question per page, in any order, checked before anybody else sees it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from enot import queries, service
from enot.drafting import deadline_minimum
from enot.forms.answers import (
    ALL_QUESTIONS,
    QUESTIONS,
    Answer,
    NoticeAnswers,
    PurchaseAnswer,
)
from enot.forms.defaults import defaults
from enot.forms.labels import QUESTION_TITLES
from enot.forms.reading import flat, read_answer
from enot.model import Notice, NoticeKind
from enot.outcomes import LotFacts, lot_facts, outcomes_of
from enot.reference import CodeUnknown, reference
from enot.web.posted import ACT, ROWS, posted, row_count, with_whole_dates, without_row
from enot.web.saying import saying
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.packs import Packs
from shared.web.forms import FormInvalid, one_error
from shared.web.pages import page, page_values


class DraftPages(Controller):
    path = "/notice-drafts"
    include_in_schema = False

    @get("/")
    async def overview(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
    ) -> Template:
        authority_id = actor.require(Role.BUYER, Role.APPROVER)
        notices = await queries.notices_of_authority(db, authority_id)
        return page(request, "enot/drafts.html", notices=notices, **saying(request, installation))

    @post("/")
    async def begin(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
    ) -> Redirect:
        notice = await service.draft_notice(db, installation.clock, actor)
        return Redirect(f"/notice-drafts/{notice.id}/buyer", status_code=303)

    @get("/{notice_id:uuid}/{question:str}")
    async def ask(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
        question: FromPath[str],
    ) -> Template:
        notice = await _asked(db, actor, notice_id, question)
        values = _values(notice, question, _languages(request, notice))
        return await _question_page(request, db, installation, (notice, question), values=values)

    @post("/{notice_id:uuid}/{question:str}")
    async def answer(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
        question: FromPath[str],
    ) -> Redirect | Template:
        notice = await _asked(db, actor, notice_id, question)
        sent = await posted(request)
        act = str(sent.pop(ACT, ""))
        if act and question in ROWS:
            return await _with_other_rows(
                request, db, installation, (notice, question), (act, sent)
            )
        try:
            answer = _read(request, installation, notice, (question, sent))
        except FormInvalid as invalid:
            return await _question_page(
                request, db, installation, (notice, question), invalid=invalid, status=422
            )
        saved = await service.save_answer(
            db, installation.clock, actor, notice_id, (question, answer)
        )
        return Redirect(f"/notice-drafts/{notice_id}/{_next(saved, question)}", status_code=303)


async def _asked(db: AsyncSession, actor: Actor, notice_id: UUID, question: str) -> Notice:
    notice = await service.notice_of(db, actor, notice_id, Role.BUYER)
    of_award = question == "statistics"
    if question not in ALL_QUESTIONS or of_award != (notice.kind is NoticeKind.AWARD):
        raise NotFound("question", found=question)
    return notice


def _read(
    request: Request[Any, Any, Any],
    installation: Installation,
    notice: Notice,
    sent: tuple[str, Mapping[str, Any]],
) -> Answer:
    question, fields = sent
    if question == "deadline":
        return _read_deadline(fields)
    answer = read_answer(ALL_QUESTIONS[question], fields, _languages(request, notice))
    if isinstance(answer, PurchaseAnswer):
        _check_codes(installation, answer, fields)
    return answer


def _read_deadline(fields: Mapping[str, Any]) -> Answer:
    try:
        return read_answer(QUESTIONS["deadline"], with_whole_dates(fields))
    except FormInvalid as invalid:
        # the page has one group of fields for both
        errors = [type(error)("day", error.text, error.facts) for error in invalid.errors]
        raise FormInvalid(errors, fields) from invalid


def _check_codes(
    installation: Installation, answer: PurchaseAnswer, fields: Mapping[str, Any]
) -> None:
    codes = reference(Packs(installation.settings.pack_folders))
    try:
        codes.check_cpv(answer.cpv, "cpv")
        codes.check_nuts(answer.nuts, "nuts")
    except CodeUnknown as unknown:
        raise one_error(unknown.where, unknown, fields) from unknown


async def _with_other_rows(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    asked: tuple[Notice, str],
    change: tuple[str, Mapping[str, Any]],
) -> Template:
    """The same page with one row more or less; nothing is saved."""
    (act, sent), question = change, asked[1]
    verb, _, number = act.partition(".")
    if verb == "remove" and number.isdigit():
        values = without_row(question, sent, int(number))
        return await _question_page(request, db, installation, asked, values=values)
    rows = row_count(question, sent) + 1
    return await _question_page(request, db, installation, asked, values=dict(sent), rows=rows)


async def _question_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    asked: tuple[Notice, str],
    **shown: Any,
) -> Template:
    notice, question = asked
    invalid: FormInvalid | None = shown.get("invalid")
    values = invalid.values if invalid else shown.get("values", {})
    names = list(QUESTIONS) if notice.kind is NoticeKind.COMPETITION else ["statistics"]
    return page(
        request,
        f"enot/questions/{question}.html",
        **{
            "notice": notice,
            "question": question,
            "title": QUESTION_TITLES[question],
            "number": names.index(question) + 1,
            "total": len(names),
            "languages_asked": _languages(request, notice),
            "rows": row_count(question, values),
            "minimum": _minimum(installation, notice, question),
            "lots": await _lots(db, notice),
            **saying(request, installation),
            **shown,
        },
    )


def _minimum(installation: Installation, notice: Notice, question: str) -> object:
    if question != "deadline":
        return None
    answers = NoticeAnswers.model_validate(notice.answers)
    return deadline_minimum(answers, installation.clock.now())


async def _lots(db: AsyncSession, notice: Notice) -> Sequence[LotFacts]:
    """What the award's events told, for the question about received tenders."""
    if notice.kind is NoticeKind.COMPETITION:
        return ()
    return [lot_facts(outcome) for outcome in await outcomes_of(db, notice.procedure_id)]


def _languages(request: Request[Any, Any, Any], notice: Notice) -> tuple[str, ...]:
    """The languages the notice has chosen, else the one the buyer reads."""
    chosen = notice.answers.get("languages", {}).get("notice")
    return tuple(chosen) if chosen else (page_values(request)["lang"],)


def _values(notice: Notice, question: str, languages: tuple[str, ...]) -> dict[str, Any]:
    stored = notice.answers.get(question)
    if stored is None:
        return dict(defaults(question, languages))
    values = flat(stored)
    if question == "deadline":
        year, month, day = stored["day"].split("-")
        time = stored["time"][:5]
        return {"day-day": day, "day-month": month, "day-year": year, "day-time": time}
    return values


def _next(notice: Notice, question: str) -> str:
    """The next open question, else the page that checks all answers."""
    if notice.kind is NoticeKind.AWARD:
        return "check"
    missing = NoticeAnswers.model_validate(notice.answers).missing()
    names = list(QUESTIONS)
    later = [name for name in missing if names.index(name) > names.index(question)]
    return next(iter([*later, *missing]), "check")
