"""Service metadata as values, which endpoint holds at a moment, and why metadata is refused."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier, ProcessIdentifier
from peppol.pki import PeerCertificate
from shared.errors import InvalidInput, NotFound, WhoActs
from shared.i18n import msg

SMP: Final = "http://busdox.org/serviceMetadata/publishing/1.0/"
IDS: Final = "http://busdox.org/transport/identifiers/1.0/"
WSA: Final = "http://www.w3.org/2005/08/addressing"
AS4_PROFILE: Final = "peppol-transport-as4-v2_0"
"""The only active transport profile of code list 9.7."""


class NotRegistered(NotFound):
    code = "peppol-not-registered"
    says = msg("{participant} is not registered in the Peppol network.")
    remedy = msg("Check the number, or send the document in another way.")
    who = WhoActs.SENDER


class NotOffered(NotFound):
    code = "peppol-not-offered"
    says = msg("{participant} does not receive this kind of document through Peppol: {document}.")
    remedy = msg("Ask the receiver which documents it accepts, or send it in another way.")
    who = WhoActs.SENDER


class MetadataRefused(InvalidInput):
    code = "peppol-metadata"
    says = msg("The receiver's service metadata cannot be trusted: {found}.")
    remedy = msg("The receiver's metadata publisher must publish correct, signed metadata.")
    who = WhoActs.RECEIVER


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where messages go, and the certificate they are encrypted for."""

    url: str
    certificate: PeerCertificate
    active_from: dt.datetime | None = None
    active_until: dt.datetime | None = None
    transport_profile: str = AS4_PROFILE
    description: str = ""
    contact: str = ""

    def is_active(self, now: dt.datetime) -> bool:
        """ServiceActivationDate and ServiceExpirationDate are honoured (SMP 1.4.0, 2.2)."""
        has_begun = self.active_from is None or self.active_from <= now
        return has_begun and (self.active_until is None or now < self.active_until)


@dataclass(frozen=True, slots=True)
class Offer:
    """The endpoints of one process."""

    process: ProcessIdentifier
    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True)
class ServiceMetadata:
    """In which processes, and where, a participant receives a document type."""

    participant: ParticipantIdentifier
    document_type: DocumentTypeIdentifier
    offers: tuple[Offer, ...]

    def endpoint(self, process: ProcessIdentifier, now: dt.datetime) -> Endpoint:
        """The AS4 endpoint of a process at this moment. Raises NotOffered."""
        for offer in self.offers:
            for endpoint in offer.endpoints if offer.process == process else ():
                if endpoint.transport_profile == AS4_PROFILE and endpoint.is_active(now):
                    return endpoint
        raise NotOffered(participant=self.participant.value, document=self.document_type.value)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another publisher answers for this participant; at most one such step is followed."""

    href: str
    certificate_uid: str
    """Subject of the certificate the other publisher must sign with."""


def group_path(participant: ParticipantIdentifier) -> str:
    """The path of the service group below a publisher's address, percent-encoded."""
    return quote(participant.uri, safe="")


def metadata_path(participant: ParticipantIdentifier, document_type: DocumentTypeIdentifier) -> str:
    return f"{group_path(participant)}/services/{quote(document_type.uri, safe='')}"
