"""What an opening refuses: the wrong moment, too few people, or a step out of order."""

from shared.errors import Conflict, InvalidInput, QuaestorError, WhoActs
from shared.i18n import msg


class TooEarly(Conflict):
    """Nothing is opened before the deadline, no matter who asks (Directive 2014/24, Annex IV b)."""

    code = "too-early"
    says = msg("The bids cannot be opened before {expected}.")
    remedy = msg("Wait until the deadline has passed.")
    who = WhoActs.AUTHORITY


class QuorumMissing(Conflict):
    code = "quorum-missing"
    says = msg("{found} of the {expected} officers needed have approved the opening.")
    remedy = msg("Ask another officer to approve; one person counts once.")
    who = WhoActs.AUTHORITY


class AlreadyApproved(Conflict):
    code = "already-approved"
    says = msg("You have already approved this opening.")
    remedy = msg("Another officer must approve it.")
    who = WhoActs.AUTHORITY


class OutOfOrder(Conflict):
    """A step of the ceremony in the wrong state."""

    code = "opening-out-of-order"
    says = msg("This step of the opening is not possible now.")
    remedy = msg("Reload the page to see where the opening stands.")
    who = WhoActs.AUTHORITY


class PolicyTooWeak(InvalidInput):
    code = "opening-policy"
    says = msg("An opening needs at least {expected} officer; found {found}.")
    remedy = msg("Choose one officer or more.")
    who = WhoActs.AUTHORITY


class NotFrozen(Conflict):
    """A bid that is not in the freeze record is never unlocked."""

    code = "not-frozen"
    says = msg("This bid is not in the record that was frozen after the deadline.")
    remedy = msg("Only the bids that were received before the deadline are opened.")
    who = WhoActs.AUTHORITY


class FreezeRecordChanged(QuaestorError):
    """The register no longer matches the list that was fixed: somebody changed stored bids."""

    code = "freeze-record-changed"
    says = msg("The bids are no longer those of the list that was fixed after the deadline.")
    remedy = msg("Stop the opening and have the audit log examined.")
    who = WhoActs.OPERATOR
