"""What an envelope says: addressing, the message read from it, and why one is refused."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier, ProcessIdentifier
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
CONTENT = "http://peppol.eu/xsd/ticc/envelope/1.0"
"""Namespace of BinaryContent and TextContent, which carry what is not XML."""


class EnvelopeRefused(InvalidInput):
    """The envelope breaks a rule; `where` names the element."""

    code = "peppol-envelope"
    says = msg("The Peppol envelope cannot be used: {found}. Expected: {expected}.")
    remedy = msg("Let the sending service provider make the envelope again and send it once more.")
    who = WhoActs.SENDER


class PayloadRefused(InvalidInput):
    code = "peppol-payload"
    says = msg("This document cannot be put into a Peppol envelope: {found}. Expected: {expected}.")
    remedy = msg("Send the business document alone, as XML in UTF-8.")
    who = WhoActs.YOU


class MlsType(StrEnum):
    """When the sender wants a message level status back."""

    FAILURE_ONLY = "FAILURE_ONLY"
    ALWAYS_SEND = "ALWAYS_SEND"


class Remark(StrEnum):
    """What other stacks do although the specification asks otherwise; kept, not refused."""

    CREATION_TIME_WITHOUT_ZONE = "creation-time-without-zone"
    INSTANCE_IDENTIFIER_NOT_UUID = "instance-identifier-not-uuid"


@dataclass(frozen=True, slots=True)
class Addressing:
    """Who sends what to whom, in which process; `country_c1` is the sender's country."""

    sender: ParticipantIdentifier
    receiver: ParticipantIdentifier
    document_type: DocumentTypeIdentifier
    process: ProcessIdentifier
    country_c1: str


@dataclass(frozen=True, slots=True)
class BusinessMessage:
    """An envelope that was read: its header's values and the payload as it was put in."""

    addressing: Addressing
    instance_identifier: str
    created_at: dt.datetime
    standard: str
    type_version: str
    type: str
    payload: bytes
    payload_media_type: str = "application/xml"
    mls_to: ParticipantIdentifier | None = None
    mls_type: MlsType = MlsType.FAILURE_ONLY
    remarks: tuple[Remark, ...] = ()
