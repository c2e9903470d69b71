"""Schemas without their documentation, kept on disk: they compile in half the time.

Four fifths of the bytes of UBL's schemas are annotations, which mean nothing to a validator (XML
Schema 1.0 part 1, 3.13.1). The copies lie in folders named after what they were made from, are
written whole or not at all, and are read only when nobody else could have put them there.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_REFERENCES = tuple(_XSD + name for name in ("import", "include", "redefine"))
_OTHERS_WRITE = 0o022
_VERSION = "1"
_LIST = "made-from.txt"


def lean(path: Path, folder: Path) -> Path:
    """The copy of a schema below a folder, made when it is not there; else the schema itself.

    Whatever goes wrong with a copy, the schema itself is as good.
    """
    try:
        home = folder / _name(path)
        kept = _kept(home)
        return kept if kept is not None else _made(path, home)
    except (OSError, ValueError, etree.XMLSyntaxError):
        return path


def _name(path: Path) -> str:
    """Changes with the place of the schema."""
    import hashlib

    return (
        f"{path.stem}-{hashlib.sha256(f'{_VERSION} {path.absolute()}'.encode()).hexdigest()[:16]}"
    )


def _kept(home: Path) -> Path | None:
    """The copy, if all it was made from is unchanged and only this user could write it."""
    list_ = home / _LIST
    if not (list_.is_file() and _is_ours(home) and _is_ours(list_)):
        return None
    first, *stamps = list_.read_text(encoding="utf-8").splitlines()
    for line in stamps:
        stamp, _, original = line.partition(" ")
        if _stamp(Path(original)) != stamp:
            return None
    copy = home / first
    return copy if _is_ours(copy) else None


def _is_ours(path: Path) -> bool:
    status = path.stat()
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_mtime_ns}-{status.st_size}"


# making -----------------------------------------------------------------------------------------


def _made(path: Path, home: Path) -> Path:
    trees = dict(_trees(path.absolute()))
    top = Path(os.path.commonpath([file.parent for file in trees]))
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = Path(tempfile.mkdtemp(dir=home.parent))
    for file, tree in trees.items():
        place = part / file.relative_to(top)
        place.parent.mkdir(parents=True, exist_ok=True)
        tree.write(str(place), encoding="utf-8")
    first = path.absolute().relative_to(top)
    stamps = "".join(f"{_stamp(file)} {file}\n" for file in trees)
    (part / _LIST).write_text(f"{first}\n{stamps}", encoding="utf-8")
    return _placed(part, home) / first


def _placed(part: Path, home: Path) -> Path:
    """Another process may have been quicker; an older copy may be in the way."""
    if home.exists() and _kept(home) is None:
        aside = Path(tempfile.mkdtemp(dir=home.parent))
        home.rename(aside / "old")
        shutil.rmtree(aside, ignore_errors=True)
    try:
        part.rename(home)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
    return home


def _trees(path: Path) -> "Iterator[tuple[Path, etree._ElementTree]]":
    """The schema and all it reads, without annotations and comments. Raises OSError, ValueError."""
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
        etree.strip_elements(tree, _XSD + "annotation", with_tail=False)
        yield file, tree
