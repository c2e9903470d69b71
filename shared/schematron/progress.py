"""How far a compilation is, told to whoever waits for it."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Is told the share that is done, from 0 to 1."""


def unwatched(_share: float) -> None:
    """Nobody waits."""


def part_of(progress: Progress, first: float, last: float) -> Progress:
    """For a part of the work that begins and ends at these shares of the whole."""
    return lambda share: progress(first + (last - first) * share)
