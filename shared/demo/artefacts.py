"""What the demonstration leaves behind: every document, with one page that says what each is."""

import hashlib
import shutil
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Self

_KINDS = {".xml": "XML", ".pdf": "PDF", ".age": "sealed", ".json": "JSON", ".mime": "AS4 message"}


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file: its place in the story, what it is, and what was checked about it."""

    act: str
    name: str
    title: str
    checked: str
    size: int
    sha256: str


@dataclass(slots=True)
class Artefacts:
    """The folder `demo-out`, filled in the order of the story."""

    folder: Path
    kept: list[Artefact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def in_empty(cls, folder: Path) -> Self:
        """A fresh folder; what an earlier story left is removed."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return cls(folder)

    def keep(self, act: str, name: str, content: bytes, title: str, checked: str = "") -> Path:
        """Write one document and remember what it is."""
        path = self.folder / name
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self.kept.append(Artefact(act, name, title, checked, len(content), digest))
        return path

    def note(self, sentence: str) -> None:
        """Something a reader of the index should know, such as an absent pack."""
        self.notes.append(sentence)

    def write_index(self) -> Path:
        """The page that lists them all."""
        path = self.folder / "index.html"
        path.write_text(_page(self.kept, self.notes), encoding="utf-8")
        return path


def _page(kept: list[Artefact], notes: list[str]) -> str:
    sections = []
    for act in dict.fromkeys(artefact.act for artefact in kept):
        rows = "".join(_row(artefact) for artefact in kept if artefact.act == act)
        sections.append(
            f"<h2>{escape(act)}</h2><table><thead><tr><th>Document</th><th>What it is</th>"
            f"<th>Checked</th><th class=n>Bytes</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    told = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return _FRAME.format(sections="".join(sections), notes=f"<ul>{told}</ul>" if told else "")


def _row(artefact: Artefact) -> str:
    kind = _KINDS.get(Path(artefact.name).suffix, "")
    return (
        f'<tr><td><a href="{escape(artefact.name)}">{escape(artefact.name)}</a> '
        f"<small>{kind}</small></td><td>{escape(artefact.title)}</td>"
        f'<td>{escape(artefact.checked)}</td><td class=n title="sha-256 {artefact.sha256}">'
        f"{artefact.size:,}</td></tr>"
    )


_FRAME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Quaestor: documents of the demonstration</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem;
  color: #0b0c0c }}
h1 {{ font-size: 1.75rem; border-bottom: 4px solid #0e3b4a; padding-bottom: .5rem }}
h2 {{ font-size: 1.2rem; margin: 2rem 0 .5rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #cbd5d9;
  vertical-align: top }}
.n {{ text-align: right; white-space: nowrap }}
small {{ color: #51626a }}
a {{ color: #0f5a73 }}
ul {{ background: #f3f6f7; padding: 1rem 1rem 1rem 2rem }}
</style></head><body>
<h1>Documents of one procurement, from notice to invoice</h1>
<p>Made by the demonstration in the order of the story. Hold the pointer over a size to see the
SHA-256 of the file.</p>
{notes}{sections}
</body></html>
"""
