"""Foreign suites that several test modules read: the eForms SDKs and their examples."""

import contextlib
import os
import tarfile
from pathlib import Path

import pytest

EFORMS_VERSIONS = ("1.13.3", "1.14.2", "1.15.1")


@pytest.fixture(scope="session")
def unpacked(folder_of_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDKs and their examples, unpacked once for all workers."""
    data = os.environ.get("QUAESTOR_DATA", "")
    archives = [
        Path(data) / room / f"{name}-{version}.tar.xz"
        for version in EFORMS_VERSIONS
        for room, name in (("packs", "eforms-sdk"), ("suites", "eforms-examples"))
    ]
    absent = [archive.name for archive in archives if not archive.is_file()]
    if not data or absent:
        pytest.skip(f"NOT RUN: eForms packs are absent, set QUAESTOR_DATA ({absent})")
    folder = folder_of_run / "eforms"
    if not folder.exists():
        fresh = tmp_path_factory.mktemp("fresh-eforms")
        for archive in archives:
            with tarfile.open(archive) as file:
                file.extractall(fresh, filter="data")
        with contextlib.suppress(OSError):  # another worker was first
            fresh.rename(folder)
    return folder
