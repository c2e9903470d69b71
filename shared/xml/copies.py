"""Copies of schemas kept on disk, in folders named after what they were made from.

A copy is written whole or not at all. It is used only while all it was made from is unchanged, and
only when nobody else could have put it there.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from lxml import etree

from shared.kept_files import is_ours

Tree = etree._ElementTree  # noqa: SLF001  lxml has no other name for it

XSD = "{http://www.w3.org/2001/XMLSchema}"
_REFERENCES = tuple(XSD + name for name in ("import", "include", "redefine"))
_VERSION = "2"
_LIST = "made-from.txt"


def home_of(path: Path, folder: Path, kind: str) -> Path:
    """The folder for copies of one schema; changes with the place of the schema."""
    import hashlib

    place = hashlib.sha256(f"{_VERSION} {path.absolute()}".encode()).hexdigest()[:16]
    return folder / f"{path.stem}-{place}-{kind}"


def kept(home: Path) -> Path | None:
    """The copy, if all it was made from is unchanged and only this user could write it.

    Raises OSError and ValueError.
    """
    list_ = home / _LIST
    if not (list_.is_file() and is_ours(home) and is_ours(list_)):
        return None
    first, *stamps = list_.read_text(encoding="utf-8").splitlines()
    for line in stamps:
        stamp, _, original = line.partition(" ")
        if _stamp(Path(original)) != stamp:
            return None
    copy = home / first
    return copy if is_ours(copy) else None


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_mtime_ns}-{status.st_size}"


# making -----------------------------------------------------------------------------------------


def trees_of(path: Path) -> dict[Path, Tree]:
    """A schema and all it reads, without comments. Raises OSError, ValueError, XMLSyntaxError."""
    return dict(_trees(path.absolute()))


def keep(path: Path, home: Path, trees: Mapping[Path, Tree], **notes: str) -> None:
    """Put these trees in the place of what lies there, with notes beside them. Raises OSError."""
    import tempfile

    top = Path(os.path.commonpath([file.parent for file in trees]))
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = Path(tempfile.mkdtemp(dir=home.parent))
    for file, tree in trees.items():
        place = part / file.relative_to(top)
        place.parent.mkdir(parents=True, exist_ok=True)
        tree.write(str(place), encoding="utf-8")
    stamps = "".join(f"{_stamp(file)} {file}\n" for file in trees)
    (part / _LIST).write_text(f"{path.absolute().relative_to(top)}\n{stamps}", encoding="utf-8")
    for name, text in notes.items():
        (part / name).write_text(text, encoding="utf-8")
    _place(part, home)


def _place(part: Path, home: Path) -> None:
    """Another process may do the same at the same moment: one of the two stays."""
    import shutil

    with suppress(OSError):  # there was none, or another process has just moved it
        home.rename(part / "old")
    try:
        part.rename(home)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(home / "old", ignore_errors=True)


def _trees(path: Path) -> Iterator[tuple[Path, Tree]]:
    parser = etree.XMLParser(
        no_network=True, load_dtd=False, resolve_entities=False, remove_comments=True
    )
    waiting, seen = [path], {path}
    while waiting:
        file = waiting.pop()
        tree = etree.parse(str(file), parser)  # noqa: TID251  schemas may carry a DOCTYPE
        for reference in tree.iter(*_REFERENCES):
            place = reference.get("schemaLocation")
            if place is None:
                continue
            if ":" in place:
                raise ValueError(place)
            found = Path(os.path.normpath(file.parent / place))
            if found not in seen:
                seen.add(found)
                waiting.append(found)
        yield file, tree
