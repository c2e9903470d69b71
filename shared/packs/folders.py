"""Where official packs lie on this machine: found by name, never fetched here, absences told.

Rule and schema packs have their own licences, so they are imported by the operator and never
shipped. A pack is a folder of its official name below one of the packs folders.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import msgspec

from shared.packs.manifest import BUILT_IN, NAME, Manifest, Pack
from shared.packs.refusals import PackAbsent


class PackState(msgspec.Struct, frozen=True):
    """One known pack and whether it is here; `folder` is None when absent."""

    pack: Pack
    folder: Path | None

    @property
    def is_present(self) -> bool:
        return self.folder is not None


class Packs:
    """The packs below some folders; an earlier folder wins. Folders that do not exist are empty.

    With a folder for what saves work, manifests are read there when nothing has changed.
    """

    def __init__(self, folders: Sequence[Path] = (), cache: Path | None = None) -> None:
        self.folders = tuple(folders)
        self._cache = cache

    @cached_property
    def manifest(self) -> Manifest:
        """What this product knows, and what `manifest.toml` in the folders adds; read once.

        Raises ManifestUnusable: a rule set that an operator added is never passed over.
        """
        places = (folder / NAME for folder in dict.fromkeys(self.folders))
        added = [place for place in places if place.is_file()]
        if self._cache is None:
            return _with(added)
        from shared.packs.kept import kept_manifest

        files = (BUILT_IN, *added)
        return kept_manifest(files, self._cache / "manifests", partial(_with, added))

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


def _with(added: Sequence[Path]) -> Manifest:
    """The built-in manifest and what these files add."""
    from shared.packs.manifest_reading import built_in, read_manifest

    manifest = built_in()
    for file in added:
        manifest = read_manifest(file, manifest)
    return manifest
