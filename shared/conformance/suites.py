"""Reads unit suites of the form "vefa testSet": documents, and the rules that must fire or not."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from shared.errors import QuaestorError
from shared.xml.parse import Element, parse

VEFA = "{http://difi.no/xsd/vefa/validator/1.0}"
_KINDS = tuple(f"{VEFA}{kind}" for kind in ("success", "error", "fatal", "warning"))
_SUFFIXES = frozenset((".xml", ".xm"))  # one file of a public suite has lost a letter upstream
_MARK = VEFA[1:-1].encode()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be told about one rule.

    `count` None: at least once; 0: not at all; else exactly so many times.
    """

    rule: str
    count: int | None

    def holds(self, fired: int) -> bool:
        return fired > 0 if self.count is None else fired == self.count

    def __str__(self) -> str:
        if self.count is None:
            return f"{self.rule} fires"
        if self.count == 0:
            return f"{self.rule} does not fire"
        return f"{self.rule} fires {self.count} times"


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a file, numbered from 1; `wrong` says why it cannot be run."""

    number: int
    document: bytes
    expectations: tuple[Expectation, ...]
    wrong: str = ""


class BrokenSuiteFile(Exception):
    """A file of a suite that cannot be read at all: a failed case, with this reason."""


def suite_files(folder: Path) -> list[Path]:
    """Everything below a folder that is XML or claims to be, in order; links are not followed."""
    found = []
    for place, _, names in os.walk(folder):
        paths = (Path(place) / name for name in names)
        found += [path for path in paths if path.is_file() and _is_candidate(path)]
    return sorted(found)


def _is_candidate(path: Path) -> bool:
    if path.suffix.lower() in _SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            return _MARK in file.read(4096)
    except OSError:
        return False


def cases(path: Path) -> Iterator[Case]:
    """The cases of a file; none when it is no test set. Raises BrokenSuiteFile."""
    try:
        root = parse(path.read_bytes())
    except (QuaestorError, OSError) as error:
        raise BrokenSuiteFile(str(error)) from None
    if root.tag != f"{VEFA}testSet":
        return
    for number, test in enumerate(root.findall(f"{VEFA}test"), 1):
        yield _case(number, test)


def _case(number: int, test: Element) -> Case:
    blocks = test.findall(f"{VEFA}assert")
    documents = [child for child in test.iterchildren("*") if child.tag != f"{VEFA}assert"]
    if len(documents) != 1:
        return Case(number, b"", (), f"{len(documents)} documents in the test, not one")
    try:
        expected = tuple(_expectation(x) for block in blocks for x in block.iterchildren(*_KINDS))
    except ValueError as error:
        return Case(number, b"", (), f"an expectation that cannot be read: {error}")
    return Case(number, etree.tostring(documents[0], with_tail=False), expected)


def _expectation(element: Element) -> Expectation:
    """A number says how often a rule must fire; on `success` only how many places were seen."""
    rule = (element.text or "").strip()
    if element.tag == f"{VEFA}success":
        return Expectation(rule, 0)
    number = element.get("number")
    return Expectation(rule, int(number) if number else None)
