"""Fixtures: a frozen clock, both databases, a running installation, its app and its people."""

import contextlib
import datetime as dt
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from shared.app import app_of
from shared.boot import open_installation
from shared.clock import FrozenClock
from shared.identity import Actor, service
from shared.identity.model import Person
from shared.installation import Installation
from shared.settings import Settings
from shared.web.origin import SESSION_COOKIE
from shared.worker import Worker
from tests.databases import (
    PostgresTemplates,
    SqliteTemplates,
    postgres_programs,
    postgres_server,
)
from tests.factories import People, seat_people

# machines are noisy: how long an example takes says nothing here
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: a walk of minutes that begins last would keep one worker alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


MONDAY = dt.datetime(2027, 1, 11, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a run: what one of them has made the others read."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def compiled_rules(folder_of_run: Path) -> Path:
    """The rules that one worker has compiled, for all of them."""
    folder = folder_of_run / "compiled-rules"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(MONDAY)


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_templates() -> Iterator[PostgresTemplates]:
    given = os.environ.get("QUAESTOR_TEST_POSTGRES")
    if not given and postgres_programs() is None:
        pytest.skip("NOT RUN ON POSTGRESQL: no server found and QUAESTOR_TEST_POSTGRES is not set")
    with contextlib.ExitStack() as stack:
        if not given:
            import tempfile

            # a socket's path must be short, which pytest's own folders are not
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qpg")))
            given = stack.enter_context(postgres_server(folder))
        yield PostgresTemplates(given)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of each kind."""
    templates = request.getfixturevalue(
        "sqlite_templates" if request.param == "sqlite" else "postgres_templates"
    )
    url = templates.fresh(tmp_path)
    yield url
    templates.drop(url)


def _official_packs() -> tuple[Path, ...]:
    data = os.environ.get("QUAESTOR_DATA")
    return (Path(data) / "packs",) if data else ()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """An installation of its own per test; workers are run by hand (`worker.drain()`)."""
    return Settings(
        home=tmp_path,
        database_url=database_url,
        workers_in_process=False,
        base_url="http://testserver.local",
        packs=_official_packs(),
        rate_limit_per_minute=100_000,
    )


@pytest.fixture
async def installation(settings: Settings, clock: FrozenClock) -> AsyncIterator[Installation]:
    opened = open_installation(settings, clock)
    yield opened
    await opened.close()


_APPS: dict[tuple[str, ...], Litestar] = {}


@pytest.fixture
def app(installation: Installation) -> Litestar:
    """The app over this test's installation; composed once, for that takes most of a second."""
    contexts = installation.settings.contexts
    if contexts not in _APPS:
        _APPS[contexts] = app_of(installation)
    _APPS[contexts].state.installation = installation
    return _APPS[contexts]


@pytest.fixture
def worker(installation: Installation) -> Worker:
    return Worker(installation)


@pytest.fixture
async def people(installation: Installation) -> People:
    return await seat_people(installation)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """A browser that nobody has signed in with; it says where its requests come from."""
    async with AsyncTestClient(app) as browser:
        browser.headers["sec-fetch-site"] = "same-origin"
        yield browser


async def sign_in(browser: httpx.AsyncClient, installation: Installation, actor: Actor) -> None:
    """Give the browser a session of this person."""
    async with installation.begin() as db:
        person = await db.get(Person, actor.person_id)
        assert person is not None
        token = await service.open_session(
            db, installation.clock.now(), person, life=dt.timedelta(days=400)
        )
    browser.cookies.set(SESSION_COOKIE, token)


async def bearer(installation: Installation, actor: Actor) -> dict[str, str]:
    """Authorization headers of a machine that acts for the actor's organisation, in its roles."""
    async with installation.begin() as db:
        assert actor.organisation_id is not None
        organisation = await service.organisation_by_id(db, actor.organisation_id)
        name = f"erp-{organisation.enterprise_number}"
        secret = await service.register_client(
            db, organisation, actor.roles, client_id=name, name=name
        )
        token = await service.issue_token(
            db, installation.clock.now(), client_id=name, secret=secret
        )
    return {"authorization": f"Bearer {token}"}
