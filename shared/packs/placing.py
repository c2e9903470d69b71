"""The operator's folder of packs: finished folders are renamed into place, and taken away again.

packs/<name>/                    a pack
packs/.quaestor/<name>.json      what was put there, from where: only that is ever removed
packs/.quaestor/staging/         packs in the making
packs/.quaestor/downloads/       downloads in the making
packs/.quaestor/lock             held by the one command that changes something
"""

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from shared.packs.manifest import Pack
from shared.packs.manifest_reading import is_safe_path
from shared.packs.recognising import sha256_of
from shared.packs.refusals import FolderTaken, FolderUnwritable, NotPutHere, PacksBusy
from shared.packs.unpacking import flush_folder, unpack, write_durably
from shared.packs.verifying import verified

_POLL_S = 0.1
_OWN = ".quaestor"


@dataclass(frozen=True, slots=True)
class Removal:
    """How many files went, and which were left because they are not, or not as, put there."""

    removed: int
    left: tuple[str, ...]


class PackStore:
    """Puts packs into one folder and takes them away; hold `locked()` around both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = folder / _OWN
        self.downloads = self._own / "downloads"

    @contextlib.contextmanager
    def locked(self, wait_s: float = 600.0) -> Iterator[None]:
        """One command at a time. Raises PacksBusy after waiting.

        FolderUnwritable tells of a full disk or a missing right while the lock is held.
        """
        try:
            self.downloads.mkdir(parents=True, exist_ok=True)
            with (self._own / "lock").open("w") as lock:
                self._lock(lock, time.monotonic() + wait_s)
                yield
        except OSError as error:
            found = error.strerror or type(error).__name__
            raise FolderUnwritable(folder=self.folder, found=found) from error

    def recorded(self, name: str) -> Mapping[str, str] | None:
        """Path -> sha-256 of what was put here under a name, or None."""
        try:
            record = json.loads((self._own / f"{name}.json").read_bytes())
            files = record["files"]
            return {path: digest for path, digest in files.items() if is_safe_path(path)}
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None

    def put(self, pack: Pack, sources: Sequence[Path], origin: str) -> bool:
        """Unpack and put in place; False when the right pack is there already.

        (1) A folder that is right stays; one of unknown origin is never touched. (2) The files are
        written and flushed beside their place. (3) The record is written, then the folder renamed:
        whoever looks sees no pack or a whole one. Raises FolderTaken, PackIncomplete and archive
        refusals.
        """
        place = self.folder / pack.name
        if os.path.lexists(place):  # (1)
            if verified(place, pack, self.recorded(pack.name)).is_whole:
                return False
            if self.recorded(pack.name) is None or place.is_symlink():
                raise FolderTaken(folder=place)
        with self._staging() as staging:
            files = unpack(pack, sources, staging / pack.name)  # (2)
            self._write_record(pack.name, origin, files)  # (3)
            if os.path.lexists(place):
                place.rename(staging / "replaced")
            (staging / pack.name).rename(place)
            flush_folder(self.folder)
        return True

    def remove(self, pack: str) -> Removal:
        """Remove what was put here, unchanged; anything else stays. Raises NotPutHere.

        The record goes last: a removal that broke off can be repeated.
        """
        place, record = self.folder / pack, self.recorded(pack)
        if record is None or place.is_symlink():
            raise NotPutHere(name=pack, folder=self.folder)
        removed = 0
        for path, digest in record.items():
            removed += _remove_file(place, path, digest)
        _remove_empty(place)
        (self._own / f"{pack}.json").unlink()
        left = sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if not p.is_dir())
        return Removal(removed, tuple(left))

    def _lock(self, lock: TextIO, until: float) -> None:
        import fcntl

        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise PacksBusy(folder=self.folder) from None
                time.sleep(_POLL_S)

    @contextlib.contextmanager
    def _staging(self) -> Iterator[Path]:
        # what a broken-off command left is cleared away: the lock is held
        shutil.rmtree(self._own / "staging", ignore_errors=True)
        staging = self._own / "staging"
        staging.mkdir(parents=True)
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _write_record(self, name: str, origin: str, files: Mapping[str, str]) -> None:
        record = {"format": 1, "pack": name, "from": origin, "files": files}
        written = self._own / f"{name}.json.new"
        written.unlink(missing_ok=True)
        write_durably(written, iter([json.dumps(record, indent=1).encode()]))
        written.rename(self._own / f"{name}.json")
        flush_folder(self._own)


def _remove_file(place: Path, path: str, sha256: str) -> int:
    """1 when the file was there, inside, and as it was put."""
    file = place / path
    if file.is_symlink() or not file.is_file():
        return 0
    if not file.resolve().is_relative_to(place.resolve()) or sha256_of(file) != sha256:
        return 0
    file.unlink()
    return 1


def _remove_empty(place: Path) -> None:
    below = [Path(folder) for folder, _, _ in os.walk(place, topdown=False, followlinks=False)]
    for folder in below:
        with contextlib.suppress(OSError):
            folder.rmdir()
