"""Holds the garbage collector back while a large tree is built, which takes half as long then.

A tree has no cycles, yet each of its many dicts would be looked at again and again. When it is
built, all that is young is counted among the old, which are looked at rarely. What others leave
behind meanwhile is collected later.
"""

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_deciding = threading.Lock()
_holding: list[int] = []


@contextmanager
def collector_held() -> Iterator[None]:
    """One thread at a time holds it back: others that build meanwhile do not prolong that."""
    mine = _hold()
    try:
        yield
    finally:
        if mine:
            _let_go()


def _hold() -> bool:
    with _deciding:
        if _holding or not gc.isenabled():
            return False
        gc.disable()
        _holding.append(os.getpid())
        return True


def _let_go() -> None:
    with _deciding:
        _holding.clear()
        if not gc.get_freeze_count():  # else a server has put its own objects aside
            gc.freeze()
            gc.unfreeze()  # into the oldest generation, without a look at any of them
        gc.enable()


def _after_fork() -> None:
    """The thread that held it back is not in the child."""
    global _deciding  # noqa: PLW0603  the lock may be held by a thread that is not there
    _deciding = threading.Lock()
    if _holding:
        _let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
