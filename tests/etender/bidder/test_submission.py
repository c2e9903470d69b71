"""From a signed bid to a verified receipt, over a platform that may fail or lie."""

import datetime as dt
import io
from pathlib import Path

import httpx
import pytest

from etender.bidder.folder import BidFolder
from etender.bidder.platform import Platform
from etender.bidder.receipt import verify_receipt
from etender.bidder.refusals import (
    BidNotReady,
    DeadlineMoved,
    PlatformRefused,
    PlatformUnreachable,
    ReceiptWrong,
    StepMissing,
    SuspiciousTimeLock,
)
from etender.bidder.sealing import read_own_key, seal_container, sign_bid
from etender.bidder.submission import reseal_bid, submit_bid
from etender.sealing.beacon import LocalBeacon
from etender.sealing.envelope import open_bid, read_lock
from etender.sealing.refusals import ForeignChain, NoMatchingKey
from shared.clock import FrozenClock
from shared.packs import Packs
from shared.signing.container import read_container
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority
from shared.signing.report import Flaw
from shared.signing.validation import verify_container
from tests.etender.bidder.conftest import DEADLINE, NOW
from tests.etender.bidder.platform_fake import FakePlatform

NO_PACKS = Packs()


@pytest.fixture
def signed(prepared: BidFolder, signer: Credential) -> BidFolder:
    sign_bid(prepared, signer, NOW, NO_PACKS)
    return prepared


@pytest.fixture
def sealed(signed: BidFolder) -> BidFolder:
    seal_container(signed)
    return signed


@pytest.fixture
def there(platform: FakePlatform) -> Platform:
    return Platform("http://platform.example/", "t0k3n", platform.client())


def test_signing_says_what_the_authority_will_say(prepared: BidFolder, signer: Credential) -> None:
    heard: list[int] = []
    report = sign_bid(prepared, signer, NOW, NO_PACKS, heard.append)
    assert report.passed
    assert report.organisation_id == "NTRBE-0403019261"
    assert set(report.signed_files) == set(prepared.names())
    assert sum(heard) == sum(file.size for file in prepared.data_files())


def test_a_bid_with_errors_is_not_signed(prepared: BidFolder, signer: Credential) -> None:
    (prepared.files / "extra.pdf").write_bytes(b"%PDF- extra")
    with pytest.raises(BidNotReady):
        sign_bid(prepared, signer, NOW, NO_PACKS)
    assert not prepared.container.exists()


def test_an_expired_certificate_is_told_before_anything_is_sent(
    prepared: BidFolder, signer: Credential
) -> None:
    report = sign_bid(prepared, signer, signer.expires + dt.timedelta(days=1), NO_PACKS)
    assert not report.passed
    assert report.findings[0].flaw is Flaw.OUT_OF_DATE


def test_steps_come_in_their_order(prepared: BidFolder, there: Platform) -> None:
    with pytest.raises(StepMissing):
        seal_container(prepared)
    with pytest.raises(StepMissing):
        submit_bid(prepared, there)
    with pytest.raises(StepMissing):
        verify_receipt(prepared)


def test_a_bid_is_handed_in_and_its_receipt_verified(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    receipt = submit_bid(sealed, there)
    (received,) = platform.received
    assert received["payload"] == sealed.payload.read_bytes()
    assert received["key_envelope"] == sealed.key_envelope.read_bytes()
    assert (received["lots"], received["tenderer"]) == (b"1", b"0403019261")
    assert (receipt.version, receipt.is_late) == (1, False)
    assert verify_receipt(sealed) == receipt
    sent = platform.requests[1]
    assert sent.headers["authorization"] == "Bearer t0k3n"
    assert int(sent.headers["content-length"]) > len(received["payload"])


def test_what_was_handed_in_opens_after_the_deadline_and_passes(
    sealed: BidFolder,
    there: Platform,
    platform: FakePlatform,
    beacon: LocalBeacon,
    still: FrozenClock,
    development: DevelopmentAuthority,
) -> None:
    submit_bid(sealed, there)
    still.set(DEADLINE)
    signature = beacon.signature(read_lock(platform.received[0]["key_envelope"]).round)
    payload = io.BytesIO(platform.received[0]["payload"])
    opened = b"".join(open_bid(payload, platform.received[0]["key_envelope"], signature))
    (report,) = verify_container(read_container(opened), [development.anchor], still.now())
    assert report.passed


def test_nothing_of_the_bid_is_readable_in_what_is_sent(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    submit_bid(sealed, there)
    body = platform.requests[1].read()
    for secret in (b"249.995", b"Desk, 160 cm", b"Marie Peeters", b"brochure", b"AGE-SECRET-KEY"):
        assert secret not in body
    own_key = sealed.own_key.read_bytes().strip()
    assert own_key not in body


def test_a_late_bid_has_a_receipt_that_says_late(
    sealed: BidFolder, there: Platform, still: FrozenClock
) -> None:
    still.set(DEADLINE + dt.timedelta(minutes=1))
    assert submit_bid(sealed, there).is_late


def test_the_own_key_is_for_its_owner_only(sealed: BidFolder) -> None:
    assert sealed.own_key.stat().st_mode & 0o777 == 0o600
    assert len(read_own_key(sealed).secret) == 32


def test_the_own_key_may_be_kept_under_a_passphrase(signed: BidFolder) -> None:
    sealed = seal_container(signed, "heel geheim")
    assert read_own_key(signed, "heel geheim") == sealed.bid_key
    assert b"AGE-SECRET-KEY" not in signed.own_key.read_bytes()
    with pytest.raises(NoMatchingKey):
        read_own_key(signed, "fout")


def test_a_moved_deadline_costs_a_new_key_envelope_only(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    payload, first = sealed.payload.read_bytes(), sealed.key_envelope.read_bytes()
    platform.deadline = DEADLINE + dt.timedelta(days=8)
    with pytest.raises(DeadlineMoved):
        submit_bid(sealed, there)
    assert platform.received == []
    reseal_bid(sealed, there)
    submit_bid(sealed, there)
    assert sealed.payload.read_bytes() == payload
    assert sealed.key_envelope.read_bytes() != first
    assert read_lock(sealed.key_envelope.read_bytes()).round == platform.beacon.round_at(
        platform.deadline
    )


def test_a_platform_that_moves_its_deadline_forward_gets_nothing(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    platform.deadline = DEADLINE - dt.timedelta(days=1)
    before = sealed.key_envelope.read_bytes()
    for act in (submit_bid, reseal_bid):
        with pytest.raises(SuspiciousTimeLock):
            act(sealed, there)
    assert sealed.key_envelope.read_bytes() == before
    assert platform.received == []


def test_a_platform_that_changes_its_beacon_gets_nothing(
    sealed: BidFolder, there: Platform, platform: FakePlatform, tmp_path: Path, still: FrozenClock
) -> None:
    platform.beacon = LocalBeacon.open(tmp_path / "another.json", still)
    for act in (submit_bid, reseal_bid):
        with pytest.raises(ForeignChain):
            act(sealed, there)
    assert platform.received == []


def test_a_platform_that_turns_suspicious_gets_nothing(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    platform.lies = {"round": 1}
    with pytest.raises(SuspiciousTimeLock):
        submit_bid(sealed, there)
    assert platform.received == []


@pytest.mark.parametrize(
    "lie",
    [
        {"payload_sha256": "00" * 32},
        {"key_envelope_sha256": "00" * 32},
        {"payload_sha256_in_xml": "00" * 32},
        {"procedure_id": "another"},
        {"received_at": "yesterday"},
        {"version": None},
    ],
)
def test_a_receipt_that_attests_something_else_is_noticed(
    sealed: BidFolder, there: Platform, platform: FakePlatform, lie: dict[str, object]
) -> None:
    platform.receipt_lies = lie
    with pytest.raises(ReceiptWrong):
        submit_bid(sealed, there)


def test_a_receipt_spoilt_later_is_noticed(sealed: BidFolder, there: Platform) -> None:
    submit_bid(sealed, there)
    sealed.receipt.write_text("[]", encoding="utf-8")
    with pytest.raises(ReceiptWrong):
        verify_receipt(sealed)


def test_a_file_changed_after_it_was_sent_is_noticed(sealed: BidFolder, there: Platform) -> None:
    submit_bid(sealed, there)
    with sealed.payload.open("ab") as file:
        file.write(b"x")
    with pytest.raises(ReceiptWrong):
        verify_receipt(sealed)


def refusing(status: int, **problem: object) -> httpx.Response:
    return httpx.Response(status, json=problem)


def test_the_platforms_own_words_are_passed_on(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    platform.answers = [lambda _: refusing(422, detail="no lot 1", remedy="choose", where="lots")]
    with pytest.raises(PlatformRefused, match="422 no lot 1") as refusal:
        submit_bid(sealed, there)
    assert refusal.value.facts["advice"] == "choose"


@pytest.mark.parametrize("body", ["<html>", "[]"])
def test_a_refusal_without_words_is_still_a_refusal(
    sealed: BidFolder, there: Platform, platform: FakePlatform, body: str
) -> None:
    platform.answers = [lambda _: httpx.Response(502, text=body)]
    with pytest.raises(PlatformRefused, match="502"):
        submit_bid(sealed, there)


def test_a_lost_answer_can_be_asked_for_again(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("the line went dead")

    platform.answers = [lost]
    with pytest.raises(PlatformUnreachable):
        submit_bid(sealed, there)
    assert submit_bid(sealed, there).version == 1


def test_an_answer_that_is_not_json_is_no_receipt(
    sealed: BidFolder, there: Platform, platform: FakePlatform
) -> None:
    call = platform.call_json()
    platform.answers = [
        lambda _: httpx.Response(200, content=call),
        lambda _: httpx.Response(201, text="thank you"),
    ]
    with pytest.raises(PlatformRefused):
        submit_bid(sealed, there)


def test_the_token_never_goes_to_a_strangers_address(there: Platform) -> None:
    with pytest.raises(PlatformRefused):
        there.receipt_xml({"links": {"xml": "https://stranger.example/collect"}})


def test_a_client_signs_in_by_its_credentials(platform: FakePlatform, sealed: BidFolder) -> None:
    with Platform("http://platform.example", client=platform.client()) as there:
        there.sign_in("noord", "s3cret")
        submit_bid(sealed, there)
    assert b"client_id=noord" in platform.requests[0].read()
    assert platform.requests[-1].headers["authorization"] == "Bearer t0k3n"


def test_a_half_written_file_never_takes_the_place_of_a_whole_one(
    signed: BidFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def break_off(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_container(signed, progress=break_off)
    assert not signed.payload.exists()
