"""A folder read as a container: regular files alone, symbolic links neither followed nor read."""

import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from shared.packs.containers.limits import CHUNK, Limits, Member, Meter, readable
from shared.packs.refusals import ArchiveTooLarge


class Folder:
    """The files below a folder, in the order of their names."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits

    def members(self, wanted: Callable[[str], bool]) -> Iterator[Member]:
        meter = Meter(self._path.name, self._limits.total_bytes, self._limits)
        for folder, below, files in os.walk(self._path, followlinks=False):
            below.sort()
            for file in sorted(files):
                meter.member()
                path = Path(folder, file)
                name = path.relative_to(self._path).as_posix()
                if wanted(name) and stat.S_ISREG(path.lstat().st_mode):
                    yield Member(name, partial(self._chunks, path, meter))

    def _chunks(self, path: Path, meter: Meter) -> Iterator[bytes]:
        return readable(self._read(path, meter), (OSError,), path.name)

    def _read(self, path: Path, meter: Meter) -> Iterator[bytes]:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as file:
            count = 0
            while chunk := file.read(CHUNK):
                count += len(chunk)
                if count > self._limits.member_bytes:
                    raise ArchiveTooLarge(name=path.name)
                meter.came_out(len(chunk))
                yield chunk
