"""Finds every text a person can read and says which have no translation yet.

`python tools/texts.py` prints, per package and language, the missing texts as a PO skeleton with
the places where each stands; `python tools/texts.py enot` does so for one package, and
`--write` appends the skeleton to the package's catalogues for a translator to fill in.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("shared", "peppol", "enot", "etender", "ecatalog", "einvoice")
MANIFEST = "manifest.toml"
TRANSLATED_INTO = ("nl", "fr", "de")
PLACEHOLDER = re.compile(r"%\((\w+)\)s|(?<![%{])\{(\w+)\}")
"""`%(name)s` and `{name}`; the browser's own `%{count}` counts as text."""

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"""


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """An English text and where it stands; `where` is `folder/file.py:12`."""

    package: str
    where: str
    english: str


@dataclass(frozen=True, slots=True)
class Translation:
    """One entry of a catalogue; `translated` is empty while it is missing."""

    where: str
    english: str
    translated: str
    is_fuzzy: bool


def texts_of(package: str, root: Path = ROOT) -> list[Text]:
    """All texts of a package's Python files and templates, in order."""
    folder = root / package
    found = [
        *(t for path in sorted(folder.rglob("*.py")) for t in _in_python(package, path, root)),
        *(t for path in sorted(folder.rglob("*.html")) for t in _in_template(package, path, root)),
        *(t for path in sorted(folder.rglob(MANIFEST)) for t in _in_manifest(package, path, root)),
    ]
    return [text for text in found if text.english]


def _in_python(package: str, path: Path, root: Path) -> Iterator[Text]:
    """The literal of every `msg("…")`; raises TypeError for one that is not a literal."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "msg":
            continue
        where = f"{path.relative_to(root)}:{node.lineno}"
        literal = node.args[0] if node.args else None
        if not (isinstance(literal, ast.Constant) and isinstance(literal.value, str)):
            raise TypeError(f"{where}: msg() takes one literal text, else it cannot be translated")
        yield Text(package, where, literal.value)


def _in_template(package: str, path: Path, root: Path) -> Iterator[Text]:
    """Every literal given to `_`, `gettext` or `ngettext`, and every `{% trans %}`."""
    environment = jinja2.Environment(  # noqa: S701  only parsed, never rendered
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"]
    )
    tree = environment.parse(path.read_text(encoding="utf-8"))
    for line, _function, given in extract_from_ast(tree, babel_style=False):
        for english in given if isinstance(given, tuple) else (given,):
            if isinstance(english, str):
                yield Text(package, f"{path.relative_to(root)}:{line}", english)


def _in_manifest(package: str, path: Path, root: Path) -> Iterator[Text]:
    """What each pack of a manifest gives."""
    for pack in tomllib.loads(path.read_text(encoding="utf-8")).get("pack", []):
        yield Text(package, f"{path.relative_to(root)}:{pack['id']}", pack["gives"])


def translations(package: str, language: str, root: Path = ROOT) -> list[Translation]:
    """The entries of a package's catalogue; none when there is no file."""
    path = root / package / "locale" / f"{language}.po"
    if not path.exists():
        return []
    with path.open("rb") as file:
        entries: Iterable[Message] = list(read_po(file, locale=language))
    return [
        Translation(
            f"{path.relative_to(root)}:{entry.lineno}",
            str(entry.id),
            entry.string if isinstance(entry.string, str) else "",
            bool(entry.fuzzy),
        )
        for entry in entries
        if entry.id
    ]


def known_texts(language: str, root: Path = ROOT) -> set[str]:
    """What the merged catalogues of all packages translate into a language."""
    return {
        entry.english
        for package in PACKAGES
        for entry in translations(package, language, root)
        if entry.translated and not entry.is_fuzzy
    }


def missing(package: str, language: str, root: Path = ROOT) -> list[Text]:
    """The texts of a package that no catalogue translates into a language."""
    known = known_texts(language, root)
    return [text for text in texts_of(package, root) if text.english not in known]


def placeholders(text: str) -> set[str]:
    """The names filled in when the text is shown."""
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def skeleton(wanting: Iterable[Text]) -> str:
    """PO entries to be filled in, one per text, with the places where it stands."""
    places: dict[str, list[str]] = {}
    for text in wanting:
        places.setdefault(text.english, []).append(text.where.rpartition(":")[0])
    return "\n".join(
        f'#: {" ".join(sorted(set(where)))}\nmsgid {_quoted(english)}\nmsgstr ""\n'
        for english, where in places.items()
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="package")
    parser.add_argument("--write", action="store_true", help="append to the catalogues")
    asked = parser.parse_args()
    wanting = 0
    for package in asked.packages:
        for language in TRANSLATED_INTO:
            absent = missing(package, language)
            wanting += len(absent)
            if absent:
                _give(package, language, skeleton(absent), write=asked.write)
    sys.stdout.write(f"# {wanting} translations are missing\n")
    return 1 if wanting else 0


def _give(package: str, language: str, entries: str, *, write: bool) -> None:
    path = ROOT / package / "locale" / f"{language}.po"
    if not write:
        sys.stdout.write(f"# {path.relative_to(ROOT)}\n\n{entries}\n")
        return
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else HEADER.format(language=language)
    path.write_text(f"{before.rstrip()}\n\n{entries}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
