"""What a receiver makes of a rule that is not kept, and why."""

from enum import StrEnum
from typing import NamedTuple


class Treatment(StrEnum):
    """What a receiver makes of a rule that is not kept."""

    FATAL = "fatal"
    WARNING = "warning"
    IGNORED = "ignored"


class Ruling(NamedTuple):
    """How one finding is treated by a profile, and why, in the words of the receiver."""

    treatment: Treatment
    reason: str
