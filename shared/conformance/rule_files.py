"""Which rule files a name on the command line means: an id, a name within packs, or a path."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from shared.errors import NotFound, WhoActs
from shared.i18n import msg
from shared.packs import Packs
from shared.validation.releases import (
    FACTURX,
    PEPPOL,
    RuleSource,
    every_rule_set,
    releases_of,
)
from shared.xml.schema import SchemaNotInstalled, installed_facturx

_RULE_FILES = (".sch", ".xslt", ".xsl")


class RulesNotFound(NotFound):
    code: ClassVar[str] = "rules-not-found"
    says: ClassVar[str] = msg("No installed rules are called {name}.")
    remedy: ClassVar[str] = msg("Give an id, a pack and file name, or the path of a rule file.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


def rule_files(name: str, packs: Packs) -> list[Path]:
    """The files a name stands for.

    A path of a rule file; an id (`eu.peppol:billing:2026.5`); a file of a pack
    (`peppol-2026.5/PEPPOLBIS-T01`); a file of any pack (`PEPPOLBIS-T01`, the newest release
    wins); or a whole pack (`en16931-1.3.16`). Raises RulesNotFound.
    """
    path = Path(name)
    if path.suffix.lower() in _RULE_FILES and path.is_file():
        return [path]
    found = _by_id(name, packs) or _in_pack(name, packs) or _by_stem(name, packs)
    if not found:
        raise RulesNotFound(name=name)
    return found


def _by_id(name: str, packs: Packs) -> list[Path]:
    sources = (source for _, source in every_rule_set(packs.manifest) if source.id == name)
    paths = (_path(source, packs) for source in sources)
    return [path for path in paths if path][:1]


def _path(source: RuleSource, packs: Packs) -> Path | None:
    if source.pack != FACTURX:
        return packs.path(source.pack, source.path)
    try:
        path = installed_facturx() / source.path
    except SchemaNotInstalled:
        return None
    return path if path.is_file() else None


def _in_pack(name: str, packs: Packs) -> list[Path]:
    pack, _, stem = name.partition("/")
    folder = packs.find(pack) if pack else None
    if folder is None:
        return []
    files = sorted(_files(folder))
    if not stem:
        return files
    wanted = [p for p in files if stem in (p.stem, p.name, p.relative_to(folder).as_posix())]
    # a pack may keep an earlier state of a file in a folder further down
    return sorted(wanted, key=lambda p: len(p.parts))[:1]


def _by_stem(name: str, packs: Packs) -> list[Path]:
    newest = [release.pack.name for release in reversed(releases_of(PEPPOL, packs.manifest))]
    below = (path for folder in packs.folders if folder.is_dir() for path in folder.iterdir())
    others = sorted(p.name for p in below if p.is_dir() and not p.name.startswith("."))
    for pack in dict.fromkeys((*newest, *others)):
        found = _in_pack(f"{pack}/{name}", packs)
        if found:
            return found
    return []


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in _RULE_FILES)
