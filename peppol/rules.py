"""Decisions without a database: what follows an attempt, and what a repeated message is."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from peppol.as4.outcomes import Outcome

RETRY_AFTER: Final = tuple(
    dt.timedelta(seconds=seconds) for seconds in (10, 60, 180, 600, 1_800, 3_600, 3_600, 3_600)
)
"""Waiting time before each further attempt: about four hours in all."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows an attempt: neither moment nor refresh means it is the end."""

    try_again_at: dt.datetime | None = None
    with_fresh_metadata: bool = False


def next_step(
    outcome: Outcome, *, attempts: int, has_refreshed: bool, now: dt.datetime
) -> NextStep:
    """Decide by the outcome; `attempts` counts this one.

    A receiver that has moved is looked up once more at once; what may pass is tried again with the
    same ids; everything else is the end.
    """
    if outcome.wants_fresh_metadata and not has_refreshed:
        return NextStep(now, with_fresh_metadata=True)
    if outcome.is_retry_feasible and attempts <= len(RETRY_AFTER):
        return NextStep(now + RETRY_AFTER[attempts - 1])
    return NextStep()


class Repeat(Enum):
    """How a message relates to one with the same id from the same access point."""

    UNCHANGED = auto()
    """The same octets were signed: the stored receipt answers it, byte for byte."""

    REBUILT = auto()
    """The same document, signed anew: it needs a receipt over its own references."""

    CONFLICTING = auto()
    """Another document under a used id."""


def repeat_of(*, known_envelope: str, known_signed: str, envelope: str, signed: str) -> Repeat:
    """Compare the hashes of envelope and signed references with those on record."""
    if envelope != known_envelope:
        return Repeat.CONFLICTING
    return Repeat.UNCHANGED if signed == known_signed else Repeat.REBUILT
