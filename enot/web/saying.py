"""What the pages of enot say with: labels, verdicts and texts in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request

from enot.eforms.content import Texts
from enot.forms import labels
from enot.model import STATUS_NAMES
from enot.reference import Reference, reference
from enot.rules.verdict import Standing
from enot.wording import Teller
from shared.installation import Installation
from shared.packs import Packs
from shared.web.pages import page_values

STANDINGS = {Standing.HOLDS: "valid", Standing.ADVICE: "warning", Standing.BREACH: "invalid"}
"""The word that picks the colour of a verdict's tag."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Given to templates as `say`."""

    language: str
    teller: Teller
    codes: Reference

    def pick(self, texts: Texts) -> str:
        """The text in the reader's language, else in the first there is."""
        return texts.get(self.language) or next(iter(texts.values()), "")

    def spoken(self, texts: Texts) -> str:
        """The language of what `pick` gives, for the attribute `lang`."""
        return self.language if texts.get(self.language) else next(iter(texts), self.language)

    def name(self, names: Mapping[Any, str], code: Any) -> str:
        """The name of a code in the reader's language, else the code."""
        return self.teller.text(names[code]) if code in names else str(code)

    def options(self, names: Mapping[Any, str]) -> list[tuple[str, str]]:
        """Codes with names, for radios and selects."""
        return [(str(code), self.teller.text(text)) for code, text in names.items()]

    def cpv(self, code: str) -> str:
        return f"{code} {self.codes.cpv_label(code, self.language)}".strip()

    def nuts(self, code: str) -> str:
        return f"{code} {self.codes.nuts_label(code, self.language)}".strip()

    def places(self) -> list[tuple[str, str]]:
        """Belgian arrondissements as options of a select."""
        places = self.codes.belgian_places(self.language)
        return [(code, f"{label} ({code})") for code, label in places]


def saying(request: Request[Any, Any, Any], installation: Installation) -> dict[str, Any]:
    """What every page of enot is given beside the usual."""
    known = page_values(request)
    codes = reference(Packs(installation.settings.pack_folders))
    return {
        "say": Saying(known["lang"], Teller(known["catalogue"]), codes),
        "labels": labels,
        "status_names": STATUS_NAMES,
        "standings": STANDINGS,
    }
