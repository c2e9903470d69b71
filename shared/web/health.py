"""/health/live, /health/ready and /metrics: what an operator's tools ask."""

import sqlalchemy as sa
from litestar import MediaType, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from shared.installation import Installation
from shared.telemetry import Telemetry


@get("/health/live", media_type=MediaType.JSON, include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", media_type=MediaType.JSON, include_in_schema=False)
async def ready(
    db: NamedDependency[AsyncSession], installation: NamedDependency[Installation]
) -> dict[str, str]:
    """The database answers and has our tables."""
    await db.execute(sa.text("select 1 from shared_audit_head"))
    return {"status": "ready", "database": installation.database.engine.dialect.name}


@get("/metrics", include_in_schema=False)
async def metrics(db: NamedDependency[AsyncSession], state: State) -> Response[bytes]:
    telemetry: Telemetry = state.telemetry
    body = await telemetry.exposition(db)
    return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8")
