"""The words of invoicing: channels, statuses and steps, with the names people read."""

from enum import StrEnum

from shared.i18n import msg


class Channel(StrEnum):
    """How a document came in."""

    PEPPOL = "peppol"
    PORTAL = "portal"
    COMMAND = "command"


class InvoiceStatus(StrEnum):
    """Where an invoice stands at the authority."""

    RECEIVED = "received"
    REJECTED_BY_GATEWAY = "rejected-by-gateway"
    DUPLICATE = "duplicate"
    VALIDATED = "validated"
    MATCHED = "matched"
    DISPUTED = "disputed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"


STATUS_NAMES = {
    InvoiceStatus.RECEIVED: msg("Being checked"),
    InvoiceStatus.REJECTED_BY_GATEWAY: msg("Refused on receipt"),
    InvoiceStatus.DUPLICATE: msg("Duplicate"),
    InvoiceStatus.VALIDATED: msg("Checked"),
    InvoiceStatus.MATCHED: msg("To decide"),
    InvoiceStatus.DISPUTED: msg("Under query"),
    InvoiceStatus.APPROVED: msg("Approved"),
    InvoiceStatus.REJECTED: msg("Rejected"),
    InvoiceStatus.PAID: msg("Paid"),
}

OPEN_STATUSES = frozenset({InvoiceStatus.MATCHED, InvoiceStatus.DISPUTED})
"""A person of the authority still has to decide."""

NEXT_STATUSES = {
    InvoiceStatus.RECEIVED: frozenset(
        {
            InvoiceStatus.VALIDATED,
            InvoiceStatus.REJECTED_BY_GATEWAY,
            InvoiceStatus.DUPLICATE,
        }
    ),
    InvoiceStatus.VALIDATED: frozenset({InvoiceStatus.MATCHED}),
    InvoiceStatus.MATCHED: frozenset(
        {InvoiceStatus.APPROVED, InvoiceStatus.DISPUTED, InvoiceStatus.REJECTED}
    ),
    InvoiceStatus.DISPUTED: frozenset({InvoiceStatus.APPROVED, InvoiceStatus.REJECTED}),
    InvoiceStatus.APPROVED: frozenset({InvoiceStatus.PAID}),
}


class MatchVerdict(StrEnum):
    """How an invoice stands to its order."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ORDER_UNKNOWN = "order-unknown"
    ORDER_NOT_NAMED = "order-not-named"


MATCH_NAMES = {
    MatchVerdict.AGREES: msg("Agrees with the order"),
    MatchVerdict.DIFFERS: msg("Differs from the order"),
    MatchVerdict.ORDER_UNKNOWN: msg("Order unknown"),
    MatchVerdict.ORDER_NOT_NAMED: msg("No order named"),
}


class ResponseState(StrEnum):
    """How far an Invoice Response has come."""

    WAITING = "waiting"
    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    FAILED = "failed"
    PORTAL_ONLY = "portal-only"


RESPONSE_STATE_NAMES = {
    ResponseState.WAITING: msg("Waiting to be sent"),
    ResponseState.SUBMITTED: msg("On its way"),
    ResponseState.DELIVERED: msg("Delivered"),
    ResponseState.FAILED: msg("Could not be delivered"),
    ResponseState.PORTAL_ONLY: msg("Shown on the portal only"),
}


class Step(StrEnum):
    """What can happen to an invoice."""

    RECEIVED = "received"
    ENVELOPE_REMOVED = "envelope-removed"
    VALIDATED = "validated"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    MATCHED = "matched"
    FETCHED = "fetched"
    DECIDED = "decided"
    RESPONSE_SUBMITTED = "response-submitted"
    RESPONSE_DELIVERED = "response-delivered"
    RESPONSE_FAILED = "response-failed"


STEP_NAMES = {
    Step.RECEIVED: msg("Received"),
    Step.ENVELOPE_REMOVED: msg("Taken out of its envelope"),
    Step.VALIDATED: msg("Checked against the rules"),
    Step.REFUSED: msg("Refused on receipt"),
    Step.DUPLICATE: msg("Recognised as a duplicate"),
    Step.MATCHED: msg("Compared with the order"),
    Step.FETCHED: msg("Fetched by the authority's own system"),
    Step.DECIDED: msg("Decision"),
    Step.RESPONSE_SUBMITTED: msg("Response sent"),
    Step.RESPONSE_DELIVERED: msg("Response delivered"),
    Step.RESPONSE_FAILED: msg("Response could not be delivered"),
}
