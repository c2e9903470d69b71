"""The bidder believes the platform only as far as its facts agree with each other."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from etender.bidder.call import PublicCall
from etender.bidder.refusals import SuspiciousTimeLock, UnusableCall
from etender.sealing.refusals import BrokenBeacon
from tests.etender.bidder.platform_fake import PROCEDURE, FakePlatform


def test_a_call_is_read_as_it_is_given(platform: FakePlatform) -> None:
    call = PublicCall.from_json(platform.call_json())
    assert call.procedure_id == PROCEDURE
    assert call.authority_number.dotted == "0203.201.340"
    assert [lot.title for lot in call.lots] == ["Desks", "Chairs"]
    assert call.chain == platform.beacon.info()
    assert call.chain.time_of(call.round) >= call.deadline
    assert call.lot(3) is None


@pytest.mark.parametrize("by_s", [-3600, -1, 1, 86_400])
def test_a_platform_that_asks_for_another_moment_is_suspicious(
    platform: FakePlatform, by_s: int
) -> None:
    moved = platform.deadline + dt.timedelta(seconds=by_s)
    platform.lies = {"round": platform.beacon.round_at(moved)}
    with pytest.raises(SuspiciousTimeLock):
        PublicCall.from_json(platform.call_json())


@pytest.mark.parametrize("number", [0, -5, 2**70])
def test_a_platform_that_asks_for_no_round_at_all_is_suspicious(
    platform: FakePlatform, number: int
) -> None:
    platform.lies = {"round": number}
    with pytest.raises(SuspiciousTimeLock):
        PublicCall.from_json(platform.call_json())


def test_a_key_slipped_in_under_the_chains_name_is_noticed(platform: FakePlatform) -> None:
    platform.lies = {"genesis_time": 0}
    with pytest.raises(BrokenBeacon):
        PublicCall.from_json(platform.call_json())


def without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda facts: facts.pop(name)


def naive(facts: dict[str, Any]) -> None:
    facts["deadline"] = "2027-01-15T10:00:00"


def no_round(facts: dict[str, Any]) -> None:
    del facts["time_lock"]["round"]


@pytest.mark.parametrize("damage", [without("deadline"), without("time_lock"), naive, no_round])
def test_a_call_that_lacks_something_is_refused(
    platform: FakePlatform, damage: Callable[[dict[str, Any]], None]
) -> None:
    facts = platform.call_facts()
    damage(facts)
    with pytest.raises(UnusableCall):
        PublicCall.from_dict(facts)


@pytest.mark.parametrize("text", ["", "[]", "<html>", json.dumps("call")])
def test_what_is_no_call_is_refused(text: str) -> None:
    with pytest.raises(UnusableCall):
        PublicCall.from_json(text)
