"""Official packs that lie beside the checkout, some of them still packed."""

import tarfile
from collections.abc import Sequence
from pathlib import Path

# an SDK is 300 files; the demonstration looks at its schemas alone
_WANTED = "/schemas/"


def unpacked(folders: Sequence[Path], work: Path) -> tuple[Path, ...]:
    """The folders, and one of our own with the schemas of eForms SDKs found as archives."""
    own = work / "packs"
    own.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        for archive in sorted(folder.glob("eforms-sdk-1.*.tar.xz"))[-1:]:
            with tarfile.open(archive) as packed:
                wanted = [m for m in packed.getmembers() if _WANTED in m.name]
                packed.extractall(own, members=wanted, filter="data")
    return (*folders, own)
