"""The command `quaestor einvoice`: the inbox, one invoice, decisions, a file taken in by hand."""

import asyncio
from pathlib import Path
from uuid import UUID

import click

from shared.command_line import as_person, asynchronous, running

_ID = click.argument("invoice", type=click.UUID)


@click.group()
def group() -> None:
    """The invoice inbox, decisions and responses."""


@group.command()
@as_person
@click.option("--view", default="to-decide", help="to-decide, overdue, decided, refused or all.")
@click.pass_context
@asynchronous
async def inbox(context: click.Context, email: str, view: str) -> None:
    """List the invoices of your authority."""
    from einvoice import queries
    from einvoice.showing import view_named

    async with running(context, email) as run:
        run.actor.require(*queries.READING_ROLES)
        found = await queries.inbox(
            run.db,
            run.actor.enterprise_number,
            run.installation.clock.now(),
            view=view_named(view),
        )
        for entry in found.entries:
            amount = f"{entry.payable} {entry.currency}"
            click.echo(
                f"{entry.id}  {entry.status:<20}  {amount:>16}  "
                f"{entry.number}  {entry.supplier_name}"
            )
        click.echo(f"{found.counts[view_named(view)]} in this list")


@group.command()
@_ID
@as_person
@click.pass_context
@asynchronous
async def show(context: click.Context, invoice: UUID, email: str) -> None:
    """Show one invoice: status, findings, comparison, decisions."""
    from einvoice import queries
    from shared.i18n import Catalogue

    english = Catalogue("en", {})
    async with running(context, email) as run:
        record = await queries.invoice_for(run.db, run.actor, invoice)
        file = await queries.file_of(run.db, record)
    click.echo(f"{record.number}  {record.supplier_name}  {record.payable} {record.currency}")
    click.echo(f"status: {record.status}   checks: {record.verdict or 'not done yet'}")
    differences = file.comparison.differences if file.comparison else ()
    if file.comparison:
        click.echo(f"order {file.comparison.order_number}: {file.comparison.verdict}")
    for finding in (*file.findings, *differences):
        click.echo(f"  [{finding.severity}] {finding.sentence(english)} ({finding.code})")
        if finding.remedy:
            click.echo(f"      {finding.advice(english)}  who acts: {finding.who}")
    for answer in file.answers:
        click.echo(f"decision {answer.code} by {answer.by or 'the gateway'}")


@group.command()
@_ID
@as_person
@click.option("--note", default="", help="For your own file; the supplier does not see it.")
@click.pass_context
@asynchronous
async def approve(context: click.Context, invoice: UUID, email: str, note: str) -> None:
    """Approve an invoice; the supplier is told."""
    await _decide(context, email, invoice, decision="approve", note=note)


@group.command()
@_ID
@as_person
@click.option("--reason", required=True, help="A code: REF, PRI, QTY, ITM, DEL, QUA, FIN, OTH …")
@click.option("--explanation", required=True, help="A sentence for the supplier.")
@click.option("--action", default="NIN", show_default=True, help="What the supplier should do.")
@click.pass_context
@asynchronous
async def reject(
    context: click.Context, invoice: UUID, email: str, reason: str, explanation: str, action: str
) -> None:
    """Reject an invoice with a reason; the supplier is told."""
    await _decide(
        context,
        email,
        invoice,
        decision="reject",
        reason=reason,
        explanation=explanation,
        action=action,
    )


@group.command()
@_ID
@as_person
@click.pass_context
@asynchronous
async def pay(context: click.Context, invoice: UUID, email: str) -> None:
    """Record that an approved invoice was paid; the supplier is told."""
    await _decide(context, email, invoice, decision="pay")


async def _decide(context: click.Context, email: str, invoice: UUID, **fields: str) -> None:
    from einvoice.forms import DecisionForm
    from einvoice.service.deciding import decide
    from shared.web.forms import read_form

    ruling = read_form(DecisionForm, fields).ruling()
    async with running(context, email) as run:
        await decide(run.db, run.installation, run.actor, invoice, ruling)
    click.echo(f"{fields['decision']}: done")


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--receiver", default="", help="Participant it was for, for example 0208:0207451227.")
@click.pass_context
@asynchronous
async def receive(context: click.Context, file: Path, receiver: str) -> None:
    """Take in an invoice that arrived in another way, for example by e-mail."""
    import hashlib

    from einvoice.service.receiving import Arrival, receive
    from einvoice.vocabulary import Channel

    data = await asyncio.to_thread(file.read_bytes)
    async with running(context) as run:
        kept = await run.installation.blobs.put(data, "application/xml")
        arrival = Arrival(
            instance=f"file:{hashlib.sha256(data).hexdigest()}",
            sha256=kept.sha256,
            channel=Channel.COMMAND,
            receiver=receiver,
        )
        record = await receive(run.db, run.installation.clock, arrival)
    click.echo(f"{record.id}  kept; the server or `quaestor worker` checks it next")
