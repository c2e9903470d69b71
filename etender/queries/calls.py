"""Finding calls: all of them, or one by its id or reference."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import Call
from shared.errors import Conflict, NotFound, WhoActs
from shared.i18n import msg
from shared.tender import Procedure


class AmbiguousReference(Conflict):
    code = "ambiguous-reference"
    says = msg("Several procedures have the reference {found}.")
    remedy = msg("Name the procedure by its id.")
    who = WhoActs.YOU


async def all_calls(db: AsyncSession) -> Sequence[Procedure]:
    """The procedures with a call, the nearest deadline first."""
    found = await db.scalars(
        sa.select(Procedure)
        .join(Call, col(Call.procedure_id) == col(Procedure.id))
        .order_by(col(Procedure.deadline))
    )
    return found.all()


async def procedure_named(db: AsyncSession, name: str) -> UUID:
    """The id of a procedure with a call. Raises NotFound or AmbiguousReference."""
    matches = [
        procedure.id
        for procedure in await all_calls(db)
        if name in {str(procedure.id), procedure.reference}
    ]
    if not matches:
        raise NotFound("procedure", found=name)
    if len(matches) > 1:
        raise AmbiguousReference("procedure", found=name)
    return matches[0]
