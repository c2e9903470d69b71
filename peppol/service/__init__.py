"""Use cases of the transport: submit, send, receive, publish."""

from peppol.service.publishing import register_participant, republish, unregister_participant
from peppol.service.receiving import Answer, receive_message
from peppol.service.sending import SEND_JOB, attempt_delivery
from peppol.service.submitting import send_again, submit_document

__all__ = [
    "SEND_JOB",
    "Answer",
    "attempt_delivery",
    "receive_message",
    "register_participant",
    "republish",
    "send_again",
    "submit_document",
    "unregister_participant",
]
