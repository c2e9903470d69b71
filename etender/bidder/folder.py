"""The folder of one bid on the supplier's machine: one place per step, nothing overwritten."""

import hashlib
import mimetypes
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etender.bidder.call import PublicCall
from etender.bidder.refusals import AlreadyThere, StepMissing
from etender.sealing.envelope import KEY_NAME, PAYLOAD_NAME
from shared.signing.signer import DataFile

_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BidFolder:
    """Paths of a bid: the call, the files to sign, the container, the sealed files, the receipt.

    `own_key` opens the bid without waiting for the beacon: it never leaves the supplier.
    """

    path: Path

    @property
    def call_file(self) -> Path:
        return self.path / "call.json"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def container(self) -> Path:
        return self.path / "bid.asice"

    @property
    def payload(self) -> Path:
        return self.path / PAYLOAD_NAME

    @property
    def key_envelope(self) -> Path:
        return self.path / KEY_NAME

    @property
    def own_key(self) -> Path:
        return self.path / "own-key.txt"

    @property
    def receipt(self) -> Path:
        return self.path / "receipt.json"

    @property
    def receipt_xml(self) -> Path:
        return self.path / "receipt.xml"

    def begin(self) -> None:
        """Make the empty folder. Raises AlreadyThere when it holds anything."""
        self.path.mkdir(parents=True, exist_ok=True)
        if any(self.path.iterdir()):
            raise AlreadyThere(found=self.path)
        self.files.mkdir()

    def need(self, path: Path) -> Path:
        """The path, when an earlier step made it. Raises StepMissing."""
        if not path.exists():
            raise StepMissing(found=path.name)
        return path

    def call(self) -> PublicCall:
        """The call the bid was prepared for. Raises StepMissing or UnusableCall."""
        return PublicCall.from_json(self.need(self.call_file).read_bytes())

    def names(self) -> list[str]:
        """The files to sign, as they are named in the container: sorted, with slashes."""
        found = (path for path in self.need(self.files).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.files).as_posix() for path in found)

    def data_files(self) -> Iterator[DataFile]:
        """The files to sign, where they lie."""
        for name in self.names():
            yield DataFile(name, self.files / name, media_type_of(name))


def media_type_of(name: str) -> str:
    if name.endswith(".xml"):
        return "application/xml"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in pieces."""
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_STEP):
            hasher.update(piece)
    return hasher.hexdigest()


def write_private(path: Path, text: str) -> None:
    """Write a secret that only its owner may read; never widens an existing file's rights."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
