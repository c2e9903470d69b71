"""Zip and jar archives: the directory is measured before it is read, members are read bounded."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from shared.packs.containers.limits import CHUNK, Limits, Member, Meter, checked_name, readable
from shared.packs.refusals import ArchiveHoldsLinks, ArchiveTooLarge, ArchiveUnreadable

# APPNOTE.TXT 6.3.10, 4.3.16 end of central directory record; 4.3.15 zip64 locator
_END = struct.Struct("<4s4H2LH")
_END_MAGIC, _LOCATOR_MAGIC, _LOCATOR_BYTES = b"PK\x05\x06", b"PK\x06\x07", 20
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_DIRECTORY_BYTES_PER_MEMBER = 300
# a wrong password is a RuntimeError, an unknown method its subclass NotImplementedError
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class Zipped:
    """A zip whose members are stored or deflated; zip64, encryption and links are refused."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._check_directory()

    def members(self, wanted: Callable[[str], bool]) -> Iterator[Member]:
        meter = Meter(self._path.name, self._path.stat().st_size, self._limits)
        try:
            with zipfile.ZipFile(self._path) as archive:
                for entry in archive.infolist():
                    meter.member()
                    self._check(entry)
                    if not entry.is_dir() and wanted(entry.filename):
                        meter.declared(entry.file_size)
                        yield Member(entry.filename, partial(self._chunks, archive, entry, meter))
        except _BROKEN as error:
            raise ArchiveUnreadable(name=self._path.name) from error

    def _check(self, entry: zipfile.ZipInfo) -> None:
        # orig_filename: ZipInfo cuts a name at its first NUL and turns backslashes round
        checked_name(entry.orig_filename.rstrip("/") or "/", self._path.name)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise ArchiveHoldsLinks(name=self._path.name)
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise ArchiveUnreadable(name=self._path.name)

    def _chunks(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, meter: Meter
    ) -> Iterator[bytes]:
        return readable(self._read(archive, entry, meter), _BROKEN, self._path.name)

    def _read(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, meter: Meter
    ) -> Iterator[bytes]:
        with archive.open(entry) as file:
            count = 0
            while chunk := file.read(CHUNK):
                count += len(chunk)
                meter.declared(count)
                meter.came_out(len(chunk))
                yield chunk

    def _check_directory(self) -> None:
        """The directory is read into memory as a whole: its size is looked at first.

        The end record is searched where the reader searches it. zip64 would let another record
        overrule it, and no pack needs four gigabytes or 65,535 files.
        """
        tail, before = self._tail()
        at = len(tail) - _END.size
        if not (tail[at:].startswith(_END_MAGIC) and tail.endswith(b"\x00\x00")):
            at = tail.rfind(_END_MAGIC)
        if at < 0 or len(tail) - at < _END.size:
            raise ArchiveUnreadable(name=self._path.name)
        directory_bytes = _END.unpack_from(tail, at)[5]
        locator = (before + tail)[: len(before) + at][-_LOCATOR_BYTES:]
        most = self._limits.members * _DIRECTORY_BYTES_PER_MEMBER
        if directory_bytes > most or locator.startswith(_LOCATOR_MAGIC):
            raise ArchiveTooLarge(name=self._path.name)

    def _tail(self) -> tuple[bytes, bytes]:
        """The last bytes, where the end record is, and the few before them."""
        size = self._path.stat().st_size
        length = min(size, _END.size + _LONGEST_COMMENT)
        with self._path.open("rb") as file:
            file.seek(max(0, size - length - _LOCATOR_BYTES))
            data = file.read()
        return data[-length:], data[:-length]
