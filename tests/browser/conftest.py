"""Fixtures: a served site with seated people, and a Chromium to look at it with.

Everything here lives in one event loop for the whole session; mark test modules with
`pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]`.
"""

import asyncio
import contextlib
import fcntl
import os
import pickle
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.async_api import Browser, Page, async_playwright

from peppol.devpki import write_key
from peppol.sml_zone import ZoneServer
from shared.app import create_app
from shared.clock import FrozenClock
from shared.installation import Installation
from shared.settings import Settings
from tests.browser.inspection import AXE, Inspector, new_context
from tests.browser.site import Site
from tests.browser.story import tell
from tests.browser.town import BEGINNING, Town, grow
from tests.conftest import MONDAY
from tests.databases import SqliteTemplates
from tests.factories import seat_people
from tests.peppol.conftest import ZONE
from tests.peppol.world import network

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_KEPT = "town.pickle"
BUILD = Path(__file__).parents[2] / "shared" / "static" / "build"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_templates: SqliteTemplates,
    folder_of_run: Path,
    compiled_rules: Path,
) -> AsyncIterator[Site]:
    """The whole app on a free loopback port, with the town of tests/browser/town.py behind it."""
    if not (BUILD / "versions.json").exists():
        pytest.skip("PAGES NOT LOOKED AT: run `python tools/frontend.py` first")
    # growing takes long: one worker of a run does it, the others take a copy
    grown = folder_of_run / "town"
    with grown.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not grown.exists():
            fresh = tmp_path_factory.mktemp("fresh")
            _prepared(fresh, sqlite_templates, compiled_rules)
            await _grow_in(fresh)
            fresh.rename(grown)
    home, clock = tmp_path_factory.mktemp("site") / "home", FrozenClock(MONDAY)
    shutil.copytree(grown, home, symlinks=True)
    people, names = pickle.loads((home / _KEPT).read_bytes())  # noqa: S301  written by this run
    async with _opened(home, clock) as (url, installation):
        yield Site(url, installation, people, clock, names)


def _prepared(home: Path, templates: SqliteTemplates, compiled: Path) -> None:
    """Tables, keys of an access point, and the rules that other tests have compiled."""
    Path(templates.fresh(home).partition(":///")[2]).rename(home / "quaestor.db")
    (home / "cache").symlink_to(compiled)
    network().pki.write_anchors(home / "peppol")
    write_key(network().sender, home / "peppol" / "access-point-key.pem")
    write_key(network().publisher, home / "peppol" / "publisher.pem")


async def _grow_in(home: Path) -> None:
    clock = FrozenClock(BEGINNING)
    async with _opened(home, clock) as (url, installation):
        town = Town(installation, await seat_people(installation), clock)
        await grow(town, url)
        await tell(installation, town.people)
    (home / _KEPT).write_bytes(pickle.dumps((town.people, town.names)))


@contextlib.asynccontextmanager
async def _opened(home: Path, clock: FrozenClock) -> AsyncIterator[tuple[str, Installation]]:
    port = _free_port()
    with ZoneServer(ZONE, dict) as zone:
        settings = Settings(
            home=home,
            base_url=f"http://127.0.0.1:{port}",
            workers_in_process=False,
            rate_limit_per_minute=1_000_000,
            peppol_zone=ZONE,
            peppol_nameserver=zone.address,
        )
        app = create_app(settings, clock)
        async with _served(app, port):
            yield settings.base_url, app.state.installation


@contextlib.asynccontextmanager
async def _served(app: object, port: int) -> AsyncIterator[None]:
    server = Server(app, port=port, interface=Interfaces.ASGI, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    try:
        await _answers(port)
        yield
    finally:
        server.stop()  # type: ignore[no-untyped-call]  # granian leaves it unannotated
        await asyncio.wait_for(serving, timeout=10)


async def _answers(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    pytest.fail("the site did not start to listen in ten seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; without one these tests are skipped, loudly."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("PAGES NOT LOOKED AT: no Chromium on this machine (apt-get install chromium)")
    async with async_playwright() as driver:
        launched = await driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        await launched.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inspector(
    browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Inspector]:
    """Looks at pages.

    With QUAESTOR_SCREENSHOTS set, a picture of every view goes to that folder; without it, only
    pictures of views with problems, to a temporary one.
    """
    if not AXE.exists():
        pytest.skip("PAGES NOT LOOKED AT: axe-core is missing (python tools/frontend.py)")
    wished = os.environ.get("QUAESTOR_SCREENSHOTS")
    folder = Path(wished) if wished else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    looking = Inspector(browser, site, folder, pictures_of_all=bool(wished))
    yield looking
    await looking.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A window of a browser that nobody has signed in with."""
    context = await new_context(browser)
    yield await context.new_page()
    await context.close()
