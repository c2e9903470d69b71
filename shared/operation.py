"""Commands of those who run an installation: serve, worker, migrate, doctor, people."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from shared.audit import Audit, record
from shared.command_line import Run, asynchronous, open_here, running
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.identity import Role


def _settings(context: click.Context) -> Settings:
    return Settings.from_environment(home=context.obj["home"])


def serving_app() -> object:
    """The app as a server's worker process makes it, from the environment alone."""
    from shared.app import create_app
    from shared.logs import configure_logs

    settings = Settings.from_environment()
    configure_logs(as_json=settings.production)
    return create_app(settings)


@click.command()
@click.option("--host", default=None, help="Address to listen on.")
@click.option("--port", type=int, default=None, help="Port to listen on.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None) -> None:
    """Run the web server, with the job workers in it."""
    import os

    from granian.constants import Interfaces
    from granian.server import Server

    from shared.migrations import migrate_now

    settings = _settings(context)
    migrate_now(settings.effective_database_url)
    os.environ["QUAESTOR_HOME"] = str(settings.home)
    Server(
        "shared.operation:serving_app",
        factory=True,
        interface=Interfaces.ASGI,
        address=host or settings.host,
        port=port or settings.port,
        log_access=False,
    ).serve()


@click.command()
@click.option("--drain", is_flag=True, help="Do what is due, wait for what others do, then end.")
@click.pass_context
def worker(context: click.Context, drain: bool) -> None:
    """Run job workers as a process of their own; several at once need PostgreSQL."""
    from shared.logs import configure_logs
    from shared.worker import Worker

    async def run() -> None:
        installation = open_here(context)
        configure_logs(as_json=installation.settings.production)
        try:
            here = Worker(installation)
            await (here.settle() if drain else here.run_forever())
        finally:
            await installation.close()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        click.echo("worker stopped")


@click.command()
@click.pass_context
def migrate(context: click.Context) -> None:
    """Create or upgrade the tables."""
    from shared.migrations import migrate_now

    settings = _settings(context)
    migrate_now(settings.effective_database_url)
    click.echo("The tables are up to date.")


@click.command()
@click.pass_context
@asynchronous
async def doctor(context: click.Context) -> None:
    """Check settings, database, documents, the audit chain and packs."""
    from shared import audit
    from shared.packs import Packs

    async with running(context) as run:
        settings = run.installation.settings
        verdict = await audit.verify_chain(run.db)
        reference = await run.installation.blobs.put(b"quaestor doctor", "text/plain")
        stored = await run.installation.blobs.get(reference.sha256) == b"quaestor doctor"
        packs = Packs(settings.pack_folders)
        rows = [
            ("home", str(settings.home)),
            ("database", run.installation.database.engine.dialect.name),
            ("documents", "written and read back" if stored else "NOT READABLE"),
            ("audit chain", f"{verdict.entries} entries, {_intact(verdict.is_intact)}"),
            ("mode", "production" if settings.production else "development"),
        ]
        for name, value in rows:
            click.echo(f"{name:12} {value}")
        for state in packs.states():
            presence = "present" if state.is_present else "absent "
            click.echo(f"{'pack':12} {presence}  {state.pack.name}: {state.pack.gives}")
        if not (stored and verdict.is_intact):
            context.exit(1)


def _intact(is_intact: bool) -> str:
    return "intact" if is_intact else "BROKEN"


async def _note(run: Run, action: Audit, subject: str, **facts: object) -> None:
    """What an operator does in the terminal stands in the audit log as what people do on pages."""
    await record(run.db, run.installation.clock, run.actor, action, subject, **facts)


@click.group()
def people() -> None:
    """Register organisations, people and API clients."""


@people.command("organisation")
@click.argument("enterprise_number")
@click.argument("name")
@click.option("--kind", type=click.Choice(["authority", "supplier", "operator"]), required=True)
@click.option("--street", default="", help="Street and number.")
@click.option("--postcode", default="")
@click.option("--town", default="")
@click.option("--nuts", default="", help="NUTS code of the place, for example BE242.")
@click.option("--email", default="")
@click.pass_context
@asynchronous
async def organisation(
    context: click.Context, enterprise_number: str, name: str, kind: str, **details: str
) -> None:
    """Register an organisation by its enterprise number; a repeat completes its address."""
    from shared.identity.model import OrganisationKind
    from shared.identity.service import complete_organisation, register_organisation
    from shared.party import Address, EnterpriseNumber, Party

    number = EnterpriseNumber.parse(enterprise_number)
    place = Address(details["street"], details["postcode"], details["town"], nuts=details["nuts"])
    async with running(context) as run:
        party = Party(name, number, place, details["email"])
        made = await register_organisation(run.db, party, OrganisationKind(kind))
        complete_organisation(made, party)
        await _note(run, Audit.ORGANISATION_REGISTERED, f"organisation:{number}", kind=made.kind)
        click.echo(f"{made.enterprise_number}  {made.name}  ({made.kind})")


def _roles(
    context: click.Context, parameter: click.Parameter, names: tuple[str, ...]
) -> list["Role"]:
    """The roles of these names; a name that is none is answered with those there are."""
    from shared.identity import Role

    unknown = [name for name in names if name not in list(Role)]
    if unknown:
        says = f"{unknown[0]!r} is not a role; there are {', '.join(Role)}."
        raise click.BadParameter(says, context, parameter)
    return [Role(name) for name in names]


_ROLES = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    callback=_roles,
    help="Such as buyer or bidder; repeat for several.",
)


@people.command("person")
@click.argument("email")
@click.argument("name")
@click.option("--organisation", "number", required=True, help="Its enterprise number.")
@_ROLES
@click.option("--language", type=click.Choice(["nl", "fr", "de", "en"]), default="nl")
@click.password_option(help="Asked for when not given.")
@click.pass_context
@asynchronous
async def person(context: click.Context, number: str, roles: list["Role"], **details: Any) -> None:
    """Register a person with roles in an organisation."""
    from shared.errors import NotFound
    from shared.identity import service
    from shared.party import EnterpriseNumber

    async with running(context) as run:
        found = str(EnterpriseNumber.parse(number))
        organisation = await service.organisation_by_number(run.db, found)
        if organisation is None:
            raise NotFound("organisation")
        made = await service.register_person(
            run.db, organisation, roles, service.NewPerson(**details)
        )
        facts = {"organisation": found, "roles": ", ".join(roles)}
        await _note(run, Audit.PERSON_REGISTERED, f"person:{made.id}", **facts)
        click.echo(f"{made.email}  {made.name}  {', '.join(roles)}")


@people.command("client")
@click.argument("client_id")
@click.option("--organisation", "number", required=True, help="Its enterprise number.")
@_ROLES
@click.pass_context
@asynchronous
async def client(context: click.Context, client_id: str, number: str, roles: list["Role"]) -> None:
    """Make (or renew) credentials for a machine; the secret is shown once."""
    from shared.errors import NotFound
    from shared.identity import service
    from shared.party import EnterpriseNumber

    async with running(context) as run:
        found = str(EnterpriseNumber.parse(number))
        organisation = await service.organisation_by_number(run.db, found)
        if organisation is None:
            raise NotFound("organisation")
        secret = await service.register_client(
            run.db, organisation, roles, client_id=client_id, name=client_id
        )
        facts = {"organisation": found, "roles": ", ".join(roles)}
        await _note(run, Audit.CLIENT_REGISTERED, f"client:{client_id}", **facts)
        click.echo(f"client_id     {client_id}\nclient_secret {secret}")
