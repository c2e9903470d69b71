"""A beacon gives no key before its time, and a client believes nothing that does not verify."""

import datetime as dt
import json
import re
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etender.sealing.beacon import HttpBeacon, LocalBeacon, UnsafeKeyFile
from etender.sealing.chain import ChainInfo
from etender.sealing.refusals import (
    BeaconUnreachable,
    BrokenBeacon,
    ForeignChain,
    NoSuchRound,
    TooEarly,
)
from shared.clock import FrozenClock

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
DEADLINE = NOW + dt.timedelta(days=30)


@pytest.fixture
def still() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def beacon(tmp_path: Path, still: FrozenClock) -> LocalBeacon:
    return LocalBeacon.open(tmp_path / "keys" / "beacon.json", still)


def test_a_local_beacon_says_that_its_operator_must_be_trusted(beacon: LocalBeacon) -> None:
    assert beacon.info().trust == "operator"
    assert beacon.info().as_dict()["trust"] == "operator"


def test_no_signature_is_given_before_the_time_of_its_round(
    beacon: LocalBeacon, still: FrozenClock
) -> None:
    number = beacon.round_at(DEADLINE)
    still.set(DEADLINE - dt.timedelta(microseconds=1))
    with pytest.raises(TooEarly):
        beacon.signature(number)
    still.set(DEADLINE)
    beacon.signature(number).check()


def test_a_clock_set_back_shuts_the_beacon_again(beacon: LocalBeacon, still: FrozenClock) -> None:
    number = beacon.round_at(DEADLINE)
    still.set(DEADLINE)
    beacon.signature(number)
    still.set(NOW)
    with pytest.raises(TooEarly):
        beacon.signature(number)


@pytest.mark.parametrize("number", [0, -1, 2**63, 2**64])
def test_a_round_that_cannot_be_is_not_found(beacon: LocalBeacon, number: int) -> None:
    with pytest.raises(NoSuchRound):
        beacon.signature(number)


def test_the_latest_round_is_the_one_that_is_due(beacon: LocalBeacon, still: FrozenClock) -> None:
    assert beacon.latest().round == 1
    still.advance(dt.timedelta(seconds=90))
    assert beacon.latest().round == 91


def test_the_key_file_is_for_its_owner_only(tmp_path: Path, still: FrozenClock) -> None:
    file = tmp_path / "beacon.json"
    LocalBeacon.open(file, still)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["beacon.json"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, still: FrozenClock) -> None:
    file = tmp_path / "beacon.json"
    LocalBeacon.open(file, still)
    file.chmod(0o640)
    with pytest.raises(UnsafeKeyFile):
        LocalBeacon.open(file, still)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"secret": "zz"}'])
def test_a_damaged_key_file_is_refused(tmp_path: Path, still: FrozenClock, content: str) -> None:
    file = tmp_path / "beacon.json"
    file.touch(0o600)
    file.write_text(content, encoding="ascii")
    with pytest.raises(UnsafeKeyFile):
        LocalBeacon.open(file, still)


def test_a_beacon_stays_the_same_over_a_restart(tmp_path: Path, still: FrozenClock) -> None:
    file = tmp_path / "beacon.json"
    first = LocalBeacon.open(file, still).info()
    still.advance(dt.timedelta(days=1))
    assert LocalBeacon.open(file, still).info() == first


def test_two_processes_that_start_at_once_share_one_key(
    tmp_path: Path, still: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "beacon.json"
    first = LocalBeacon.open(file, still).info()
    # the second process looked before the first one had written
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert LocalBeacon.open(file, still).info() == first


def test_secrets_are_not_shown(beacon: LocalBeacon, tmp_path: Path) -> None:
    facts = json.loads((tmp_path / "keys" / "beacon.json").read_text(encoding="ascii"))
    assert str(int(facts["secret"], 16)) not in repr(beacon)
    assert facts["secret"] not in repr(beacon)


CHAIN = ChainInfo(bytes(96), 3, 1_692_803_367, bytes(32), "bls-unchained-g1-rfc9380", "q")


@given(
    st.datetimes(dt.datetime(2023, 9, 1), dt.datetime(2100, 1, 1)).map(  # noqa: DTZ001  UTC below
        lambda moment: moment.replace(tzinfo=dt.UTC)
    )
)
def test_a_round_is_the_first_that_is_not_before_its_moment(moment: dt.datetime) -> None:
    number = CHAIN.round_at(moment)
    assert CHAIN.time_of(number) >= moment
    assert number == 1 or CHAIN.time_of(number - 1) < moment


def test_a_moment_before_the_chain_began_is_its_first_round() -> None:
    assert CHAIN.round_at(dt.datetime(2000, 1, 1, tzinfo=dt.UTC)) == 1


class Relay:
    """Somebody who serves a beacon over HTTP, and may lie."""

    def __init__(self, beacon: LocalBeacon) -> None:
        self.beacon = beacon
        self.lies: dict[str, object] = {}
        self.status = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.status != 200:
            return httpx.Response(self.status)
        chain = self.beacon.info()
        if request.url.path == f"/beacon/{chain.hash}/info":
            return httpx.Response(200, json=chain.as_dict() | self.lies)
        found = re.fullmatch(rf"/beacon/{chain.hash}/public/(\d+)", request.url.path)
        if not found:
            return httpx.Response(500)
        try:
            signature = self.beacon.signature(int(found[1]))
        except TooEarly:
            return httpx.Response(425)
        return httpx.Response(200, json=signature.as_dict() | self.lies)


@pytest.fixture
def relay(beacon: LocalBeacon) -> Relay:
    return Relay(beacon)


@pytest.fixture
def client(relay: Relay, beacon: LocalBeacon) -> HttpBeacon:
    http = httpx.Client(transport=httpx.MockTransport(relay))
    return HttpBeacon("http://relay.example/beacon/", beacon.info(), http)


def test_a_beacon_behind_http_is_the_same_beacon(
    client: HttpBeacon, beacon: LocalBeacon, still: FrozenClock
) -> None:
    number = client.round_at(DEADLINE)
    assert client.info() == beacon.info()
    with pytest.raises(TooEarly):
        client.signature(number)
    still.set(DEADLINE)
    assert client.signature(number) == beacon.signature(number)


def test_a_relay_that_gives_another_round_is_caught(
    client: HttpBeacon, relay: Relay, beacon: LocalBeacon, still: FrozenClock
) -> None:
    still.advance(dt.timedelta(minutes=1))
    relay.lies = beacon.signature(2).as_dict()
    with pytest.raises(BrokenBeacon):
        client.signature(1)


def test_a_relay_that_makes_up_a_signature_is_caught(
    client: HttpBeacon, relay: Relay, beacon: LocalBeacon
) -> None:
    relay.lies = {"signature": "00" * 48}
    with pytest.raises(BrokenBeacon):
        client.signature(1)


def test_a_relay_of_another_chain_is_caught(
    client: HttpBeacon, relay: Relay, tmp_path: Path, still: FrozenClock
) -> None:
    other = LocalBeacon.open(tmp_path / "other.json", still)
    relay.lies = other.info().as_dict()
    with pytest.raises(ForeignChain):
        client.info()


@pytest.mark.parametrize("status", [500, 403])
def test_a_relay_that_fails_is_said_to_fail(client: HttpBeacon, relay: Relay, status: int) -> None:
    relay.status = status
    with pytest.raises(BeaconUnreachable):
        client.signature(1)
    with pytest.raises(BeaconUnreachable):
        client.info()


def test_silence_and_nonsense_are_told_apart(beacon: LocalBeacon) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("nobody")

    def babbling(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="<html>")

    for answer, refusal in ((silent, BeaconUnreachable), (babbling, BrokenBeacon)):
        http = httpx.Client(transport=httpx.MockTransport(answer))
        with pytest.raises(refusal):
            HttpBeacon("http://relay.example", beacon.info(), http).signature(1)
