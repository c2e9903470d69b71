"""Is a pack's folder still what the manifest, or the record of its import, says it is?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.packs.manifest import Pack
from shared.packs.recognising import sha256_of


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found; `pinned` is 0 when nothing says what the files should be."""

    pinned: int
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return bool(self.pinned) and not (self.missing or self.changed)


def verified(folder: Path, pack: Pack, recorded: Mapping[str, str] | None = None) -> Verification:
    """Hash every file again. The manifest's digests count; `recorded` where it has none."""
    pinned = pack.digests or recorded or {}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    missing = [path for path in pinned if path not in there and pack.needs(path)]
    changed = [path for path in pinned if path in there and not _is(folder / path, pinned[path])]
    foreign = sorted(there - set(pinned)) if pinned else []
    return Verification(len(pinned), tuple(missing), tuple(changed), tuple(foreign))


def _is(path: Path, sha256: str) -> bool:
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False
