"""Where official packs lie on this machine: found by name, never fetched here, absences told.

Rule and schema packs have their own licences, so they are imported by the operator and never
shipped. A pack is a folder of its official name below one of the packs folders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from shared.errors import NotFound, WhoActs
from shared.i18n import msg


class PackAbsent(NotFound):
    code: ClassVar[str] = "pack-absent"
    says: ClassVar[str] = msg("The pack {name} is not installed.")
    remedy: ClassVar[str] = msg("Put the pack's folder into the packs folder.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack this product can use: folder name and what it gives, as one sentence for people."""

    name: str
    gives: str


KNOWN_PACKS = (
    KnownPack("ubl-2.1", msg("UBL 2.1 schemas of orders, catalogues and responses")),
    KnownPack("ubl-2.2", msg("UBL 2.2 schemas of the Peppol pre-award documents")),
    KnownPack("ubl-2.3", msg("UBL 2.3 schemas of order changes and of the ESPD")),
    KnownPack("peppol-2026.5", msg("Peppol rules of May 2026: billing, orders, catalogues")),
    KnownPack("peppol-2025.11", msg("Peppol rules of November 2025, for older documents")),
    KnownPack("mls-1.0.1", msg("Peppol message level status rules")),
    KnownPack("ubl-be-1.31", msg("UBL.BE rules, the Belgian extension")),
    KnownPack("eforms-sdk-1.13.3", msg("eForms SDK 1.13: fields, schemas and rules of notices")),
    KnownPack("eforms-sdk-1.14.2", msg("eForms SDK 1.14: fields, schemas and rules of notices")),
    KnownPack("eforms-sdk-1.15.1", msg("eForms SDK 1.15: fields, schemas and rules of notices")),
    KnownPack("reference", msg("CPV and NUTS codes with their names in four languages")),
    KnownPack("peppol-codelists-9.7", msg("Peppol document types, processes and identifiers")),
)


@dataclass(frozen=True, slots=True)
class PackState:
    """One known pack and whether it is here; `folder` is None when absent."""

    pack: KnownPack
    folder: Path | None

    @property
    def is_present(self) -> bool:
        return self.folder is not None


class Packs:
    """The packs below some folders; an earlier folder wins. Folders that do not exist are empty."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.folders = tuple(folders)

    def find(self, name: str) -> Path | None:
        """The folder of a pack (`peppol-2026.5`), or None."""
        places = (folder / name for folder in self.folders)
        return next((place for place in places if place.is_dir()), None)

    def file(self, name: str, path: str) -> Path:
        """A file of a pack: `file("ubl-2.1", "xsd/maindoc/UBL-Order-2.1.xsd")`.

        Raises PackAbsent.
        """
        folder = self.find(name)
        if folder is None or not (folder / path).is_file():
            raise PackAbsent(name=name)
        return folder / path

    def states(self) -> list[PackState]:
        """Every known pack, present or absent, in the order people read them."""
        return [PackState(pack, self.find(pack.name)) for pack in KNOWN_PACKS]
