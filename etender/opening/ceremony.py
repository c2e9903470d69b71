"""The opening of one call's bids: arm, approve, freeze, unlock, report. No I/O here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from etender.opening.refusals import (
    AlreadyApproved,
    NotFrozen,
    OutOfOrder,
    PolicyTooWeak,
    QuorumMissing,
    TooEarly,
)
from etender.opening.values import (
    Approval,
    FreezeRecord,
    Officer,
    OpenedLine,
    OpeningPolicy,
    OpeningResult,
    Outcome,
    SealedBid,
    Stage,
    Unlocked,
)
from etender.sealing.chain import in_words
from shared.tender import Deadline


class Opening:
    """Opening ceremony of one call. Order: arm -> approve -> freeze -> unlock each -> report.

    (1) the deadline has passed by the trusted clock, whoever asks
    (2) enough distinct officers have approved: people, not clicks
    (3) the list of live bids is taken once, after the deadline, before anything is readable
    (4) only listed bids are unlocked, each once, whatever came out of it
    (5) the report names every listed bid and every late one

    Directive 2014/24, Annex IV: nobody has access before the limit (b), only authorised persons
    set the opening and act in it (c, d), access only after the prescribed date (e), and any
    infringement is detectable (g). RD 18 April 2017, art. 83 (late bids) and 84 (electronic
    opening without public session; the report names bidders, seats and signers).

    Callers MUST hold the call's lock while they replay the stored steps and take the next one;
    MUST keep the freeze record's digest in the audit log before they unlock the first bid; MUST
    verify the container's signatures before they call `unlocked`; and MUST store the report
    before they show any price.
    """

    def __init__(
        self, call_id: UUID, deadline: Deadline, policy: OpeningPolicy | None = None
    ) -> None:
        self._call_id = call_id
        self._deadline = deadline
        self._policy = policy or OpeningPolicy()
        if self._policy.min_officers < 1:
            raise PolicyTooWeak("min_officers", found=self._policy.min_officers, expected=1)
        self._stage = Stage.WAITING
        self._approvals: dict[str, Approval] = {}
        self._freeze: FreezeRecord | None = None
        self._unlocked: dict[UUID, Unlocked] = {}

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def approvals(self) -> tuple[Approval, ...]:
        return tuple(self._approvals.values())

    @property
    def missing_officers(self) -> int:
        return max(0, self._policy.min_officers - len(self._approvals))

    @property
    def freeze_record(self) -> FreezeRecord:
        """The frozen list. Raises OutOfOrder before it was taken."""
        if self._freeze is None:
            raise OutOfOrder(found=self._stage)
        return self._freeze

    @property
    def still_sealed(self) -> tuple[SealedBid, ...]:
        """The frozen bids that have not been unlocked yet, in the order of receipt."""
        frozen = () if self._freeze is None else self._freeze.bids
        return tuple(bid for bid in frozen if bid.version_id not in self._unlocked)

    def arm(self, now: datetime) -> None:
        """Make the opening possible once the deadline has passed. Raises TooEarly."""
        self._refuse_before_deadline(now)
        self._expect(Stage.WAITING)
        self._stage = Stage.ARMED

    def approve(self, officer: Officer, now: datetime) -> Approval:
        """Record one officer's approval. Raises AlreadyApproved when the person is not new."""
        self._refuse_before_deadline(now)
        self._expect(Stage.ARMED)
        # (2) one person counts once, however often they ask
        if officer.reference in self._approvals:
            raise AlreadyApproved
        approval = Approval(officer, now)
        self._approvals[officer.reference] = approval
        return approval

    def freeze(self, received: Sequence[SealedBid], now: datetime) -> FreezeRecord:
        """Fix the list of live bids, once. Raises QuorumMissing while officers are missing."""
        self._refuse_before_deadline(now)
        self._expect(Stage.ARMED)
        # (2) the number of officers is the policy's, not the caller's
        if self.missing_officers:
            raise QuorumMissing(found=len(self._approvals), expected=self._policy.min_officers)
        # (3) a bid is late by its time of receipt against the deadline that holds now
        in_time = [bid for bid in received if not self._is_late(bid)]
        late = [bid for bid in received if self._is_late(bid)]
        self._freeze = FreezeRecord(self._call_id, now, _by_receipt(in_time), _by_receipt(late))
        self._stage = Stage.FROZEN if in_time else Stage.OPENED
        return self._freeze

    def unlocked(self, found: Unlocked) -> None:
        """Note what one seal held. Raises NotFrozen for a bid that is not in the record."""
        self._expect(Stage.FROZEN)
        # (4) an unlisted bid, or a listed one a second time, is an error of the caller
        if found.version_id not in {bid.version_id for bid in self.freeze_record.bids}:
            raise NotFrozen
        if found.outcome is Outcome.LATE:
            raise RuntimeError("a late bid is never unlocked")
        if found.version_id in self._unlocked:
            raise OutOfOrder(found=self._stage)
        self._unlocked[found.version_id] = found
        if not self.still_sealed:
            self._stage = Stage.OPENED

    def report(self, now: datetime) -> OpeningResult:
        """All lines of the report, once every frozen bid was unlocked."""
        self._expect(Stage.OPENED)
        # (5) unreadable, tampered and late bids are lines like the others
        freeze = self.freeze_record
        lines = tuple(OpenedLine(bid, self._unlocked[bid.version_id]) for bid in freeze.bids)
        late = tuple(OpenedLine(bid, Unlocked(bid.version_id, Outcome.LATE)) for bid in freeze.late)
        self._stage = Stage.REPORTED
        return OpeningResult(freeze, self.approvals, now, lines, late)

    def _refuse_before_deadline(self, now: datetime) -> None:
        # (1) asked again at every step: a clock that was set back must not open anything
        if not self._deadline.has_passed(now):
            raise TooEarly(expected=in_words(self._deadline.at))

    def _is_late(self, bid: SealedBid) -> bool:
        return self._deadline.has_passed(bid.received_at)

    def _expect(self, stage: Stage) -> None:
        if self._stage is not stage:
            raise OutOfOrder(found=self._stage)


def _by_receipt(bids: Sequence[SealedBid]) -> tuple[SealedBid, ...]:
    return tuple(sorted(bids, key=lambda bid: (bid.received_at, str(bid.version_id))))
