"""Certificates of the Peppol network: whom to trust, what is revoked, our own keys."""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

COMMON_NAME = re.compile(r"P[A-Z]{2}[0-9]{6}")
"""Peppol PKI: the subject's common name is the seat id of the service provider."""

_KEY_BITS = 2048


class CertificateRefused(InvalidInput):
    code = "peppol-certificate"
    says = msg("The certificate of {name} cannot be trusted: {found}.")
    remedy = msg("The service provider must install and publish a valid Peppol certificate.")
    who = WhoActs.OPERATOR


class CertificateExpired(CertificateRefused):
    code = "peppol-certificate-expired"
    says = msg("The certificate of {name} is valid from {start} until {end} only.")


class CertificateRevoked(CertificateRefused):
    code = "peppol-certificate-revoked"
    says = msg("The certificate of {name} has been revoked.")


class NoUsableKey(InvalidInput):
    code = "peppol-no-key"
    says = msg("This installation has no Peppol certificate that is valid today.")
    remedy = msg("Install the key and certificate of the access point, see the Peppol settings.")
    who = WhoActs.OPERATOR


class Revocation(Protocol):
    """Whether a certificate has been taken back; asked for every certificate that is relied on."""

    def is_revoked(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool: ...


class RevocationLists:
    """Looks into lists fetched beforehand; one that its issuer did not sign is void.

    Without lists nothing is revoked: so it is in the development network.
    """

    def __init__(self, lists: Iterable[x509.CertificateRevocationList] = ()) -> None:
        self._lists = tuple(lists)

    def is_revoked(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        return any(
            known.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
            for known in self._lists
            if known.issuer == issuer.subject and known.is_signature_valid(_public_key(issuer))
        )


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """The issuing authorities one kind of certificate must come from, and the revocation check.

    Access points and publishers have different ones: a certificate of one kind is worthless as
    the other.
    """

    authorities: tuple[x509.Certificate, ...]
    revocation: Revocation = field(default_factory=RevocationLists)

    @classmethod
    def load(cls, *files: Path, revocation: Revocation | None = None) -> Self:
        """Read PEM files, each with one or more issuing authorities."""
        found = (x509.load_pem_x509_certificates(path.read_bytes()) for path in files)
        authorities = tuple(certificate for several in found for certificate in several)
        return cls(authorities, revocation or RevocationLists())

    def check(self, certificate: x509.Certificate, now: dt.datetime) -> None:
        """Accept a leaf certificate, or raise CertificateRefused or a subclass.

        (1) common name and key of the form the network prescribes
        (2) within its validity
        (3) issued by one of the authorities, itself an authority and within its validity
        (4) not revoked
        """
        name = common_name(certificate)
        if not COMMON_NAME.fullmatch(name):  # (1)
            raise CertificateRefused(name=name, found="its name is no seat id")
        if _public_key(certificate).key_size < _KEY_BITS:
            raise CertificateRefused(name=name, found="its key is too short")
        _check_validity(certificate, now)  # (2)
        issuer = self._issuer(certificate)  # (3)
        _check_validity(issuer, now)
        if self.revocation.is_revoked(certificate, issuer):  # (4)
            raise CertificateRevoked(name=name)

    def _issuer(self, certificate: x509.Certificate) -> x509.Certificate:
        for authority in self.authorities:
            if _is_authority(authority) and _has_issued(authority, certificate):
                return authority
        raise CertificateRefused(name=common_name(certificate), found="its issuer is not known")


@dataclass(frozen=True, slots=True)
class PeerCertificate:
    """A certificate of someone else, as messages carry it."""

    certificate: x509.Certificate
    der: bytes

    @classmethod
    def read(cls, der: bytes) -> Self:
        """Raises CertificateRefused when the octets are no certificate with an RSA key."""
        try:
            certificate = x509.load_der_x509_certificate(der)
        except ValueError:
            raise CertificateRefused(name="?", found="it cannot be read") from None
        _public_key(certificate)
        return cls(certificate, der)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read base64 with or without blanks and PEM lines. Raises CertificateRefused."""
        bare = re.sub(r"-----(BEGIN|END) CERTIFICATE-----|\s", "", text)
        try:
            return cls.read(base64.b64decode(bare, validate=True))
        except ValueError:
            raise CertificateRefused(name="?", found="it is not base64") from None

    @classmethod
    def of(cls, certificate: x509.Certificate) -> Self:
        return cls(certificate, certificate.public_bytes(Encoding.DER))

    @property
    def common_name(self) -> str:
        return common_name(self.certificate)

    @property
    def public_key(self) -> rsa.RSAPublicKey:
        return _public_key(self.certificate)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    @property
    def base64(self) -> str:
        return base64.b64encode(self.der).decode()


@dataclass(frozen=True, slots=True)
class OwnKey:
    """One of our key pairs with its certificate."""

    private_key: rsa.RSAPrivateKey
    peer: PeerCertificate
    """Our certificate as others see it."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a PEM file that holds the private key and the leaf certificate.

        Raises CertificateRefused.
        """
        try:
            key, certificate = _read_key(path.read_bytes())
        except ValueError:
            raise CertificateRefused(name=path.name, found="it cannot be read") from None
        if key.public_key() != certificate.public_key():
            raise CertificateRefused(name=path.name, found="its private key is not the right one")
        return cls(key, PeerCertificate.of(certificate))

    @property
    def common_name(self) -> str:
        return self.peer.common_name

    @property
    def certificate(self) -> x509.Certificate:
        return self.peer.certificate


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Our keys: the newest valid one signs, all of them decrypt while certificates roll over."""

    keys: tuple[OwnKey, ...]

    @classmethod
    def load(cls, *files: Path) -> Self:
        return cls(tuple(OwnKey.load(path) for path in files))

    def signing(self, now: dt.datetime) -> OwnKey:
        """Raises NoUsableKey."""
        valid = [key for key in self.keys if is_valid_at(key.certificate, now)]
        if not valid:
            raise NoUsableKey
        return max(valid, key=lambda key: key.certificate.not_valid_before_utc)

    def of_certificate(self, fingerprint: str) -> OwnKey | None:
        return next((key for key in self.keys if key.peer.fingerprint == fingerprint), None)

    def of_serial(self, serial: int) -> OwnKey | None:
        return next((key for key in self.keys if key.certificate.serial_number == serial), None)

    def is_ours(self, seat: str) -> bool:
        """True when this is the common name of one of our certificates."""
        return any(key.common_name == seat for key in self.keys)


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name, or an empty text when there is none or more than one."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if len(found) == 1 else ""


def is_valid_at(certificate: x509.Certificate, now: dt.datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


@lru_cache(maxsize=32)
def _read_key(pem: bytes) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Cached by content: OpenSSL checks the primes of a key on every load, which takes long."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")  # noqa: TRY004  the caller's one kind of unreadable
    return key, x509.load_pem_x509_certificate(pem)


def _check_validity(certificate: x509.Certificate, now: dt.datetime) -> None:
    if not is_valid_at(certificate, now):
        raise CertificateExpired(
            name=common_name(certificate),
            start=certificate.not_valid_before_utc.date(),
            end=certificate.not_valid_after_utc.date(),
        )


def _public_key(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise CertificateRefused(name=common_name(certificate), found="its key is not RSA")
    return key


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _has_issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
