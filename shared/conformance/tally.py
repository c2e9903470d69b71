"""How many cases of a suite hold, and what was found where one does not."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """One case that does not hold; `file` is relative to the suite's folder."""

    file: str
    case: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Tally:
    """`held` of `cases` hold; each other one is among `failed`."""

    cases: int = 0
    held: int = 0
    failed: tuple[Failure, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.cases + other.cases, self.held + other.held, (*self.failed, *other.failed)
        )

    @property
    def all_held(self) -> bool:
        return self.held == self.cases

    def as_dict(self) -> dict[str, Any]:
        """As `--json` prints it."""
        failed = [asdict(failure) for failure in self.failed]
        return {"cases": self.cases, "held": self.held, "failed": failed}


def tally_of(outcomes: Iterable[Failure | None]) -> Tally:
    """Of one outcome per case; None is a case that holds."""
    found = list(outcomes)
    failed = tuple(failure for failure in found if failure is not None)
    return Tally(len(found), len(found) - len(failed), failed)
