"""A small pack, its manifest, and archives of it: as published, and as an enemy would make them."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from shared.packs import Packs

FILES = {
    "rules/order.sch": b"<schema>order</schema>",
    "rules/invoice.sch": b"<schema>invoice</schema>" * 50,
    "LICENCE": b"Do as you like.",
}
EXTRA = {"readme.txt": b"not of the pack"}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # without the time of day: the same files are the same archive
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w:xz") -> bytes:
    entries = []
    for name, data in files.items():
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        entries.append((entry, data))
    return tar_of(entries, mode)


def tar_of(entries: Iterable[tuple[tarfile.TarInfo, bytes]], mode: str = "w:gz") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]  # the mode is a plain str here
        for entry, data in entries:
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def published(files: Mapping[str, bytes] = FILES | EXTRA) -> bytes:
    """The pack as its publisher offers it: in a folder of its own, with more than is needed."""
    return zipped({f"sample-1/{name}": data for name, data in files.items()})


PACK = """
[[pack]]
id = "{name}"
gives = "A sample"
licence = "CC0-1.0"
redistribution = true
{more}
"""


def pack_entry(name: str = "sample-1", more: str = "", files: Mapping[str, bytes] = FILES) -> str:
    """The entry of a pack whose files are pinned one by one."""
    pinned = "\n".join(f'"{path}" = "{sha256(data)}"' for path, data in files.items())
    keys, mark, tables = more.partition("[[")
    return PACK.format(name=name, more=f"{keys}\n[pack.files]\n{pinned}\n{mark}{tables}")


def source_entry(address: str, data: bytes | None = None) -> str:
    fetch = f'fetch = true\nsha256 = "{sha256(data)}"' if data is not None else "fetch = false"
    return f'[[pack.source]]\naddress = "{address}"\n{fetch}\n'


def packs_of(folder: Path, *entries: str) -> Packs:
    """A packs folder with a manifest of these entries."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.toml").write_text("format = 1\n" + "\n".join(entries), encoding="utf-8")
    return Packs([folder])
