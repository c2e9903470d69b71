"""`quaestor validate`: checks files and says what is wrong; exit code 0, 1, 2, or 3 for misuse."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shared.i18n import Catalogue
    from shared.validation.report import Finding, Layer, ValidationReport

VALID, INVALID, UNDETERMINED, MISUSED = 0, 1, 2, 3
_LANGUAGES = ("en", "nl", "fr", "de")
_MARKS = {"passed": "✓", "failed": "✗", "undetermined": "?", "skipped": "–"}
_COLOURS = {"valid": "green", "invalid": "red", "undetermined": "yellow"}


class _Misuse(click.UsageError):
    exit_code = MISUSED


class _Command(click.Command):
    """Misuse ends with 3, because 2 means that the answer is open."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise _Misuse(error.message, error.ctx) from None


class _Unreadable(click.ClickException):
    exit_code = MISUSED


@click.command(cls=_Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--as-of", metavar="DATE", help="Check by the rules in force on this day.")
@click.option(
    "--packs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder with official packs; may be given several times.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "svrl"]), default="text")
@click.option("--language", type=click.Choice(_LANGUAGES), default="en")
@click.pass_context
def validate(
    context: click.Context,
    files: tuple[str, ...],
    as_of: str | None,
    packs: tuple[Path, ...],
    form: str,
    language: str,
) -> None:
    """Check documents against official schemas and rules.

    FILE is an XML file, or - for standard input. Ends with 0 when all are valid, 1 when one is
    invalid, 2 when one could not be decided, and 3 when the command was misused.
    """
    from shared.packs import Packs
    from shared.settings import Settings
    from shared.validation.validator import Validator

    settings = Settings.from_environment(home=context.obj["home"])
    day = _day(as_of)
    catalogue = _catalogue(language)
    validator = Validator(Packs((*packs, *settings.pack_folders)), settings.cache_folder)
    codes = set()
    for name, data in _contents(files):
        report = validator.validate(data, day)
        _tell(name, report, form, catalogue)
        codes.add({"valid": VALID, "invalid": INVALID}.get(report.verdict.value, UNDETERMINED))
    context.exit(next((code for code in (INVALID, UNDETERMINED) if code in codes), VALID))


def _day(text: str | None) -> dt.date:
    if text is None:
        from shared.clock import BRUSSELS, SystemClock

        return SystemClock().now().astimezone(BRUSSELS).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _Unreadable(f"{text} is no date; write it as 2026-11-21") from None


def _catalogue(language: str) -> "Catalogue":
    from shared.i18n import Catalogue, load_catalogues

    if language == "en":
        return Catalogue("en", {})
    return load_catalogues([Path(__file__).parents[1] / "locale"])[language]


def _contents(files: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for name in files:
        if name == "-":
            yield "standard input", sys.stdin.buffer.read()
            continue
        try:
            yield name, Path(name).read_bytes()
        except OSError as error:
            raise _Unreadable(f"{name}: {error.strerror}") from None


# telling ----------------------------------------------------------------------------------------


def _tell(name: str, report: "ValidationReport", form: str, catalogue: "Catalogue") -> None:
    if form == "json":
        click.echo(report.to_json(catalogue))
    elif form == "svrl":
        click.echo(report.to_svrl())
    else:
        _tell_in_words(name, report, catalogue)


def _tell_in_words(name: str, report: "ValidationReport", catalogue: "Catalogue") -> None:
    verdict = report.verdict.value
    click.echo(f"{name}: ", nl=False)
    click.secho(verdict, fg=_COLOURS[verdict], bold=True)
    for layer in report.layers:
        click.echo(_layer_line(layer, catalogue))
    for absent in report.absent_packs:
        click.echo(f"    {absent.name}: {catalogue.gettext(absent.gives)}")
    for finding in report.findings:
        _tell_finding(finding, catalogue)


def _layer_line(layer: "Layer", catalogue: "Catalogue") -> str:
    from shared.errors import fill

    reason = fill(catalogue.gettext(layer.reason), dict(layer.facts))
    shown = f"  {_MARKS[layer.status.value]} {layer.name}"
    return f"{shown} ({layer.status.value}: {reason})" if reason else shown


def _tell_finding(finding: "Finding", catalogue: "Catalogue") -> None:
    place = finding.first
    where = f"line {place.line}  {place.path}" if place.line else place.path
    times = f"  ({finding.count} times)" if finding.count > 1 else ""
    colour: Any = "red" if finding.is_error else "yellow"
    click.secho(f"  {finding.rule}", fg=colour, nl=False)
    click.echo(f"  {finding.severity.value}{times}  {where}")
    click.echo(f"      {finding.sentence(catalogue)}")
    click.echo(f"      {finding.advice(catalogue)}")
