"""Takes the files of one pack out of folders and archives and writes them where the pack has them.

Every path that is written comes from the manifest; names in archives only choose.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from shared.packs.containers import Member, open_container
from shared.packs.containers.limits import CHUNK
from shared.packs.manifest import Pack
from shared.packs.refusals import ArchiveUnreadable, PackIncomplete


def unpack(pack: Pack, sources: Sequence[Path], target: Path) -> Mapping[str, str]:
    """Write the pack's files below `target`; path -> sha-256 of what was written."""
    target.mkdir(parents=True)
    taking = _ByName(pack, target) if pack.take else _ByContent(pack, target)
    for source in sources:
        for member in open_container(source).members(taking.wants):
            taking.take(member)
    absent = [path for path in taking.absent if pack.needs(path)]
    if absent:
        raise PackIncomplete(
            name=", ".join(source.name for source in sources),
            pack=pack.name,
            absent=len(absent),
            all=len(pack.take or pack.digests),
            found=absent[0],
        )
    for folder in [target, *(p for p in target.rglob("*") if p.is_dir())]:
        flush_folder(folder)
    return taking.written


class _ByContent:
    """Takes what has a pinned digest, wherever in the archive it is and whatever it is called."""

    def __init__(self, pack: Pack, target: Path) -> None:
        self.written: dict[str, str] = {}
        self._target = target
        self._paths: dict[str, list[str]] = {}
        for path, digest in pack.digests.items():
            self._paths.setdefault(digest, []).append(path)
        self._names = {PurePosixPath(path).name for path in pack.digests}

    @property
    def absent(self) -> list[str]:
        return sorted(path for paths in self._paths.values() for path in paths)

    def wants(self, name: str) -> bool:
        return PurePosixPath(name).name in self._names

    def take(self, member: Member) -> None:
        with tempfile.NamedTemporaryFile(dir=self._target.parent) as kept:
            digest = hashlib.sha256()
            for chunk in member.chunks():
                digest.update(chunk)
                kept.write(chunk)
            kept.flush()
            for path in self._paths.pop(digest.hexdigest(), []):
                kept.seek(0)
                chunks = iter(lambda: kept.read(CHUNK), b"")
                self.written[path] = write_durably(self._target / path, chunks)


class _ByName:
    """Takes named files of a download that is pinned as a whole; a name may not be there twice."""

    def __init__(self, pack: Pack, target: Path) -> None:
        self.written: dict[str, str] = {}
        self._pack = pack
        self._target = target

    @property
    def absent(self) -> list[str]:
        return [path for path in self._pack.take if path not in self.written]

    def wants(self, name: str) -> bool:
        return self._path(name) is not None

    def take(self, member: Member) -> None:
        path = self._path(member.name)
        if path is None or path in self.written:
            raise ArchiveUnreadable(name=member.name)
        self.written[path] = write_durably(self._target / path, member.chunks())

    def _path(self, name: str) -> str | None:
        takes = self._pack.take.items()
        return next((p for p, end in takes if f"/{name}".endswith(f"/{end}")), None)


def write_durably(path: Path, chunks: Iterator[bytes]) -> str:
    """Write a new file and flush it to the disk; its sha-256. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
