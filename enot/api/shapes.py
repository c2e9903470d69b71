"""What the API of enot takes and gives."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from enot.drafting import Examination
from enot.forms.answers import QUESTIONS
from enot.model import Notice, NoticeKind
from enot.queries import FoundNotice, SearchResult
from enot.rules.verdict import Verdict
from enot.wording import Teller


@dataclass(frozen=True, slots=True)
class AnswersIn:
    """Answers by question, as many as are known: `{"subject": {"title": {"nl": "…"}, …}, …}`."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApprovalIn:
    """The revision that was read; another one is refused."""

    revision: int


@dataclass(frozen=True, slots=True)
class SendBackIn:
    """Why the notice goes back to its author."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoticeOut:
    """A notice as its authority sees it; `missing` are the questions without an answer."""

    id: UUID
    procedure_id: UUID
    kind: str
    status: str
    revision: int
    title: str
    missing: list[str]
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VerdictOut:
    """One verdict in the language asked for (Accept-Language)."""

    code: str
    standing: str
    question: str
    says: str
    found: str
    expected: str
    article: str
    remedy: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class CheckOut:
    """What the law says of a notice if it were dispatched now."""

    is_lawful: bool
    subtype: str
    channels: list[str]
    verdicts: list[VerdictOut]


@dataclass(frozen=True, slots=True)
class PublicationOut:
    """A published notice; `deadline` is where it stands now, null for an award notice."""

    journal_number: str
    subtype: str
    title: str
    language: str
    authority: str
    cpv: str
    nuts: str
    published_at: dt.datetime
    deadline: dt.datetime | None
    procedure_id: UUID
    page: str
    xml: str


@dataclass(frozen=True, slots=True)
class FoundOut:
    """One page of what a search found, newest first."""

    count: int
    page: int
    pages: int
    notices: list[PublicationOut]


def notice_out(notice: Notice) -> NoticeOut:
    asked = QUESTIONS if notice.kind is NoticeKind.COMPETITION else ("statistics",)
    return NoticeOut(
        id=notice.id,
        procedure_id=notice.procedure_id,
        kind=notice.kind,
        status=notice.status,
        revision=notice.revision,
        title=notice.title,
        missing=[question for question in asked if question not in notice.answers],
        answers=notice.answers,
    )


def check_out(examination: Examination, teller: Teller) -> CheckOut:
    decision = examination.decision
    return CheckOut(
        is_lawful=examination.is_lawful,
        subtype=decision.subtype if decision else "",
        channels=[str(channel) for channel in decision.channels] if decision else [],
        verdicts=[_verdict_out(verdict, teller) for verdict in examination.verdicts],
    )


def _verdict_out(verdict: Verdict, teller: Teller) -> VerdictOut:
    return VerdictOut(
        code=verdict.code,
        standing=verdict.standing,
        question=verdict.question,
        says=teller.say(verdict.says),
        found=teller.fact(verdict.found),
        expected=teller.fact(verdict.expected),
        article=teller.article(verdict.article) if verdict.article else "",
        remedy=teller.text(verdict.remedy),
        steps=[teller.say(step) for step in verdict.steps],
    )


def publication_out(notice: FoundNotice, base_url: str) -> PublicationOut:
    return PublicationOut(
        journal_number=notice.journal_number,
        subtype=notice.subtype,
        title=notice.title,
        language=notice.language,
        authority=notice.authority_name,
        cpv=notice.cpv,
        nuts=notice.nuts,
        published_at=notice.published_at,
        deadline=notice.deadline,
        procedure_id=notice.procedure_id,
        page=f"{base_url}{notice.href}",
        xml=f"{base_url}/api/enot/notices/{notice.journal_number}/xml",
    )


def found_out(result: SearchResult, base_url: str) -> FoundOut:
    notices = [publication_out(notice, base_url) for notice in result.found]
    return FoundOut(result.count, result.page, result.pages, notices)
