"""The command `quaestor peppol`: publish, look up, send, list; keys and zone for development."""

import asyncio
from pathlib import Path

import click

from shared.command_line import Run, asynchronous, open_here, running


@click.group()
def group() -> None:
    """Send, receive and look up Peppol documents."""


@group.command()
@click.argument("participant")
@click.option(
    "--documents",
    required=True,
    help="Short names separated by commas: invoice, credit-note, invoice-response, order, …",
)
@click.pass_context
@asynchronous
async def register(context: click.Context, participant: str, documents: str) -> None:
    """Publish that PARTICIPANT (0208:…) receives these documents here."""
    from peppol.forms import service_named
    from peppol.identifiers import ParticipantIdentifier
    from peppol.service import register_participant

    who = ParticipantIdentifier.parse(participant)
    services = [service_named(name.strip()) for name in documents.split(",")]
    async with running(context) as run:
        await register_participant(run.db, run.installation, who, services)
    click.echo(f"{who} receives {documents}")


@group.command()
@click.argument("participant")
@click.pass_context
@asynchronous
async def unregister(context: click.Context, participant: str) -> None:
    """Publish nothing for PARTICIPANT any more."""
    from peppol.identifiers import ParticipantIdentifier
    from peppol.service import unregister_participant

    who = ParticipantIdentifier.parse(participant)
    async with running(context) as run:
        await unregister_participant(run.db, run.installation, who)
    click.echo(f"{who} receives nothing here any more")


@group.command()
@click.pass_context
@asynchronous
async def republish(context: click.Context) -> None:
    """Sign all metadata anew, after a change of keys or of the address."""
    from peppol.service import republish as sign_anew

    async with running(context) as run:
        count = await sign_anew(run.db, run.installation)
    click.echo(f"{count} entries signed")


@group.command()
@click.argument("participant")
@click.option("--document", default="invoice", show_default=True, help="Short name.")
@click.pass_context
@asynchronous
async def lookup(context: click.Context, participant: str, document: str) -> None:
    """Where PARTICIPANT receives a kind of document, by locator and signed metadata."""
    from peppol.access_point import access_point_of
    from peppol.forms import service_named
    from peppol.identifiers import ParticipantIdentifier

    who, service = ParticipantIdentifier.parse(participant), service_named(document)
    async with running(context) as run:
        discovery = access_point_of(run.installation.settings).discovery
        now = run.installation.clock.now()
        publisher = await asyncio.to_thread(discovery.find_publisher, who)
        endpoint = await asyncio.to_thread(
            discovery.find_endpoint, who, service.document_type, service.process, now
        )
    click.echo(f"publisher:   {publisher}")
    click.echo(f"endpoint:    {endpoint.url}")
    click.echo(f"certificate: {endpoint.certificate.common_name}")


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sender", required=True, help="0208:…")
@click.option("--receiver", required=True, help="0208:…")
@click.option("--document", default="invoice", show_default=True, help="Short name.")
@click.option("--wait/--no-wait", default=True, help="Stay until it is delivered or given up.")
@click.pass_context
@asynchronous
async def send(
    context: click.Context, file: Path, sender: str, receiver: str, document: str, wait: bool
) -> None:
    """Put FILE on its way; with --wait the attempts are made here."""
    from peppol.forms import service_named
    from peppol.identifiers import ParticipantIdentifier
    from peppol.service import submit_document

    service = service_named(document)
    payload = await asyncio.to_thread(file.read_bytes)
    async with running(context) as run:
        message_id = await submit_document(
            run.db,
            run.installation,
            sender=ParticipantIdentifier.parse(sender),
            receiver=ParticipantIdentifier.parse(receiver),
            document_type=service.document_type,
            process=service.process,
            payload=payload,
        )
    click.echo(message_id)
    if wait:
        await _deliver(context, message_id)


async def _deliver(context: click.Context, message_id: str) -> None:
    """Make the attempts in this process; a server's worker finds the work done."""
    from peppol.model import Direction
    from peppol.queries import message_by_message_id
    from peppol.service import attempt_delivery
    from shared.jobs import RetryLater

    installation = open_here(context)
    try:
        payload = {"message": message_id.partition("@")[0]}
        while True:
            try:
                await attempt_delivery(installation, payload)
                break
            except RetryLater as later:
                click.echo(f"  to be tried again at {later.at:%H:%M:%S} UTC")
                wait_s = (later.at - installation.clock.now()).total_seconds()
                await asyncio.sleep(max(wait_s, 0.0))
        async with installation.read() as db:
            message = await message_by_message_id(db, message_id, Direction.OUT)
        click.echo(f"  {message.status}: {message.outcome} {message.detail}".rstrip())
    finally:
        await installation.close()


@group.command()
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@click.pass_context
@asynchronous
async def messages(context: click.Context, limit: int) -> None:
    """List sent and received messages."""
    async with running(context) as run:
        await _list(run, limit)


async def _list(run: Run, limit: int) -> None:
    from peppol.queries import latest_messages
    from peppol.wording import short_name

    for message in await latest_messages(run.db, limit):
        kind = short_name(message.document_type)
        click.echo(
            f"{message.created_at:%Y-%m-%d %H:%M} {message.direction:3} {message.status:9} "
            f"{kind:16} {message.sender} -> {message.receiver}  {message.message_id}"
        )


@group.command("sml-zone")
@click.option("--file", type=click.Path(path_type=Path), required=True, help="Zone file.")
@click.option("--zone", default="sml.quaestor.test", show_default=True, help="Name of the zone.")
@click.option("--port", default=5353, show_default=True, help="UDP port on loopback.")
def sml_zone(file: Path, zone: str, port: int) -> None:
    """Serve a locator zone for development; installations enter their participants into FILE."""
    from threading import Event

    from peppol.sml_zone import ZoneServer, read_zone_file

    with ZoneServer(zone, lambda: read_zone_file(file), port=port) as server:
        click.echo(f"zone {zone} at {server.address}, from {file}")
        try:
            Event().wait()
        except KeyboardInterrupt:
            click.echo("zone closed")


@group.command("development-keys")
@click.argument("homes", nargs=-1, required=True, type=click.Path(path_type=Path))
def development_keys(homes: tuple[Path, ...]) -> None:
    """Make one development network and give each of HOMES its keys and anchors."""
    from peppol.devpki import equip
    from shared.clock import SystemClock

    for home, seat in zip(homes, equip(homes, SystemClock().now()), strict=True):
        click.echo(f"{home}: {seat}")
