"""The one door to judge signatures: every signature of a container against EN 319 102-1.

Basic signatures only: no time stamps and no long-term material are read yet, so the time of
validation is the time given, and a certificate that has expired by then does not pass.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from shared.signing.chain import Revocation, check_certificate, offers_revocation
from shared.signing.container import Container, UnusableContainer
from shared.signing.credential import common_name, subject_text
from shared.signing.detached import verify_value_and_digests
from shared.signing.names import CURVES, SMALLEST_RSA_KEY
from shared.signing.profile import Profile, StatedPolicy, read_profile, read_signatures
from shared.signing.report import (
    Finding,
    Flaw,
    Rejected,
    SignatureReport,
    SubIndication,
)
from shared.xml.parse import Element


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a procedure asks of signatures beyond the profile; the defaults are a bid's."""

    policy: StatedPolicy | None = None
    revocation: Revocation | None = None


BID = Constraints()


def verify_container(
    container: Container,
    anchors: Sequence[x509.Certificate],
    now: dt.datetime,
    constraints: Constraints = BID,
) -> list[SignatureReport]:
    """What every signature of the container is worth at `now`; never an empty list.

    A container without any signature gives one report that says so. Nothing is raised for what
    the container holds: a verdict is the answer.
    """
    court = _Court(container, tuple(anchors), now, constraints)
    reports = [report for name in container.signature_names for report in _judge_file(court, name)]
    if reports:
        return reports
    nothing = Rejected(SubIndication.FORMAT_FAILURE, Flaw.NO_SIGNATURE)
    return [replace(_rejection("", nothing), unsigned_files=container.names)]


@dataclass(frozen=True, slots=True)
class _Court:
    """What all signatures of one container are judged with."""

    container: Container
    anchors: tuple[x509.Certificate, ...]
    now: dt.datetime
    constraints: Constraints


@dataclass(slots=True)
class _Record:
    """What is known so far; a rejection reports with it."""

    profile: Profile | None = None
    certificate: x509.Certificate | None = None
    notes: list[Finding] = field(default_factory=list)


def _judge_file(court: _Court, name: str) -> list[SignatureReport]:
    try:
        signatures = read_signatures(court.container.read(name))
    except Rejected as reason:
        return [_rejection(name, reason)]
    except UnusableContainer as error:
        broken = Rejected(SubIndication.FORMAT_FAILURE, Flaw.NOT_XML, str(error))
        return [_rejection(name, broken)]
    return [_judge(court, name, signature) for signature in signatures]


def _judge(court: _Court, name: str, signature: Element) -> SignatureReport:
    record = _Record()
    try:
        _validate_basic_signature(court, signature, record)
    except Rejected as reason:
        return _report(court, name, record, reason)
    return _report(court, name, record, None)


def _validate_basic_signature(court: _Court, signature: Element, record: _Record) -> None:
    """EN 319 102-1, 5.3: the validation process for basic signatures.

    (1) Format checking (5.2.2): the strict profile.
    (2) Identification of the signing certificate (5.2.3).
    (3) Cryptographic verification (5.2.7): the files signed are exactly the files there; value
        and digests hold. It comes before the certificate's own validation so that a broken
        signature is FAILED, whoever vouches for its certificate.
    (4) X.509 certificate validation (5.2.6) at the time given, with revocation (5.2.5).
    (5) Signature acceptance (5.2.8): strength of the key, and the policy asked for.

    Fills the record as it goes; raises Rejected.
    """
    # (1) format
    record.profile = read_profile(signature)
    # (2) signing certificate
    record.certificate = _identify_certificate(record.profile)
    # (3) cryptographic verification
    _check_coverage(court.container, record.profile)
    verify_value_and_digests(record.profile, record.certificate, court.container)
    # (4) certificate validation
    others = [c for c in record.profile.certificates if c != record.certificate]
    path = check_certificate(record.certificate, others, court.anchors, court.now)
    record.notes += _check_revocation(court, path)
    # (5) acceptance
    _check_key_strength(record.certificate)
    _check_policy(record.profile, court.constraints.policy)


def _identify_certificate(profile: Profile) -> x509.Certificate:
    """5.2.3.4: the certificate whose digest was signed, out of those the signature shows."""
    meant = profile.signing_certificate
    algorithm = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    for certificate in profile.certificates:
        if certificate.fingerprint(algorithm[meant.algorithm]) != meant.digest:
            continue
        if meant.serial_number not in {None, certificate.serial_number}:
            break
        if meant.issuer_serial not in {None, _issuer_serial(certificate)}:
            break
        return certificate
    raise Rejected(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Flaw.SUBSTITUTED)


def _issuer_serial(certificate: x509.Certificate) -> bytes:
    """IssuerSerial of RFC 5035 in DER: the issuer as a directoryName, and the serial number."""
    number = certificate.serial_number
    size = number.bit_length() // 8 + 1
    directory = _der(0x30, _der(0xA4, certificate.issuer.public_bytes()))
    return _der(0x30, directory + _der(0x02, number.to_bytes(size, "big")))


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:  # noqa: PLR2004  DER, X.690 8.1.3.4: short form of the length
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def _check_coverage(container: Container, profile: Profile) -> None:
    """The files signed are exactly the files of the container, in both directions."""
    signed = {file.name for file in profile.files}
    present = set(container.names)
    if missing := sorted(signed - present):
        found = ", ".join(missing)
        raise Rejected(SubIndication.SIGNED_DATA_NOT_FOUND, Flaw.MISSING_FILE, found)
    if unsigned := [name for name in container.names if name not in signed]:
        found = ", ".join(unsigned)
        raise Rejected(SubIndication.FORMAT_FAILURE, Flaw.UNSIGNED_FILE, found)


def _check_revocation(court: _Court, path: list[x509.Certificate]) -> list[Finding]:
    """5.2.5: revoked, good, or not known; the anchor at the end of the path is beyond question."""
    if not any(offers_revocation(certificate) for certificate in path[:-1]):
        return [Finding(Flaw.REVOCATION_NOT_OFFERED)]
    if court.constraints.revocation is None:
        raise Rejected(SubIndication.TRY_LATER, Flaw.REVOCATION_UNKNOWN)
    for place, certificate in enumerate(path[:-1]):
        try:
            since = court.constraints.revocation.revoked_since(
                certificate, path[place + 1 :], court.now
            )
        except LookupError:
            raise Rejected(SubIndication.TRY_LATER, Flaw.REVOCATION_UNKNOWN) from None
        if since is not None and since <= court.now:
            raise Rejected(SubIndication.REVOKED_NO_POE, Flaw.REVOKED, since.isoformat())
    return []


def _check_key_strength(certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA_KEY:
        return
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return
    found = f"{type(key).__name__} {getattr(key, 'key_size', '')}"
    raise Rejected(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Flaw.WEAK, found)


def _check_policy(profile: Profile, expected: StatedPolicy | None) -> None:
    if expected is not None and profile.policy != expected:
        found = profile.policy.identifier if profile.policy else "none"
        raise Rejected(SubIndication.SIG_CONSTRAINTS_FAILURE, Flaw.POLICY, found)


def _rejection(name: str, reason: Rejected) -> SignatureReport:
    return SignatureReport(
        verdict=reason.sub_indication.verdict,
        sub_indication=reason.sub_indication,
        signature_file=name,
        findings=(reason.finding,),
    )


def _report(court: _Court, name: str, record: _Record, reason: Rejected | None) -> SignatureReport:
    sub_indication = reason.sub_indication if reason else SubIndication.NONE
    signed = {file.name for file in record.profile.files} if record.profile else set()
    notes = list(record.notes)
    if court.container.ignored_names:
        notes.append(Finding(Flaw.IGNORED_FILE, ", ".join(court.container.ignored_names)))
    report = SignatureReport(
        verdict=sub_indication.verdict,
        sub_indication=sub_indication,
        signature_file=name,
        signed_at=record.profile.signed_at if record.profile else None,
        signed_files=tuple(n for n in court.container.names if n in signed),
        unsigned_files=tuple(n for n in court.container.names if n not in signed),
        findings=(*([reason.finding] if reason else []), *notes),
    )
    return _with_signer(report, record.certificate) if record.certificate else report


def _with_signer(report: SignatureReport, certificate: x509.Certificate) -> SignatureReport:
    return replace(
        report,
        signer=common_name(certificate),
        organisation=subject_text(certificate, NameOID.ORGANIZATION_NAME),
        organisation_id=subject_text(certificate, NameOID.ORGANIZATION_IDENTIFIER),
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
    )
