"""Service metadata: signed once, believed only in the one prescribed form."""

import datetime as dt
import re

import pytest
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from peppol import smp
from peppol.identifiers import INVOICE, ORDER
from peppol.smp import Endpoint, MetadataRefused, NotOffered, Offer, Redirect, ServiceMetadata
from peppol.smp.signing import sign
from shared.xml.parse import parse
from tests.peppol.world import CITY, NOW, SUPPLIER, network

SMP = "http://busdox.org/serviceMetadata/publishing/1.0/"


def metadata(**dates: dt.datetime) -> ServiceMetadata:
    endpoint = Endpoint("https://ap.example/as4", network().receiver.peer, **dates)  # type: ignore[arg-type]  # only dates are given
    return ServiceMetadata(CITY, INVOICE.document_type, (Offer(INVOICE.process, (endpoint,)),))


def published(**dates: dt.datetime) -> bytes:
    return smp.build_service_metadata(metadata(**dates), network().publisher)


def read(data: bytes, signer: str = "") -> ServiceMetadata | Redirect:
    trust = network().pki.publisher_anchors
    return smp.read_service_metadata(data, trust=trust, now=NOW, signer=signer)


def test_metadata_is_read_back_as_it_was_published() -> None:
    assert read(published()) == metadata()


def test_the_signature_has_exactly_one_transform() -> None:
    transforms = re.findall(rb'Transform Algorithm="([^"]+)"', published())
    assert transforms == [b"http://www.w3.org/2000/09/xmldsig#enveloped-signature"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"https://ap.example/as4", b"https://evil.example/as4"),
        (b"0208:0207451227", b"0208:0403101811"),
        (b"peppol-transport-as4-v2_0", b"peppol-transport-as4-v1_0"),
    ],
)
def test_changed_metadata_is_refused(old: bytes, new: bytes) -> None:
    assert old in published()
    with pytest.raises(MetadataRefused):
        read(published().replace(old, new))


def test_metadata_signed_by_an_access_point_is_refused() -> None:
    with pytest.raises(MetadataRefused):
        read(smp.build_service_metadata(metadata(), network().sender))


def test_unsigned_metadata_is_refused() -> None:
    unsigned = re.sub(
        rb"<(\w+:)?Signature .*</(\w+:)?Signature>", b"", published(), flags=re.DOTALL
    )
    assert unsigned != published()
    with pytest.raises(MetadataRefused):
        read(unsigned)


def test_metadata_in_a_wrapper_is_refused() -> None:
    signed = published().partition(b"?>")[2]
    wrapped = (
        f'<SignedServiceMetadata xmlns="{SMP}">'.encode() + signed + b"</SignedServiceMetadata>"
    )
    with pytest.raises(MetadataRefused):
        read(wrapped)


def resigned(algorithm: SignatureMethod, digest: DigestAlgorithm, *, two_transforms: bool) -> bytes:
    bare = parse(published())
    for signature in bare.findall("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        bare.remove(signature)
    signer = XMLSigner(
        signature_algorithm=algorithm,
        digest_algorithm=digest,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    signed = signer.sign(
        bare,
        key=network().publisher.private_key,
        cert=[network().publisher.certificate],
        exclude_c14n_transform_element=not two_transforms,
    )
    return etree.tostring(signed)


@pytest.mark.parametrize(
    ("algorithm", "digest", "two_transforms"),
    [
        (SignatureMethod.RSA_SHA512, DigestAlgorithm.SHA256, False),
        (SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA512, False),
        (SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256, True),
    ],
)
def test_another_form_of_signature_is_refused(
    algorithm: SignatureMethod, digest: DigestAlgorithm, two_transforms: bool
) -> None:
    with pytest.raises(MetadataRefused):
        read(resigned(algorithm, digest, two_transforms=two_transforms))


def test_the_prescribed_form_made_by_hand_is_accepted() -> None:
    made = resigned(SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256, two_transforms=False)
    assert read(made) == metadata()


def test_an_endpoint_counts_only_between_its_dates() -> None:
    day = dt.timedelta(days=1)
    known = read(published(active_from=NOW, active_until=NOW + day))
    assert isinstance(known, ServiceMetadata)
    assert known.endpoint(INVOICE.process, NOW).url == "https://ap.example/as4"
    for moment in (NOW - day, NOW + day):
        with pytest.raises(NotOffered):
            known.endpoint(INVOICE.process, moment)


def test_a_process_that_is_not_offered_has_no_endpoint() -> None:
    with pytest.raises(NotOffered):
        metadata().endpoint(ORDER.process, NOW)


def redirect(uid: str) -> bytes:
    xml = (
        f'<SignedServiceMetadata xmlns="{SMP}"><ServiceMetadata><Redirect href="https://b.example">'
        f"<CertificateUID>{uid}</CertificateUID></Redirect></ServiceMetadata>"
        "</SignedServiceMetadata>"
    )
    return sign(parse(xml.encode()), network().publisher)


def test_a_redirect_is_read_as_one() -> None:
    assert read(redirect("CN=POP000003,O=X,C=BE")) == Redirect(
        "https://b.example", "CN=POP000003,O=X,C=BE"
    )


@pytest.mark.parametrize("uid", ["CN=POP000003,O=X,C=BE", "C=BE, O=X, CN=POP000003:0a1b"])
def test_after_a_redirect_the_announced_publisher_is_accepted(uid: str) -> None:
    assert read(published(), signer=uid) == metadata()


def test_after_a_redirect_another_publisher_is_refused() -> None:
    with pytest.raises(MetadataRefused):
        read(published(), signer="CN=POP000099,O=X,C=BE")


def test_a_service_group_lists_what_is_received() -> None:
    group = smp.build_service_group(
        SUPPLIER, [INVOICE.document_type, ORDER.document_type], "https://smp.example/smp/"
    )
    participant, hrefs = smp.read_service_group(group)
    assert participant == SUPPLIER
    assert (
        hrefs[0] == f"https://smp.example/smp/{smp.metadata_path(SUPPLIER, INVOICE.document_type)}"
    )
    assert len(hrefs) == 2


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<!DOCTYPE a><a/>", b"\xff\xfe"])
def test_what_is_no_metadata_is_refused(data: bytes) -> None:
    with pytest.raises(MetadataRefused):
        read(data)
    with pytest.raises(MetadataRefused):
        smp.read_service_group(data)
