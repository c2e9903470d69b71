"""The transport's words for people: how an attempt ended, what to do, documents by short name."""

from peppol.as4.outcomes import Outcome
from peppol.identifiers import (
    CATALOGUE,
    CREDIT_NOTE,
    INVOICE,
    INVOICE_RESPONSE,
    MESSAGE_LEVEL_STATUS,
    ORDER,
    ORDER_RESPONSE,
    SERVICES,
)
from shared.i18n import msg

_LABELS = {
    Outcome.DELIVERED: msg("Delivered, with a signed receipt"),
    Outcome.NOT_REGISTERED: msg("The receiver is not registered in Peppol"),
    Outcome.NOT_OFFERED: msg("The receiver does not accept this kind of document"),
    Outcome.DISCOVERY_UNREACHABLE: msg("The Peppol directory services did not answer"),
    Outcome.DISCOVERY_REFUSED: msg("The receiver's published metadata cannot be trusted"),
    Outcome.CONNECTION_FAILED: msg("The receiving access point could not be reached"),
    Outcome.SERVER_ERROR: msg("The receiving access point has a fault"),
    Outcome.HTTP_REFUSED: msg("The receiving access point refused the connection"),
    Outcome.RECEIPT_MISSING: msg("The receiving access point gave no receipt"),
    Outcome.RECEIPT_INVALID: msg("The receipt is not valid for this document"),
    Outcome.PEER_BUSY: msg("The receiving access point is busy"),
    Outcome.PEER_DOES_NOT_SERVE: msg("The receiving access point no longer serves the receiver"),
    Outcome.PEER_REFUSED_SECURITY: msg("The receiving access point rejects our certificate"),
    Outcome.PEER_REFUSED: msg("The receiving access point refused the message"),
}
_REPEATED = msg("Sent to us again; the stored receipt was given")
_REFUSED = msg("Refused")

_REMEDIES = {
    Outcome.NOT_REGISTERED: msg("Check the receiver's number, or send it in another way."),
    Outcome.NOT_OFFERED: msg("Ask the receiver which documents it accepts."),
    Outcome.DISCOVERY_REFUSED: msg("The receiver's provider must correct what it publishes."),
    Outcome.HTTP_REFUSED: msg("The receiver's provider must correct its address."),
    Outcome.PEER_DOES_NOT_SERVE: msg("The receiver must settle this with its provider."),
    Outcome.PEER_REFUSED_SECURITY: msg("Check that our own certificate is valid and published."),
    Outcome.PEER_REFUSED: msg("Read the error and correct the document or the settings."),
}
_TRIED = msg("It was tried several times. Send it again when the cause is gone.")


def outcome_label(outcome: str) -> str:
    """An English text marked for translation."""
    others = {"repeated": _REPEATED, "refused": _REFUSED, "": "–"}
    return others[outcome] if outcome in others else _LABELS[Outcome(outcome)]


def outcome_remedy(outcome: str) -> str:
    """What can be done when this was the last attempt."""
    return _REMEDIES.get(Outcome(outcome), _TRIED) if outcome else ""


_DOCUMENTS = {
    INVOICE.name: msg("Invoice"),
    CREDIT_NOTE.name: msg("Credit note"),
    INVOICE_RESPONSE.name: msg("Invoice Response"),
    ORDER.name: msg("Order"),
    ORDER_RESPONSE.name: msg("Order response"),
    CATALOGUE.name: msg("Catalogue"),
    MESSAGE_LEVEL_STATUS.name: msg("Message level status"),
}


def document_label(document_type: str) -> str:
    """What people call a document type: a text marked for translation, or its root element."""
    name = short_name(document_type)
    return _DOCUMENTS.get(name, name)


def short_name(document_type: str) -> str:
    """The name operators use, or the root element's; `scheme::value` goes in."""
    for service in SERVICES.values():
        if service.document_type.uri == document_type:
            return service.name
    return document_type.partition("##")[0].rpartition("::")[2] or "–"
