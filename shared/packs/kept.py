"""Manifests as they were read, kept: TOML takes longer to read than a small invoice to check."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared.kept_files import keep, read_kept
from shared.packs.manifest import Manifest


def kept_manifest(files: Sequence[Path], folder: Path, read: Callable[[], Manifest]) -> Manifest:
    """What `read` makes of these files, or made of them before. Raises ManifestUnusable.

    It is read again when any of the files changes, or the code that reads them.
    """
    file = folder / f"{_key(files)}.manifest"
    known = read_kept(file)
    if known is not None:
        try:
            return msgspec.msgpack.decode(known, type=Manifest, dec_hook=_decoded)
        except msgspec.DecodeError:
            pass  # damaged: it is written again below
    manifest = read()
    keep(file, msgspec.msgpack.encode(manifest, enc_hook=str))
    return manifest


def _key(files: Sequence[Path]) -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in (*files, here / "manifest.py", here / "manifest_reading.py"):
        status = file.stat()
        digest.update(f"{file.absolute()} {status.st_mtime_ns} {status.st_size}\n".encode())
    return digest.hexdigest()[:32]


def _decoded(kind: type, value: Any) -> Any:
    return kind(value)
