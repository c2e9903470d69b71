"""Whose certificate it is: substituted, expired, for another purpose, of a stranger, too weak."""

import base64
import datetime as dt
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from shared.signing.container import read_container
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, KeyKind, Usage
from shared.signing.names import DS
from shared.signing.report import Flaw, SubIndication, Verdict
from shared.signing.signer import sign_detached
from shared.signing.validation import _issuer_serial, verify_container
from shared.xml.parse import Element
from tests.shared.signing import forgery
from tests.shared.signing.court import Court, rejected
from tests.shared.signing.forgery import change_value, damaged, find, forge, packed

S = SubIndication


def test_a_foreign_certificate_put_in_place_is_noticed(court: Court) -> None:
    """Key substitution: the signature value stays, the certificate shown is another's."""
    other = court.authority.issue(
        "Mallory", organisation="Mallory", usage=Usage.SIGNATURE, now=court.now
    )

    def substitute(signature: Element) -> None:
        find(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate").text = _der(other)

    report = court.judge(damaged(court.good(), substitute))
    assert rejected(report, S.NO_SIGNING_CERTIFICATE_FOUND, Flaw.SUBSTITUTED)
    assert report.signer == ""


def test_a_foreign_certificate_beside_the_signers_is_noticed(court: Court) -> None:
    other = court.authority.issue(
        "Mallory", organisation="Mallory", usage=Usage.SIGNATURE, now=court.now
    )

    def add(signature: Element) -> None:
        shown = etree.SubElement(find(signature, "ds:KeyInfo"), f"{{{DS}}}X509Data")
        etree.SubElement(shown, f"{{{DS}}}X509Certificate").text = _der(other)

    report = court.judge(damaged(court.good(), add))
    assert rejected(report, S.HASH_FAILURE, Flaw.CHANGED)


def test_another_certificate_for_the_same_key_is_noticed(court: Court) -> None:
    """Two certificates may hold one key; the signed digest says which one was meant."""
    twin = _certificate_for(court.signer, "Another Name", court)

    def substitute(signature: Element) -> None:
        find(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate").text = _der(twin)

    report = court.judge(damaged(court.good(), substitute))
    assert rejected(report, S.NO_SIGNING_CERTIFICATE_FOUND, Flaw.SUBSTITUTED)


def _certificate_for(credential: Credential, name: str, court: Court) -> Credential:
    template = credential.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(template.issuer)
        .public_key(credential.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(template.not_valid_before_utc)
        .not_valid_after(template.not_valid_after_utc)
    )
    for extension in template.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    signed = builder.sign(court.authority.credential.key, hashes.SHA384())
    return Credential(credential.key, signed, credential.chain)


def _der(credential: Credential) -> str:
    return base64.b64encode(credential.certificate.public_bytes(Encoding.DER)).decode()


@pytest.mark.parametrize("size", [1_500, 1_024])
def test_a_short_rsa_key_is_too_weak(court: Court, size: int) -> None:
    weak = court.authority.issue(
        "Weak", organisation="Weak", usage=Usage.SIGNATURE, now=court.now, key=KeyKind.RSA_2048
    )
    key = rsa.generate_private_key(65537, size)
    short = _certificate_for(Credential(key, weak.certificate, weak.chain), "Weak", court)
    container = read_container(packed(court.files, [_signed_by_rsa(court, short)]))
    (report,) = verify_container(container, [court.authority.anchor], court.now)
    assert not report.passed
    assert report.verdict is Verdict.INDETERMINATE


def _signed_by_rsa(court: Court, credential: Credential) -> bytes:
    digested = [(file, hashlib.sha512(file.open().read()).digest()) for file in court.files]
    return sign_detached(digested, credential, court.now)


def test_issuer_and_serial_number_must_be_those_of_the_certificate(court: Court) -> None:
    right = _issuer_serial(court.signer.certificate)
    wrong = _issuer_serial(court.authority.credential.certificate)
    for stated, passes in ((right, True), (wrong, False), (b"", False)):
        kind = type("Stated", (forgery.WithIssuerSerial,), {"issuer_serial": stated})
        report = court.judge(forge(court.files, court.signer, court.now, kind))
        assert report.passed is passes


def test_the_elder_form_of_the_certificate_property_is_read(court: Court) -> None:
    """Decision (EU) 2015/1506 obliges authorities to recognise TS 103 171."""
    kind = forgery.ElderCertificateProperty
    assert court.judge(forge(court.files, court.signer, court.now, kind)).passed
    other = type("Other", (kind,), {"serial_number": 42})
    report = court.judge(forge(court.files, court.signer, court.now, other))
    assert rejected(report, S.NO_SIGNING_CERTIFICATE_FOUND, Flaw.SUBSTITUTED)


def test_an_expired_certificate_does_not_pass_now(court: Court) -> None:
    expired = court.authority.issue(
        "Oud", organisation="Oud", usage=Usage.SIGNATURE, now=court.now, days=-10
    )
    report = court.judge(forge(court.files, expired, court.now))
    assert rejected(report, S.OUT_OF_BOUNDS_NO_POE, Flaw.OUT_OF_DATE)
    assert report.signer == "Oud"


def test_a_certificate_of_tomorrow_does_not_pass_today(court: Court) -> None:
    later = court.now + dt.timedelta(days=100)
    early = court.authority.issue("Vroeg", organisation="Vroeg", usage=Usage.SIGNATURE, now=later)
    report = court.judge(forge(court.files, early, court.now))
    assert rejected(report, S.OUT_OF_BOUNDS_NO_POE, Flaw.OUT_OF_DATE)


@pytest.mark.parametrize("usage", [Usage.AUTHENTICATION, Usage.TLS, Usage.AUTHORITY])
def test_a_certificate_for_something_else_does_not_sign_bids(court: Court, usage: Usage) -> None:
    other = court.authority.issue("localhost", organisation="X", usage=usage, now=court.now)
    report = court.judge(forge(court.files, other, court.now))
    assert rejected(report, S.CHAIN_CONSTRAINTS_FAILURE, Flaw.KEY_USAGE)


def test_a_signer_nobody_vouches_for_does_not_pass(court: Court) -> None:
    stranger = DevelopmentAuthority.create("Development Root", court.now)
    unknown = stranger.issue("Eve", organisation="Eve", usage=Usage.SIGNATURE, now=court.now)
    report = court.judge(forge(court.files, unknown, court.now))
    assert rejected(report, S.NO_CERTIFICATE_CHAIN_FOUND, Flaw.UNTRUSTED)


def test_a_broken_signature_fails_whoever_vouches_for_its_certificate(court: Court) -> None:
    stranger = DevelopmentAuthority.create("Development Root", court.now)
    unknown = stranger.issue("Eve", organisation="Eve", usage=Usage.SIGNATURE, now=court.now)
    broken = damaged(forge(court.files, unknown, court.now), change_value)
    assert rejected(court.judge(broken), S.SIG_CRYPTO_FAILURE, Flaw.BAD_VALUE)
