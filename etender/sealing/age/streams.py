"""What age files are read from and written to: anything with these few methods."""

from collections.abc import Callable
from typing import Protocol

Progress = Callable[[int], None]


class Source(Protocol):
    """A binary stream to read: a file, a socket, bytes in memory."""

    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


class Sink(Protocol):
    """A binary stream to write; everything given is taken."""

    def write(self, data: bytes, /) -> object: ...
