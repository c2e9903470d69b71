"""A certificate that names a place to look up revocation passes only when somebody looked."""

import datetime as dt
from collections.abc import Sequence

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import AuthorityInformationAccessOID as Access

from shared.signing.chain import Revocation, offers_revocation
from shared.signing.container import Container, read_container
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.signing.report import Flaw, SubIndication, Verdict
from shared.signing.signer import DataFile, sign_container
from shared.signing.validation import BID, Constraints, verify_container


class Registry:
    """Knows when certificates were revoked; unreachable, it knows nothing."""

    def __init__(self, revoked_at: dt.datetime | None = None, *, reachable: bool = True) -> None:
        self.revoked_at = revoked_at
        self.reachable = reachable
        self.asked: list[tuple[int, int]] = []

    def revoked_since(
        self, certificate: x509.Certificate, issuers: Sequence[x509.Certificate], now: dt.datetime
    ) -> dt.datetime | None:
        if not self.reachable:
            raise LookupError
        self.asked.append((certificate.serial_number, len(issuers)))
        return self.revoked_at


def _with(
    authority: DevelopmentAuthority, now: dt.datetime, *more: x509.ExtensionType
) -> Credential:
    """A signer whose certificate also says where to look up revocation."""
    made = authority.issue("Jo", organisation="Jo", usage=Usage.SIGNATURE, now=now)
    template = made.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(template.subject)
        .issuer_name(template.issuer)
        .public_key(template.public_key())
        .serial_number(template.serial_number)
        .not_valid_before(template.not_valid_before_utc)
        .not_valid_after(template.not_valid_after_utc)
    )
    for extension in template.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    for value in more:
        builder = builder.add_extension(value, critical=False)
    signed = builder.sign(authority.credential.key, hashes.SHA384())
    return Credential(made.key, signed, made.chain)


OCSP = x509.AuthorityInformationAccess(
    [x509.AccessDescription(Access.OCSP, x509.UniformResourceIdentifier("http://ocsp.example"))]
)
ISSUER_ONLY = x509.AuthorityInformationAccess(
    [x509.AccessDescription(Access.CA_ISSUERS, x509.UniformResourceIdentifier("http://ca.example"))]
)
CRL = x509.CRLDistributionPoints(
    [
        x509.DistributionPoint(
            [x509.UniformResourceIdentifier("http://crl.example")], None, None, None
        )
    ]
)


@pytest.fixture
def container(authority: DevelopmentAuthority, now: dt.datetime) -> Container:
    files = [DataFile("Tender.xml", b"<Tender/>", "application/xml")]
    return read_container(sign_container(files, _with(authority, now, OCSP), now))


def judged(
    container: Container,
    authority: DevelopmentAuthority,
    now: dt.datetime,
    registry: Revocation | None,
) -> tuple[Verdict, SubIndication]:
    constraints = Constraints(revocation=registry) if registry else BID
    (report,) = verify_container(container, [authority.anchor], now, constraints)
    return report.verdict, report.sub_indication


@pytest.mark.parametrize(
    ("more", "offers"), [((OCSP,), True), ((CRL,), True), ((ISSUER_ONLY,), False), ((), False)]
)
def test_a_certificate_names_where_to_look_or_does_not(
    more: tuple[x509.ExtensionType, ...],
    offers: bool,
    authority: DevelopmentAuthority,
    now: dt.datetime,
) -> None:
    assert offers_revocation(_with(authority, now, *more).certificate) is offers


def test_nobody_looked_so_it_cannot_be_decided(
    container: Container, authority: DevelopmentAuthority, now: dt.datetime
) -> None:
    found = judged(container, authority, now, None)
    assert found == (Verdict.INDETERMINATE, SubIndication.TRY_LATER)


def test_a_good_certificate_passes_without_a_note(
    container: Container, authority: DevelopmentAuthority, now: dt.datetime
) -> None:
    registry = Registry()
    (report,) = verify_container(
        container, [authority.anchor], now, Constraints(revocation=registry)
    )
    assert report.passed
    assert report.findings == ()
    # the signer and the authority below the root were looked up, each with its issuers
    assert [issuers for _, issuers in registry.asked] == [2, 1]


def test_a_registry_that_does_not_answer_leaves_it_open(
    container: Container, authority: DevelopmentAuthority, now: dt.datetime
) -> None:
    found = judged(container, authority, now, Registry(reachable=False))
    assert found == (Verdict.INDETERMINATE, SubIndication.TRY_LATER)


def test_a_revoked_certificate_does_not_pass(
    container: Container, authority: DevelopmentAuthority, now: dt.datetime
) -> None:
    registry = Registry(now - dt.timedelta(hours=1))
    (report,) = verify_container(
        container, [authority.anchor], now, Constraints(revocation=registry)
    )
    assert report.sub_indication is SubIndication.REVOKED_NO_POE
    assert report.findings[0].flaw is Flaw.REVOKED


def test_a_revocation_of_tomorrow_does_not_count_today(
    container: Container, authority: DevelopmentAuthority, now: dt.datetime
) -> None:
    registry = Registry(now + dt.timedelta(hours=1))
    assert judged(container, authority, now, registry)[0] is Verdict.PASSED
