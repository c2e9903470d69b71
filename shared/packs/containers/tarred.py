"""Tar archives, plain or packed with gzip or xz: read forward once, with bounded memory."""

import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from shared.packs.containers.limits import CHUNK, Limits, Member, Meter, checked_name, readable
from shared.packs.refusals import ArchiveHoldsLinks, ArchiveTooLarge, ArchiveUnreadable

# an archive may ask its reader for a dictionary of 4 GiB; xz -9 needs 65 MiB
_XZ_MEMORY = 128 * 1024 * 1024
# the longest single read: headers with long names are read whole into memory
_LONGEST_READ = 1_000_000
_WITH_GZIP_HEADER = 31
_BROKEN = (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError, ValueError)


class Tarred:
    """A tar of regular files and folders; links, devices and sparse files are refused."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits

    def members(self, wanted: Callable[[str], bool]) -> Iterator[Member]:
        meter = Meter(self._path.name, self._path.stat().st_size, self._limits)
        try:
            with self._path.open("rb") as packed:
                yield from self._members(_Forward(packed, meter, self._path.name), meter, wanted)
        except _BROKEN as error:
            raise ArchiveUnreadable(name=self._path.name) from error

    def _members(
        self, unpacked: "_Forward", meter: Meter, wanted: Callable[[str], bool]
    ) -> Iterator[Member]:
        with tarfile.open(fileobj=cast("BinaryIO", unpacked), mode="r:") as archive:
            for entry in archive:
                meter.member()
                self._check(entry, meter)
                if entry.isfile() and wanted(entry.name):
                    yield Member(entry.name, partial(self._chunks, archive, entry))

    def _check(self, entry: tarfile.TarInfo, meter: Meter) -> None:
        checked_name(entry.name.rstrip("/") or "/", self._path.name)
        if not (entry.isreg() or entry.isdir()) or entry.issparse():
            raise ArchiveHoldsLinks(name=self._path.name)
        meter.declared(entry.size)

    def _chunks(self, archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
        return readable(_read(archive, entry), _BROKEN, self._path.name)


def _read(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(entry)
    left = entry.size
    while file is not None and left:
        chunk = file.read(min(CHUNK, left))
        if not chunk:
            raise EOFError
        left -= len(chunk)
        yield chunk


class _Forward:
    """The unpacked bytes as a file that only goes forward, in bounded reads.

    The tar reader believes lengths in headers; what it then asks for is refused here.
    """

    def __init__(self, packed: BinaryIO, meter: Meter, name: str) -> None:
        self._meter = meter
        self._name = name
        self._position = 0
        self._kept = b""
        self._produce = _producer(packed)

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> int:
        if position < self._position:
            raise ArchiveUnreadable(name=self._name)
        while self._position < position:
            if not self.read(min(CHUNK, position - self._position)):
                break
        return self._position

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _LONGEST_READ:
            raise ArchiveTooLarge(name=self._name)
        while len(self._kept) < size:
            more = self._produce()
            if not more:
                break
            self._meter.came_out(len(more))
            self._kept += more
        given, self._kept = self._kept[:size], self._kept[size:]
        self._position += len(given)
        return given


def _producer(packed: BinaryIO) -> Callable[[], bytes]:
    """Gives the next bytes, at most a chunk; empty at the end."""
    head = packed.read(6)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return _unzipping(packed)
    if head.startswith(b"\xfd7zXZ\x00"):
        return _unxzing(packed)
    return partial(packed.read, CHUNK)


def _unxzing(packed: BinaryIO) -> Callable[[], bytes]:
    engine = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def produce() -> bytes:
        while not engine.eof:
            data = packed.read(CHUNK) if engine.needs_input else b""
            if engine.needs_input and not data:
                raise EOFError
            if given := engine.decompress(data, CHUNK):
                return given
        return b""

    return produce


def _unzipping(packed: BinaryIO) -> Callable[[], bytes]:
    engine = zlib.decompressobj(_WITH_GZIP_HEADER)

    def produce() -> bytes:
        while not engine.eof:
            data = engine.unconsumed_tail or packed.read(CHUNK)
            if given := engine.decompress(data, CHUNK):
                return given
            if not data and not engine.eof:
                raise EOFError
        return b""

    return produce
