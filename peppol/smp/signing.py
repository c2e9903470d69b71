"""The publisher's enveloped signature: one form only, made and checked (SMP 1.4.0, 2.3)."""

import dataclasses
import datetime as dt
from typing import Final, cast

from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from peppol.pki import CertificateRefused, OwnKey, PeerCertificate, TrustAnchors
from peppol.smp.values import MetadataRefused
from shared.xml.parse import Element

_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
_C14N: Final = CanonicalizationMethod.CANONICAL_XML_1_0
_ALGORITHMS: Final = {
    "SignedInfo/CanonicalizationMethod": _C14N.value,
    "SignedInfo/SignatureMethod": SignatureMethod.RSA_SHA256.value,
    "SignedInfo/Reference/Transforms/Transform": _DS + "enveloped-signature",
    "SignedInfo/Reference/DigestMethod": DigestAlgorithm.SHA256.value,
}
_FORM: Final = SignatureConfiguration(
    location="./",
    signature_methods=frozenset({SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
    default_reference_c14n_method=_C14N,
)


def sign(element: Element, own: OwnKey) -> bytes:
    """The element with its signature as the last child, serialised; bytes to be served as is."""
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=_C14N,
    )
    # exactly one transform: the canonicalisation must not be named a second time
    signed = signer.sign(
        element,
        key=own.private_key,
        cert=[own.certificate],
        exclude_c14n_transform_element=True,
    )
    return etree.tostring(signed, encoding="UTF-8", xml_declaration=True)


def verify(root: Element, trust: TrustAnchors, now: dt.datetime) -> tuple[Element, PeerCertificate]:
    """The element that was signed and who signed it; use this element, never the one given.

    Raises MetadataRefused.

    (1) one signature, a child of the root, of exactly the prescribed form
    (2) its certificate comes from the publishers' authority
    (3) value and digest hold over the whole document
    """
    signature = _one(root, "Signature")  # (1)
    _one(signature, "SignedInfo/Reference")
    for path, algorithm in _ALGORITHMS.items():
        if _one(signature, path).get("Algorithm") != algorithm:
            raise MetadataRefused(found=f"{path} is not {algorithm}")
    certificate = _certificate(signature)  # (2)
    try:
        trust.check(certificate.certificate, now)
    except CertificateRefused as error:
        raise MetadataRefused(found=str(error)) from None
    try:  # (3)
        result = cast(
            VerifyResult,  # no list: exactly one reference is expected
            XMLVerifier().verify(
                root,
                x509_cert=certificate.certificate,
                expect_config=dataclasses.replace(_FORM, verification_time=now),
            ),
        )
    except SignXMLException as error:
        raise MetadataRefused(found=f"its signature does not hold ({error})") from None
    return cast(Element, result.signed_xml), certificate


def _certificate(signature: Element) -> PeerCertificate:
    text = _one(signature, "KeyInfo/X509Data/X509Certificate").text or ""
    try:
        return PeerCertificate.decode(text)
    except CertificateRefused as error:
        raise MetadataRefused(found=str(error)) from None


def _one(element: Element, path: str) -> Element:
    found = element.findall("/".join(f"{{{_DS}}}{step}" for step in path.split("/")))
    if len(found) != 1:
        raise MetadataRefused(found=f"{len(found)} {path}")
    return found[0]
