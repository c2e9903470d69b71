"""What an opening report tells beside the opening itself: procedure, authority and time lock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from etender.opening.values import Bidder, OpeningResult


@dataclass(frozen=True, slots=True)
class TimeLockUsed:
    """Which beacon round opened the bids; `signature` is the round's, so anybody can repeat it.

    `trust` says on whom the lock rests: `operator` for the platform's own beacon.
    """

    trust: str
    chain_hash: str
    round: int
    signature: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """All facts of one opening report; `language` is that of the procedure."""

    report_id: UUID
    procedure_id: UUID
    reference: str
    title: str
    language: str
    authority: Bidder
    deadline: datetime
    min_officers: int
    time_lock: TimeLockUsed
    result: OpeningResult
