"""The documents a command line names: files, patterns, folders, zip archives, standard input.

Nothing found here ends the run: what cannot be read is a source that says why. Archives are
bounded in number, size and ratio of their members, whatever they declare, and nothing in them is
ever written to disk.
"""

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shared.i18n import msg
from shared.xml.parse import DEFAULT_LIMITS

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MOST_MEMBERS = 100_000
MOST_BYTES = 4 * 1024**3
MOST_RATIO = 250
"""Real invoices of one supplier shrink to a fiftieth at most; bombs to a thousandth."""
_SMALL = 1_000_000
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
# one byte more than the XML door lets through, so that the door says why it refuses
_MOST_READ = DEFAULT_LIMITS.size + 1

STANDARD_INPUT = "-"
_NO_MATCH = msg("no file has this name")
_NO_DOCUMENT = msg("there is no XML document in it")
_NO_ARCHIVE = msg("it is no zip archive that can be read")
_TOO_MANY = msg("the archive holds too many documents, or too large ones")
_BOMB = msg("it grows too much when it is unpacked")
_LOCKED = msg("it is encrypted")
_DAMAGED = msg("it is damaged, or packed in a way that is not known")


class Source(NamedTuple):
    """One document by the name it is shown with; `refusal` is a marked text when there is none.

    `member` is the number of a member of the archive at `path`; `data` what came by standard input.
    The path is a string because a batch makes and hands over one for each of its documents.
    """

    name: str
    path: str | None = None
    member: int | None = None
    data: bytes | None = None
    refusal: str = ""


class UnreadableError(Exception):
    """A source that gives no document; the text is a marked one or the system's own."""


def sources_of(arguments: tuple[str, ...], given: Callable[[], bytes]) -> Iterator[Source]:
    """The documents in the order of the arguments, inside folders and archives by name.

    `given` reads standard input.
    """
    for argument in arguments:
        if argument == STANDARD_INPUT:
            yield Source("standard input", data=given())
        else:
            yield from _named(argument)


def read(source: Source) -> bytes:
    """The bytes of a document, or the first ones of a document too large for the XML door.

    Raises UnreadableError.
    """
    if source.refusal:
        raise UnreadableError(source.refusal)
    if source.data is not None:
        return source.data
    if source.path is None:
        raise UnreadableError(_NO_MATCH)
    if source.member is not None:
        return _member(source.path, source.member)
    try:
        with open(source.path, "rb") as file:  # noqa: PTH123  see `Source`
            return file.read(_MOST_READ)
    except OSError as error:
        raise UnreadableError(error.strerror or _NO_MATCH) from None


# files and folders ------------------------------------------------------------------------------


def _named(argument: str) -> Iterator[Source]:
    path = Path(argument)
    if not set("*?[") & set(argument) or path.exists():
        yield from _existing(path)
        return
    import glob

    names = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207  it may be absolute
    found = {source.name: source for name in names for source in _existing(Path(name))}
    yield from _or_refusal(argument, _NO_MATCH, iter(found.values()))


def _existing(path: Path) -> Iterator[Source]:
    if path.is_dir():
        yield from _or_refusal(_shown(path), _NO_DOCUMENT, _in_folder(path))
    else:
        yield from _of_file(path)


def _in_folder(folder: Path) -> Iterator[Source]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(".xml"):
                path = os.path.join(place, name)  # noqa: PTH118  see `Source`
                yield Source(_shown(path), path)


def _of_file(path: Path) -> Iterator[Source]:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        yield Source(_shown(path), refusal=error.strerror or _NO_MATCH)
        return
    if start in _ARCHIVE:
        yield from _or_refusal(_shown(path), _NO_DOCUMENT, _in_archive(path))
    else:
        yield Source(_shown(path), str(path))


def _shown(path: Path | str) -> str:
    """A name that can be written; bytes that are no UTF-8 become question marks."""
    return str(path).encode("utf-8", "replace").decode()


def _or_refusal(name: str, refusal: str, found: Iterator[Source]) -> Iterator[Source]:
    """What was found, or one source that says that nothing was."""
    is_empty = True
    for source in found:
        is_empty = False
        yield source
    if is_empty:
        yield Source(name, refusal=refusal)


# archives ---------------------------------------------------------------------------------------


def _in_archive(path: Path) -> Iterator[Source]:
    from zipfile import BadZipFile

    try:
        members = _archive(str(path)).infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        yield Source(_shown(path), refusal=_NO_ARCHIVE)
        return
    documents = [
        (member.filename, number)
        for number, member in enumerate(members)
        if member.filename.lower().endswith(".xml") and not member.is_dir()
    ]
    size = sum(members[number].file_size for _, number in documents)
    if len(documents) > MOST_MEMBERS or size > MOST_BYTES:
        yield Source(_shown(path), refusal=_TOO_MANY)
        return
    for name, number in sorted(documents):
        yield Source(f"{_shown(path)}!/{name}", str(path), number)


@lru_cache(maxsize=4)
def _archive(path: str) -> "ZipFile":
    """Opened once in each process: its directory may be long."""
    from zipfile import ZipFile

    return ZipFile(path)


def _member(path: str, number: int) -> bytes:
    import zlib
    from zipfile import BadZipFile

    try:
        archive = _archive(path)
        member = archive.infolist()[number]
        _refuse_bomb(member)
        with archive.open(member) as file:
            return file.read(min(_MOST_READ, member.file_size + 1))
    except (BadZipFile, OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableError(_DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableError(_DAMAGED) from error


def _refuse_bomb(member: "ZipInfo") -> None:
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableError(_LOCKED)
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > _SMALL and ratio > MOST_RATIO:
        raise UnreadableError(_BOMB)
