"""How much a rule weighs."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a failed assertion weighs."""

    FATAL = "fatal"
    WARNING = "warning"
    INFORMATION = "information"

    @classmethod
    def of(cls, *flags: str | None) -> "Severity":
        """From the first flag or role that says how much; official files spell them in many ways.

        eForms flags rules with what they are about (`LAWFULNESS`), and weighs them by role.
        """
        words = (flag.strip().lower() for flag in flags if flag)
        return next((_SPELLINGS[word] for word in words if word in _SPELLINGS), cls.FATAL)


_SPELLINGS = {
    "fatal": Severity.FATAL,
    "error": Severity.FATAL,
    "warning": Severity.WARNING,
    "warn": Severity.WARNING,
    "information": Severity.INFORMATION,
    "info": Severity.INFORMATION,
}
