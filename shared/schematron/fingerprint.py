"""One digest over a rule file and all it includes; includes lie in its folder or below it."""

import hashlib
import re
from pathlib import Path

from shared.schematron.errors import RulesUnusable

_INCLUDE = re.compile(rb"<(?:\w+:)?include\s[^>]*?href\s*=\s*[\"']([^\"']+)[\"']")


def fingerprint(path: Path) -> str:
    """SHA-256 over the file and all it includes; changes when any rule may have changed."""
    digest = hashlib.sha256()
    waiting, seen = [path], {path}
    while waiting:
        data = read_within(waiting.pop(), path)
        digest.update(len(data).to_bytes(8, "big") + data)
        for href in _INCLUDE.findall(data) if b"include" in data else ():
            included = path.parent / href.decode("utf-8", "replace")
            if included not in seen:
                seen.add(included)
                waiting.append(included)
    return digest.hexdigest()


def read_within(path: Path, top: Path) -> bytes:
    """The bytes of a file beside or below another. Raises RulesUnusable."""
    folder = top.parent.resolve()
    if not path.resolve().is_relative_to(folder):
        raise RulesUnusable(name=top.name, found=f"an include outside its folder: {path.name}")
    try:
        return path.read_bytes()
    except OSError as error:
        raise RulesUnusable(name=path.name, found=error.strerror or "unreadable") from None
