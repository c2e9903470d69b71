"""What enot adds to the portal: the public timeline, and what waits for buyers and approvers."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from enot import queries
from enot.model import Notice, NoticeKind, NoticeStatus
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.ports import ProcedureDocument, ProcedurePart, TimelineEntry, WorkItem

_UNTITLED = "…"


async def timeline(
    db: AsyncSession,
    procedure_id: UUID,
    now: dt.datetime,  # noqa: ARG001  the port's signature
) -> Sequence[TimelineEntry]:
    """The notices of a procedure, and the award notice while it is awaited."""
    entries = [
        TimelineEntry(
            moment=publication.published_at,
            label=_published(is_award=publication.subtype.is_award),
            done=True,
            href=publication.href,
            facts={"number": publication.journal_number},
        )
        for publication in await queries.publications_of(db, procedure_id)
    ]
    due = await queries.award_notice_due(db, procedure_id)
    if due:
        entries.append(TimelineEntry(due, msg("Award notice due"), done=False))
    return entries


async def procedure_part(
    db: AsyncSession,
    procedure_id: UUID,
    actor: Actor,  # noqa: ARG001  the port's signature; everybody sees the same
    now: dt.datetime,  # noqa: ARG001  the port's signature
) -> ProcedurePart:
    """The notices of a procedure as pages and as eForms XML."""
    documents = []
    for publication in await queries.publications_of(db, procedure_id):
        facts: dict[str, object] = {"number": publication.journal_number}
        label = (
            msg("Award notice {number}")
            if publication.subtype.is_award
            else msg("Contract notice {number}")
        )
        page, xml = publication.href, f"{publication.href}/notice.xml"
        documents.append(ProcedureDocument(label, page, "HTML", facts))
        documents.append(ProcedureDocument(label, xml, "eForms XML", facts))
    return ProcedurePart(documents=documents)


def _published(*, is_award: bool) -> str:
    return (
        msg("Award notice {number} published")
        if is_award
        else msg("Contract notice {number} published")
    )


async def work(
    db: AsyncSession,
    actor: Actor,
    now: dt.datetime,  # noqa: ARG001  the port's signature
) -> Sequence[WorkItem]:
    """Drafts and approved notices for buyers, notices in review for approvers who did not write."""
    if actor.organisation_id is None or not actor.has(Role.BUYER, Role.APPROVER):
        return []
    notices = await queries.unpublished_notices(db, actor.organisation_id)
    items = (_item(notice, actor) for notice in notices)
    return [item for item in items if item is not None]


def _item(notice: Notice, actor: Actor) -> WorkItem | None:
    page = f"/notice-drafts/{notice.id}"
    facts: dict[str, object] = {"title": notice.title or _UNTITLED}
    due = notice.due
    if notice.status is NoticeStatus.DRAFT and actor.has(Role.BUYER):
        return WorkItem(_to_draft(notice), f"{page}/check", due, msg("Draft"), facts)
    if notice.status is NoticeStatus.IN_REVIEW and _may_approve(notice, actor):
        return WorkItem(msg("Approve notice: {title}"), f"{page}/check", due, msg("Review"), facts)
    if notice.status is NoticeStatus.APPROVED:
        return WorkItem(
            msg("Publish notice: {title}"), f"{page}/check", due, msg("Approved"), facts
        )
    return None


def _to_draft(notice: Notice) -> str:
    if notice.kind is NoticeKind.AWARD:
        return msg("Complete award notice: {title}")
    return msg("Mend notice: {title}") if notice.sent_back else msg("Finish notice: {title}")


def _may_approve(notice: Notice, actor: Actor) -> bool:
    wrote = actor.reference in (*notice.editors, notice.review_asked_by)
    return actor.has(Role.APPROVER) and not wrote
