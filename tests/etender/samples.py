"""Fictional bids, officers and reports that the tests of etender share."""

import datetime as dt
import hashlib
from uuid import UUID, uuid5

from etender.opening.ceremony import Opening
from etender.opening.values import Bidder, Officer, Outcome, SealedBid, SignatureFound, Unlocked
from etender.report.content import ReportContent, TimeLockUsed
from shared.tender import Deadline, DocumentRef

DEADLINE = dt.datetime(2026, 12, 15, 10, 0, tzinfo=dt.UTC)
SPACE = UUID("6f1c6f0e-5a39-4a3c-8f8e-0d7f3f1f5a10")
CALL = uuid5(SPACE, "call")

TOWN = Bidder("Stad Voorbeeldegem", "0203201340", "Markt 1, 9999 Voorbeeldegem")
ALFA = Bidder("Alfa Kantoor NV", "0403019261", "Werfstraat 2, 9000 Gent")
BETA = Bidder("Beta Bureau SA", "0417497106", "Rue Neuve 3, 5000 Namur")

AN = Officer("person:an", "An Peeters")
BO = Officer("person:bo", "Bo Dubois")


def document(text: str) -> DocumentRef:
    data = text.encode()
    return DocumentRef(hashlib.sha256(data).hexdigest(), len(data), "application/octet-stream")


def sealed_bid(name: str, tenderer: Bidder = ALFA, *, minutes_before: float = 60) -> SealedBid:
    return SealedBid(
        bid_id=uuid5(SPACE, f"bid {name}"),
        version_id=uuid5(SPACE, f"version {name}"),
        version=1,
        tenderer=tenderer,
        submitter=tenderer,
        lots=(1, 2),
        payload=document(f"payload {name}"),
        key_envelope=document(f"key {name}"),
        round=4711,
        received_at=DEADLINE - dt.timedelta(minutes=minutes_before),
    )


def approved_opening(*, now: dt.datetime = DEADLINE) -> Opening:
    opening = Opening(CALL, Deadline(DEADLINE))
    opening.arm(now)
    opening.approve(AN, now)
    opening.approve(BO, now)
    return opening


def good(bid: SealedBid) -> Unlocked:
    signature = SignatureFound(
        "PASSED", "", "Jan Janssens", bid.tenderer.name, "NTRBE-0403019261", bid.received_at
    )
    return Unlocked(
        bid.version_id,
        Outcome.OPENED,
        container=document(f"container {bid.version_id}"),
        signatures=(signature,),
    )


def report_of(
    *found: tuple[SealedBid, Unlocked], late: tuple[SealedBid, ...] = ()
) -> ReportContent:
    opening = approved_opening()
    opening.freeze([bid for bid, _ in found] + list(late), DEADLINE + dt.timedelta(minutes=5))
    for _, unlocked in found:
        opening.unlocked(unlocked)
    return ReportContent(
        report_id=uuid5(SPACE, "report"),
        procedure_id=uuid5(SPACE, "procedure"),
        reference="VBG-2026-014",
        title="Kantoorbenodigdheden <& papier>",
        language="nl",
        authority=TOWN,
        deadline=DEADLINE,
        min_officers=2,
        time_lock=TimeLockUsed("operator", "ab" * 32, 4711, "cd" * 48),
        result=opening.report(DEADLINE + dt.timedelta(minutes=6)),
    )
