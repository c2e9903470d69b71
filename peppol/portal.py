"""What the transport puts on the operator's page 'my work'."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from peppol.queries import count_failed
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.ports import WorkItem


async def work(db: AsyncSession, actor: Actor, now: dt.datetime) -> Sequence[WorkItem]:
    """Documents that could not be delivered, for those who can do something about it."""
    del now
    if not actor.has(Role.OPERATOR, Role.ADMINISTRATOR):
        return ()
    failed = await count_failed(db)
    if not failed:
        return ()
    title = msg("Peppol documents that were not delivered: {count}")
    return (WorkItem(title, "/peppol/messages", status="failed", facts={"count": failed}),)
