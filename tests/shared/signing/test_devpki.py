"""The development PKI makes what its real counterparts make, and says that it is not real."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from shared.signing.credential import (
    Credential,
    UnreadableCredential,
    UnsuitableCredential,
    common_name,
    subject_text,
)
from shared.signing.devpki import DevelopmentAuthority, KeyKind, Usage, is_development

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority() -> DevelopmentAuthority:
    root = DevelopmentAuthority.create("Development Root", NOW)
    return DevelopmentAuthority.create("Development Signing CA", NOW, parent=root)


@pytest.fixture(scope="module")
def signer(authority: DevelopmentAuthority) -> Credential:
    return authority.issue(
        "Marie Peeters",
        organisation="Kantoormeubel Noord",
        organisation_id="0203201340",
        usage=Usage.SIGNATURE,
        now=NOW,
    )


def test_a_signing_certificate_is_for_non_repudiation_only(signer: Credential) -> None:
    usage = signer.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.digital_signature


def test_a_signing_certificate_names_person_and_organisation(signer: Credential) -> None:
    def subject(oid: x509.ObjectIdentifier) -> str:
        return subject_text(signer.certificate, oid)

    assert common_name(signer.certificate) == "Marie Peeters"
    assert subject(NameOID.SURNAME) == "Peeters"
    assert subject(NameOID.SERIAL_NUMBER).startswith("DEV")
    assert subject(NameOID.ORGANIZATION_IDENTIFIER) == "NTRBE-0203201340"


def test_the_chain_goes_up_to_the_root(authority: DevelopmentAuthority, signer: Credential) -> None:
    assert [common_name(c) for c in signer.chain] == ["Development Signing CA", "Development Root"]
    assert signer.anchor == authority.anchor
    assert signer.intermediates == (authority.credential.certificate,)
    signer.certificate.verify_directly_issued_by(authority.credential.certificate)


def test_every_certificate_says_that_it_is_for_development(
    authority: DevelopmentAuthority, signer: Credential
) -> None:
    assert is_development(signer.certificate)
    assert is_development(authority.anchor)


def test_pkcs12_gives_back_what_went_in(signer: Credential) -> None:
    again = Credential.from_pkcs12(signer.pkcs12(b"geheim"), b"geheim")
    assert (again.certificate, again.chain) == (signer.certificate, signer.chain)
    assert again.key_pem() == signer.key_pem()


def test_pem_gives_back_what_went_in(signer: Credential) -> None:
    again = Credential.from_pem(signer.pem())
    assert (again.certificate, again.chain) == (signer.certificate, signer.chain)


def test_an_encrypted_pem_needs_its_password(signer: Credential) -> None:
    assert Credential.from_pem(signer.pem(b"geheim"), b"geheim").sha256 == signer.sha256
    with pytest.raises(UnreadableCredential):
        Credential.from_pem(signer.pem(b"geheim"))


def test_a_wrong_password_is_refused(signer: Credential) -> None:
    with pytest.raises(UnreadableCredential):
        Credential.from_pkcs12(signer.pkcs12(b"geheim"), b"anders")


def test_a_key_that_is_not_the_certificates_own_is_refused(
    authority: DevelopmentAuthority, signer: Credential
) -> None:
    with pytest.raises(UnsuitableCredential):
        Credential.from_pem(authority.credential.key_pem() + signer.certificates_pem())


def test_an_expired_certificate_can_be_had_for_tests(authority: DevelopmentAuthority) -> None:
    expired = authority.issue("Oud", organisation="Oud", usage=Usage.SIGNATURE, now=NOW, days=-10)
    assert expired.expires < NOW
    assert expired.certificate.not_valid_before_utc < expired.expires


def test_rsa_keys_are_for_those_who_need_them(authority: DevelopmentAuthority) -> None:
    point = authority.issue(
        "PBE000001",
        organisation="Gateway",
        usage=Usage.ACCESS_POINT,
        now=NOW,
        key=KeyKind.RSA_2048,
    )
    assert isinstance(point.key, rsa.RSAPrivateKey)
    unit = subject_text(point.certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert unit == "PEPPOL TEST AP"


@pytest.mark.parametrize(("host", "kind"), [("localhost", x509.DNSName), ("::1", x509.IPAddress)])
def test_a_tls_certificate_names_its_host(
    authority: DevelopmentAuthority, host: str, kind: type[x509.GeneralName]
) -> None:
    server = authority.issue(host, organisation="Server", usage=Usage.TLS, now=NOW)
    names = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert isinstance(names.value[0], kind)
