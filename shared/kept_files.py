"""Files that save work: what they hold can be made again, so they are trusted only when ours alone.

A file is written whole or not at all, and one that cannot be written is no reason to refuse work.
"""

import os
from pathlib import Path

_OTHERS_WRITE = 0o022


def is_ours(path: Path) -> bool:
    """Whether it belongs to this user and nobody else may write it. Raises OSError."""
    status = path.stat()
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def read_kept(file: Path) -> bytes | None:
    """None when there is nothing, or when others could have put it there."""
    try:
        return file.read_bytes() if is_ours(file) and is_ours(file.parent) else None
    except OSError:
        return None


def keep(file: Path, data: bytes, *, instead_of: str = "") -> None:
    """Write it; others whose names begin with `instead_of` are outdated and are taken away."""
    import tempfile

    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(data)
        Path(part.name).replace(file)
        for other in file.parent.iterdir() if instead_of else ():
            if other.name.startswith(instead_of) and other != file:
                other.unlink(missing_ok=True)
    except OSError:
        return
