"""Return commits, raise rolls back, and a COMMIT that fails is never told as success."""

from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.testing import AsyncTestClient
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from shared.app import app_of
from shared.errors import Conflict
from shared.identity.model import Organisation, OrganisationKind
from shared.installation import Installation

NUMBER = "0203201340"


def _organisation() -> Organisation:
    return Organisation(kind=OrganisationKind.SUPPLIER, name="Proef", enterprise_number=NUMBER)


@post("/t/stored")
async def stored(db: NamedDependency[AsyncSession]) -> dict[str, str]:
    db.add(_organisation())
    return {"status": "safely stored"}


@post("/t/redirected")
async def redirected(db: NamedDependency[AsyncSession]) -> Redirect:
    db.add(_organisation())
    return Redirect("/", status_code=303)


@post("/t/refused")
async def refused(db: NamedDependency[AsyncSession]) -> None:
    db.add(_organisation())
    await db.flush()
    raise Conflict


@pytest.fixture
def app(installation: Installation) -> Litestar:
    app = app_of(installation)
    for handler in (stored, redirected, refused):
        app.register(handler)
    return app


async def _count(app: Litestar) -> int:
    async with app.state.installation.read() as db:
        found = await db.scalar(sa.select(sa.func.count()).select_from(Organisation))
        return int(found or 0)


async def test_a_returned_answer_is_committed(app: Litestar) -> None:
    async with AsyncTestClient(app) as browser:
        assert (await browser.post("/t/stored")).status_code == 201
        assert await _count(app) == 1


async def test_a_redirect_is_committed(app: Litestar) -> None:
    async with AsyncTestClient(app) as browser:
        answer = await browser.post("/t/redirected", follow_redirects=False)
        assert answer.status_code == 303
        assert await _count(app) == 1


async def test_a_raised_refusal_is_rolled_back(app: Litestar) -> None:
    async with AsyncTestClient(app) as browser:
        answer = await browser.post("/t/refused", headers={"accept": "application/json"})
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert await _count(app) == 0


async def test_a_failed_commit_is_a_500_and_never_a_201(app: Litestar) -> None:
    async with AsyncTestClient(app) as browser:
        engine = app.state.installation.database.engine.sync_engine

        def disk_full(_connection: Any) -> None:
            raise OSError(28, "No space left on device")

        event.listen(engine, "commit", disk_full)
        try:
            answer = await browser.post("/t/stored", headers={"accept": "application/json"})
        finally:
            event.remove(engine, "commit", disk_full)
        assert answer.status_code == 500
        assert await _count(app) == 0
        # and the connection that failed does not poison the next request
        assert (await browser.post("/t/stored")).status_code == 201
        assert await _count(app) == 1


async def test_a_get_cannot_write(app: Litestar) -> None:
    async with AsyncTestClient(app), app.state.installation.read() as db:
        db.add(_organisation())
        with pytest.raises(sa.exc.DBAPIError):
            await db.flush()
        await db.rollback()
