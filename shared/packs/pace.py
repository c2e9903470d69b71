"""Ends a download that goes on without getting anywhere: headers, chunk marks or bytes in drips."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Pace:
    """Watches one answer from a thread of its own and calls `end` when too little has come.

    A time-out for silence is not enough: a server that sends one byte every few seconds is never
    silent. `least_bytes_per_s` counts from the request on, once `grace_s` is over.
    """

    def __init__(self, grace_s: float, least_bytes_per_s: int, end: Callable[[], None]) -> None:
        self.received = 0
        self.was_too_slow = False
        self._grace_s = grace_s
        self._least = least_bytes_per_s
        self._end = end
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        start = time.monotonic()
        while not self._over.wait(self._grace_s):
            if self.received < self._least * (time.monotonic() - start):
                self.was_too_slow = True
                self._end()
                return
