"""Opens one seal and judges what it held: bytes, seal, container, signatures. Reads files only."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from cryptography import x509

from etender.opening.values import Outcome, Reason, SealedBid, SignatureFound
from etender.sealing.chain import BeaconSignature
from etender.sealing.envelope import open_bid
from etender.sealing.refusals import BrokenPayload, BrokenSeal, HeaderChanged
from shared.errors import InvalidInput, TooLarge
from shared.i18n import msg
from shared.signing.container import Container, read_container
from shared.signing.report import SignatureReport, SubIndication, Verdict
from shared.signing.validation import verify_container

log = structlog.get_logger()

_STEP = 1024 * 1024

STORED_BYTES_CHANGED = Reason(
    "stored-bytes-changed",
    msg("The stored file is not the one that was received: its SHA-256 differs."),
)
_TRIPPED = msg("The content is built in a way that cannot be read: {found}")
_FOREIGN_SIGNER = msg("The signer's certificate names {found}, not the tenderer {expected}.")


@dataclass(frozen=True, slots=True)
class Key:
    """What opens and judges the bids of one opening."""

    signature: BeaconSignature
    anchors: tuple[x509.Certificate, ...]
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """What a seal held. `container_file` was written only when the seal could be opened."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    signatures: tuple[SignatureFound, ...] = ()
    is_container: bool = False


def unlock(bid: SealedBid, payload: Path, key_envelope: bytes, key: Key, into: Path) -> Judged:
    """Open a frozen bid's seal into the file `into` and say what it held.

    (1) The stored bytes are those of the freeze record.
    (2) The seal opens with the signature of its round, to the last byte.
    (3) The content is a container that is safe to read.
    (4) Its signatures hold, now (EN 319 102-1), and lead back to an anchor.

    Nothing is raised for what a bidder or a vandal did to a bid. Raises BrokenBeacon when the
    beacon's signature is wrong: that is no bid's fault.
    """
    # (1) bytes
    if _sha256(payload) != bid.payload.sha256 or (
        hashlib.sha256(key_envelope).hexdigest() != bid.key_envelope.sha256
    ):
        return Judged(Outcome.TAMPERED, (STORED_BYTES_CHANGED,))
    # (2) seal
    try:
        _open_seal(payload, key_envelope, key.signature, into)
    except (BrokenPayload, HeaderChanged) as error:
        return Judged(Outcome.TAMPERED, (reason_of(error),))
    except BrokenSeal as error:
        return Judged(Outcome.UNREADABLE, (reason_of(error),))
    # (3) and (4): what a stranger wrote is read here, and no bid may stop the others' opening
    try:
        return _judge(bid, into, key)
    except OSError:
        raise
    except Exception as error:
        log.warning("etender.bid_reader_failed", version=str(bid.version_id), exc_info=error)
        facts = {"found": type(error).__name__}
        return Judged(
            Outcome.UNREADABLE, (Reason("reader-failed", _TRIPPED, facts),), is_container=True
        )


def _judge(bid: SealedBid, file: Path, key: Key) -> Judged:
    # (3) container
    try:
        container = read_container(file)
    except (InvalidInput, TooLarge) as error:
        return Judged(Outcome.UNREADABLE, (reason_of(error),), is_container=True)
    # (4) signatures
    with container:
        return _judge_signatures(bid, container, key)


def reason_of(error: InvalidInput | TooLarge) -> Reason:
    """The refusal as a line of the report."""
    return Reason(error.code, error.says, {k: str(v) for k, v in error.facts.items()})


def _open_seal(payload: Path, key_envelope: bytes, signature: BeaconSignature, into: Path) -> None:
    with payload.open("rb") as source, into.open("wb") as target:
        for piece in open_bid(source, key_envelope, signature):
            target.write(piece)


def _judge_signatures(bid: SealedBid, container: Container, key: Key) -> Judged:
    reports = verify_container(container, key.anchors, key.now)
    reasons = [reason for report in reports for reason in _reasons(report)]
    reasons += [r for report in reports if (r := _foreign_signer(bid, report)) is not None]
    return Judged(_outcome(reports), tuple(reasons), tuple(map(_found, reports)), is_container=True)


def _outcome(reports: Sequence[SignatureReport]) -> Outcome:
    """The worst signature decides: a bid is as good as what its signers left of it."""
    if any(report.sub_indication is SubIndication.HASH_FAILURE for report in reports):
        return Outcome.TAMPERED
    verdicts = {report.verdict for report in reports}
    if Verdict.FAILED in verdicts:
        return Outcome.SIGNATURE_INVALID
    return Outcome.SIGNATURE_DOUBTFUL if Verdict.INDETERMINATE in verdicts else Outcome.OPENED


def _reasons(report: SignatureReport) -> list[Reason]:
    return [
        Reason(str(finding.flaw), finding.says, {"found": finding.found})
        for finding in report.findings
    ]


def _foreign_signer(bid: SealedBid, report: SignatureReport) -> Reason | None:
    """Said, not judged: a mandate may allow it, and natural persons' certificates name nobody."""
    number = "".join(c for c in report.organisation_id if c.isdigit())
    if not number or number == bid.tenderer.enterprise_number:
        return None
    facts = {"found": report.organisation_id, "expected": bid.tenderer.enterprise_number}
    return Reason("foreign-signer", _FOREIGN_SIGNER, facts)


def _found(report: SignatureReport) -> SignatureFound:
    return SignatureFound(
        report.verdict,
        report.sub_indication,
        report.signer,
        report.organisation,
        report.organisation_id,
        report.signed_at,
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_STEP):
            digest.update(piece)
    return digest.hexdigest()
