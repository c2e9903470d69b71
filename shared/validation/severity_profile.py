"""How one receiver treats rules: a small TOML file, applied after the rules have run.

    name = "City of Example, invoices"

    [[rule]]
    id = "PEPPOL-EN16931-R120"        # an id, or a pattern with * and ?
    treat_as = "warning"              # fatal, warning or ignored
    reason = "Our accounting rounds lines; the totals are checked."

The first entry that fits a rule counts. A profile changes what weighs, never what is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, ClassVar

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.validation.treatment import Ruling, Treatment

_MOST_BYTES = 1_000_000
_MOST_ENTRIES = 10_000


class ProfileUnusable(InvalidInput):
    """The profile says nothing that can be applied, or says it wrongly: nothing is applied."""

    code: ClassVar[str] = "severity-profile"
    says: ClassVar[str] = msg("The severity profile {name} cannot be used: {found}")
    remedy: ClassVar[str] = msg(
        "A profile has a name and entries [[rule]] with id, treat_as (fatal, warning or ignored) "
        "and reason. Correct the file."
    )
    who: ClassVar[WhoActs] = WhoActs.YOU


@dataclass(frozen=True, slots=True)
class SeverityProfile:
    """`entries` are patterns of rule ids with their rulings, the first that fits counts."""

    name: str
    entries: tuple[tuple[str, Ruling], ...]

    def ruling_on(self, rule: str) -> Ruling | None:
        """None where the profile does not mention the rule: its own severity stands."""
        return next((said for pattern, said in self.entries if fnmatchcase(rule, pattern)), None)


def read_profile(path: Path) -> SeverityProfile:
    """The profile in a file. Raises ProfileUnusable."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ProfileUnusable(name=path.name, found=error.strerror or "unreadable") from None
    return parse_profile(path.name, data)


def parse_profile(name: str, data: bytes) -> SeverityProfile:
    """The profile in TOML as bytes; `name` is what a refusal calls it. Raises ProfileUnusable."""
    import tomllib

    if len(data) > _MOST_BYTES:
        raise ProfileUnusable(name=name, found=f"more than {_MOST_BYTES} bytes")
    try:
        content = tomllib.loads(data.decode())
        return _profile(content)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileUnusable(name=name, found=str(error)) from None
    except _WrongError as wrong:
        raise ProfileUnusable(name=name, found=str(wrong)) from None


class _WrongError(Exception):
    """What is wrong, in English."""


def _profile(content: Mapping[str, Any]) -> SeverityProfile:
    _refuse_unknown(content, {"name", "rule"}, "the file")
    entries = content.get("rule", [])
    if not isinstance(entries, list) or not entries or len(entries) > _MOST_ENTRIES:
        raise _WrongError(f"it must have 1 to {_MOST_ENTRIES} entries [[rule]]")
    return SeverityProfile(_text(content, "name", "the file"), tuple(_entries(entries)))


def _entries(entries: list[Any]) -> Iterator[tuple[str, Ruling]]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        where = f"entry {number}"
        if not isinstance(entry, dict):
            raise _WrongError(f"{where} is no table")
        _refuse_unknown(entry, {"id", "treat_as", "reason"}, where)
        pattern = _text(entry, "id", where)
        if pattern in seen:
            raise _WrongError(f"{pattern} is treated twice")
        seen.add(pattern)
        yield pattern, Ruling(_treatment(entry, where), _text(entry, "reason", where))


def _treatment(entry: Mapping[str, Any], where: str) -> Treatment:
    said = _text(entry, "treat_as", where)
    try:
        return Treatment(said)
    except ValueError:
        raise _WrongError(f"{where}: treat_as is {said}, not fatal, warning or ignored") from None


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(f"{where} has no text {key}")
    return value.strip()


def _refuse_unknown(table: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise _WrongError(f"{where} has {', '.join(unknown)}, which means nothing here")
