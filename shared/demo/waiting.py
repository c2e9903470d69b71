"""Looks again until something is there: what the servers do in jobs takes a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE_S = 60


def waited_for(look: Callable[[], Found | None], patience_s: float = PATIENCE_S) -> Found:
    """What `look` finds in the end; raises RuntimeError when it never does."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise RuntimeError(f"{look.__qualname__} found nothing within {patience_s} s")
