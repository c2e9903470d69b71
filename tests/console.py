"""What the documents show in a terminal: the commands of their console blocks, and the answers.

A line `$ …` is typed, `> …` continues it, everything else is the answer. In an answer `…` stands
for anything: alone on its line for any lines, elsewhere for any part of the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a document with the answer shown below it; no answer means: not said."""

    place: str
    section: str
    command: str
    answer: tuple[str, ...] = ()

    def is_answered_by(self, output: str) -> bool:
        """Whether the document tells the truth about what the command prints."""
        if not self.answer:
            return True
        wanted = "".join(_line_pattern(line) for line in self.answer)
        lines = [line.rstrip() + "\n" for line in output.strip("\n").splitlines()]
        return re.fullmatch(wanted, "".join(lines)) is not None


def _line_pattern(line: str) -> str:
    if line.strip() == ANYTHING:
        return "(?:.*\n)*?"
    return ".*".join(re.escape(part) for part in line.rstrip().split(ANYTHING)) + "\n"


def shown_commands(document: Path) -> Iterator[Shown]:
    """Every command of a Markdown file's console blocks, in their order."""
    text = document.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        headings = re.findall(r"^#+ (.+)$", text[: block.start()], re.MULTILINE)
        first = text.count("\n", 0, block.start()) + 2
        section = headings[-1] if headings else ""
        yield from _commands(block.group(1), f"{document.name}:{{}}", first, section)


def _commands(block: str, place: str, first: int, section: str) -> Iterator[Shown]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    number = first + parts[0].count("\n")
    for part in parts[1:]:
        typed, *lines = part.splitlines()
        while lines and lines[0].startswith("> "):
            typed += "\n" + lines.pop(0)[2:]
        yield Shown(place.format(number), section, typed, tuple(lines))
        number += part.count("\n")
