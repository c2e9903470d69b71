"""What the bidder's tool refuses on the supplier's own machine."""

from shared.errors import Conflict, InvalidInput, NotFound, QuaestorError, WhoActs
from shared.i18n import msg


class UnusableCall(InvalidInput):
    code = "call-unusable"
    says = msg("The data of the call cannot be used: {found}")
    remedy = msg("Fetch the call again from the platform.")
    who = WhoActs.YOU


class SuspiciousTimeLock(InvalidInput):
    """The platform asks for a lock that would open at another moment than the deadline."""

    code = "time-lock-suspicious"
    says = msg(
        "The platform asks for a time lock that opens at {found}; the deadline is {expected}."
    )
    remedy = msg("Do not submit. Ask the contracting authority, and keep this message.")
    who = WhoActs.AUTHORITY


class UnusablePlan(InvalidInput):
    code = "bid-plan"
    says = msg("The plan of the bid cannot be used: {found}")
    remedy = msg("Correct the plan; the field is named beside this message.")
    who = WhoActs.YOU


class DocumentMissing(NotFound):
    code = "bid-document-missing"
    says = msg("The document {found} cannot be read, or is empty.")
    remedy = msg("Check the path in the plan, and that the file opens.")
    who = WhoActs.YOU


class BidNotReady(Conflict):
    """The check found something that would make the bid irregular."""

    code = "bid-not-ready"
    says = msg("The bid is not ready: {found}")
    remedy = msg("Correct it, prepare the bid again and check it.")
    who = WhoActs.YOU


class DeadlineMoved(BidNotReady):
    code = "bid-deadline-moved"
    says = msg("The deadline of the call was changed after this bid was sealed.")
    remedy = msg("Seal the key again, which takes a moment, and submit.")


class StepMissing(Conflict):
    code = "bid-step-missing"
    says = msg("The folder has no {found} yet.")
    remedy = msg("Do the earlier steps first: prepare, check, sign, seal, submit.")
    who = WhoActs.YOU


class AlreadyThere(Conflict):
    code = "bid-folder-used"
    says = msg("The folder {found} holds a bid already.")
    remedy = msg("Choose another folder, so that nothing is overwritten.")
    who = WhoActs.YOU


class PlatformRefused(QuaestorError):
    """The platform answered with a refusal; its own words are passed on."""

    status = 502
    code = "platform-refused"
    says = msg("The platform refused: {found}")
    remedy = msg("{advice}")
    who = WhoActs.YOU


class PlatformUnreachable(QuaestorError):
    status = 502
    code = "platform-unreachable"
    says = msg("The platform does not answer: {found}")
    remedy = msg("Try again: the same files sent twice count once. Keep this message as evidence.")
    who = WhoActs.NETWORK


class ReceiptWrong(InvalidInput):
    """What the platform attests is not what was sent."""

    code = "receipt-wrong"
    says = msg("The receipt attests {found}; what was sent is {expected}.")
    remedy = msg("Keep all files and contact the platform before the deadline.")
    who = WhoActs.OPERATOR
