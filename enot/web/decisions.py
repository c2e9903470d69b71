"""Check, review, approval, publication and its receipt."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from enot import contents, service
from enot.drafting import Examination
from enot.eforms.content import AwardedProcedure
from enot.forms.answers import QUESTIONS, NoticeAnswers
from enot.model import ChangedMeanwhile, Notice, NoticeKind, NoticeStatus
from enot.web.briefs import Briefs
from enot.web.saying import Saying, saying
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.web.pages import page

_PATH = "/{notice_id:uuid}"


class DecisionPages(Controller):
    path = "/notice-drafts"
    include_in_schema = False

    @get(_PATH + "/check")
    async def check(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
    ) -> Template:
        """All answers and all verdicts; once complete, the notice as the public will see it."""
        notice = await service.notice_of(db, actor, notice_id)
        return await _check_page(request, db, installation, actor, notice)

    @post(_PATH + "/ask-review")
    async def ask_review(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
    ) -> Redirect | Template:
        try:
            await service.ask_review(db, installation.clock, actor, notice_id)
        except service.NoticeUnlawful:
            # nothing was written yet; the page shows every breach where it can be mended
            notice = await service.notice_of(db, actor, notice_id)
            return await _check_page(request, db, installation, actor, notice, status=409)
        return _back(notice_id)

    @post(_PATH + "/approve")
    async def approve(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Redirect:
        revision = data.get("revision", "")
        if not revision.isdigit():
            raise ChangedMeanwhile(found=revision)
        await service.approve_notice(db, installation.clock, actor, notice_id, int(revision))
        return _back(notice_id)

    @post(_PATH + "/send-back")
    async def send_back(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Redirect:
        reason = data.get("reason", "").strip()[:2000]
        await service.send_back(db, installation.clock, actor, notice_id, reason)
        return _back(notice_id)

    @post(_PATH + "/publish")
    async def publish(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
    ) -> Redirect | Template:
        try:
            await service.publish_notice(db, installation, actor, notice_id)
        except service.NoticeUnlawful:
            notice = await service.notice_of(db, actor, notice_id)
            return await _check_page(request, db, installation, actor, notice, status=409)
        return Redirect(f"/notice-drafts/{notice_id}/published", status_code=303)

    @get(_PATH + "/published")
    async def receipt(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        notice_id: FromPath[UUID],
    ) -> Template:
        notice = await service.notice_of(db, actor, notice_id)
        publication = await contents.publication_of(db, notice_id)
        return page(
            request,
            "enot/published.html",
            notice=notice,
            publication=publication,
            **saying(request, installation),
        )


def _back(notice_id: UUID) -> Redirect:
    return Redirect(f"/notice-drafts/{notice_id}/check", status_code=303)


async def _check_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    notice: Notice,
    **shown: Any,
) -> Template:
    if notice.status is NoticeStatus.PUBLISHED:
        raise NotFound("notice")
    examination = await service.examine_notice(db, installation.clock, notice)
    said = saying(request, installation)
    return page(
        request,
        "enot/check.html",
        notice=notice,
        examination=examination,
        answered=_answered(notice, said["say"]),
        may=_may(notice, actor),
        **await _said(db, installation, notice, examination),
        **said,
        **shown,
    )


def _answered(notice: Notice, say: Saying) -> dict[str, list[str]]:
    """Every question with its answer in lines; an empty list is an open question."""
    if notice.kind is NoticeKind.AWARD:
        return {}
    briefs = Briefs(NoticeAnswers.model_validate(notice.answers), say)
    return {question: briefs.lines(question) for question in QUESTIONS}


async def _said(
    db: AsyncSession, installation: Installation, notice: Notice, examination: Examination
) -> dict[str, Any]:
    """What the public will see; nothing while answers are missing."""
    if any(verdict.code != "deadline-minimum" for verdict in examination.breaches):
        return {"content": None, "awarded": None}
    now, base_url = installation.clock.now(), installation.settings.base_url
    said = await contents.for_publication(db, notice, now, base_url)
    if isinstance(said, AwardedProcedure):
        return {"content": said.content, "awarded": said}
    return {"content": said, "awarded": None}


def _may(notice: Notice, actor: Actor) -> dict[str, bool]:
    """Which buttons the page shows; the services decide again."""
    wrote = actor.reference in (*notice.editors, notice.review_asked_by)
    is_draft = notice.status is NoticeStatus.DRAFT
    in_review = notice.status is NoticeStatus.IN_REVIEW
    return {
        "answer": is_draft and actor.has(Role.BUYER),
        "ask_review": is_draft and actor.has(Role.BUYER),
        "approve": in_review and actor.has(Role.APPROVER) and not wrote,
        "send_back": in_review and actor.has(Role.BUYER, Role.APPROVER),
        "publish": notice.status is NoticeStatus.APPROVED,
    }
