"""The command `quaestor ecatalog`: submit a catalogue, place and answer orders, list them."""

from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import click

from shared.command_line import as_person, asynchronous, running

if TYPE_CHECKING:
    from ecatalog.model import Received

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def group() -> None:
    """Catalogues, orders and order responses."""


@group.group()
def catalogue() -> None:
    """The catalogues of your contracts (suppliers)."""


@catalogue.command()
@_FILE
@as_person
@click.pass_context
@asynchronous
async def submit(context: click.Context, file: Path, email: str) -> None:
    """Send a Peppol Catalogue (UBL 2.1, XML) for the contract it names."""
    from ecatalog.model import Channel
    from ecatalog.service.catalogues import submit_catalogue
    from ecatalog.service.intake import Sender
    from shared.identity.actor import Role

    async with running(context, email) as run:
        run.actor.require(Role.SELLER)
        sender = Sender.of(run.actor, Channel.COMMAND_LINE, file.name)
        data = await to_thread(file.read_bytes)
        received = await submit_catalogue(run.db, run.installation, sender, data)
    _tell(context, received)


@group.group()
def order() -> None:
    """Place orders (buyers) and answer them (suppliers)."""


@group.command()
@as_person
@click.pass_context
@asynchronous
async def contracts(context: click.Context, email: str) -> None:
    """List the contracts your organisation is a party to."""
    from ecatalog.queries.contracts import contracts_of
    from shared.identity.actor import Role

    async with running(context, email) as run:
        run.actor.require(Role.BUYER, Role.SELLER)
        for found in await contracts_of(run.db, run.actor.enterprise_number):
            click.echo(f"{found.number}  {found.starts_on} to {found.ends_on}  {found.title}")


@order.command()
@click.argument("contract")
@click.argument("lines", nargs=-1, required=True, metavar="ITEM=QUANTITY…")
@click.option("--key", type=click.UUID, default=None, help="The same key twice is one order.")
@click.option("--reference", default="", help="Your own reference.")
@click.option("--note", default="", help="A note to the supplier.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the Peppol Order here.")
@as_person
@click.pass_context
@asynchronous
async def place(
    context: click.Context,
    contract: str,
    lines: tuple[str, ...],
    key: UUID | None,
    out: Path | None,
    **details: str,
) -> None:
    """Order items of the catalogue in force under CONTRACT, for example PA-4080=40."""
    from ecatalog.forms import OrderDraft
    from ecatalog.service.orders import place_order
    from shared.web.forms import read_form

    wanted = [dict(zip(("item", "quantity"), line.rsplit("=", 1), strict=False)) for line in lines]
    fields = {"key": key or uuid4(), "contract": contract, "lines": wanted, **details}
    email = fields.pop("email", "")
    draft = read_form(OrderDraft, fields)
    async with running(context, str(email)) as run:
        placed = await place_order(run.db, run.installation, run.actor, draft)
        document = await run.installation.blobs.get(placed.sha256)
    if out:
        await to_thread(out.write_bytes, document)
    click.echo(f"{placed.number}  {placed.net} {placed.currency}  {placed.status}  key {draft.key}")


@order.command()
@_FILE
@as_person
@click.pass_context
@asynchronous
async def answer(context: click.Context, file: Path, email: str) -> None:
    """Send a Peppol Order Response (UBL 2.1, XML) to the order it names."""
    from ecatalog.model import Channel
    from ecatalog.service.answers import submit_response
    from ecatalog.service.intake import Sender
    from shared.identity.actor import Role

    async with running(context, email) as run:
        run.actor.require(Role.SELLER)
        sender = Sender.of(run.actor, Channel.COMMAND_LINE, file.name)
        data = await to_thread(file.read_bytes)
        received = await submit_response(run.db, run.installation, sender, data)
    _tell(context, received)


@order.command()
@click.argument("number")
@click.option(
    "--code", required=True, help="AP accepts it, RE rejects it, AB says it was received."
)
@click.option("--note", default="", help="A note to the buyer.")
@click.option("--sales-order-number", default="", help="Your own number.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the Peppol response here.")
@as_person
@click.pass_context
@asynchronous
async def reply(
    context: click.Context, number: str, email: str, out: Path | None, **fields: str
) -> None:
    """Answer the order NUMBER as a whole; the Order Response is written for you."""
    from ecatalog.forms import AnswerForm
    from ecatalog.model import Channel
    from ecatalog.queries.orders import order_by_number
    from ecatalog.service.answers import answer_order
    from ecatalog.service.intake import Sender
    from shared.errors import NotFound
    from shared.web.forms import read_form

    answer = read_form(AnswerForm, fields)
    async with running(context, email) as run:
        found = await order_by_number(run.db, number, supplier=run.actor.enterprise_number)
        if found is None:
            raise NotFound("order", found=number)
        sender = Sender.of(run.actor, Channel.COMMAND_LINE)
        response = await answer_order(run.db, run.installation, sender, found, answer)
        document = await run.installation.blobs.get(response.sha256)
    if out:
        await to_thread(out.write_bytes, document)
    click.echo(f"{response.document_id}  {found.number}  {found.status}")


@group.command()
@as_person
@click.pass_context
@asynchronous
async def orders(context: click.Context, email: str) -> None:
    """List the orders your organisation placed or received."""
    from ecatalog.queries.orders import orders_of
    from shared.identity.actor import Role

    async with running(context, email) as run:
        run.actor.require(Role.BUYER, Role.SELLER)
        for found in await orders_of(run.db, run.actor.enterprise_number):
            day = found.ordered_on.isoformat()
            click.echo(f"{found.number}  {day}  {found.net} {found.currency}  {found.status}")


def _tell(context: click.Context, received: "Received") -> None:
    """Say what became of a document; a refused one ends the command with code 1."""
    from ecatalog.rules.finding import Finding

    outcome = "taken" if received.is_taken else "refused"
    click.echo(f"{outcome}  receipt {received.id}  sha-256 {received.sha256}")
    for record in received.findings:
        click.echo(f"  {Finding.from_record(record)}")
    if not received.is_taken:
        context.exit(1)
