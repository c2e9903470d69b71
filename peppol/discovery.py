"""From a participant to an endpoint: locator, publisher, signed metadata, one redirect at most."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from peppol import smp
from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier, ProcessIdentifier
from peppol.pki import CertificateRefused, TrustAnchors
from peppol.sml import DiscoveryUnreachable, NaptrResolver, publisher_url
from peppol.smp import Endpoint, MetadataRefused, NotOffered, Redirect, ServiceMetadata
from peppol.wire import PlainHttpRefused, Reply, Unreachable, Wire

_OK: Final = 200
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Discovery:
    """Whom to ask and whom to trust; blocking, to be used in a thread."""

    resolver: NaptrResolver
    wire: Wire
    zone: str
    publishers: TrustAnchors
    access_points: TrustAnchors
    plain_http_allowed: bool = False

    def find_endpoint(
        self,
        participant: ParticipantIdentifier,
        document_type: DocumentTypeIdentifier,
        process: ProcessIdentifier,
        now: dt.datetime,
    ) -> Endpoint:
        """Where to send a document now, its certificate checked.

        Raises NotRegistered, NotOffered, MetadataRefused or DiscoveryUnreachable.
        """
        endpoint = self.find_metadata(participant, document_type, now).endpoint(process, now)
        try:
            self.access_points.check(endpoint.certificate.certificate, now)
        except CertificateRefused as error:
            raise MetadataRefused(found=str(error)) from None
        return endpoint

    def find_metadata(
        self,
        participant: ParticipantIdentifier,
        document_type: DocumentTypeIdentifier,
        now: dt.datetime,
    ) -> ServiceMetadata:
        """Verified metadata about exactly what was asked. Raises as `find_endpoint`."""
        publisher = self.find_publisher(participant)
        url = f"{publisher}/{smp.metadata_path(participant, document_type)}"
        found = self._read(url, participant, document_type, now)
        if isinstance(found, Redirect):
            found = self._read(found.href, participant, document_type, now, found.certificate_uid)
        if isinstance(found, Redirect):
            raise MetadataRefused(found="a second redirect")
        # the signature alone would let one participant's metadata be served for another
        if (found.participant, found.document_type) != (participant, document_type):
            raise MetadataRefused(found=f"it is about {found.participant}")
        return found

    def find_publisher(self, participant: ParticipantIdentifier) -> str:
        """The publisher's address without a slash at the end. Raises as `find_endpoint`."""
        return publisher_url(
            participant, self.resolver, self.zone, plain_http_allowed=self.plain_http_allowed
        )

    def _read(
        self,
        url: str,
        participant: ParticipantIdentifier,
        document_type: DocumentTypeIdentifier,
        now: dt.datetime,
        signer: str = "",
    ) -> ServiceMetadata | Redirect:
        reply = self._get(url)
        if reply.status == _NOT_FOUND:
            raise NotOffered(participant=participant.value, document=document_type.value)
        if reply.status != _OK:
            raise DiscoveryUnreachable(found=f"HTTP {reply.status} {url}")
        return smp.read_service_metadata(reply.body, trust=self.publishers, now=now, signer=signer)

    def _get(self, url: str) -> Reply:
        try:
            return self.wire.get(url)
        except Unreachable as error:
            raise DiscoveryUnreachable(found=str(error)) from None
        except PlainHttpRefused as error:
            raise MetadataRefused(found=str(error)) from None
