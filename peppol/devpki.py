"""A development network's certificates, shaped like Peppol's; made anew each time, never kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from peppol.pki import OwnKey, PeerCertificate, TrustAnchors

_LIFE = dt.timedelta(days=720)
_BITS = 2048


@dataclass(frozen=True, slots=True)
class DevelopmentPki:
    """A root and the two issuing authorities below it."""

    root: OwnKey
    access_point_ca: OwnKey
    publisher_ca: OwnKey
    now: dt.datetime

    @classmethod
    def make(cls, now: dt.datetime) -> "DevelopmentPki":
        root = _issue("DEVELOPMENT ROOT CA", "FOR TEST ONLY", None, now, is_authority=True)
        access_point_ca, publisher_ca = (
            _issue(f"DEVELOPMENT {kind} CA", "FOR TEST ONLY", root, now, is_authority=True)
            for kind in ("ACCESS POINT", "SERVICE METADATA PUBLISHER")
        )
        return cls(root, access_point_ca, publisher_ca, now)

    def access_point(self, seat: str, *, now: dt.datetime | None = None) -> OwnKey:
        """A key and certificate for `POP000001` and the like, valid for two years."""
        return _issue(seat, "DEVELOPMENT AP", self.access_point_ca, now or self.now)

    def publisher(self, seat: str) -> OwnKey:
        return _issue(seat, "DEVELOPMENT SMP", self.publisher_ca, self.now)

    @property
    def access_point_anchors(self) -> TrustAnchors:
        return TrustAnchors((self.access_point_ca.certificate,))

    @property
    def publisher_anchors(self) -> TrustAnchors:
        return TrustAnchors((self.publisher_ca.certificate,))

    def write_anchors(self, folder: Path) -> tuple[Path, Path]:
        """Write the authorities as PEM; returns the files for access points and publishers."""
        folder.mkdir(parents=True, exist_ok=True)
        files = (folder / "access-point-ca.pem", folder / "publisher-ca.pem")
        for file, authority in zip(files, (self.access_point_ca, self.publisher_ca), strict=True):
            file.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        return files


def write_key(key: OwnKey, path: Path) -> Path:
    """Write private key and certificate into one PEM file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    private = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + key.certificate.public_bytes(Encoding.PEM))
    return path


def equip(homes: Sequence[Path], now: dt.datetime) -> list[str]:
    """Put keys and anchors of one new network into each installation's home; returns the seats.

    The files stand where an installation looks when its settings name none.
    """
    pki, seats = DevelopmentPki.make(now), []
    for number, home in enumerate(homes, start=1):
        folder, seat = home / "peppol", f"PBE{number:06d}"
        pki.write_anchors(folder)
        write_key(pki.access_point(seat), folder / "access-point-key.pem")
        write_key(pki.publisher(f"PBE{number + 500_000:06d}"), folder / "publisher.pem")
        seats.append(seat)
    return seats


def _issue(
    seat: str, unit: str, issuer: OwnKey | None, now: dt.datetime, *, is_authority: bool = False
) -> OwnKey:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    subject = _name(seat, unit)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_authority:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        builder = builder.add_extension(usage, critical=True)
    certificate = builder.sign(issuer.private_key if issuer else key, hashes.SHA256())
    return OwnKey(key, PeerCertificate.of(certificate))


def _name(seat: str, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "BE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Quaestor development network"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, seat),
        ]
    )
