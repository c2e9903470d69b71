"""Folders, zips and tars opened for reading only: names are judged, bytes are counted.

Nothing here writes to the disk, and no name found in an archive ever becomes a path.
"""

from pathlib import Path

from shared.packs.containers.limits import LIMITS, Container, Limits, Member
from shared.packs.refusals import ArchiveTooLarge, ArchiveUnreadable

__all__ = ["LIMITS", "Container", "Limits", "Member", "open_container"]

_TAR_MAGIC_AT, _TAR_MAGIC = 257, b"ustar"


def open_container(path: Path, limits: Limits = LIMITS) -> Container:
    """The files of a folder, zip, jar, tar, tar.gz or tar.xz, told apart by their first bytes.

    Raises ArchiveUnreadable, ArchiveTooLarge.
    """
    from shared.packs.containers.folder import Folder
    from shared.packs.containers.tarred import Tarred
    from shared.packs.containers.zipped import Zipped

    if path.is_dir():
        return Folder(path, limits)
    if not path.is_file():
        raise ArchiveUnreadable(name=path.name)
    if path.stat().st_size > limits.archive_bytes:
        raise ArchiveTooLarge(name=path.name)
    with path.open("rb") as file:
        head = file.read(_TAR_MAGIC_AT + len(_TAR_MAGIC))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Zipped(path, limits)
    if head.startswith((b"\x1f\x8b", b"\xfd7zXZ\x00")) or head[_TAR_MAGIC_AT:] == _TAR_MAGIC:
        return Tarred(path, limits)
    raise ArchiveUnreadable(name=path.name)
