"""A development PKI: certificates for tests and the demonstration, shaped like the real ones.

Not for production. Every certificate made here carries the policy DEVELOPMENT_POLICY, so that
production refuses it by name (`is_development`), even if somebody puts its root among the anchors.
"""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.signing.credential import Credential, PrivateKey

__all__ = ["Credential", "DevelopmentAuthority", "KeyKind", "Usage", "is_development"]

# The UUID arc (2.25) belongs to whoever draws the UUID; this one was drawn for this purpose.
DEVELOPMENT_POLICY = x509.ObjectIdentifier("2.25.27626038850799785331931381659350011430")

_SKEW = dt.timedelta(days=1)
_ROOT_DAYS = 3650
_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a usage puts into the certificate: key usages, extended usages, organisational unit."""

    key_usages: frozenset[str]
    extended: tuple[x509.ObjectIdentifier, ...] = ()
    unit: str = ""


class Usage(Enum):
    """What a certificate is for; each value is the shape its real counterpart has."""

    # the Belgian eID's signing certificate: nonRepudiation and nothing else
    SIGNATURE = _Shape(frozenset({"content_commitment"}))
    AUTHENTICATION = _Shape(frozenset({"digital_signature"}), (ExtendedKeyUsageOID.CLIENT_AUTH,))
    TLS = _Shape(
        frozenset({"digital_signature", "key_encipherment"}),
        (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH),
    )
    # Peppol PKI: the subject's unit names the role of the service provider
    ACCESS_POINT = _Shape(
        frozenset({"digital_signature", "key_encipherment", "data_encipherment"}),
        (ExtendedKeyUsageOID.CLIENT_AUTH,),
        "PEPPOL TEST AP",
    )
    SMP = _Shape(
        frozenset({"digital_signature", "key_encipherment", "data_encipherment"}),
        (ExtendedKeyUsageOID.CLIENT_AUTH,),
        "PEPPOL TEST SMP",
    )
    TIME_STAMPING = _Shape(frozenset({"digital_signature"}), (ExtendedKeyUsageOID.TIME_STAMPING,))
    AUTHORITY = _Shape(frozenset({"key_cert_sign", "crl_sign"}))


class KeyKind(StrEnum):
    """The key to generate: P-384 as on the Belgian eID, RSA as Peppol's PKI issues."""

    EC_P384 = "ec-p384"
    EC_P256 = "ec-p256"
    RSA_2048 = "rsa-2048"

    def generate(self) -> PrivateKey:
        match self:
            case KeyKind.EC_P384:
                return ec.generate_private_key(ec.SECP384R1())
            case KeyKind.EC_P256:
                return ec.generate_private_key(ec.SECP256R1())
            case KeyKind.RSA_2048:
                return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True, slots=True)
class DevelopmentAuthority:
    """A certificate authority whose key lies in memory or a plain file: never for production."""

    credential: Credential

    @classmethod
    def create(cls, common_name: str, now: dt.datetime, parent: Self | None = None) -> Self:
        """A root, or an intermediate below `parent`, valid from a year ago for ten years.

        From a year ago, so that certificates which have expired can be had from it.
        """
        key = KeyKind.EC_P384.generate()
        name = _name({NameOID.ORGANIZATION_NAME: common_name, NameOID.COMMON_NAME: common_name})
        issuer = parent.credential if parent else None
        valid = (now - dt.timedelta(days=365), now + dt.timedelta(days=_ROOT_DAYS))
        draft = _draft(name, key, valid, Usage.AUTHORITY)
        if issuer is None:
            return cls(Credential(key, _sign(draft, name, key)))
        certificate = _sign(draft, issuer.certificate.subject, issuer.key)
        return cls(Credential(key, certificate, _chain(issuer)))

    @property
    def anchor(self) -> x509.Certificate:
        """The root to trust."""
        return self.credential.anchor

    def issue(  # noqa: PLR0913  the words of a certificate request; a record would hide them
        self,
        common_name: str,
        *,
        organisation: str,
        organisation_id: str = "",
        usage: Usage,
        now: dt.datetime,
        days: int = 730,
        key: KeyKind = KeyKind.EC_P384,
    ) -> Credential:
        """A certificate with its new key, valid from a day before now until `days` after it.

        A negative `days` gives one that has already expired (valid for 30 days before that).
        `organisation_id` is an enterprise number, or an identifier in the form of EN 319 412-1,
        5.1.4 such as `VATBE-0203201340`. For TLS the common name is the host name or address.
        """
        private = key.generate()
        until = now + dt.timedelta(days=days)
        valid = (min(now, until - dt.timedelta(days=30)) - _SKEW, until)
        subject = _subject(common_name, organisation, organisation_id, usage)
        draft = _draft(subject, private, valid, usage)
        if usage is Usage.TLS:
            names = x509.SubjectAlternativeName([_host(common_name)])
            draft = draft.add_extension(names, critical=False)
        certificate = _sign(draft, self.credential.certificate.subject, self.credential.key)
        return Credential(private, certificate, _chain(self.credential))


def is_development(certificate: x509.Certificate) -> bool:
    """Whether the certificate was made by a development authority; production refuses those."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return any(policy.policy_identifier == DEVELOPMENT_POLICY for policy in policies)


def _subject(common_name: str, organisation: str, organisation_id: str, usage: Usage) -> x509.Name:
    parts = {
        NameOID.ORGANIZATION_NAME: organisation,
        NameOID.ORGANIZATIONAL_UNIT_NAME: usage.value.unit,
        NameOID.ORGANIZATION_IDENTIFIER: _organisation_identifier(organisation_id),
        NameOID.COMMON_NAME: common_name,
    }
    if usage is Usage.SIGNATURE:
        given, _, family = common_name.partition(" ")
        # EN 319 412-2, 4.2.4: a natural person's subject carries names and a serial number
        parts[NameOID.GIVEN_NAME] = given
        parts[NameOID.SURNAME] = family or given
        parts[NameOID.SERIAL_NUMBER] = f"DEV{x509.random_serial_number() % 10**11:011d}"
    return _name(parts)


def _organisation_identifier(number: str) -> str:
    # EN 319 412-1, 5.1.4: NTR, country, hyphen, number in the national trade register
    return f"NTRBE-{number}" if number.isdigit() else number


def _name(parts: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "BE")
    return x509.Name([country, *(x509.NameAttribute(o, v) for o, v in parts.items() if v)])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _chain(issuer: Credential) -> tuple[x509.Certificate, ...]:
    return (issuer.certificate, *issuer.chain)


def _draft(
    name: x509.Name, key: PrivateKey, valid: tuple[dt.datetime, dt.datetime], usage: Usage
) -> x509.CertificateBuilder:
    shape = usage.value
    draft = (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(usage is Usage.AUTHORITY, None), critical=True)
        .add_extension(_key_usage(shape.key_usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_development_policy(), critical=False)
    )
    if shape.extended:
        # RFC 3161, 2.3: a time-stamping certificate has this extension critical
        critical = usage is Usage.TIME_STAMPING
        draft = draft.add_extension(x509.ExtendedKeyUsage(shape.extended), critical=critical)
    return draft


def _key_usage(wanted: frozenset[str]) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in wanted for usage in _KEY_USAGES})


def _development_policy() -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(DEVELOPMENT_POLICY, None)])


def _sign(draft: x509.CertificateBuilder, issuer: x509.Name, key: PrivateKey) -> x509.Certificate:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    complete = draft.issuer_name(issuer).add_extension(authority, critical=False)
    return complete.sign(key, hashes.SHA384())
