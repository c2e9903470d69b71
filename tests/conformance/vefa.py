"""Reads the public unit suites ("vefa testSet"): a fragment of a document and what must fire."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from shared.xml.parse import parse

VEFA = "{http://difi.no/xsd/vefa/validator/1.0}"
KINDS = tuple(f"{VEFA}{kind}" for kind in ("success", "error", "fatal", "warning"))
_SUFFIXES = frozenset((".xml", ".xm"))  # one file of a suite has lost a letter upstream


@dataclass(frozen=True, slots=True)
class Expectation:
    """`count` None: at least once; 0: not at all; else exactly so many times."""

    rule: str
    count: int | None

    def holds(self, fired: int) -> bool:
        return fired > 0 if self.count is None else fired == self.count


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a file; `name` is folder/file#number, numbers from 1."""

    name: str
    document: bytes
    expectations: tuple[Expectation, ...]


def cases(folder: Path) -> Iterator[Case]:
    """All cases below a folder, in order."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _SUFFIXES:
            yield from _cases(file)


def _cases(file: Path) -> Iterator[Case]:
    root = parse(file.read_bytes())
    if root.tag != f"{VEFA}testSet":
        return
    for number, test in enumerate(root.findall(f"{VEFA}test"), 1):
        documents = [child for child in test.iterchildren("*") if child.tag != f"{VEFA}assert"]
        name = f"{file.parent.name}/{file.name}#{number}"
        expected = [
            x for block in test.findall(f"{VEFA}assert") for x in block.iterchildren(*KINDS)
        ]
        if documents:
            content = etree.tostring(documents[0], with_tail=False)
            yield Case(name, content, tuple(_expectation(x) for x in expected))


def _expectation(element: "etree._Element") -> Expectation:
    rule = (element.text or "").strip()
    if element.tag == f"{VEFA}success":
        return Expectation(rule, 0)
    number = element.get("number")
    return Expectation(rule, int(number) if number else None)
