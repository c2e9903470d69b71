"""Writing service groups and signed service metadata; signed once, when something changes."""

from collections.abc import Iterable

from lxml import etree

from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier
from peppol.moments import write_moment
from peppol.pki import OwnKey
from peppol.smp.signing import sign
from peppol.smp.values import IDS, SMP, WSA, Endpoint, Offer, ServiceMetadata, metadata_path
from shared.xml.parse import Element

_PREFIXES = {"smp": SMP, "id": IDS, "wsa": WSA}


def build_service_metadata(metadata: ServiceMetadata, own: OwnKey) -> bytes:
    """SignedServiceMetadata, ready to be served as it is."""
    root = etree.Element(f"{{{SMP}}}SignedServiceMetadata", nsmap=_PREFIXES)
    information = _add(_add(root, SMP, "ServiceMetadata"), SMP, "ServiceInformation")
    participant = metadata.participant
    scheme, _, value = participant.uri.partition("::")
    _add(information, IDS, "ParticipantIdentifier", value, scheme=scheme)
    document_type = metadata.document_type
    _add(information, IDS, "DocumentIdentifier", document_type.value, scheme=document_type.scheme)
    processes = _add(information, SMP, "ProcessList")
    for offer in metadata.offers:
        _add_offer(processes, offer)
    return sign(root, own)


def build_service_group(
    participant: ParticipantIdentifier,
    document_types: Iterable[DocumentTypeIdentifier],
    publisher_url: str,
) -> bytes:
    """ServiceGroup: what a participant receives, as addresses below the publisher's."""
    root = etree.Element(f"{{{SMP}}}ServiceGroup", nsmap={"smp": SMP, "id": IDS})
    scheme, _, value = participant.uri.partition("::")
    _add(root, IDS, "ParticipantIdentifier", value, scheme=scheme)
    references = _add(root, SMP, "ServiceMetadataReferenceCollection")
    for document_type in document_types:
        href = f"{publisher_url.rstrip('/')}/{metadata_path(participant, document_type)}"
        _add(references, SMP, "ServiceMetadataReference", href=href)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add_offer(processes: Element, offer: Offer) -> None:
    process = _add(processes, SMP, "Process")
    identifier = offer.process
    _add(process, IDS, "ProcessIdentifier", identifier.value, scheme=identifier.scheme)
    endpoints = _add(process, SMP, "ServiceEndpointList")
    for endpoint in offer.endpoints:
        _add_endpoint(endpoints, endpoint)


def _add_endpoint(parent: Element, endpoint: Endpoint) -> None:
    element = _add(parent, SMP, "Endpoint", transportProfile=endpoint.transport_profile)
    _add(_add(element, WSA, "EndpointReference"), WSA, "Address", endpoint.url)
    _add(element, SMP, "RequireBusinessLevelSignature", "false")
    if endpoint.active_from is not None:
        _add(element, SMP, "ServiceActivationDate", write_moment(endpoint.active_from))
    if endpoint.active_until is not None:
        _add(element, SMP, "ServiceExpirationDate", write_moment(endpoint.active_until))
    _add(element, SMP, "Certificate", endpoint.certificate.base64)
    _add(element, SMP, "ServiceDescription", endpoint.description)
    _add(element, SMP, "TechnicalContactUrl", endpoint.contact)


def _add(parent: Element, namespace: str, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text or None
    return element
