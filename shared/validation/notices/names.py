"""Fields of an eForms SDK by where they stand, their names and rule texts in four languages."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from shared.errors import QuaestorError
from shared.i18n import LANGUAGES
from shared.validation.wording.model import Named
from shared.xml.parse import parse

_MOST_SDKS = 8
_SUBTYPE = re.compile(r"\[\$noticeSubType = [^\]]*\]")
# the translations are Java properties: their document type is named and never fetched
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+properties\s[^>\[]*>")


@dataclass(frozen=True, slots=True)
class SdkNames:
    """What one SDK says about its fields; empty where it says nothing.

    `fields` by the context of rules, without the notice subtype; `names` and `texts` by language
    and identifier of the field, node or rule.
    """

    fields: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def field_at(self, context: str) -> str:
        """The field whose element or attribute a rule's context is."""
        return self.fields.get(_SUBTYPE.sub("", context), "")

    def name(self, identifier: str) -> Named | None:
        """The name of a field in the languages that have one."""
        return _in_languages(self.names, identifier)

    def text(self, rule: str) -> Named | None:
        """The official text of a rule: in the full SDK only, the copies at hand lack it."""
        return _in_languages(self.texts, rule)


@lru_cache(maxsize=_MOST_SDKS)
def names_of(folder: Path) -> SdkNames:
    """Read once per SDK; a file that is missing or broken gives no names and stops nothing."""
    return SdkNames(
        fields=_fields(folder / "fields" / "fields.json"),
        names={lang: _texts(folder, "field", lang, "field|name|") for lang in LANGUAGES},
        texts={lang: _texts(folder, "rule", lang, "rule|text|") for lang in LANGUAGES},
    )


def _in_languages(table: dict[str, dict[str, str]], identifier: str) -> Named | None:
    found = {lang: names[identifier] for lang, names in table.items() if identifier in names}
    return Named(found, identifier) if found else None


def _fields(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())["fields"]
        # the first of several fields at one place is the element, the others are its variants
        return {each["xpathAbsolute"]: each["id"] for each in reversed(found)}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _texts(folder: Path, kind: str, language: str, prefix: str) -> dict[str, str]:
    path = folder / "translations" / f"{kind}_{language}.xml"
    try:
        root = parse(_DOCTYPE.sub(b"", path.read_bytes(), count=1))
    except (OSError, QuaestorError):
        return {}
    entries = ((entry.get("key", ""), entry.text) for entry in root.iter("entry"))
    return dict(_named(entries, prefix))


def _named(entries: Iterator[tuple[str, str | None]], prefix: str) -> Iterator[tuple[str, str]]:
    for key, text in entries:
        if key.startswith(prefix) and text:
            yield key.removeprefix(prefix), " ".join(text.split())
