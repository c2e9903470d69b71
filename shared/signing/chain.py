"""The certificate of a signer: is it meant for signatures, in time, and from a trusted issuer?

EN 319 102-1, 5.2.6 (X.509 certificate validation), with path building by `cryptography`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import AuthorityInformationAccessOID

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.signing.credential import common_name
from shared.signing.devpki import is_development
from shared.signing.report import Flaw, Rejected, SubIndication


class UnusableAnchors(InvalidInput):
    code = "trust-anchors"
    says = msg("The file of trusted issuers cannot be used: {found}")
    remedy = msg("Give a PEM file with the root certificates that signatures may come from.")
    who = WhoActs.OPERATOR


class Revocation(Protocol):
    """Looks up whether a certificate was revoked at a moment (OCSP or CRL)."""

    def revoked_since(
        self, certificate: x509.Certificate, issuers: Sequence[x509.Certificate], now: dt.datetime
    ) -> dt.datetime | None:
        """The moment of revocation, or None when good; raises LookupError when unknown."""
        ...


def load_anchors(pem: bytes, *, production: bool) -> tuple[x509.Certificate, ...]:
    """The trusted roots of an installation; production refuses development roots.

    Raises UnusableAnchors.
    """
    try:
        anchors = tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise UnusableAnchors(found=str(error)) from None
    made_up = [common_name(anchor) for anchor in anchors if is_development(anchor)]
    if production and made_up:
        raise UnusableAnchors(found=f"made for development: {', '.join(made_up)}")
    return anchors


def check_certificate(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    now: dt.datetime,
) -> list[x509.Certificate]:
    """Judge the signer's certificate and give back its path to the anchor.

    (1) Its key usage allows signatures that commit: contentCommitment (nonRepudiation).
    (2) A path to an anchor exists at its own time; else nobody vouches for it at all.
    (3) The path holds at the time of validation.

    Raises Rejected.
    """
    # (1) key usage
    if not _commits(certificate):
        raise Rejected(SubIndication.CHAIN_CONSTRAINTS_FAILURE, Flaw.KEY_USAGE)
    # (2) path
    own_time = min(max(now, certificate.not_valid_before_utc), certificate.not_valid_after_utc)
    try:
        path = _path(certificate, others, anchors, own_time)
    except (verification.VerificationError, ValueError) as error:
        found = f"{certificate.issuer.rfc4514_string()}; {error}"
        raise Rejected(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, Flaw.UNTRUSTED, found) from None
    # (3) time
    if own_time != now:
        found = (
            f"{certificate.not_valid_before_utc:%Y-%m-%d} - "
            f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        )
        raise Rejected(SubIndication.OUT_OF_BOUNDS_NO_POE, Flaw.OUT_OF_DATE, found)
    return path


def offers_revocation(certificate: x509.Certificate) -> bool:
    """Whether the certificate names a CRL or an OCSP responder; True when that is unreadable."""
    try:
        values = [extension.value for extension in certificate.extensions]
    except (ValueError, x509.DuplicateExtension):
        return True
    return any(_names_a_register(value) for value in values)


def _names_a_register(value: x509.ExtensionType) -> bool:
    if isinstance(value, x509.AuthorityInformationAccess):
        return any(way.access_method == AuthorityInformationAccessOID.OCSP for way in value)
    return isinstance(value, x509.CRLDistributionPoints)


def _commits(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return usage.content_commitment


def _path(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: dt.datetime,
) -> list[x509.Certificate]:
    if not anchors:
        raise ValueError("no trusted issuers are configured")
    policies = verification.PolicyBuilder().store(verification.Store(list(anchors))).time(at)
    verifier = policies.extension_policies(
        # the key usage was judged above; a signing certificate names no host
        ee_policy=verification.ExtensionPolicy.permit_all(),
        ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(),
    ).build_client_verifier()
    return list(verifier.verify(certificate, list(others)).chain)
