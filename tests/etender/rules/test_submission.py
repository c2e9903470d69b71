"""Late bids are flagged, the same bytes count once, a late version replaces nothing."""

import datetime as dt
from uuid import uuid4

import pytest

from etender.rules.submission import (
    DeadlineHasPassed,
    NothingToWithdraw,
    Received,
    Submission,
    WithdrawnBefore,
    check_withdrawal,
    decide_submission,
    is_late,
    live_version,
)
from shared.tender import Deadline
from tests.etender.samples import DEADLINE

CLOSES = Deadline(DEADLINE)
BEFORE = DEADLINE - dt.timedelta(hours=1)
INSTANT = dt.timedelta(milliseconds=1)


def received(name: str, *, late: bool = False, withdrawn: bool = False) -> Received:
    return Received(uuid4(), f"payload {name}", f"key {name}", BEFORE, late, withdrawn)


def digests(name: str) -> tuple[str, str]:
    return f"payload {name}", f"key {name}"


def test_one_millisecond_before_the_deadline_is_in_time_and_the_deadline_itself_is_late() -> None:
    assert not is_late(DEADLINE - INSTANT, CLOSES)
    assert is_late(DEADLINE, CLOSES)


def test_a_first_bid_is_recorded() -> None:
    assert decide_submission([], digests("a"), BEFORE, CLOSES).kind is Submission.FIRST


def test_a_late_bid_is_recorded_and_flagged() -> None:
    decision = decide_submission([], digests("a"), DEADLINE + INSTANT, CLOSES)
    assert (decision.kind, decision.is_late) == (Submission.FIRST, True)


def test_other_bytes_replace_the_bid() -> None:
    decision = decide_submission([received("a")], digests("b"), BEFORE, CLOSES)
    assert decision.kind is Submission.REPLACEMENT


def test_the_same_bytes_twice_are_one_submission_even_when_the_retry_is_late() -> None:
    first = received("a")
    decision = decide_submission([first], digests("a"), DEADLINE + INSTANT, CLOSES)
    assert (decision.kind, decision.repeats) == (Submission.REPEAT, first.version_id)
    assert not decision.is_late


def test_a_delayed_retry_of_a_replaced_version_does_not_undo_the_replacement() -> None:
    first, second = received("a"), received("b")
    decision = decide_submission([first, second], digests("a"), BEFORE, CLOSES)
    assert decision.repeats == first.version_id
    assert live_version([first, second]) == second


def test_the_same_payload_under_a_fresh_key_is_a_replacement() -> None:
    decision = decide_submission([received("a")], ("payload a", "key b"), BEFORE, CLOSES)
    assert decision.kind is Submission.REPLACEMENT


def test_a_retry_does_not_bring_a_withdrawn_bid_back() -> None:
    with pytest.raises(WithdrawnBefore):
        decide_submission([received("a", withdrawn=True)], digests("a"), BEFORE, CLOSES)


def test_after_a_withdrawal_new_bytes_are_a_first_bid_again() -> None:
    decision = decide_submission([received("a", withdrawn=True)], digests("b"), BEFORE, CLOSES)
    assert decision.kind is Submission.FIRST


def test_a_late_version_replaces_nothing() -> None:
    in_time, late = received("a"), received("b", late=True)
    assert live_version([in_time, late]) == in_time
    assert live_version([late]) is None


def test_a_bid_is_withdrawn_before_the_deadline_only() -> None:
    check_withdrawal([received("a")], BEFORE, CLOSES)
    with pytest.raises(DeadlineHasPassed):
        check_withdrawal([received("a")], DEADLINE, CLOSES)


@pytest.mark.parametrize("versions", [[], [received("a", withdrawn=True)]])
def test_what_is_not_there_cannot_be_withdrawn(versions: list[Received]) -> None:
    with pytest.raises(NothingToWithdraw):
        check_withdrawal(versions, BEFORE, CLOSES)
