"""`quaestor packs`: list, sync, add, verify and remove the official packs of an installation."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shared.i18n import Catalogue
    from shared.packs import Pack, Packs, PackState
    from shared.packs.downloading import Tell
    from shared.packs.importing import Imported
    from shared.packs.placing import PackStore

_LANGUAGES = ("en", "nl", "fr", "de")


@click.group("packs")
def group() -> None:
    """Import official schemas and rules; they are never shipped with the product."""


@group.command("list")
@click.option("--language", type=click.Choice(_LANGUAGES), default="en")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def list_packs(context: click.Context, language: str, form: str) -> None:
    """Show which packs are known, which are here, their dates and their licences."""
    from shared.i18n import kernel_catalogue

    packs, _ = _opened(context)
    today = _today()
    rows = [_row(packs, state, today) for state in packs.states()]
    catalogue = kernel_catalogue(language)
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        _tell_row(row, catalogue)


@group.command()
@click.option("--only", "name", default="", metavar="ID", help="This pack alone.")
@click.pass_context
def sync(context: click.Context, name: str) -> None:
    """Fetch the packs that have a pinned download and are not here.

    Ends with 1 when one could not be fetched; a repeated command goes on where it broke off.
    """
    from shared.packs.downloading import Downloader
    from shared.packs.importing import Outcome, sync_packs

    packs, store = _opened(context)
    failed = False
    with _held(store), _progress() as tell:
        for done in sync_packs(packs, store, Downloader(store.downloads), name, tell):
            _tell_imported(done)
            failed = failed or done.outcome is Outcome.REFUSED
    context.exit(1 if failed else 0)


@group.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FILE-OR-FOLDER")
@click.option("--as", "name", default="", metavar="ID", help="What it is; else it is recognised.")
@click.pass_context
def add(context: click.Context, source: Path, name: str) -> None:
    """Import packs from a folder, zip, jar, tar.gz or tar.xz that you fetched."""
    from shared.packs.importing import add_packs

    packs, store = _opened(context)
    with _held(store):
        for done in add_packs(packs, store, source, name):
            _tell_imported(done)


@group.command()
@click.argument("name", default="", metavar="[ID]")
@click.pass_context
def verify(context: click.Context, name: str) -> None:
    """Hash the files of the packs that are here again; ends with 1 when one is not whole."""
    packs, store = _opened(context)
    wanted = packs.manifest.pack(name).name if name else ""
    states = [state for state in packs.states() if not wanted or state.pack.name == wanted]
    _refuse_absent(wanted, states)
    bad = [state for state in states if state.folder and not _is_verified(state, store)]
    context.exit(1 if bad else 0)


@group.command()
@click.argument("name", metavar="ID")
@click.pass_context
def remove(context: click.Context, name: str) -> None:
    """Take away a pack that was imported; files that you put or changed yourself stay."""
    packs, store = _opened(context)
    with _held(store):
        removal = store.remove(packs.manifest.pack(name).name)
    click.echo(f"{name}: {removal.removed} files removed")
    for path in removal.left:
        click.echo(f"  left: {path}")


# opening ------------------------------------------------------------------------------------------


def _opened(context: click.Context) -> tuple["Packs", "PackStore"]:
    from shared.packs import Packs
    from shared.packs.placing import PackStore
    from shared.settings import Settings

    settings = Settings.from_environment(home=context.obj["home"])
    return Packs(settings.pack_folders), PackStore(settings.pack_folders[0])


@contextmanager
def _held(store: "PackStore") -> Iterator[None]:
    """The lock; says that it waits, should another command hold it."""
    from shared.packs.refusals import PacksBusy

    with ExitStack() as stack:
        try:
            stack.enter_context(store.locked(wait_s=0))
        except PacksBusy:
            click.echo("Another command is changing the packs; waiting for it.", err=True)
            stack.enter_context(store.locked())
        yield


def _today() -> dt.date:
    from shared.clock import BRUSSELS, SystemClock

    return SystemClock().now().astimezone(BRUSSELS).date()


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar per download on a terminal, nothing in a log."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    shown = Progress(
        *columns, TransferSpeedColumn(), console=console, disable=not console.is_terminal
    )

    def tell(pack: "Pack") -> "Tell":
        task = shown.add_task(pack.name, total=None)
        return lambda here, total: shown.update(task, completed=here, total=total)

    with shown:
        yield tell


# telling ------------------------------------------------------------------------------------------


def _row(packs: "Packs", state: "PackState", today: dt.date) -> dict[str, Any]:
    pack, manifest = state.pack, packs.manifest
    return {
        "id": pack.name,
        "gives": pack.gives,
        "present": state.is_present,
        "folder": str(state.folder) if state.folder else None,
        "in_force": manifest.is_in_force(pack, today),
        "published": _day(pack.published),
        "mandatory_from": _day(pack.mandatory_from),
        "superseded": _day(manifest.replaced_on(pack)),
        "licence": pack.licence,
        "redistribution": pack.redistribution,
        "sources": [{"address": each.address, "fetch": each.fetch} for each in pack.sources],
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _tell_row(row: dict[str, Any], catalogue: "Catalogue") -> None:
    click.secho(row["id"], bold=True, nl=False)
    presence = "present" if row["present"] else "absent"
    click.secho(f"  {presence}", fg="green" if row["present"] else "yellow", nl=False)
    click.echo(", in force today" if row["in_force"] else ", not in force today")
    click.echo(f"    {catalogue.gettext(row['gives'])}")
    dates = [
        f"{said} {row[key]}"
        for key, said in (
            ("published", "published"),
            ("mandatory_from", "mandatory from"),
            ("superseded", "until before"),
        )
        if row[key]
    ]
    if dates:
        click.echo(f"    {', '.join(dates)}")
    click.echo(f"    licence: {row['licence']}")
    if not row["present"]:
        for source in row["sources"]:
            way = "sync fetches" if source["fetch"] else "fetch by hand, then add:"
            click.echo(f"    {way} {source['address']}")


def _tell_imported(done: "Imported") -> None:
    click.echo(f"{done.pack.name}: {done.outcome.value}")
    if done.refusal is not None:
        from shared.errors import fill

        refusal = done.refusal
        click.secho(f"  {fill(refusal.says, refusal.facts)}", fg="red", err=True)
        click.echo(f"  what to do: {fill(refusal.remedy, refusal.facts)}", err=True)
    elif done.outcome.name == "BY_HAND":
        for source in done.pack.sources:
            click.echo(f"  {source.address}")


def _refuse_absent(name: str, states: list["PackState"]) -> None:
    from shared.packs import PackAbsent

    if name and not states[0].is_present:
        raise PackAbsent(name=name)


def _is_verified(state: "PackState", store: "PackStore") -> bool:
    from shared.packs.verifying import verified

    folder = state.folder
    assert folder is not None  # noqa: S101  only packs that are here are given
    is_own = folder.parent == store.folder
    found = verified(folder, state.pack, store.recorded(state.pack.name) if is_own else None)
    if not found.pinned:
        click.echo(f"{state.pack.name}: nothing says what its files should be")
        return False
    click.echo(f"{state.pack.name}: {'whole' if found.is_whole else 'NOT WHOLE'}")
    for said, paths in (
        ("missing", found.missing),
        ("changed", found.changed),
        ("not of the pack", found.foreign),
    ):
        for path in paths:
            click.echo(f"  {said}: {path}")
    return found.is_whole
