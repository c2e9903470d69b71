"""A private key with its certificate and the issuers above it, as PEM or PKCS#12 carry them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class UnreadableCredential(InvalidInput):
    code = "credential-unreadable"
    says = msg("The key file cannot be opened: the password is wrong or the file is damaged.")
    remedy = msg("Check the password. If it is right, export the certificate with its key again.")
    who = WhoActs.YOU


class UnsuitableCredential(InvalidInput):
    code = "credential-unsuitable"
    says = msg("The key file holds {found}; expected {expected}.")
    remedy = msg("Choose a file with one certificate and its RSA or elliptic curve key.")
    who = WhoActs.YOU


@dataclass(frozen=True, slots=True)
class Credential:
    """A key, its certificate, and the issuers from the nearest to the root (root included)."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def intermediates(self) -> tuple[x509.Certificate, ...]:
        """The issuers that a verifier needs beside its own anchors: all but the self-signed."""
        return tuple(c for c in self.chain if c.subject != c.issuer)

    @property
    def anchor(self) -> x509.Certificate:
        """The top of the chain; the certificate itself when it stands alone."""
        return self.chain[-1] if self.chain else self.certificate

    @property
    def expires(self) -> dt.datetime:
        return self.certificate.not_valid_after_utc

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the certificate's DER form, as opening reports name it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def key_pem(self, password: bytes | None = None) -> bytes:
        """The private key as PKCS#8; encrypted when a password is given."""
        encryption = (
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption()
        )
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )

    def certificates_pem(self) -> bytes:
        """The certificate and its issuers, nearest first."""
        return b"".join(certificate_pem(c) for c in (self.certificate, *self.chain))

    def pem(self, password: bytes | None = None) -> bytes:
        """Key, certificate and issuers in one file."""
        return self.key_pem(password) + self.certificates_pem()

    def pkcs12(self, password: bytes) -> bytes:
        """The form people carry: an encrypted `.p12` with the certificate's common name."""
        return pkcs12.serialize_key_and_certificates(
            common_name(self.certificate).encode(),
            self.key,
            self.certificate,
            self.chain,
            serialization.BestAvailableEncryption(password),
        )

    @classmethod
    def from_pkcs12(cls, data: bytes, password: bytes | None) -> Self:
        """Open a `.p12`; raises UnreadableCredential or UnsuitableCredential."""
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, password)
        except ValueError:
            raise UnreadableCredential from None
        return cls._made_of(key, certificate, others)

    @classmethod
    def from_pem(cls, data: bytes, password: bytes | None = None) -> Self:
        """Open what `pem` wrote; raises UnreadableCredential or UnsuitableCredential."""
        try:
            key = serialization.load_pem_private_key(data, password)
            certificate, *others = x509.load_pem_x509_certificates(data)
        except (ValueError, TypeError):
            raise UnreadableCredential from None
        return cls._made_of(key, certificate, others)

    @classmethod
    def _made_of(
        cls,
        key: object,
        certificate: x509.Certificate | None,
        others: list[x509.Certificate],
    ) -> Self:
        if certificate is None or not isinstance(key, PrivateKey):
            raise UnsuitableCredential(
                found=f"{type(key).__name__}, {1 if certificate else 0}",
                expected="1 certificate, 1 RSA or EC key",
            )
        if certificate.public_key() != key.public_key():
            raise UnsuitableCredential(found="a foreign key", expected="the certificate's own key")
        return cls(key, certificate, issuers_of(certificate, others))


def issuers_of(
    certificate: x509.Certificate, candidates: list[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Order loose certificates into the chain above one, by name; what does not fit is left out."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.subject != current.issuer and len(chain) < len(candidates):
        above = next((c for c in candidates if c.subject == current.issuer), None)
        if above is None or above in chain:
            break
        chain.append(above)
        current = above
    return tuple(chain)


def certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name, or an empty text."""
    return subject_text(certificate, x509.NameOID.COMMON_NAME)


def subject_text(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """The first value of one attribute of the subject, or an empty text."""
    values = [attribute.value for attribute in certificate.subject.get_attributes_for_oid(oid)]
    return str(values[0]) if values else ""
