"""The command `quaestor`: one group of commands per context, imported only when called."""

import atexit
import gc
import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import click

# these run for hours, and Python's own pace is the one their memory was measured with
_LASTING = frozenset(("serve", "worker", "demo"))
_ALLOCATIONS = 50_000

# name -> where the click command lives and the line --help shows (so nothing is imported for it)
COMMANDS = {
    "serve": ("shared.operation:serve", "Run the web server, with the job workers in it."),
    "worker": ("shared.operation:worker", "Run job workers as a process of their own."),
    "migrate": ("shared.operation:migrate", "Create or upgrade the tables."),
    "doctor": ("shared.operation:doctor", "Check settings, database, documents, keys and packs."),
    "demo": ("shared.demo.command:demo", "Play one whole procurement, from notice to invoice."),
    "people": ("shared.operation:people", "Register organisations, people and API clients."),
    "validate": ("shared.validation.commands:validate", "Check invoices and other documents."),
    "rules": ("shared.validation.books.commands:group", "Explain rules and list them."),
    "packs": ("shared.packs.commands:group", "Import official schemas and rules."),
    "peppol": ("peppol.commands:group", "Send, receive and look up Peppol documents."),
    "enot": ("enot.commands:group", "Draft, approve, publish and search notices."),
    "bid": ("etender.bidder.commands:bid", "Prepare, sign, seal and submit a bid (suppliers)."),
    "etender": ("etender.commands:group", "Open, evaluate and award (authorities)."),
    "ecatalog": ("ecatalog.commands:group", "Catalogues, orders and order responses."),
    "einvoice": ("einvoice.commands:group", "The invoice inbox, decisions and responses."),
}


class LazyGroup(click.Group):
    """Knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        rows = [(name, line) for name, (_, line) in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup)
@click.version_option(package_name="quaestor", prog_name="quaestor")
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    envvar="QUAESTOR_HOME",
    default=Path(".quaestor"),
    show_default=True,
    help="Folder of the installation.",
)
@click.pass_context
def quaestor(context: click.Context, home: Path) -> None:
    """E-procurement: notices, sealed bids, catalogues, orders and invoices."""
    context.obj = {"home": home}


def main(*arguments: Any) -> None:
    """Entry point; expected refusals end with code 1 and say what to do."""
    if _LASTING.isdisjoint(sys.argv):
        # a short command keeps what it makes: looking for garbage meanwhile finds none
        gc.set_threshold(_ALLOCATIONS)
    code: Any
    try:
        code = _run(*arguments)
    except SystemExit as end:
        code = end.code
    _leave(code)


def _run(*arguments: Any) -> int:
    """The exit code of a refusal; click itself leaves by SystemExit."""
    from shared.errors import QuaestorError, fill

    try:
        quaestor(*arguments, prog_name="quaestor")
    except QuaestorError as refusal:
        click.secho(f"{fill(refusal.says, refusal.facts)}", fg="red", err=True)
        if refusal.where:
            click.echo(f"  where:      {refusal.where}", err=True)
        click.echo(f"  what to do: {fill(refusal.remedy, refusal.facts)}", err=True)
        click.echo(f"  who acts:   {refusal.who}  ({refusal.code})", err=True)
        return 1
    return 0


def _leave(code: Any) -> None:
    """End the process without freeing its objects one by one, which the system does at once.

    That would take a sixth of the time of a short command. Everything that was to happen at the end
    happens; a message instead of a code, and threads that Python waits for, take the usual way.
    """
    awaited = [thread for thread in threading.enumerate() if not thread.daemon]
    if len(awaited) > 1 or not isinstance(code, int | None):
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001  the only way to run them before os._exit
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # nobody reads any more: Python itself has a word for that
            sys.exit(code)
    os._exit(code or 0)
