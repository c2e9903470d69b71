"""Where official packs lie on this machine: found by name, never fetched here, absences told.

Rule and schema packs have their own licences, so they are imported by the operator and never
shipped. A pack is a folder of its official name below one of the packs folders.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from shared.packs.manifest import Manifest, Pack
from shared.packs.manifest_reading import NAME, built_in, read_manifest
from shared.packs.refusals import PackAbsent


class PackState(msgspec.Struct, frozen=True):
    """One known pack and whether it is here; `folder` is None when absent."""

    pack: Pack
    folder: Path | None

    @property
    def is_present(self) -> bool:
        return self.folder is not None


class Packs:
    """The packs below some folders; an earlier folder wins. Folders that do not exist are empty."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.folders = tuple(folders)

    @cached_property
    def manifest(self) -> Manifest:
        """What this product knows, and what `manifest.toml` in the folders adds; read once.

        Raises ManifestUnusable: a rule set that an operator added is never passed over.
        """
        manifest = built_in()
        for folder in dict.fromkeys(self.folders):
            if (folder / NAME).is_file():
                manifest = read_manifest(folder / NAME, manifest)
        return manifest

    def find(self, name: str) -> Path | None:
        """The folder of a pack (`peppol-2026.5`), or None."""
        places = (folder / name for folder in self.folders)
        return next((place for place in places if place.is_dir()), None)

    def path(self, name: str, file: str) -> Path | None:
        """A file of a pack, or of one that may stand in for a part of it; None when absent."""
        return next((path for path in self._places(name, file) if path.is_file()), None)

    def file(self, name: str, path: str) -> Path:
        """A file of a pack: `file("ubl-2.1", "xsd/maindoc/UBL-Order-2.1.xsd")`.

        Raises PackAbsent.
        """
        found = self.path(name, path)
        if found is None:
            raise PackAbsent(name=name)
        return found

    def states(self) -> list[PackState]:
        """Every known pack, present or absent, in the order people read them."""
        return [PackState(pack, self.find(pack.name)) for pack in self.manifest.packs]

    def _places(self, name: str, file: str) -> Iterator[Path]:
        for each in (name, *(pack.name for pack in self.manifest.parts_of(name))):
            folder = self.find(each)
            if folder is not None:
                yield folder / file
