"""The command line of ordering, each command in a process of its own."""

import asyncio
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.documents.order import read_order
from ecatalog.documents.order_response import (
    ResponseCode,
    read_order_response,
    write_order_response,
)
from ecatalog.model import Contract, Received
from shared.cli import quaestor
from shared.clock import SystemClock
from shared.installation import Installation
from tests.ecatalog.world import CONTRACT, catalogue, response, with_item
from tests.factories import People

SELLER, BUYER = "supplier@ardenne.example", "buyer@kerkebeek.example"


class Terminal:
    """Runs `quaestor --home … ecatalog …` beside the running test."""

    def __init__(self, home: Path) -> None:
        self._home = home

    async def __call__(self, *arguments: str) -> Result:
        command = ["--home", str(self._home), "ecatalog", *arguments]
        return await asyncio.to_thread(CliRunner().invoke, quaestor, command)


@pytest.fixture
def run(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose clock stands at the test's own time."""
    settings = installation.settings
    for name in [name for name in os.environ if name.startswith("QUAESTOR_")]:
        monkeypatch.delenv(name)
    offset = settings.home / "clock"
    ahead = installation.clock.now() - SystemClock().now()
    offset.write_text(f"{ahead.total_seconds()}\n", encoding="ascii")
    monkeypatch.setenv("QUAESTOR_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("QUAESTOR_CLOCK_OFFSET_FILE", str(offset))
    return Terminal(settings.home)


async def test_a_walk_from_the_terminal(
    run: Terminal, people: People, contract: Contract, tmp_path: Path
) -> None:
    offer, bought, answer = (tmp_path / f"{name}.xml" for name in ("offer", "order", "answer"))
    offer.write_bytes(write_catalogue(catalogue()))
    sent = await run("catalogue", "submit", str(offer), "--as", SELLER)
    assert sent.exit_code == 0, sent.output
    assert sent.output.startswith("taken  receipt ")
    again = await run("catalogue", "submit", str(offer), "--as", SELLER)
    assert again.output.splitlines()[0] == sent.output.splitlines()[0]
    lines = ("PA-4080=40", "EN-C5V=3")
    placed = await run(
        "order",
        "place",
        CONTRACT,
        *lines,
        "--reference",
        "KP-12",
        "--out",
        str(bought),
        "--as",
        BUYER,
    )
    assert placed.exit_code == 0, placed.output
    order = read_order(bought.read_bytes())
    assert (order.customer_reference, placed.output.split()[:2]) == (
        "KP-12",
        [order.number, "214.93"],
    )
    document = response(ResponseCode.ACCEPTED, order_number=order.number)
    answer.write_bytes(write_order_response(document))
    answered = await run("order", "answer", str(answer), "--as", SELLER)
    assert answered.exit_code == 0, answered.output
    for who in (BUYER, SELLER):
        listed = await run("orders", "--as", who)
        assert f"{order.number}  2027-01-11  214.93 EUR  accepted" in listed.output


async def test_an_order_is_answered_as_a_whole_without_writing_xml(
    run: Terminal, people: People, in_force: Received, tmp_path: Path
) -> None:
    assert CONTRACT in (await run("contracts", "--as", SELLER)).output
    placed = await run("order", "place", CONTRACT, "PA-4080=40", "--as", BUYER)
    number, out = placed.output.split()[0], tmp_path / "answer.xml"
    details = ("--note", "Dank u", "--sales-order-number", "SO-88", "--out", str(out))
    reply = await run("order", "reply", number, "--code", "AP", *details, "--as", SELLER)
    assert reply.exit_code == 0, reply.output
    document = read_order_response(out.read_bytes())
    assert (document.code, document.sales_order_number) == (ResponseCode.ACCEPTED, "SO-88")
    assert (
        f"{number}  2027-01-11  158.00 EUR  accepted" in (await run("orders", "--as", BUYER)).output
    )


async def test_a_refused_catalogue_ends_with_the_findings_and_code_1(
    run: Terminal, people: People, contract: Contract, tmp_path: Path
) -> None:
    offer = tmp_path / "offer.xml"
    offer.write_bytes(write_catalogue(with_item(catalogue(), buyer_item="99")))
    sent = await run("catalogue", "submit", str(offer), "--as", SELLER)
    assert sent.exit_code == 1
    assert sent.output.startswith("refused  receipt ")
    assert "line 1: The line names no position of the awarded price schedule." in sent.output


async def test_a_buyer_cannot_send_a_catalogue(
    run: Terminal, people: People, contract: Contract, tmp_path: Path
) -> None:
    offer = tmp_path / "offer.xml"
    offer.write_bytes(write_catalogue(catalogue()))
    sent = await run("catalogue", "submit", str(offer), "--as", BUYER)
    assert sent.exit_code == 1
    assert type(sent.exception).__name__ == "RoleMissing"


async def test_a_mistyped_line_is_named(run: Terminal, people: People, contract: Contract) -> None:
    placed = await run("order", "place", CONTRACT, "PA-4080", "--as", BUYER)
    assert placed.exit_code == 1
    assert type(placed.exception).__name__ == "FormInvalid"
