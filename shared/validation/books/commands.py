"""`quaestor rules`: what a rule demands and who carries it, which rules there are, made ready."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shared.i18n import Catalogue
    from shared.validation.books.explanation import Carrier, Explanation
    from shared.validation.library import Library, Preparing

_LANGUAGES = ("en", "nl", "fr", "de")
_MOST_SIGNS = 600

packs_option = click.option(
    "--packs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder with official packs; may be given several times.",
)


@click.group()
def group() -> None:
    """Explain rules, list them and make them ready."""


@group.command()
@click.argument("rule")
@packs_option
@click.option("--language", type=click.Choice(_LANGUAGES), help="One language instead of four.")
@click.pass_context
def explain(
    context: click.Context, rule: str, packs: tuple[Path, ...], language: str | None
) -> None:
    """Say what RULE (such as BR-CO-15) demands, who carries it, and how to keep it."""
    from shared.i18n import kernel_catalogue
    from shared.validation.books.explanation import explained

    found = explained(rule, _library(context, packs))
    labels = kernel_catalogue(language or "en")
    tongues = [kernel_catalogue(each) for each in ([language] if language else _LANGUAGES)]
    for line in _told(found, labels, tongues):
        click.echo(line)


@group.command("list")
@packs_option
@click.option("--pack", help="Only rule sets with this id, name of pack, or part of them.")
@click.pass_context
def list_(context: click.Context, packs: tuple[Path, ...], pack: str | None) -> None:
    """List the rule sets of this installation and the ids of their rules."""
    from shared.validation.books.explanation import ids_in
    from shared.validation.books.rule_sets import known_rule_sets

    library = _library(context, packs)
    for known in known_rule_sets(library.packs.manifest):
        source = known.source
        if pack and pack not in source.id and pack != source.pack:
            continue
        ids = sorted(ids_in(source, library))
        count = f"{len(ids)}" if ids else "–"
        click.echo(f"{source.id}  {source.name}  ({source.pack}: {count})")
        if pack:
            for identifier in ids:
                click.echo(f"  {identifier}")


@group.command()
@packs_option
@click.option("--language", type=click.Choice(_LANGUAGES), default="en", show_default=True)
@click.pass_context
def prepare(context: click.Context, packs: tuple[Path, ...], language: str) -> None:
    """Compile all rule sets that are here, so that no document waits for it.

    What is ready stays so until its pack or this product changes. Ends with 1 when a rule set
    cannot be used.
    """
    from shared.errors import fill
    from shared.i18n import kernel_catalogue, msg
    from shared.validation.books.readiness import made_ready
    from shared.validation.preparing import PreparingBar

    catalogue = kernel_catalogue(language)
    say = catalogue.gettext
    bar = PreparingBar(catalogue) if sys.stderr.isatty() else None
    code = 0
    for made in made_ready(_library(context, packs, bar)):
        if made.refusal is None:
            told = say(msg("ready after {n} s")).format(n=f"{made.seconds:.1f}")
        else:
            told, code = fill(say(made.refusal.says), made.refusal.facts), 1
        click.echo(f"{made.source.name}  {told}  ({made.source.id})")
    context.exit(code)


def _library(
    context: click.Context, packs: tuple[Path, ...], preparing: "Preparing | None" = None
) -> "Library":
    from shared.packs import Packs
    from shared.settings import Settings
    from shared.validation.library import Library

    settings = Settings.from_environment(home=context.obj["home"])
    folders = Packs((*packs, *settings.pack_folders), settings.cache_folder)
    return Library(folders, settings.cache_folder, preparing)


# telling ----------------------------------------------------------------------------------------


def _told(found: "Explanation", labels: "Catalogue", tongues: "list[Catalogue]") -> Iterator[str]:
    from shared.i18n import msg

    say = labels.gettext
    severities = dict.fromkeys(carrier.severity for carrier in found.carriers)
    head = [click.style(found.rule, bold=True), ", ".join(severities), ", ".join(found.terms)]
    yield "  ".join(part for part in head if part)
    yield from _part(say(msg("What it demands")), _in_tongues(found, tongues))
    yield from _part(say(msg("Example")), found.example.splitlines())
    if found.wording is not None:
        yield from _part(say(msg("Official text")), [found.official] if found.official else [])
    yield from _part(say(msg("Carried by")), [_carrier(x, labels) for x in found.carriers])
    yield from _part(
        say(msg("Notice subtypes")), [" ".join(found.subtypes)] if found.subtypes else []
    )
    if found.carriers:
        newest = found.carriers[0]
        yield from _part(say(msg("Where it looks")), [_cut(newest.context)])
        yield from _part(say(msg("Official test")), [_cut(newest.test)])


def _part(label: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield click.style(label, underline=True)
        yield from (f"  {line}" for line in lines)


def _in_tongues(found: "Explanation", tongues: "list[Catalogue]") -> list[str]:
    """Per language what it demands and what to do; an official text stands once."""
    if found.wording is None:
        return [f"en  {found.official}"] if found.official else []
    lines = []
    for catalogue in tongues:
        lines.append(f"{catalogue.language}  {found.demand(catalogue)}")
        lines.append(f"    {found.advice(catalogue)}")
    return lines


def _carrier(carrier: "Carrier", labels: "Catalogue") -> str:
    from shared.i18n import msg

    told = f"{carrier.source.name}  {carrier.source.id}  {carrier.severity}"
    if carrier.begins is None:
        return told
    since = labels.gettext(msg("mandatory from {day}")).format(day=carrier.begins.isoformat())
    return f"{told}  {since}"


def _cut(text: str) -> str:
    """Tests that list codes are long."""
    return text if len(text) <= _MOST_SIGNS else f"{text[:_MOST_SIGNS]} …"
