"""`quaestor validate`: checks documents and says what is wrong; exit code 0, 1, 2, or 3."""

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shared.errors import QuaestorError
    from shared.i18n import Catalogue
    from shared.validation.batch.forms import Form
    from shared.validation.batch.sources import Source
    from shared.validation.batch.work import Answer, Checking
    from shared.validation.library import Preparing

VALID, INVALID, UNDETERMINED, MISUSED = 0, 1, 2, 3
_LANGUAGES = ("en", "nl", "fr", "de")
_FORMS = ("text", "json", "phive", "svrl", "html", "junit", "sarif")


class _Misuse(click.UsageError):
    exit_code = MISUSED


class _Command(click.Command):
    """Misuse ends with 3, because 2 means that the answer is open."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise _Misuse(error.message, error.ctx) from None


class _Refused(click.ClickException):
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
@click.option(
    "--pack",
    "only",
    multiple=True,
    metavar="ID",
    help="Only this rule set (such as eu.peppol:billing:2026.5) or the rules of this pack.",
)
@click.option(
    "--with-next",
    is_flag=True,
    help="Say as well what the rules will say that become mandatory next.",
)
@click.option("--profile", type=click.Path(path_type=Path), help="A receiver's severity profile.")
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", show_default=True)
@click.option(
    "--output",
    metavar="PATH",
    help="Write to this file, or into this folder, one file per document.",
)
@click.option("--language", type=click.Choice(_LANGUAGES), default="en", show_default=True)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes; by default enough.")
@click.pass_context
def validate(context: click.Context, /, files: tuple[str, ...], **chosen: Any) -> None:
    """Check documents against official schemas and rules.

    FILE is an XML file, a pattern, a folder (with all *.xml below it), a zip archive, or - for
    standard input. Ends with 0 when all are valid, 1 when one is invalid, 3 when one could not be
    read or the command was misused, and 2 when one could not be decided.
    """
    from shared.validation.batch.sources import sources_of

    checking = _checking(context, chosen)
    _refuse_or_warn(checking)
    sources = list(sources_of(files, sys.stdin.buffer.read))
    target = _Target(checking, chosen["output"], len(sources))
    context.exit(_run(checking, sources, target, chosen["jobs"]))


def _checking(context: click.Context, chosen: dict[str, Any]) -> "Checking":
    from shared.settings import Settings
    from shared.validation.batch.work import Checking

    settings = Settings.from_environment(home=context.obj["home"])
    profile = None
    if chosen["profile"] is not None:
        profile = _profile(chosen["profile"], chosen["language"])
    return Checking(
        packs=(*chosen["packs"], *settings.pack_folders),
        cache=settings.cache_folder,
        day=_day(chosen["as_of"]),
        form=chosen["form"],
        language=chosen["language"],
        profile=profile,
        only=chosen["only"],
        with_next=chosen["with_next"],
    )


def _refuse_or_warn(checking: "Checking") -> None:
    """Names that are not known, and rules to come where none are known."""
    if not (checking.only or checking.with_next):
        return
    if checking.only and checking.with_next:
        raise _Misuse("--pack and --with-next exclude each other")
    if checking.with_next and checking.form == "phive":
        raise _Misuse("--format phive has no place for what --with-next tells")
    from shared.errors import QuaestorError
    from shared.i18n import kernel_catalogue, msg
    from shared.packs import Packs
    from shared.validation.choosing import refuse_unknown
    from shared.validation.releases import next_release

    say = kernel_catalogue(checking.language).gettext
    try:
        manifest = Packs(checking.packs).manifest
        refuse_unknown(checking.only, manifest)
    except QuaestorError as refusal:
        raise _Refused(_in_words(refusal, say)) from None
    families = (family.id for family in manifest.families)
    if checking.with_next and not any(next_release(checking.day, x, manifest) for x in families):
        click.echo(say(msg("No rules are known that become mandatory later.")), err=True)


def _in_words(refusal: "QuaestorError", say: "Callable[[str], str]") -> str:
    from shared.errors import fill

    text = fill(say(refusal.says), refusal.facts)
    return f"{text}\n{fill(say(refusal.remedy), refusal.facts)}"


def _day(text: str | None) -> dt.date:
    if text is None:
        from shared.clock import BRUSSELS, SystemClock

        return SystemClock().now().astimezone(BRUSSELS).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _Refused(f"{text} is no date; write it as 2026-11-21") from None


def _profile(path: Path, language: str) -> Any:
    from shared.i18n import kernel_catalogue
    from shared.validation.severity_profile import ProfileUnusable, read_profile

    try:
        return read_profile(path)
    except ProfileUnusable as refusal:
        raise _Refused(_in_words(refusal, kernel_catalogue(language).gettext)) from None


# running ----------------------------------------------------------------------------------------


def _run(
    checking: "Checking", sources: "Sequence[Source]", target: "_Target", jobs: int | None
) -> int:
    """The exit code."""
    import os

    from shared.validation.batch.work import answers, jobs_for

    if jobs is None:
        jobs = jobs_for(len(sources), os.cpu_count() or 1)
    tally = _Tally()
    found = answers(checking, sources, jobs, _preparing(target))
    target.write(tally.counted(_with_progress(found, len(sources), target)))
    if len(sources) > 1:
        tally.tell(target)
    return tally.code


def _preparing(target: "_Target") -> "Preparing | None":
    if not sys.stderr.isatty():
        return None
    from shared.validation.preparing import PreparingBar

    return PreparingBar(target.catalogue)


def _with_progress(found: "Iterable[Answer]", count: int, target: "_Target") -> "Iterator[Answer]":
    """A bar on the terminal for long work, unless the answers themselves appear there."""
    is_shown = count > 1 and sys.stderr.isatty() and not target.is_terminal
    if not is_shown:
        yield from found
        return
    with click.progressbar(found, length=count, file=sys.stderr) as bar:
        yield from bar


class _Tally:
    """How many documents ended how; what could not be read is told at once."""

    def __init__(self) -> None:
        self._counts = {"valid": 0, "invalid": 0, "undetermined": 0, "unreadable": 0}

    def counted(self, found: "Iterable[Answer]") -> "Iterator[Answer]":
        from shared.validation.batch.told import refusal_in_words

        for answer in found:
            if answer.verdict is None:
                self._counts["unreadable"] += 1
                click.echo(refusal_in_words(answer.name, answer.refusal), err=True)
            else:
                self._counts[answer.verdict.value] += 1
            yield answer

    @property
    def code(self) -> int:
        weights = {"invalid": INVALID, "unreadable": MISUSED, "undetermined": UNDETERMINED}
        return next((code for name, code in weights.items() if self._counts[name]), VALID)

    def tell(self, target: "_Target") -> None:
        from shared.validation.batch.told import tally_in_words

        said = tally_in_words(self._counts, target.catalogue)
        click.echo(said, err=not target.is_plain)


# writing ----------------------------------------------------------------------------------------


class _Target:
    """Where answers go: standard output, one file, or a folder with a file per document."""

    def __init__(self, checking: "Checking", output: str | None, count: int) -> None:
        from shared.validation.batch.forms import FORMS

        self._form: Form = FORMS[checking.form]
        self._is_text = checking.form == "text"
        self._language = checking.language
        self._is_several = count > 1
        path = Path(output) if output else None
        is_folder = path is not None and (path.is_dir() or str(output).endswith("/"))
        self._folder = path if is_folder or (path and self._form.is_page and count > 1) else None
        self._file = None if self._folder else path
        if self._form.is_page and count > 1 and self._folder is None:
            raise _Misuse(f"--format {checking.form} of several documents needs --output FOLDER")
        self.is_plain = self._is_text and path is None

    @property
    def catalogue(self) -> "Catalogue":
        from shared.i18n import kernel_catalogue

        return kernel_catalogue(self._language)

    @property
    def is_terminal(self) -> bool:
        return self._folder is None and self._file is None and sys.stdout.isatty()

    def write(self, found: "Iterable[Answer]") -> None:
        """Raises a click exception when a file cannot be written."""
        try:
            if self._folder is not None:
                self._write_each(self._folder, found)
            elif self._file is not None:
                with self._file.open("wb") as file:
                    for piece in self._whole(_parts(found)):
                        file.write(self._plain(piece))
            else:
                for piece in self._whole(_parts(found)):
                    # colours are taken out of text only
                    click.echo(piece.decode() if self._is_text else piece, nl=False)
        except OSError as error:
            raise _Refused(f"{error.filename}: {error.strerror}") from None

    def _whole(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        return self._form.whole(parts, self._is_several)

    def _plain(self, piece: bytes) -> bytes:
        return click.unstyle(piece.decode()).encode() if self._is_text else piece

    def _write_each(self, folder: Path, found: "Iterable[Answer]") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        used: set[str] = set()
        for answer in found:
            if answer.part:
                name = _file_name(answer.name, self._form.suffix, used)
                whole = b"".join(self._form.whole([answer.part], False))
                (folder / name).write_bytes(self._plain(whole))


def _parts(found: "Iterable[Answer]") -> Iterator[bytes]:
    return (answer.part for answer in found if answer.part)


def _file_name(name: str, suffix: str, used: set[str]) -> str:
    """From a document's own name, without folders and signs; numbered when taken."""
    import re

    kept = re.sub(r"[^\w.\-]+", "-", re.split(r"[/\\]", name)[-1]).strip("-.")[-120:] or "document"
    number, made = 1, kept + suffix
    while made.lower() in used:
        number += 1
        made = f"{kept}-{number}{suffix}"
    used.add(made.lower())
    return made
