"""The commands: take a file in, list, show, decide; refusals end with a sentence."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from einvoice.documents.billing_writer import write_invoice
from samples.invoice.documents import WRONG
from shared.boot import open_installation
from shared.cli import quaestor
from shared.errors import QuaestorError
from shared.installation import Installation
from shared.migrations import migrate_now
from shared.settings import Settings
from shared.worker import Worker
from tests.einvoice.gateway import file_of, invoice, records, with_orders
from tests.factories import CITY, seat_people

CLERK = ["--as", "buyer@kerkebeek.example"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated home folder with people in it."""
    monkeypatch.setenv("QUAESTOR_CONTEXTS", "einvoice")
    monkeypatch.delenv("QUAESTOR_DATABASE_URL", raising=False)
    migrate_now(_settings(tmp_path).effective_database_url)
    asyncio.run(_at_work(tmp_path, seat=True))
    return tmp_path


def _settings(home: Path) -> Settings:
    return Settings(home=home, contexts=("einvoice",))


async def _at_work(home: Path, *, seat: bool = False) -> list[UUID]:
    """Open the installation, do what waits, and say which invoices there are."""
    installation: Installation = open_installation(_settings(home))
    try:
        if seat:
            await seat_people(installation)
        await Worker(with_orders(installation)).drain()
        return [record.id for record in await records(installation)]
    finally:
        await installation.close()


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(quaestor, ["--home", str(home), "einvoice", *words])


def take_in(home: Path, document: bytes) -> UUID:
    """Receive a file and have it examined."""
    file = home / "invoice.xml"
    file.write_bytes(document)
    receiver = f"0208:{CITY.enterprise_number}"
    result = run(home, "receive", str(file), "--receiver", receiver)
    assert result.exit_code == 0, result.output
    (invoice_id,) = asyncio.run(_at_work(home))
    return invoice_id


def test_a_file_is_taken_in_listed_shown_approved_and_paid(home: Path) -> None:
    invoice_id = take_in(home, write_invoice(invoice()))
    listed = run(home, "inbox", *CLERK)
    assert "F-1" in listed.output
    assert "1 in this list" in listed.output
    assert "order BO-2026-0042: agrees" in run(home, "show", str(invoice_id), *CLERK).output
    assert run(home, "approve", str(invoice_id), *CLERK, "--note", "ok").exit_code == 0
    assert run(home, "pay", str(invoice_id), *CLERK).exit_code == 0
    shown = run(home, "show", str(invoice_id), *CLERK).output
    assert "status: paid" in shown
    assert "decision AP by An Peeters" in shown


def test_the_same_file_twice_is_one_invoice(home: Path) -> None:
    data = write_invoice(invoice())
    assert take_in(home, data) == take_in(home, data)


def test_a_refused_file_is_shown_with_its_reasons(home: Path) -> None:
    wrong = WRONG["missing-buyer-reference"](invoice())
    invoice_id = take_in(home, write_invoice(wrong))
    shown = run(home, "show", str(invoice_id), *CLERK).output
    assert "neither an order number nor a buyer reference" in shown
    assert "PEPPOL-EN16931-R003" in shown


def test_a_rejection_needs_its_reason_and_says_what_is_missing(home: Path) -> None:
    invoice_id = take_in(home, write_invoice(invoice()))
    rejected = run(
        home, "reject", str(invoice_id), *CLERK, "--reason", "XXX", "--explanation", "nee"
    )
    assert isinstance(rejected.exception, QuaestorError)
    told = ["--reason", "PRI", "--explanation", "Te duur."]
    assert run(home, "reject", str(invoice_id), *CLERK, *told).exit_code == 0
    file = asyncio.run(_file(home, invoice_id))
    assert file == "rejected"


async def _file(home: Path, invoice_id: UUID) -> str:
    installation = open_installation(_settings(home))
    try:
        return str((await file_of(installation, invoice_id)).record.status)
    finally:
        await installation.close()
