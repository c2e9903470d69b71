"""WS-Security of a message: one signature, fixed algorithms, coverage by element identity.

Everything that is looked up by an Id comes from one index that refuses duplicates, and what is
used later is compared with what was signed by identity, never by name or by a second search.
"""

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from peppol.as4.canonical import canonicalize, prefix_list
from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.names import (
    BASE64_BINARY,
    CONTENT_SIGNATURE,
    DS,
    EB,
    S12,
    WSSE,
    WSU,
    X509_V3,
    XENC,
    q,
)
from peppol.as4.suite import CryptoSuite
from peppol.pki import CertificateRefused, PeerCertificate, TrustAnchors
from shared.errors import QuaestorError
from shared.xml.parse import Element, XmlLimits, parse

ENVELOPE_LIMITS = XmlLimits(size=1024 * 1024, depth=40, elements=5_000, attributes=50)
_MAX_REFERENCES = 20
_ALONE = (q(EB, "Messaging"), q(WSSE, "Security"), q(DS, "Signature"), q(XENC, "EncryptedKey"))


@dataclass(frozen=True, slots=True)
class SoapMessage:
    """The elements of an envelope that count, and every element that carries an Id."""

    envelope: Element
    messaging: Element
    body: Element
    security: Element | None
    ids: Mapping[str, Element]


@dataclass(frozen=True, slots=True)
class SignedReference:
    """One ds:Reference: what was signed, how it was transformed, and its digest."""

    uri: str
    transform: str
    prefixes: tuple[str, ...]
    digest_method: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """The signer, the references as elements (for the receipt) and as values."""

    signer: PeerCertificate
    elements: tuple[Element, ...]
    references: tuple[SignedReference, ...]

    @property
    def digest(self) -> str:
        """SHA-256 in hex over the references, in their order."""
        canonical = b"".join(canonicalize(element) for element in self.elements)
        return hashlib.sha256(canonical).hexdigest()


def open_envelope(octets: bytes) -> SoapMessage:
    """Parse within bounds and find the parts that must be alone of their kind.

    Raises MessageRefused(InvalidHeader or PolicyNoncompliance).
    """
    try:
        envelope = parse(octets, ENVELOPE_LIMITS)
    except QuaestorError as error:
        raise MessageRefused(Ebms.INVALID_HEADER, error.code) from None
    if envelope.tag != q(S12, "Envelope"):
        raise MessageRefused(Ebms.INVALID_HEADER, "not a SOAP 1.2 envelope")
    for tag in _ALONE:
        if len(list(envelope.iter(tag))) > 1:
            name = etree.QName(tag).localname
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, f"more than one {name}")
    header = _child(envelope, S12, "Header")
    return SoapMessage(
        envelope=envelope,
        messaging=_child(header, EB, "Messaging"),
        body=_child(envelope, S12, "Body"),
        security=header.find(q(WSSE, "Security")),
        ids=_index_ids(envelope),
    )


def _child(parent: Element, namespace: str, name: str) -> Element:
    found = parent.findall(q(namespace, name))
    if len(found) != 1:
        raise MessageRefused(Ebms.INVALID_HEADER, f"{len(found)} {name}")
    return found[0]


def _index_ids(envelope: Element) -> dict[str, Element]:
    ids: dict[str, Element] = {}
    for element in envelope.iter("*"):
        for name in (q(WSU, "Id"), "Id", "ID", "id"):
            value = element.get(name)
            if value is not None and ids.setdefault(value, element) is not element:
                raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "duplicate Id")
    return ids


def verify_signature(
    message: SoapMessage, *, trust: TrustAnchors, now: dt.datetime, suite: CryptoSuite
) -> VerifiedSignature:
    """The signer, once certificate, algorithms and signature value hold; digests are not seen yet.

    Raises MessageRefused.
    """
    signature = signature_of(message)
    signer = _signer(message, signature)
    try:
        trust.check(signer.certificate, now)
    except CertificateRefused as error:
        raise MessageRefused(Ebms.FAILED_AUTHENTICATION, str(error)) from None
    signed_info = descendant(signature, (DS, "SignedInfo"))
    method = descendant(signed_info, (DS, "CanonicalizationMethod"))
    require_algorithm(method, suite.canonicalization)
    require_algorithm(descendant(signed_info, (DS, "SignatureMethod")), suite.signature)
    value = decode(descendant(signature, (DS, "SignatureValue")))
    suite.verify(signer.public_key, value, canonicalize(signed_info, prefix_list(method)))
    elements = tuple(signed_info.iterfind(q(DS, "Reference")))
    return VerifiedSignature(signer, elements, read_references(elements))


def signature_of(message: SoapMessage) -> Element:
    """The one signature, in the place where it belongs. Raises MessageRefused."""
    found = None if message.security is None else message.security.find(q(DS, "Signature"))
    if found is None:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "not signed")
    return found


def _signer(message: SoapMessage, signature: Element) -> PeerCertificate:
    reference = descendant(
        signature, (DS, "KeyInfo"), (WSSE, "SecurityTokenReference"), (WSSE, "Reference")
    )
    return read_token(message, reference.get("URI") or "")


def read_token(message: SoapMessage, uri: str) -> PeerCertificate:
    """The certificate in the wsse:BinarySecurityToken meant. Raises MessageRefused."""
    token = message.ids.get(uri.removeprefix("#")) if uri.startswith("#") else None
    if token is None or token.tag != q(WSSE, "BinarySecurityToken"):
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "no binary security token")
    if token.get("ValueType") != X509_V3 or token.get("EncodingType") != BASE64_BINARY:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "token is not one certificate in base64")
    try:
        return PeerCertificate.decode(token.text or "")
    except CertificateRefused as error:
        raise MessageRefused(Ebms.FAILED_AUTHENTICATION, str(error)) from None


def read_references(elements: tuple[Element, ...]) -> tuple[SignedReference, ...]:
    """The references as values: each with exactly one transform, no URI twice.

    Raises MessageRefused(PolicyNoncompliance).
    """
    references = tuple(_reference(element) for element in elements)
    uris = {reference.uri for reference in references}
    if not references or len(uris) != len(references) or len(references) > _MAX_REFERENCES:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "number of references")
    return references


def _reference(element: Element) -> SignedReference:
    transforms = element.findall(f"{q(DS, 'Transforms')}/{q(DS, 'Transform')}")
    if len(transforms) != 1:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, f"{len(transforms)} transforms")
    return SignedReference(
        uri=element.get("URI") or "",
        transform=transforms[0].get("Algorithm") or "",
        prefixes=prefix_list(transforms[0]),
        digest_method=descendant(element, (DS, "DigestMethod")).get("Algorithm") or "",
        digest=decode(descendant(element, (DS, "DigestValue"))),
    )


def covered(
    message: SoapMessage,
    verified: VerifiedSignature,
    attachments: Mapping[str, bytes],
    suite: CryptoSuite,
) -> tuple[frozenset[Element], frozenset[str]]:
    """The elements and the attachments (by `cid:` URI) whose digests hold.

    Raises MessageRefused when any reference does not hold or is of another form.
    """
    elements: set[Element] = set()
    parts: set[str] = set()
    for reference in verified.references:
        if reference.digest_method != suite.digest:
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "digest algorithm")
        uri = unquote(reference.uri)
        if reference.transform == CONTENT_SIGNATURE and uri in attachments:
            octets = attachments[uri]
            parts.add(uri)
        else:
            element = _referenced(message, reference, suite)
            octets = canonicalize(element, reference.prefixes)
            elements.add(element)
        if suite.digest_of(octets) != reference.digest:
            raise MessageRefused(Ebms.FAILED_AUTHENTICATION, f"digest of {reference.uri}")
    return frozenset(elements), frozenset(parts)


def _referenced(message: SoapMessage, reference: SignedReference, suite: CryptoSuite) -> Element:
    element = message.ids.get(reference.uri[1:]) if reference.uri.startswith("#") else None
    if element is None or reference.transform != suite.canonicalization:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, f"reference {reference.uri}")
    return element


def require_algorithm(method: Element, expected: str) -> None:
    """Raises MessageRefused(PolicyNoncompliance) for any algorithm but the expected one."""
    if method.get("Algorithm") != expected:
        name = etree.QName(method).localname
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, f"{name} {method.get('Algorithm')}")


def decode(element: Element) -> bytes:
    """Base64 content. Raises MessageRefused(InvalidHeader)."""
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        name = etree.QName(element).localname
        raise MessageRefused(Ebms.INVALID_HEADER, f"{name} is not base64") from None


def descendant(element: Element, *path: tuple[str, str]) -> Element:
    """Follow a path on which every step must exist exactly once. Raises MessageRefused."""
    for namespace, name in path:
        found = element.findall(q(namespace, name))
        if len(found) != 1:
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, f"{len(found)} {name}")
        element = found[0]
    return element
