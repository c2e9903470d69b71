"""Labels of CPV and NUTS codes: from the pack `reference`, else from an own short list.

The short list holds the codes of the samples and the Belgian arrondissements, so that forms and
pages read well on an installation without packs; a code it does not hold is shown alone.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

from shared.errors import InvalidInput
from shared.i18n import msg
from shared.packs import Packs

Labels = Mapping[str, Mapping[str, str]]
"""Code to language to label."""

_PACK = "reference"
_ARRONDISSEMENT = 5


class CodeUnknown(InvalidInput):
    code: ClassVar[str] = "code-unknown"
    says: ClassVar[str] = msg("{found} has the right form, but the official list does not hold it.")
    remedy: ClassVar[str] = msg("Look the code up in the list and try again.")


@dataclass(frozen=True, slots=True)
class Reference:
    """The two lists; `is_official` tells whether they are complete."""

    cpv: Labels
    nuts: Labels
    is_official: bool

    def cpv_label(self, code: str, language: str) -> str:
        """The label, or nothing when the list does not hold the code."""
        return self.cpv.get(code, {}).get(language, "")

    def nuts_label(self, code: str, language: str) -> str:
        return self.nuts.get(code, {}).get(language, "")

    def belgian_places(self, language: str) -> list[tuple[str, str]]:
        """Code and label of every Belgian arrondissement, by label."""
        own = _own().nuts  # their names are translated there, unlike in the official list
        found = [(code, own[code][language]) for code in own if len(code) == _ARRONDISSEMENT]
        return sorted(found, key=lambda place: place[1].casefold())

    def check_cpv(self, code: str, where: str) -> None:
        """Refuse a code that a complete list does not hold; raises CodeUnknown."""
        if self.is_official and code not in self.cpv:
            raise CodeUnknown(where, found=code)

    def check_nuts(self, code: str, where: str) -> None:
        """As `check_cpv`."""
        if self.is_official and code not in self.nuts:
            raise CodeUnknown(where, found=code)


def reference(packs: Packs) -> Reference:
    """The lists of the installation."""
    folder = packs.find(_PACK)
    return _official(folder) if folder else _own()


@cache
def _official(folder: Path) -> Reference:
    cpv = _labels(_rows((folder / "cpv-2008.csv").read_text(encoding="utf-8")))
    nuts = _labels(_rows((folder / "nuts-2024.csv").read_text(encoding="utf-8")))
    return Reference(cpv, {**nuts, **_own().nuts}, is_official=True)


@cache
def _own() -> Reference:
    rows = _rows(files("enot.reference").joinpath("codes.csv").read_text(encoding="utf-8"))
    cpv = _labels(row for row in rows if row["kind"] == "cpv")
    nuts = _labels(row for row in rows if row["kind"] == "nuts")
    return Reference(cpv, nuts, is_official=False)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def _labels(rows: Iterable[Mapping[str, str]]) -> Labels:
    return {row["code"]: {lang: row[lang] for lang in ("nl", "fr", "de", "en")} for row in rows}
