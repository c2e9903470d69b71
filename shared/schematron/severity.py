"""How much a rule weighs."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a failed assertion weighs."""

    FATAL = "fatal"
    WARNING = "warning"
    INFORMATION = "information"

    @classmethod
    def of(cls, *flags: str | None) -> "Severity":
        """From the first flag or role given; official files spell them in many ways."""
        flag = next((flag for flag in flags if flag), "")
        return _SPELLINGS.get(flag.strip().lower(), cls.FATAL)


_SPELLINGS = {
    "warning": Severity.WARNING,
    "warn": Severity.WARNING,
    "information": Severity.INFORMATION,
    "info": Severity.INFORMATION,
}
