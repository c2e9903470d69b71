"""Commands of those who run an installation: people are registered, a worker ends when asked."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shared import jobs
from shared.cli import quaestor
from shared.context import Context
from shared.db import TablesMissing
from shared.installation import Installation
from shared.jobs import JobKind
from shared.migrations import migrate_now
from shared.settings import PREFIX, Settings
from shared.worker import IDLE_S, Worker


async def test_a_worker_that_settles_waits_for_what_another_one_has_begun(
    installation: Installation,
) -> None:
    begun, may_end, effects = asyncio.Event(), asyncio.Event(), list[str]()

    async def slow(_here: Installation, _payload: Mapping[str, Any]) -> None:
        begun.set()
        await may_end.wait()
        effects.append("done")

    here = installation.with_contexts([Context(name="test", jobs=[JobKind("slow", None, slow)])])
    async with installation.begin() as db:
        await jobs.enqueue(db, installation.clock, "slow", {}, key="k")
    other = asyncio.create_task(Worker(here).run_once())
    await begun.wait()
    settling = asyncio.create_task(Worker(here).settle())
    await asyncio.sleep(3 * IDLE_S)
    assert not settling.done()
    may_end.set()
    await asyncio.gather(other, settling)
    assert effects == ["done"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(PREFIX + "DATABASE_URL", raising=False)
    migrate_now(Settings(home=tmp_path).effective_database_url)
    return tmp_path


def people(home: Path, *words: str) -> Result:
    return CliRunner().invoke(quaestor, ["--home", str(home), "people", *words])


def _registered(home: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(home / "quaestor.db") as database:
        rows = database.execute("SELECT name, postcode, town, nuts FROM shared_organisation")
        found = rows.fetchall()
    database.close()
    return found


def test_a_repeated_registration_completes_the_address(home: Path) -> None:
    number, kind = "0203.201.340", ("--kind", "authority")
    people(home, "organisation", number, "Stad Voorbeeld", *kind, "--town", "Voorbeeld")
    again = people(home, "organisation", number, "Voorbeeld", *kind, "--nuts", "BE242")
    assert again.exit_code == 0, again.exception
    assert _registered(home) == [("Stad Voorbeeld", "", "Voorbeeld", "BE242")]


def test_a_role_that_is_none_is_answered_with_those_there_are(home: Path) -> None:
    people(home, "organisation", "0203.201.340", "Stad Voorbeeld", "--kind", "authority")
    refused = people(
        home, "client", "erp", "--organisation", "0203.201.340", "--role", "invoice_clerk"
    )
    assert refused.exit_code == 2
    assert "invoice-clerk" in refused.output


def test_whoever_is_registered_in_the_terminal_stands_in_the_audit_log(home: Path) -> None:
    people(home, "organisation", "0203.201.340", "Stad Voorbeeld", "--kind", "authority")
    of = ("--organisation", "0203.201.340", "--role", "buyer")
    people(home, "person", "an@voorbeeld.example", "An", *of, "--password", "not a real secret")
    people(home, "client", "erp", *of)
    with contextlib.closing(sqlite3.connect(home / "quaestor.db")) as database:
        noted = database.execute("SELECT action, facts FROM shared_audit ORDER BY seq").fetchall()
    assert [action for action, _ in noted] == [
        "identity:organisation:registered",
        "identity:person:registered",
        "identity:client:registered",
    ]
    assert "secret" not in str(noted)


def test_a_home_without_tables_says_which_command_makes_them(tmp_path: Path) -> None:
    asked = ["--home", str(tmp_path), "enot", "search", "kantoor"]
    refused = CliRunner().invoke(quaestor, asked).exception
    assert isinstance(refused, TablesMissing)
