"""How large an archive may be, what a member is, and which names are refused."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.packs.refusals import ArchiveNameUnsafe, ArchiveTooLarge, ArchiveUnreadable

CHUNK = 256 * 1024
_DRIVE = re.compile(r"^[A-Za-z]:")
_LONGEST_NAME = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one archive. A ratio over `ratio` is refused once `ratio_from` bytes came out."""

    archive_bytes: int = 512_000_000
    members: int = 50_000
    member_bytes: int = 256_000_000
    total_bytes: int = 4_000_000_000
    ratio: int = 300
    ratio_from: int = 64_000_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file: its name with `/`, judged safe, and its bytes in chunks.

    `chunks` may be called while the iteration stands at this member, not later.
    """

    name: str
    chunks: Callable[[], Iterator[bytes]]


class Container(Protocol):
    """Something that holds files. Each call of `members` reads it from the start."""

    def members(self, wanted: Callable[[str], bool]) -> Iterator[Member]:
        """The files whose name is wanted; all names are judged. Raises the archive refusals."""
        ...


class Meter:
    """Counts what comes out of one archive. Raises ArchiveTooLarge."""

    def __init__(self, name: str, packed_bytes: int, limits: Limits) -> None:
        self._name = name
        self._packed = max(packed_bytes, 1)
        self._limits = limits
        self._members = 0
        self._total = 0

    def member(self) -> None:
        self._members += 1
        if self._members > self._limits.members:
            raise ArchiveTooLarge(name=self._name)

    def declared(self, size: int) -> None:
        if not 0 <= size <= self._limits.member_bytes:
            raise ArchiveTooLarge(name=self._name)

    def came_out(self, count: int) -> None:
        self._total += count
        limits = self._limits
        is_bomb = self._total > limits.ratio_from and self._total > limits.ratio * self._packed
        if is_bomb or self._total > limits.total_bytes:
            raise ArchiveTooLarge(name=self._name)


def checked_name(name: str, archive: str) -> str:
    """The name as it stands. Raises ArchiveNameUnsafe.

    Refused are names that would leave the folder they are unpacked in on any system: absolute
    ones, drives, `..`, backslashes, and control characters.
    """
    parts = name.split("/")
    if (
        not name
        or len(name) > _LONGEST_NAME
        or name.startswith("/")
        or _DRIVE.match(name)
        or "\\" in name
        or ".." in parts
        or any(ord(sign) < ord(" ") or sign == "\x7f" for sign in name)
    ):
        raise ArchiveNameUnsafe(name=archive)
    return name


def readable(
    chunks: Iterator[bytes], broken: tuple[type[Exception], ...], archive: str
) -> Iterator[bytes]:
    """The chunks; what a broken archive raises is told as ArchiveUnreadable."""
    try:
        yield from chunks
    except broken as error:
        raise ArchiveUnreadable(name=archive) from error
