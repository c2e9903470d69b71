"""When a bid counts: late, repeated, replaced and withdrawn bids, decided without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from etender.sealing.chain import in_words
from shared.errors import Conflict, InvalidInput, WhoActs
from shared.i18n import msg
from shared.tender import Deadline


class NothingToWithdraw(Conflict):
    code = "nothing-to-withdraw"
    says = msg("There is no live bid to withdraw.")
    remedy = msg("Look at the list of your bids for their state.")
    who = WhoActs.SUPPLIER


class DeadlineHasPassed(Conflict):
    """After the deadline a bid binds its tenderer (RD 18 April 2017, art. 43 and 58)."""

    code = "deadline-passed"
    says = msg("The deadline passed at {expected}; a bid can no longer be withdrawn.")
    remedy = msg("Contact the contracting authority in writing.")
    who = WhoActs.SUPPLIER


class WithdrawnBefore(Conflict):
    """These very bytes were submitted and withdrawn: a retry must not bring them back."""

    code = "withdrawn-before"
    says = msg("Exactly this bid was submitted and withdrawn before.")
    remedy = msg("Seal your bid again and submit the new files to take part again.")
    who = WhoActs.SUPPLIER


class NoLotChosen(InvalidInput):
    code = "no-lot"
    says = msg("No lot of this procedure was chosen: {found}")
    remedy = msg("Choose at least one of the lots on the page of the call.")
    who = WhoActs.SUPPLIER


class Submission(StrEnum):
    """What a received payload is to the bids already registered."""

    FIRST = "first"
    REPLACEMENT = "replacement"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Received:
    """One registered version of a bid: what was sent, when, and what became of it since."""

    version_id: UUID
    payload_sha256: str
    key_sha256: str
    received_at: datetime
    is_late: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a payload; `repeats` names the version it was received as before."""

    kind: Submission
    is_late: bool = False
    repeats: UUID | None = None


def decide_submission(
    earlier: Sequence[Received],
    digests: tuple[str, str],
    received_at: datetime,
    deadline: Deadline,
) -> Decision:
    """Judge a payload against the earlier versions of the same bid, oldest first.

    `digests` are those of payload and key envelope. The same bytes twice are one submission: the
    network may repeat a request. A late bid is recorded and flagged, never refused: the authority
    decides on it with the record before it. Raises WithdrawnBefore.
    """
    for version in earlier:
        if (version.payload_sha256, version.key_sha256) == digests:
            if version.is_withdrawn:
                raise WithdrawnBefore
            return Decision(Submission.REPEAT, version.is_late, version.version_id)
    kind = Submission.FIRST if live_version(earlier) is None else Submission.REPLACEMENT
    return Decision(kind, is_late(received_at, deadline))


def is_late(received_at: datetime, deadline: Deadline) -> bool:
    """A bid must arrive before the final date and hour (RD 18 April 2017, art. 83)."""
    return deadline.has_passed(received_at)


def live_version(versions: Sequence[Received]) -> Received | None:
    """The version that is opened: the last that came in time; a late one replaces nothing."""
    live = [version for version in versions if not version.is_late and not version.is_withdrawn]
    return live[-1] if live else None


def check_withdrawal(versions: Sequence[Received], now: datetime, deadline: Deadline) -> None:
    """Raises DeadlineHasPassed, or NothingToWithdraw when no version is live."""
    if deadline.has_passed(now):
        raise DeadlineHasPassed(expected=in_words(deadline.at))
    if live_version(versions) is None:
        raise NothingToWithdraw
