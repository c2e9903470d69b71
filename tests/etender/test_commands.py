"""The command line walks the same way as the pages: approve, open, evaluate, award, conclude."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etender.opening.refusals import AlreadyApproved, TooEarly
from etender.queries.awards import awarded_lots
from etender.queries.calls import procedure_named
from etender.service.calls import call_terms
from etender.service.evaluation import RegularityOpen
from shared.boot import open_installation
from shared.cli import quaestor
from shared.clock import FrozenClock, SystemClock
from shared.errors import NotFound
from shared.migrations import migrate_now
from shared.settings import Settings
from shared.worker import Worker
from tests.etender.story import REFERENCE, publish_story, signer, trust
from tests.factories import seat_people

OFFICER = ["--as", "officer@kerkebeek.example"]
SECOND = ["--as", "second_officer@kerkebeek.example"]
BUYER = ["--as", "buyer@kerkebeek.example"]
SUPPLIER = ["--as", "supplier@ardenne.example"]
RIVAL_NUMBER = "0671516647"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose commands run on a steered clock, after two bids were received."""
    monkeypatch.setenv("QUAESTOR_CONTEXTS", "etender")
    monkeypatch.setenv("QUAESTOR_CLOCK_OFFSET_FILE", str(tmp_path / "offset"))
    monkeypatch.delenv("QUAESTOR_DATABASE_URL", raising=False)
    migrate_now(_settings(tmp_path).effective_database_url)
    asyncio.run(_receive_bids(tmp_path))
    return tmp_path


def _settings(home: Path) -> Settings:
    return Settings(home=home, contexts=("etender",))


async def _receive_bids(home: Path) -> None:
    clock = FrozenClock(dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC))
    installation = open_installation(_settings(home), clock)
    try:
        people = await seat_people(installation)
        trust(installation)
        story = await publish_story(installation, Worker(installation), people, clock)
        await story.bid(people.supplier, {1: "1000.00", 2: "500.00"})
        expired = signer(people.rival, days=20)
        container = story.signed(people.rival, {1: "900.00", 2: "600.00"}, expired)
        await story.submit(people.rival, await story.seal(container))
        _steer(home, clock.now())
    finally:
        await installation.close()


def _steer(home: Path, to: dt.datetime) -> None:
    """Make the commands' clock show a moment."""
    offset = (to - SystemClock().now()).total_seconds()
    (home / "offset").write_text(f"{offset}\n", encoding="ascii")


def _steer_past(home: Path, days: float) -> None:
    _steer(home, dt.datetime(2027, 2, 10, 8, 1, tzinfo=dt.UTC) + dt.timedelta(days=days))


async def _work(home: Path) -> None:
    settings = Settings(home=home, contexts=("etender",), clock_offset_file=home / "offset")
    installation = open_installation(settings)
    try:
        await Worker(installation).drain()
    finally:
        await installation.close()


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(quaestor, ["--home", str(home), "etender", *words])


def good(home: Path, *words: str) -> str:
    result = run(home, *words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def test_from_the_sealed_bids_to_the_contract(home: Path) -> None:
    assert REFERENCE in good(home, "calls")
    assert "live" in good(home, "bids", *SUPPLIER)
    assert isinstance(run(home, "approve-opening", REFERENCE, *OFFICER).exception, TooEarly)
    _steer_past(home, 0)
    good(home, "approve-opening", REFERENCE, *OFFICER)
    again = run(home, "approve-opening", REFERENCE, *OFFICER)
    assert isinstance(again.exception, AlreadyApproved)
    good(home, "approve-opening", REFERENCE, *SECOND)
    assert "2 bids on the list" in good(home, "open", REFERENCE, *OFFICER)
    asyncio.run(_work(home))
    good(home, "report", REFERENCE, "--out", str(home), *BUYER)
    assert (home / "opening-report.pdf").read_bytes().startswith(b"%PDF-")

    assert "to be decided" in good(home, "evaluate", REFERENCE, *BUYER)
    why = ["--motivation", "The certificate was valid when the bid was signed."]
    early = run(home, "award", REFERENCE, "--lot", "1", *why, *BUYER)
    assert isinstance(early.exception, RegularityOpen)
    rival = ["--tenderer", RIVAL_NUMBER]
    good(home, "regularity", REFERENCE, *rival, "--admit", *why, *SECOND)
    for tenderer, score in ((RIVAL_NUMBER, "9.5"), ("0403.101.811", "6")):
        given = ["--lot", "2", "--tenderer", tenderer, "--score", score]
        good(home, "score", REFERENCE, *given, *why, *BUYER)
    assert "1. De Potloden BV  88.00 (88)" in good(home, "evaluate", REFERENCE, *BUYER)
    for lot in ("1", "2"):
        told = good(home, "award", REFERENCE, "--lot", lot, *why, *BUYER)
        assert "De Potloden BV" in told
    _steer_past(home, 20)
    days = ["--from", "2027-04-01", "--to", "2028-03-31"]
    assert "1500.00 EUR" in good(home, "conclude", REFERENCE, RIVAL_NUMBER, *days, *BUYER)
    assert asyncio.run(_contracted(home)) == [True, True]


async def _contracted(home: Path) -> list[bool]:
    installation = open_installation(_settings(home))
    try:
        async with installation.read() as db:
            terms = await call_terms(db, await procedure_named(db, REFERENCE))
            return [a.decision.contract_id is not None for a in await awarded_lots(db, terms)]
    finally:
        await installation.close()


def test_an_unknown_procedure_is_not_found(home: Path) -> None:
    result = run(home, "evaluate", "NOBODY-KNOWS", *BUYER)
    assert isinstance(result.exception, NotFound)
