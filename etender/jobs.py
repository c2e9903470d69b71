"""Work that happens by itself: the deadline passes, and fixed bids are opened one by one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from etender.service.opening import OPEN_BIDS, arm_opening
from etender.service.unsealing import open_bids
from shared.installation import Installation
from shared.jobs import JobKind, RetryLater
from shared.tender import published_procedure

DEADLINE_PASSED = "etender.deadline-passed"


async def deadline_passed(
    db: AsyncSession, installation: Installation, payload: Mapping[str, Any]
) -> None:
    """Arm the opening; a deadline that was moved meanwhile moves the job."""
    procedure = await published_procedure(db, UUID(payload["procedure_id"]))
    if not procedure.closes().has_passed(installation.clock.now()):
        raise RetryLater(procedure.deadline)
    await arm_opening(db, installation, procedure.id)


JOBS = (
    JobKind(DEADLINE_PASSED, run=deadline_passed),
    JobKind(OPEN_BIDS, run_outside=open_bids),
)
