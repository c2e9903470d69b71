"""Reading what publishers serve: verified first, then taken apart, then held to what was asked."""

import datetime as dt

from lxml import etree

from peppol.identifiers import (
    DOCUMENT_SCHEME,
    PARTICIPANT_SCHEME,
    PROCESS_SCHEME,
    DocumentTypeIdentifier,
    NotAnIdentifier,
    ParticipantIdentifier,
    ProcessIdentifier,
)
from peppol.moments import read_moment_as_utc
from peppol.pki import CertificateRefused, PeerCertificate, TrustAnchors
from peppol.smp.signing import verify
from peppol.smp.values import (
    AS4_PROFILE,
    IDS,
    SMP,
    WSA,
    Endpoint,
    MetadataRefused,
    Offer,
    Redirect,
    ServiceMetadata,
)
from shared.errors import InvalidInput, QuaestorError
from shared.xml.parse import Element, XmlLimits, parse

_LIMITS = XmlLimits(size=1024 * 1024, depth=40, elements=20_000, attributes=50)


def read_service_metadata(
    data: bytes, *, trust: TrustAnchors, now: dt.datetime, signer: str = ""
) -> ServiceMetadata | Redirect:
    """Verified metadata, or the redirect it consists of.

    `signer` is the subject a redirect announced. Whether the metadata is of the participant and
    document type that were asked for is the caller's to compare. Raises MetadataRefused.
    """
    root = _parse(data, "SignedServiceMetadata")
    signed, certificate = verify(root, trust, now)
    if signer and not _is_subject(signer, certificate):
        raise MetadataRefused(found=f"signed by {certificate.common_name}, not by {signer}")
    return take_apart(signed)


def take_apart(signed: Element) -> ServiceMetadata | Redirect:
    """The values of a SignedServiceMetadata element that has been verified before.

    Raises MetadataRefused.
    """
    metadata = _one(signed, SMP, "ServiceMetadata")
    redirect = metadata.find(f"{{{SMP}}}Redirect")
    if redirect is not None:
        return Redirect(redirect.get("href") or "", _text(redirect, SMP, "CertificateUID"))
    return _information(_one(metadata, SMP, "ServiceInformation"))


def read_service_group(data: bytes) -> tuple[ParticipantIdentifier, tuple[str, ...]]:
    """The participant and the addresses of its metadata; unsigned, so for information only.

    Raises MetadataRefused.
    """
    root = _parse(data, "ServiceGroup")
    references = _one(root, SMP, "ServiceMetadataReferenceCollection")
    hrefs = (found.get("href") or "" for found in references.iterchildren("*"))
    return _participant(root), tuple(href for href in hrefs if href)


def _parse(data: bytes, name: str) -> Element:
    try:
        root = parse(data, _LIMITS)
    except QuaestorError as error:
        raise MetadataRefused(found=str(error)) from None
    if root.tag != f"{{{SMP}}}{name}":
        raise MetadataRefused(found=f"{root.tag} instead of {name}")
    return root


def _information(element: Element) -> ServiceMetadata:
    document = _one(element, IDS, "DocumentIdentifier")
    scheme = document.get("scheme") or DOCUMENT_SCHEME
    try:
        document_type = DocumentTypeIdentifier.checked((document.text or "").strip(), scheme)
    except NotAnIdentifier as error:
        raise MetadataRefused(found=str(error)) from None
    processes = _one(element, SMP, "ProcessList").iterfind(f"{{{SMP}}}Process")
    offers = tuple(offer for process in processes if (offer := _offer(process)) is not None)
    return ServiceMetadata(_participant(element), document_type, offers)


def _participant(element: Element) -> ParticipantIdentifier:
    identifier = _one(element, IDS, "ParticipantIdentifier")
    if identifier.get("scheme") != PARTICIPANT_SCHEME:
        raise MetadataRefused(found=f"participant scheme {identifier.get('scheme')}")
    try:
        return ParticipantIdentifier.parse(identifier.text or "")
    except InvalidInput as error:
        raise MetadataRefused(found=str(error)) from None


def _offer(element: Element) -> Offer | None:
    """The AS4 endpoints of a process; None for a process or transport we cannot use."""
    identifier = _one(element, IDS, "ProcessIdentifier")
    scheme = identifier.get("scheme") or PROCESS_SCHEME
    try:
        process = ProcessIdentifier.checked((identifier.text or "").strip(), scheme)
    except NotAnIdentifier:
        return None
    endpoints = _one(element, SMP, "ServiceEndpointList").iterfind(f"{{{SMP}}}Endpoint")
    usable = (found for found in endpoints if found.get("transportProfile") == AS4_PROFILE)
    return Offer(process, tuple(_endpoint(found) for found in usable))


def _endpoint(element: Element) -> Endpoint:
    address = _text(_one(element, WSA, "EndpointReference"), WSA, "Address")
    try:
        certificate = PeerCertificate.decode(_text(element, SMP, "Certificate"))
    except CertificateRefused as error:
        raise MetadataRefused(found=str(error)) from None
    return Endpoint(
        url=address,
        certificate=certificate,
        active_from=_moment(element, "ServiceActivationDate"),
        active_until=_moment(element, "ServiceExpirationDate"),
        description=_optional(element, "ServiceDescription"),
        contact=_optional(element, "TechnicalContactUrl"),
    )


def _moment(element: Element, name: str) -> dt.datetime | None:
    text = _optional(element, name)
    if not text:
        return None
    moment = read_moment_as_utc(text)
    if moment is None:
        raise MetadataRefused(found=f"{name} {text}")
    return moment


def _is_subject(announced: str, certificate: PeerCertificate) -> bool:
    """True when the subject a redirect announces has the signer's common name.

    Publishers write the subject in different orders and with or without the serial number; the
    common name is what the network issues once.
    """
    names = [part.strip() for part in announced.replace(":", ",").split(",")]
    return f"CN={certificate.common_name}".lower() in (name.lower() for name in names)


def _one(parent: Element, namespace: str, name: str) -> Element:
    found = parent.findall(f"{{{namespace}}}{name}")
    if len(found) != 1:
        where = etree.QName(parent).localname
        raise MetadataRefused(found=f"{len(found)} {name} in {where}")
    return found[0]


def _text(parent: Element, namespace: str, name: str) -> str:
    return (_one(parent, namespace, name).text or "").strip()


def _optional(parent: Element, name: str) -> str:
    return (parent.findtext(f"{{{SMP}}}{name}") or "").strip()
