"""Two pairs of eyes: who wrote asks, a colleague who did not write approves or sends back."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from enot.model import Notice
from enot.service.drafts import examine_notice, notice_of
from enot.service.unlawful import NoticeUnlawful
from shared.audit import Audit, record
from shared.clock import Clock
from shared.identity.actor import Actor, Role


async def ask_review(db: AsyncSession, clock: Clock, actor: Actor, notice_id: UUID) -> Notice:
    """Freeze a draft and ask for approval.

    Raises NoticeUnlawful when the law is not kept, WrongState, and as `notice_of`.
    """
    notice = await notice_of(db, actor, notice_id, Role.BUYER, lock=True)
    examination = await examine_notice(db, clock, notice)
    if not examination.is_lawful:
        raise NoticeUnlawful(examination)
    notice.ask_review(actor)
    await _record(db, clock, actor, notice, Audit.NOTICE_REVIEW_ASKED)
    return notice


async def approve_notice(
    db: AsyncSession, clock: Clock, actor: Actor, notice_id: UUID, revision: int
) -> Notice:
    """Approve the revision that was read.

    Raises ApproverIsAuthor, ChangedMeanwhile, WrongState, and as `notice_of`.
    """
    notice = await notice_of(db, actor, notice_id, Role.APPROVER, lock=True)
    notice.approve(actor, clock.now(), revision)
    await _record(db, clock, actor, notice, Audit.NOTICE_APPROVED)
    return notice


async def send_back(
    db: AsyncSession, clock: Clock, actor: Actor, notice_id: UUID, reason: str
) -> Notice:
    """Make it a draft again with a reason; the author may also take it back.

    Raises WrongState, and as `notice_of`.
    """
    notice = await notice_of(db, actor, notice_id, lock=True)
    notice.send_back(reason)
    await _record(db, clock, actor, notice, Audit.NOTICE_SENT_BACK)
    return notice


async def _record(
    db: AsyncSession, clock: Clock, actor: Actor, notice: Notice, action: Audit
) -> None:
    subject = f"notice:{notice.id}"
    await record(db, clock, actor, action, subject, revision=notice.revision)
