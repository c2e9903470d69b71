"""What an opening works with: officers, sealed bids, the freeze record and what each bid held."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.i18n import msg
from shared.party import EnterpriseNumber
from shared.tender import DocumentRef


class Stage(StrEnum):
    """Where an opening stands; the order of the members is the only order there is."""

    WAITING = "waiting"
    ARMED = "armed"
    FROZEN = "frozen"
    OPENED = "opened"
    REPORTED = "reported"


class Outcome(StrEnum):
    """What became of one bid. Every outcome is reported; none is a reason to drop a bid."""

    OPENED = "opened"
    SIGNATURE_DOUBTFUL = "signature-doubtful"
    SIGNATURE_INVALID = "signature-invalid"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    LATE = "late"

    @property
    def is_readable(self) -> bool:
        return self in {self.OPENED, self.SIGNATURE_DOUBTFUL, self.SIGNATURE_INVALID}


OUTCOME_TEXTS: Mapping[Outcome, str] = {
    Outcome.OPENED: msg("Opened, signature valid"),
    Outcome.SIGNATURE_DOUBTFUL: msg("Opened, signature cannot be confirmed"),
    Outcome.SIGNATURE_INVALID: msg("Opened, signature not valid"),
    Outcome.TAMPERED: msg("Changed after sealing or signing"),
    Outcome.UNREADABLE: msg("Unreadable"),
    Outcome.LATE: msg("Late, not opened"),
}


@dataclass(frozen=True, slots=True)
class OpeningPolicy:
    """How many distinct officers must approve. Belgian law allows one (art. 84); two is usual."""

    min_officers: int = 2


@dataclass(frozen=True, slots=True)
class Officer:
    """Who approves: `reference` names one person; all machines of an authority share one."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Approval:
    officer: Officer
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class Bidder:
    """A tenderer or a submitter as the opening report names it (RD 18 April 2017, art. 84)."""

    name: str
    enterprise_number: str
    seat: str = ""

    @property
    def dotted_number(self) -> str:
        return EnterpriseNumber(self.enterprise_number).dotted


@dataclass(frozen=True, slots=True)
class SealedBid:
    """One received bid, still sealed, as the register of bids knows it."""

    bid_id: UUID
    version_id: UUID
    version: int
    tenderer: Bidder
    submitter: Bidder
    lots: tuple[int, ...]
    payload: DocumentRef
    key_envelope: DocumentRef
    round: int
    """The beacon round the key envelope was sealed for."""
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FreezeRecord:
    """The bids that will be opened, fixed once after the deadline, sorted by time of receipt.

    `late` bids are recorded beside them and stay sealed. `digest` names the record; it is kept in
    the audit log before anything is unlocked, so nobody can add, change or leave out a bid later.
    """

    call_id: UUID
    taken_at: datetime
    bids: tuple[SealedBid, ...]
    late: tuple[SealedBid, ...] = ()

    def canonical(self) -> bytes:
        """The bytes that are digested: JSON with sorted keys and no blanks."""
        content = {
            "call": str(self.call_id),
            "taken_at": self.taken_at.isoformat(),
            "bids": [_frozen_line(bid) for bid in self.bids],
            "late": [_frozen_line(bid) for bid in self.late],
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()


def _frozen_line(bid: SealedBid) -> dict[str, str]:
    return {
        "version": str(bid.version_id),
        "payload": bid.payload.sha256,
        "key_envelope": bid.key_envelope.sha256,
        "round": str(bid.round),
        "received_at": bid.received_at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a bid is not simply open: a stable code and an English text with its facts."""

    code: str
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature as it was verified, in the words of EN 319 102-1."""

    verdict: str
    sub_indication: str
    signer: str
    organisation: str
    organisation_id: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What came out of one seal: the outcome, its reasons, and the digest of the container."""

    version_id: UUID
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    container: DocumentRef | None = None
    signatures: tuple[SignatureFound, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """One line of the opening report: the sealed bid and what became of it."""

    bid: SealedBid
    found: Unlocked


@dataclass(frozen=True, slots=True)
class OpeningResult:
    """All that the report tells, in the order of receipt; late bids apart."""

    freeze: FreezeRecord
    approvals: tuple[Approval, ...]
    opened_at: datetime
    lines: tuple[OpenedLine, ...]
    late: tuple[OpenedLine, ...] = ()
