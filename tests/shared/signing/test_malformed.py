"""Signatures and certificates malformed in ways only a hand could make."""

import copy
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtensionOID
from lxml import etree

from shared.signing.chain import offers_revocation
from shared.signing.container import read_container
from shared.signing.credential import Credential, UnsuitableCredential, issuers_of
from shared.signing.devpki import DevelopmentAuthority, Usage, is_development
from shared.signing.names import DS, XADES
from shared.signing.report import Finding, Flaw, SubIndication, Verdict
from shared.signing.validation import _issuer_serial, verify_container
from shared.xml.parse import Element
from tests.shared.signing import forgery
from tests.shared.signing.court import Court, rejected
from tests.shared.signing.forgery import damaged, find, forge, packed, sign_again

S = SubIndication


def more_in_object(signature: Element) -> None:
    etree.SubElement(find(signature, "ds:Object"), "extra")


def properties_twice(signature: Element) -> None:
    again = copy.deepcopy(next(signature.iter(f"{{{XADES}}}SignedProperties")))
    again.set("Id", "again")
    find(signature, "ds:Object/xades:QualifyingProperties").append(again)


def no_key_info(signature: Element) -> None:
    key_info = find(signature, "ds:KeyInfo")
    signature.remove(key_info)
    info = find(signature, "ds:SignedInfo")
    info.remove(find(info, f"ds:Reference[@URI='#{key_info.get('Id')}']"))


def a_type_on_a_file(signature: Element) -> None:
    kind = "http://www.w3.org/2000/09/xmldsig#Manifest"
    find(signature, "ds:SignedInfo/ds:Reference").set("Type", kind)


def no_certificate(signature: Element) -> None:
    data = find(signature, "ds:KeyInfo/ds:X509Data")
    for certificate in list(data):
        data.remove(certificate)


def a_crowd_of_certificates(signature: Element) -> None:
    data = find(signature, "ds:KeyInfo/ds:X509Data")
    for _ in range(20):
        data.append(copy.deepcopy(data[0]))


def no_digest_in_certificate_property(signature: Element) -> None:
    cert = next(signature.iter(f"{{{XADES}}}Cert"))
    cert.remove(cert[0])


def no_signature_method(signature: Element) -> None:
    info = find(signature, "ds:SignedInfo")
    info.remove(find(info, "ds:SignatureMethod"))


def no_signature_value(signature: Element) -> None:
    signature.remove(find(signature, "ds:SignatureValue"))


def two_transforms(signature: Element) -> None:
    transforms = find(signature, "ds:SignedInfo/ds:Reference/ds:Transforms")
    transforms.append(copy.deepcopy(transforms[0]))


@pytest.mark.parametrize(
    ("damage", "reason", "flaw"),
    [
        (more_in_object, S.FORMAT_FAILURE, Flaw.WRAPPING),
        (properties_twice, S.FORMAT_FAILURE, Flaw.WRAPPING),
        (no_key_info, S.NO_SIGNING_CERTIFICATE_FOUND, Flaw.CERTIFICATE),
        (a_type_on_a_file, S.FORMAT_FAILURE, Flaw.REFERENCE),
        (no_certificate, S.FORMAT_FAILURE, Flaw.CERTIFICATE),
        (a_crowd_of_certificates, S.FORMAT_FAILURE, Flaw.CERTIFICATE),
        (no_digest_in_certificate_property, S.FORMAT_FAILURE, Flaw.STRUCTURE),
        (no_signature_method, S.FORMAT_FAILURE, Flaw.STRUCTURE),
        (no_signature_value, S.FORMAT_FAILURE, Flaw.STRUCTURE),
        (two_transforms, S.FORMAT_FAILURE, Flaw.TRANSFORM),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_signature_built_otherwise_is_refused_by_name(
    court: Court, damage: forgery.Damage, reason: SubIndication, flaw: Flaw
) -> None:
    assert rejected(court.judge(damaged(court.good(), damage)), reason, flaw)


def test_a_policy_without_its_digest_is_not_the_one_asked_for(court: Court) -> None:
    def drop(signature: Element) -> None:
        stated = next(signature.iter(f"{{{XADES}}}SignaturePolicyId"))
        stated.remove(stated[-1])

    signature = forge(court.files, court.signer, court.now, forgery.WithPolicy)
    report = court.judge(damaged(signature, drop))
    assert not report.passed


def test_a_signature_value_of_another_length_is_not_the_keys(court: Court) -> None:
    def shorten(signature: Element) -> None:
        find(signature, "ds:SignatureValue").text = "AAAA"

    report = court.judge(damaged(court.good(), shorten))
    assert rejected(report, S.SIG_CRYPTO_FAILURE, Flaw.BAD_VALUE)


def test_an_element_the_schema_does_not_know_is_refused(court: Court) -> None:
    def add(signature: Element) -> None:
        reference = find(signature, "ds:SignedInfo/ds:Reference")
        etree.SubElement(reference, f"{{{DS}}}Unknown")

    report = court.judge(sign_again(court.good(), court.signer, add))
    assert rejected(report, S.FORMAT_FAILURE, Flaw.STRUCTURE)


def test_a_file_damaged_on_the_way_is_a_changed_file(court: Court) -> None:
    data = packed(court.files, [court.good()])
    container = read_container(data.replace(b"%PDF-1.7 plan", b"%PDF-1.7 plum"))
    (report,) = verify_container(container, [court.authority.anchor], court.now)
    assert rejected(report, S.HASH_FAILURE, Flaw.CHANGED)


def test_a_signature_file_damaged_on_the_way_is_a_verdict(court: Court) -> None:
    data = packed(court.files, [court.good()])
    container = read_container(data.replace(b"signature-1", b"signature-2"))
    (report,) = verify_container(container, [court.authority.anchor], court.now)
    assert rejected(report, S.FORMAT_FAILURE, Flaw.NOT_XML)


def _builder(court: Court) -> x509.CertificateBuilder:
    key = court.signer.key
    return (
        x509.CertificateBuilder()
        .subject_name(court.signer.certificate.subject)
        .issuer_name(court.signer.certificate.issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(court.now - dt.timedelta(days=1))
        .not_valid_after(court.now + dt.timedelta(days=1))
    )


def test_a_certificate_that_says_nothing_of_its_use_does_not_sign_bids(court: Court) -> None:
    bare = _builder(court).sign(court.authority.credential.key, hashes.SHA384())
    credential = Credential(court.signer.key, bare, court.signer.chain)
    assert not is_development(bare)
    report = court.judge(forge(court.files, credential, court.now))
    assert rejected(report, S.CHAIN_CONSTRAINTS_FAILURE, Flaw.KEY_USAGE)


def test_extensions_that_cannot_be_read_are_never_taken_for_absent(court: Court) -> None:
    broken = (
        _builder(court)
        .add_extension(
            x509.UnrecognizedExtension(ExtensionOID.KEY_USAGE, b"\x30\x00"), critical=True
        )
        .sign(court.authority.credential.key, hashes.SHA384())
    )
    assert offers_revocation(broken)
    assert not is_development(broken)


def test_an_issuer_with_a_long_name_is_compared_like_the_others(court: Court) -> None:
    """DER writes lengths of 128 and more in another form."""
    authority = DevelopmentAuthority.create("A" * 64, court.now)
    long = authority.issue("Jo", organisation="Jo", usage=Usage.SIGNATURE, now=court.now)
    stated = _issuer_serial(long.certificate)
    assert len(stated) > 128
    kind = type("Stated", (forgery.WithIssuerSerial,), {"issuer_serial": stated})
    container = read_container(packed(court.files, [forge(court.files, long, court.now, kind)]))
    (report,) = verify_container(container, [authority.anchor], court.now)
    assert report.passed


def test_a_key_file_with_another_kind_of_key_is_refused() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(b"geheim")
    data = pkcs12.serialize_key_and_certificates(b"x", key, None, None, encryption)
    with pytest.raises(UnsuitableCredential):
        Credential.from_pkcs12(data, b"geheim")


def test_a_chain_with_a_link_missing_ends_there(court: Court) -> None:
    root = court.authority.anchor
    assert issuers_of(court.signer.certificate, [root]) == ()
    assert issuers_of(court.signer.certificate, [root, *court.signer.chain]) == court.signer.chain


def test_every_verdict_has_a_word_for_people() -> None:
    assert len({verdict.label for verdict in Verdict}) == len(Verdict)
    finding = Finding(Flaw.CHANGED, "Tender.xml")
    assert str(finding) == finding.says.format(found="Tender.xml")


def test_a_development_authority_signs_with_its_own_name(now: dt.datetime) -> None:
    root = DevelopmentAuthority.create("Root", now)
    assert root.anchor.subject == root.anchor.issuer
    assert root.credential.anchor == root.anchor
