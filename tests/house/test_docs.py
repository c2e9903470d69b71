"""The documents tell the truth: commands and settings they name exist, links lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from msgspec.structs import fields

from shared.cli import COMMANDS, quaestor
from shared.settings import PREFIX, Settings
from tests.console import shown_commands
from tools.texts import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/**/*.md")])
FOR_TESTS_ALONE = {PREFIX + name for name in ("DATA", "TEST_POSTGRES", "THOROUGH")}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(quaestor\s[^`]+)`")
_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def _named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def _typed(document: Path) -> Iterator[str]:
    """The lines that a reader is told to type, continuations joined."""
    for shown in shown_commands(document):
        yield shown.command.replace("\\\n", " ")
    for language, block in _FENCE.findall(document.read_text(encoding="utf-8")):
        if language in {"", "sh", "bash"}:
            yield from block.replace("\\\n", " ").splitlines()


def _calls(line: str) -> Iterator[list[str]]:
    """The words after each `quaestor` of a line of shell, up to the next `|`, `)`, `;` or `||`."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] | None = None
    for token in lexer:
        if words is None:
            words = [] if token == "quaestor" else None
        elif set(token) <= set("();<>|&"):
            yield words
            words = None
        else:
            words.append(token)
    if words is not None:
        yield words


def _complete_calls(document: Path) -> list[list[str]]:
    return [call for line in _typed(document) for call in _calls(line)]


def _mentions(document: Path) -> list[list[str]]:
    """What stands in the prose, which may leave arguments out."""
    text = document.read_text(encoding="utf-8")
    return [call for span in _SPAN.findall(text) for call in _calls(" ".join(span.split()))]


def _complaint(words: list[str], *, is_complete: bool) -> str:
    """What is wrong with the words after `quaestor`; empty when nothing is."""
    try:
        context, command, rest = _resolved(words)
        given, _, _ = command.make_parser(context).parse_args(args=list(rest))
        for parameter in command.get_params(context):
            _check(context, parameter, given, is_complete=is_complete and "$@" not in words)
    except click.UsageError as error:
        return f"quaestor {' '.join(words)}: {error.format_message()}"
    return ""


def _resolved(words: list[str]) -> tuple[click.Context, click.Command, list[str]]:
    """The command meant, in its context, and the words that are its own."""
    context, command, rest = click.Context(quaestor, info_name="quaestor"), quaestor, words
    found: click.Command = command
    while isinstance(found, click.Group) and rest and not rest[0].startswith("-"):
        below = found.get_command(context, rest[0])
        if below is None:
            raise click.UsageError(f"there is no command {rest[0]}", context)
        context = click.Context(below, parent=context, info_name=rest[0])
        found, rest = below, rest[1:]
    return context, found, rest


def _check(
    context: click.Context,
    parameter: click.Parameter,
    given: dict[str, object],
    *,
    is_complete: bool,
) -> None:
    value = given.get(str(parameter.name))
    is_there = value not in (None, ()) and not repr(value).startswith("Sentinel")
    if is_there and isinstance(parameter.type, click.Choice):
        parameter.type_cast_value(context, value)
    if is_complete and parameter.required and not is_there:
        raise click.MissingParameter(ctx=context, param=parameter)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_command_shown_exists_with_these_options(document: Path) -> None:
    complaints = [_complaint(call, is_complete=True) for call in _complete_calls(document)]
    complaints += [_complaint(call, is_complete=False) for call in _mentions(document)]
    assert [complaint for complaint in complaints if complaint] == []


def test_commands_are_found_in_the_documents() -> None:
    assert len(_complete_calls(ROOT / "docs" / "walk.md")) > 50
    assert ["migrate"] in _complete_calls(ROOT / "README.md")
    assert ["people", "--help"] in _mentions(ROOT / "samples" / "erp" / "README.md")


@pytest.mark.parametrize(
    "wrong",
    [
        "quaestor publish",
        "quaestor enot proclaim",
        "quaestor enot publish $NOTICE --as $BUYER --loudly",
        "quaestor enot publish --as $BUYER",
        "X=$(quaestor people client erp --organisation 0203.201.340 | cut -c1)",
        "quaestor people organisation 0203.201.340 Stad --kind town",
        "quaestor serve --port",
    ],
)
def test_a_command_that_does_not_exist_is_noticed(wrong: str) -> None:
    assert [_complaint(call, is_complete=True) for call in _calls(wrong)] not in ([], [""])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_help_names_can_be_called(name: str) -> None:
    done = CliRunner().invoke(quaestor, [name, "--help"])
    assert done.exit_code == 0, done.exception
    assert done.output.startswith("Usage:")


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    prose = _FENCE.sub("", document.read_text(encoding="utf-8"))
    links = [link for link in _LINK.findall(prose) if "://" not in link and "@" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def _known_variables() -> set[str]:
    """Settings, and what single options of commands read for themselves."""
    settings = {PREFIX + field.name.upper() for field in fields(Settings)}
    return settings | FOR_TESTS_ALONE | set(_variables_of(quaestor))


def _variables_of(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    yield from (str(parameter.envvar) for parameter in command.params if parameter.envvar)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _variables_of(below)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_setting_named_exists(document: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z0-9_]+", document.read_text(encoding="utf-8")))
    assert named - _known_variables() == set()


def test_an_installation_of_your_own_is_made_as_the_readme_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in _known_variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(PREFIX + "HOME", str(tmp_path))
    shown = [s for s in shown_commands(ROOT / "README.md") if s.section == "Run your own"]
    assert shown
    for each in shown:
        done = CliRunner().invoke(quaestor, shlex.split(each.command)[1:])
        assert done.exit_code == 0, (each, done.output, done.exception)
        assert each.is_answered_by(done.output), (each, done.output)
    assert "entries, intact" in done.output
