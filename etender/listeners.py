"""What other contexts tell that tendering acts on."""

from sqlalchemy.ext.asyncio import AsyncSession

from etender.jobs import DEADLINE_PASSED
from etender.service.calls import open_call
from etender.service.time_lock import beacon_of
from shared import audit, jobs
from shared.audit import Audit
from shared.events import NoticePublished
from shared.identity.actor import SYSTEM
from shared.installation import Installation
from shared.tender import published_procedure


async def open_published_call(
    db: AsyncSession, installation: Installation, event: NoticePublished
) -> None:
    """A notice that calls for competition opens a call; its deadline is watched by a job."""
    if not event.is_competition:
        return
    procedure = await published_procedure(db, event.procedure_id)
    chain = beacon_of(installation).info()
    await open_call(db, installation.clock.now(), procedure, chain.hash)
    subject = f"procedure:{procedure.id}"
    await audit.record(db, installation.clock, SYSTEM, Audit.CALL_OPENED, subject, chain=chain.hash)
    payload = {"procedure_id": str(procedure.id)}
    await jobs.enqueue(
        db,
        installation.clock,
        DEADLINE_PASSED,
        payload,
        key=str(procedure.id),
        due=procedure.deadline,
    )
