"""Ends a run of rules that does not come to an end, or fills the memory: rules may be hostile.

A watching thread raises an exception in the running one. No clock is asked in the rules themselves,
which would cost each of them; and nothing is watched while nothing runs.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from shared.schematron.errors import RulesWithoutEnd

_Answer = TypeVar("_Answer")

# what a document of no size may take, and what each of its elements adds: a hundred times the usual
LIMIT_S, LIMIT_PER_ELEMENT_S = 60.0, 0.0005
MOST_BYTES = 2_000_000_000
_GLANCE_S = 0.2
_IDLE_S = 5.0
# kilobytes on Linux, bytes on macOS
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class _Ended(BaseException):
    """Raised by the watching thread; never leaves this module.

    Not an `Exception`: what is caught as the error of one assertion would let the next one run.
    """


class _Running:
    """One run: its thread, when it began and must end, and what memory the process had before."""

    __slots__ = ("before", "began", "is_ended", "limit_s", "thread")

    def __init__(self, thread: int, began: float, limit_s: float) -> None:
        self.thread = thread
        self.began = began
        self.limit_s = limit_s
        self.before = 0
        self.is_ended = False


def within(limit_s: float, act: Callable[[], _Answer], name: str) -> _Answer:
    """What `act` answers. Raises RulesWithoutEnd when it takes too long or too much memory."""
    running = _Running(threading.get_ident(), time.monotonic(), limit_s)
    try:
        try:
            _watch.begin(running)
            return act()
        finally:
            _watch.end(running)
    except _Ended:
        _watch.end(running)  # it may have been raised inside the first call
        raise RulesWithoutEnd(name=name, seconds=int(time.monotonic() - running.began)) from None


def rest() -> None:
    """Ends the watching thread: a process is to be forked, which needs to be alone in it."""
    _watch.rest()


class _Watch:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[int, _Running] = {}
        self._thread: threading.Thread | None = None
        self._resting = threading.Event()

    def begin(self, running: _Running) -> None:
        with self._lock:
            self._running[id(running)] = running
            if self._thread is None:
                self._resting.clear()
                self._thread = threading.Thread(target=self._look_on, daemon=True)
                self._thread.start()

    def end(self, running: _Running) -> None:
        with self._lock:
            self._running.pop(id(running), None)

    def rest(self) -> None:
        thread = self._thread
        self._resting.set()
        if thread is not None:
            thread.join()

    def _look_on(self) -> None:
        """Until there has been nothing to watch for a while."""
        quiet_since = time.monotonic()
        while not self._resting.wait(_GLANCE_S):
            now = time.monotonic()
            with self._lock:
                if self._running:
                    quiet_since = now
                    self._glance(now)
                elif now - quiet_since > _IDLE_S:
                    self._thread = None
                    return
        with self._lock:
            self._thread = None

    def _glance(self, now: float) -> None:
        memory = _memory()
        for running in self._running.values():
            running.before = running.before or memory
            is_late = now - running.began > running.limit_s
            if (is_late or memory - running.before > MOST_BYTES) and not running.is_ended:
                running.is_ended = True
                _raise_in(running.thread)


def _memory() -> int:
    """The most bytes this process ever had; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def _raise_in(thread: int) -> None:
    # the lock is held: the run has not ended, and cannot before the exception is set
    import ctypes

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_Ended))


_watch = _Watch()


def _fresh() -> None:
    """In a forked process: its watching thread did not come along, and the lock may be held."""
    global _watch  # noqa: PLW0603  one per process
    _watch = _Watch()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fresh)
