"""The shape of a zip archive: where its directory lies, and entries that neither overlap nor hide.

Zip is read from its end; readers differ in what they tolerate before, between and after entries.
Whatever two readers could understand differently is refused here (APPNOTE 6.3.10, section 4.3).
"""

import struct
import zipfile
from typing import IO

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_MARK = b"PK\x06\x06"
_LOCATOR64 = struct.Struct("<4sLQL")
_LOCATOR64_MARK = b"PK\x06\x07"
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_LONGEST_COMMENT = 0xFFFF
_FAR = 0xFFFFFFFF
_LARGEST_RECORD = 46 + 3 * 1024
_HAS_DESCRIPTOR = 0x8
# a data descriptor has 12 or 20 bytes, 4 more with its optional mark
_DESCRIPTOR_SIZES = {12, 16, 20, 24}


class BrokenZip(Exception):
    """The archive is not one that every reader understands in the same way."""


def check_tail(file: IO[bytes], most_entries: int) -> int:
    """The number of entries by the end record, after checking that the directory is where it says.

    The directory may take at most three kilobytes per entry allowed, so that reading it is cheap.
    Raises BrokenZip.
    """
    end_at, (count, size, offset) = _end_record_64(file, *_end_record(file))
    if offset + size != end_at:
        raise BrokenZip("bytes before or behind the directory of the archive")
    if size > most_entries * _LARGEST_RECORD:
        raise BrokenZip("the directory of the archive is too large")
    return count


def check_entries(file: IO[bytes], infos: list[zipfile.ZipInfo], directory_at: int) -> None:
    """Every local header repeats what the directory says, and entries fill the archive up to it.

    Raises BrokenZip.
    """
    at = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset != at:
            _check_gap(info, at)
        file.seek(info.header_offset)
        at = _end_of_entry(file, info)
    if at != directory_at:
        raise BrokenZip("hidden bytes before the directory of the archive")


def _check_gap(info: zipfile.ZipInfo, expected: int) -> None:
    if info.header_offset < expected:
        raise BrokenZip(f"{info.orig_filename!r} overlaps another file")
    raise BrokenZip(f"hidden bytes before {info.orig_filename!r}")


def _end_of_entry(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    header = file.read(_LOCAL.size)
    if len(header) != _LOCAL.size:
        raise BrokenZip("a header is cut off")
    mark, _, flags, method, _, _, _, packed, _, name_length, extra_length = _LOCAL.unpack(header)
    name = file.read(name_length)
    if mark != _LOCAL_MARK or name != _raw_name(info):
        raise BrokenZip(f"{info.orig_filename!r} has another name in its own header")
    if (flags, method) != (info.flag_bits, info.compress_type):
        raise BrokenZip(f"{info.orig_filename!r} is described in two ways")
    has_descriptor = bool(flags & _HAS_DESCRIPTOR)
    if packed not in {info.compress_size, _FAR} and not (has_descriptor and packed == 0):
        raise BrokenZip(f"{info.orig_filename!r} has two sizes")
    end: int = info.header_offset + _LOCAL.size + name_length + extra_length + info.compress_size
    return end + (_descriptor_size(file, end) if has_descriptor else 0)


def _descriptor_size(file: IO[bytes], at: int) -> int:
    """How far the next header or the directory lies behind the packed bytes."""
    file.seek(at)
    ahead = file.read(max(_DESCRIPTOR_SIZES) + 4)
    for size in sorted(_DESCRIPTOR_SIZES):
        if ahead[size : size + 4] in {_LOCAL_MARK, b"PK\x01\x02"}:
            return size
    raise BrokenZip("a data descriptor is missing")


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
    return info.orig_filename.encode(encoding)


def _end_record(file: IO[bytes]) -> tuple[int, tuple[int, int, int]]:
    length = file.seek(0, 2)
    start = max(0, length - _END.size - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise BrokenZip("not a zip archive")
    _, disk, _, here, count, size, offset, comment = _END.unpack_from(tail, at)
    if disk or here != count or at + _END.size + comment != len(tail):
        raise BrokenZip("bytes behind the end of the archive")
    return start + at, (count, size, offset)


def _end_record_64(
    file: IO[bytes], end_at: int, short: tuple[int, int, int]
) -> tuple[int, tuple[int, int, int]]:
    """The record of a large archive, when its locator stands before the short one."""
    if end_at < _LOCATOR64.size:
        return end_at, short
    file.seek(end_at - _LOCATOR64.size)
    mark, _, at, _ = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
    if mark != _LOCATOR64_MARK:
        return end_at, short
    file.seek(at)
    record = file.read(_END64.size)
    if len(record) != _END64.size or at + _END64.size + _LOCATOR64.size != end_at:
        raise BrokenZip("the end record of a large archive is misplaced")
    mark, _, _, _, disk, _, here, count, size, offset = _END64.unpack(record)
    if mark != _END64_MARK or disk or here != count:
        raise BrokenZip("the end record of a large archive is broken")
    return at, (count, size, offset)
