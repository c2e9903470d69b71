"""A decision about an invoice: what may be decided, with which reasons, and what follows."""

from dataclasses import dataclass

from einvoice.documents.response import (
    Clarification,
    ClarificationReason,
    RequestedAction,
    ResponseCode,
)
from einvoice.vocabulary import InvoiceStatus
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

_STATUS_AFTER = {
    ResponseCode.ACCEPTED: InvoiceStatus.APPROVED,
    ResponseCode.UNDER_QUERY: InvoiceStatus.DISPUTED,
    ResponseCode.REJECTED: InvoiceStatus.REJECTED,
    ResponseCode.PAID: InvoiceStatus.PAID,
}


class NotADecision(InvalidInput):
    code = "not-a-decision"
    says = msg("“{found}” is no decision about an invoice.")
    remedy = msg("Approve, dispute or reject it, or record its payment.")
    who = WhoActs.YOU


class ReasonMissing(InvalidInput):
    code = "reason-missing"
    says = msg("Say why, so that the supplier can mend it.")
    remedy = msg("Choose a reason and write a sentence.")
    who = WhoActs.YOU


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it is taken; `note` is for the authority's own file, not for the supplier."""

    code: ResponseCode
    clarifications: tuple[Clarification, ...] = ()
    note: str = ""


def make_ruling(
    code: ResponseCode,
    *,
    reason: ClarificationReason | None,
    action: RequestedAction | None,
    explanation: str,
    note: str,
) -> Ruling:
    """A ruling out of what a person filled in.

    Raises ReasonMissing when the supplier would not understand it (PEPPOL-T111-R001, R002).
    """
    if code.needs_reason and reason is None:
        raise ReasonMissing("reason")
    if code.needs_reason and not explanation.strip():
        raise ReasonMissing("explanation")
    clarifications = []
    if reason is not None:
        clarifications.append(Clarification(reason, explanation.strip()))
    if action is not None:
        clarifications.append(Clarification(action))
    return Ruling(code, tuple(clarifications), note.strip())


def status_after(ruling: Ruling) -> InvoiceStatus:
    """Where the decision takes the invoice; raises NotADecision or ReasonMissing."""
    status = _STATUS_AFTER.get(ruling.code)
    if status is None:
        raise NotADecision("decision", found=ruling.code)
    if ruling.code.needs_reason and not ruling.clarifications:  # PEPPOL-T111-R001
        raise ReasonMissing("reason")
    return status
