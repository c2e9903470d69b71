"""An authority's machine: draft, answer, check, ask for review, approve, publish."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from enot import queries, service
from enot.api.shapes import (
    AnswersIn,
    ApprovalIn,
    CheckOut,
    NoticeOut,
    PublicationOut,
    SendBackIn,
    check_out,
    notice_out,
    publication_out,
)
from enot.forms.reading import read_answers, read_one
from enot.wording import Teller
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.tender import procedure_by_id
from shared.web.language import language_of

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]
Who = NamedDependency[Actor]

_NOTICE = "/{notice_id:uuid}"


class AuthorityApi(Controller):
    path = "/api/enot/drafts"
    tags = ("Notices",)

    @get("/", operation_id="ListDrafts")
    async def list_drafts(self, db: Db, actor: Who) -> list[NoticeOut]:
        """Your authority's notices, last changed first."""
        authority_id = actor.require(Role.BUYER, Role.APPROVER)
        return [notice_out(n) for n in await queries.notices_of_authority(db, authority_id)]

    @post("/", operation_id="DraftNotice")
    async def draft(
        self, db: Db, installation: Here, actor: Who, data: JSONBody[AnswersIn]
    ) -> NoticeOut:
        """A new contract notice with these answers; what is missing may follow."""
        answers = read_answers(data.answers)
        return notice_out(await service.draft_notice(db, installation.clock, actor, answers))

    @get(_NOTICE, operation_id="ShowDraft")
    async def show(self, db: Db, actor: Who, notice_id: FromPath[UUID]) -> NoticeOut:
        return notice_out(await service.notice_of(db, actor, notice_id))

    @put(_NOTICE + "/answers/{question:str}", operation_id="AnswerQuestion")
    async def answer(
        self,
        db: Db,
        installation: Here,
        actor: Who,
        notice_id: FromPath[UUID],
        question: FromPath[str],
        data: JSONBody[dict[str, Any]],
    ) -> NoticeOut:
        """Answer one question; `statistics` is the question of an award notice."""
        notice = await service.notice_of(db, actor, notice_id, Role.BUYER)
        languages = notice.answers.get("languages", {}).get("notice", ())
        answer = read_one(question, data, languages)
        clock = installation.clock
        return notice_out(
            await service.save_answer(db, clock, actor, notice_id, (question, answer))
        )

    @get(_NOTICE + "/check", operation_id="CheckNotice")
    async def check(
        self,
        request: Request[Any, Any, Any],
        db: Db,
        installation: Here,
        actor: Who,
        notice_id: FromPath[UUID],
    ) -> CheckOut:
        """What the law says of it now."""
        notice = await service.notice_of(db, actor, notice_id)
        examination = await service.examine_notice(db, installation.clock, notice)
        teller = Teller(installation.catalogues[language_of(request)])
        return check_out(examination, teller)

    @post(_NOTICE + "/review", operation_id="AskReview")
    async def ask_review(
        self, db: Db, installation: Here, actor: Who, notice_id: FromPath[UUID]
    ) -> NoticeOut:
        """Freeze it and ask a colleague; 409 when a rule is not kept."""
        return notice_out(await service.ask_review(db, installation.clock, actor, notice_id))

    @post(_NOTICE + "/approval", operation_id="ApproveNotice")
    async def approve(
        self,
        db: Db,
        installation: Here,
        actor: Who,
        notice_id: FromPath[UUID],
        data: JSONBody[ApprovalIn],
    ) -> NoticeOut:
        """Approve the revision you read; whoever wrote on it is refused."""
        clock, revision = installation.clock, data.revision
        return notice_out(await service.approve_notice(db, clock, actor, notice_id, revision))

    @post(_NOTICE + "/return", operation_id="SendBackNotice")
    async def send_back(
        self,
        db: Db,
        installation: Here,
        actor: Who,
        notice_id: FromPath[UUID],
        data: JSONBody[SendBackIn],
    ) -> NoticeOut:
        """Make it a draft again, with the reason."""
        clock, reason = installation.clock, data.reason
        return notice_out(await service.send_back(db, clock, actor, notice_id, reason))

    @post(_NOTICE + "/publication", operation_id="PublishNotice")
    async def publish(
        self, db: Db, installation: Here, actor: Who, notice_id: FromPath[UUID]
    ) -> PublicationOut:
        """Publish what was approved in the national journal."""
        publication = await service.publish_notice(db, installation, actor, notice_id)
        procedure = await procedure_by_id(db, publication.procedure_id)
        view = queries.found_notice(publication, procedure.deadline)
        return publication_out(view, installation.settings.base_url)
