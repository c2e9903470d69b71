"""Which rule files a name on the command line means: an id, a name within packs, or a path."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from shared.errors import NotFound, WhoActs
from shared.i18n import msg
from shared.packs import Packs
from shared.validation.releases import (
    FACTURX,
    PEPPOL_RELEASES,
    TRANSACTIONS,
    UBL,
    RuleSource,
    rules_for,
)
from shared.validation.report import DocumentId
from shared.xml.schema import SchemaNotInstalled, installed_facturx

_RULE_FILES = (".sch", ".xslt", ".xsl")
# one document of each kind that has rules: (root element, CustomizationID, ProfileID)
_KINDS = (
    ("Invoice", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", ""),
    ("Invoice", "urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0", ""),
    ("Invoice", "urn:UBL.BE:1.0.0.20180214", ""),
    ("ApplicationResponse", "urn:peppol:edec:mls:1.0", "urn:peppol:edec:mls"),
    *(("Order", f"urn:fdc:peppol.eu:poacc:trns:{name}", "") for name in TRANSACTIONS),
)


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
    for release in PEPPOL_RELEASES:
        for root, customization, profile in _KINDS:
            document = DocumentId(root, f"{UBL}{root}-2", customization, profile)
            for source in rules_for(document, release):
                path = _path(source, packs) if source.id == name else None
                if path:
                    return [path]
    return []


def _path(source: RuleSource, packs: Packs) -> Path | None:
    if source.pack == FACTURX:
        try:
            folder: Path | None = installed_facturx()
        except SchemaNotInstalled:
            return None
    else:
        folder = packs.find(source.pack)
    path = folder / source.path if folder else None
    return path if path and path.is_file() else None


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
    newest = [release.pack for release in PEPPOL_RELEASES]
    others = sorted(p.name for f in packs.folders if f.is_dir() for p in f.iterdir() if p.is_dir())
    for pack in dict.fromkeys((*newest, *others)):
        found = _in_pack(f"{pack}/{name}", packs)
        if found:
            return found
    return []


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in _RULE_FILES)
