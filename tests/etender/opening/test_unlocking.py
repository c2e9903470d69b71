"""Whatever a seal holds, one bid is judged and no other is stopped."""

import dataclasses
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etender.bidder.prices import FILE_NAME, write_schedule
from etender.opening import content as content_room
from etender.opening import unlocking as unlocking_room
from etender.opening.content import read_content
from etender.opening.unlocking import Judged, Key, unlock
from etender.opening.values import Outcome, SealedBid
from etender.sealing.beacon import LocalBeacon
from etender.sealing.envelope import seal_bid
from etender.sealing.refusals import BrokenBeacon
from shared.clock import FrozenClock
from shared.money import Money
from shared.party import EnterpriseNumber
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.signing.signer import DataFile, sign_container
from shared.tender import DocumentRef
from tests.etender.samples import ALFA, DEADLINE, sealed_bid
from tests.etender.story import REFERENCE, schedule

SIGNED_AT = dt.datetime(2026, 12, 14, tzinfo=dt.UTC)
AUTHORITY = DevelopmentAuthority.create("Development Root", SIGNED_AT)
NUMBER = EnterpriseNumber(ALFA.enterprise_number)


@dataclasses.dataclass(frozen=True, slots=True)
class Bench:
    """A sealed bid on disk and everything that opens it."""

    folder: Path
    beacon: LocalBeacon
    round: int

    @property
    def payload(self) -> Path:
        return self.folder / "bid.asice.age"

    @property
    def into(self) -> Path:
        return self.folder / "bid.asice"

    def seal(self, container: bytes) -> tuple[SealedBid, bytes]:
        target = io.BytesIO()
        sealed = seal_bid(io.BytesIO(container), target, self.beacon.info(), self.round)
        return self.keep(target.getvalue(), sealed.key_envelope), sealed.key_envelope

    def keep(self, payload: bytes, envelope: bytes) -> SealedBid:
        """The bid as registered for exactly these bytes."""
        self.payload.write_bytes(payload)
        return dataclasses.replace(
            sealed_bid("a"), payload=_reference(payload), key_envelope=_reference(envelope)
        )

    def key(self) -> Key:
        signature = self.beacon.signature(self.round)
        return Key(signature, (AUTHORITY.anchor,), DEADLINE)

    def open(self, bid: SealedBid, envelope: bytes) -> Judged:
        return unlock(bid, self.payload, envelope, self.key(), self.into)


def _reference(data: bytes) -> DocumentRef:
    return DocumentRef(hashlib.sha256(data).hexdigest(), len(data), "application/octet-stream")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    clock = FrozenClock(SIGNED_AT)
    beacon = LocalBeacon.open(tmp_path / "beacon.json", clock)
    clock.set(DEADLINE)
    return Bench(tmp_path, beacon, beacon.round_at(DEADLINE))


@pytest.fixture(scope="module")
def signer() -> Credential:
    return AUTHORITY.issue(
        "Jan Janssens",
        organisation=ALFA.name,
        organisation_id=ALFA.enterprise_number,
        usage=Usage.SIGNATURE,
        now=SIGNED_AT,
    )


def container_of(signer: Credential, *files: DataFile) -> bytes:
    return sign_container(files, signer, SIGNED_AT)


def priced(prices: dict[int, str], reference: str = REFERENCE) -> DataFile:
    data = write_schedule(schedule(NUMBER, prices, reference))
    return DataFile(FILE_NAME, data, "application/xml")


def test_a_cut_off_payload_is_tampered_with(bench: Bench, signer: Credential) -> None:
    _, envelope = bench.seal(container_of(signer, priced({1: "10"})))
    bid = bench.keep(bench.payload.read_bytes()[:-5], envelope)
    judged = bench.open(bid, envelope)
    assert (judged.outcome, judged.is_container) == (Outcome.TAMPERED, False)
    assert [reason.code for reason in judged.reasons] == ["seal-payload"]


def test_a_key_of_another_bid_makes_it_unreadable(bench: Bench) -> None:
    _, other = bench.seal(b"other bid")
    bid, _ = bench.seal(b"this bid")
    bid = dataclasses.replace(bid, key_envelope=_reference(other))
    judged = bench.open(bid, other)
    assert judged.outcome is Outcome.UNREADABLE
    assert [reason.code for reason in judged.reasons] == ["seal-no-matching-key"]


def test_a_key_envelope_changed_in_the_store_is_noticed(bench: Bench) -> None:
    bid, envelope = bench.seal(b"this bid")
    judged = bench.open(bid, envelope + b"x")
    assert [reason.code for reason in judged.reasons] == ["stored-bytes-changed"]


def test_a_key_locked_to_another_round_is_unreadable(bench: Bench) -> None:
    later = dataclasses.replace(bench, round=bench.round + 1)
    bid, envelope = later.seal(b"this bid")
    judged = bench.open(bid, envelope)
    assert [reason.code for reason in judged.reasons] == ["seal-wrong-round"]


def test_a_signature_that_is_not_the_beacons_blames_no_bid(bench: Bench) -> None:
    bid, envelope = bench.seal(b"this bid")
    other = bench.beacon.signature(bench.round - 1).signature
    forged = dataclasses.replace(bench.key().signature, signature=other)
    key = dataclasses.replace(bench.key(), signature=forged)
    with pytest.raises(BrokenBeacon):
        unlock(bid, bench.payload, envelope, key, bench.into)


def test_a_container_without_signature_is_opened_as_invalid(bench: Bench) -> None:
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        archive.writestr("offer.pdf", b"%PDF-1.7")
    bid, envelope = bench.seal(bare.getvalue())
    judged = bench.open(bid, envelope)
    assert judged.outcome is Outcome.SIGNATURE_INVALID
    assert "no-signature" in {reason.code for reason in judged.reasons}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_content_whatever_stops_the_opening(bench: Bench, content: bytes) -> None:
    bid, envelope = bench.seal(b"PK\x03\x04" + content)
    assert bench.open(bid, envelope).outcome is Outcome.UNREADABLE
    assert read_content(bench.into, bid, REFERENCE).offers == ()


def _trips(*_: object, **__: object) -> None:
    raise AssertionError("a library tripped over hostile input")


def _disk_fails(*_: object, **__: object) -> None:
    raise OSError(5, "input/output error")


def test_a_reader_that_trips_makes_its_bid_unreadable_and_is_not_retried(
    bench: Bench, signer: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid, envelope = bench.seal(container_of(signer, priced({1: "10"})))
    monkeypatch.setattr(unlocking_room, "verify_container", _trips)
    judged = bench.open(bid, envelope)
    assert judged.outcome is Outcome.UNREADABLE
    assert [(r.code, r.facts["found"]) for r in judged.reasons] == [
        ("reader-failed", "AssertionError")
    ]
    monkeypatch.setattr(content_room, "read_schedule", _trips)
    read = read_content(bench.into, bid, REFERENCE)
    assert [reason.code for reason in read.reasons] == ["content-unreadable"]


def test_a_failing_disk_is_no_bids_fault(
    bench: Bench, signer: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid, envelope = bench.seal(container_of(signer, priced({1: "10"})))
    bench.open(bid, envelope)
    monkeypatch.setattr(unlocking_room, "verify_container", _disk_fails)
    monkeypatch.setattr(content_room, "read_schedule", _disk_fails)
    with pytest.raises(OSError, match="input/output"):
        bench.open(bid, envelope)
    with pytest.raises(OSError, match="input/output"):
        read_content(bench.into, bid, REFERENCE)


def read(bench: Bench, signer: Credential, *files: DataFile) -> content_room.BidContent:
    bid, envelope = bench.seal(container_of(signer, *files))
    assert bench.open(bid, envelope).outcome is Outcome.OPENED
    return read_content(bench.into, bid, REFERENCE)


def test_the_prices_of_the_lots_bid_for_are_read(bench: Bench, signer: Credential) -> None:
    found = read(bench, signer, priced({1: "10", 2: "20.50"}))
    assert [(offer.lot, offer.price) for offer in found.offers] == [
        (1, Decimal("10.00")),
        (2, Decimal("20.50")),
    ]
    assert found.reasons == ()


def test_wrong_arithmetic_is_corrected_and_told(bench: Bench, signer: Credential) -> None:
    good = schedule(NUMBER, {1: "10", 2: "20"})
    stated = dataclasses.replace(good.lots[0].stated, net=Money.of("9.00"))
    wrong = dataclasses.replace(
        good, lots=(dataclasses.replace(good.lots[0], stated=stated), good.lots[1])
    )
    file = DataFile(FILE_NAME, write_schedule(wrong), "application/xml")
    found = read(bench, signer, file)
    assert [offer.price for offer in found.offers] == [Decimal("10.00"), Decimal("20.00")]
    (reason,) = found.reasons
    assert (reason.code, reason.facts["found"], reason.facts["expected"]) == (
        "arithmetic",
        "9.00",
        "10.00",
    )


@pytest.mark.parametrize(
    ("prices", "reference", "found"),
    [({1: "10", 2: "20"}, "OTHER-1", "OTHER-1"), ({1: "10"}, REFERENCE, "1")],
)
def test_a_schedule_for_something_else_is_told(
    bench: Bench, signer: Credential, prices: dict[int, str], reference: str, found: str
) -> None:
    read_it = read(bench, signer, priced(prices, reference))
    assert [(r.code, r.facts["found"]) for r in read_it.reasons] == [("content-differs", found)]


@pytest.mark.parametrize(
    "make",
    [
        lambda: DataFile(FILE_NAME, b"<PriceSchedule/>", "application/xml"),
        lambda: DataFile(FILE_NAME, b"<!DOCTYPE x><x/>", "application/xml"),
        lambda: DataFile("prices.xlsx", b"PK", "application/octet-stream"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_told(
    bench: Bench, signer: Credential, make: Callable[[], DataFile]
) -> None:
    found = read(bench, signer, make())
    assert (found.offers, [r.code for r in found.reasons]) == ((), ["content-unreadable"])


def test_a_schedule_beyond_all_measure_is_not_even_unpacked(
    bench: Bench, signer: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_room, "_LARGEST_SCHEDULE", 10)
    monkeypatch.setattr(content_room, "read_schedule", _trips)
    found = read(bench, signer, priced({1: "10", 2: "20"}))
    assert "bytes" in str(found.reasons[0].facts["found"])
