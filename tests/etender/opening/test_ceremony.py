"""The opening refuses every step at the wrong moment, by too few people or out of order."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etender.opening.ceremony import Opening
from etender.opening.refusals import (
    AlreadyApproved,
    NotFrozen,
    OutOfOrder,
    PolicyTooWeak,
    QuorumMissing,
    TooEarly,
)
from etender.opening.values import Officer, OpeningPolicy, Outcome, Reason, Stage, Unlocked
from shared.tender import Deadline
from tests.etender.samples import (
    AN,
    BETA,
    BO,
    CALL,
    DEADLINE,
    approved_opening,
    good,
    sealed_bid,
)

INSTANT = dt.timedelta(milliseconds=1)


def test_nothing_can_be_armed_before_the_deadline_no_matter_who_asks() -> None:
    opening = Opening(CALL, Deadline(DEADLINE))
    with pytest.raises(TooEarly):
        opening.arm(DEADLINE - INSTANT)
    opening.arm(DEADLINE)
    assert opening.stage is Stage.ARMED


def test_a_clock_that_was_set_back_stops_an_armed_opening() -> None:
    opening = approved_opening()
    with pytest.raises(TooEarly):
        opening.freeze([], DEADLINE - INSTANT)
    with pytest.raises(TooEarly):
        opening.approve(Officer("person:third", "Third"), DEADLINE - INSTANT)


def test_one_officer_twice_is_one_officer() -> None:
    opening = Opening(CALL, Deadline(DEADLINE))
    opening.arm(DEADLINE)
    opening.approve(AN, DEADLINE)
    with pytest.raises(AlreadyApproved):
        opening.approve(AN, DEADLINE + INSTANT)
    assert opening.missing_officers == 1


def test_the_list_is_not_frozen_while_an_officer_is_missing() -> None:
    opening = Opening(CALL, Deadline(DEADLINE))
    opening.arm(DEADLINE)
    opening.approve(AN, DEADLINE)
    with pytest.raises(QuorumMissing):
        opening.freeze([sealed_bid("a")], DEADLINE)
    opening.approve(BO, DEADLINE)
    assert opening.freeze([sealed_bid("a")], DEADLINE).bids


def test_a_policy_of_one_officer_is_allowed_and_of_none_is_not() -> None:
    alone = Opening(CALL, Deadline(DEADLINE), OpeningPolicy(min_officers=1))
    alone.arm(DEADLINE)
    alone.approve(AN, DEADLINE)
    alone.freeze([], DEADLINE)
    with pytest.raises(PolicyTooWeak):
        Opening(CALL, Deadline(DEADLINE), OpeningPolicy(min_officers=0))


def test_approvals_wait_until_the_opening_is_armed_and_end_with_the_freeze() -> None:
    opening = Opening(CALL, Deadline(DEADLINE))
    with pytest.raises(OutOfOrder):
        opening.approve(AN, DEADLINE)
    frozen = approved_opening()
    frozen.freeze([sealed_bid("a")], DEADLINE)
    with pytest.raises(OutOfOrder):
        frozen.approve(Officer("person:third", "Third"), DEADLINE)


def test_the_list_is_frozen_once_sorted_by_receipt_with_late_bids_apart() -> None:
    first, second = sealed_bid("a", minutes_before=90), sealed_bid("b", BETA, minutes_before=5)
    late = sealed_bid("late", BETA, minutes_before=-1)
    opening = approved_opening()
    record = opening.freeze([late, second, first], DEADLINE)
    assert record.bids == (first, second)
    assert record.late == (late,)
    with pytest.raises(OutOfOrder):
        opening.freeze([first, second, sealed_bid("added afterwards")], DEADLINE)


def test_a_bid_received_at_the_very_deadline_is_late() -> None:
    record = approved_opening().freeze([sealed_bid("prompt", minutes_before=0)], DEADLINE)
    assert record.bids == ()
    assert [bid.bid_id for bid in record.late] == [sealed_bid("prompt").bid_id]


def test_a_bid_outside_the_freeze_record_is_never_unlocked() -> None:
    opening = approved_opening()
    late = sealed_bid("late", minutes_before=-1)
    opening.freeze([sealed_bid("a"), late], DEADLINE)
    for stranger in (late, sealed_bid("smuggled in")):
        with pytest.raises(NotFrozen):
            opening.unlocked(good(stranger))


def test_nothing_is_unlocked_before_the_list_is_frozen() -> None:
    with pytest.raises(OutOfOrder):
        approved_opening().unlocked(good(sealed_bid("a")))


def test_a_seal_is_opened_once() -> None:
    opening = approved_opening()
    opening.freeze([sealed_bid("a"), sealed_bid("b", BETA)], DEADLINE)
    opening.unlocked(good(sealed_bid("a")))
    with pytest.raises(OutOfOrder):
        opening.unlocked(good(sealed_bid("a")))


def test_the_report_waits_for_the_last_bid_and_drops_none() -> None:
    fine, broken = sealed_bid("a", minutes_before=9), sealed_bid("b", BETA, minutes_before=8)
    late = sealed_bid("late", minutes_before=-1)
    opening = approved_opening()
    opening.freeze([fine, broken, late], DEADLINE)
    opening.unlocked(good(fine))
    with pytest.raises(OutOfOrder):
        opening.report(DEADLINE)
    why = Reason("seal-broken", "The seal cannot be opened.")
    opening.unlocked(Unlocked(broken.version_id, Outcome.UNREADABLE, (why,)))
    result = opening.report(DEADLINE)
    assert [line.found.outcome for line in result.lines] == [Outcome.OPENED, Outcome.UNREADABLE]
    assert result.lines[1].found.reasons == (why,)
    assert [line.found.outcome for line in result.late] == [Outcome.LATE]


def test_an_opening_without_bids_is_reported_too() -> None:
    opening = approved_opening()
    opening.freeze([], DEADLINE)
    assert opening.report(DEADLINE).lines == ()


def test_the_freeze_digest_changes_with_any_bid() -> None:
    one = approved_opening().freeze([sealed_bid("a"), sealed_bid("b")], DEADLINE)
    other = approved_opening().freeze([sealed_bid("a"), sealed_bid("c")], DEADLINE)
    fewer = approved_opening().freeze([sealed_bid("a")], DEADLINE)
    assert len({one.digest, other.digest, fewer.digest}) == 3


@given(st.permutations(range(6)))
def test_the_freeze_record_does_not_depend_on_the_order_of_the_register(order: list[int]) -> None:
    bids = [sealed_bid(str(n), minutes_before=n // 2 + 1) for n in range(6)]
    record = approved_opening().freeze([bids[n] for n in order], DEADLINE)
    assert record.digest == approved_opening().freeze(bids, DEADLINE).digest


STEPS = ("arm", "approve an", "approve bo", "freeze", "unlock", "report")


@given(st.lists(st.sampled_from(STEPS), max_size=12), st.integers(-2, 2))
def test_no_sequence_of_steps_reports_early_or_without_two_officers(
    steps: list[str], minute: int
) -> None:
    now = DEADLINE + dt.timedelta(minutes=minute)
    opening = Opening(CALL, Deadline(DEADLINE))
    done: list[str] = []
    for step in steps:
        try:
            _take(opening, step, now)
        except (AlreadyApproved, NotFrozen, OutOfOrder, QuorumMissing, TooEarly):
            continue
        done.append(step)
    if "unlock" in done or "report" in done:
        assert minute >= 0
        wanted = ["arm", "freeze", "unlock", "report"]
        assert [s for s in done if s in wanted] == wanted[: len([s for s in done if s in wanted])]
        assert {"approve an", "approve bo"} <= set(done)
    if minute < 0:
        assert done == []


def _take(opening: Opening, step: str, now: dt.datetime) -> None:
    bid = sealed_bid("a")
    steps: dict[str, Callable[[], object]] = {
        "arm": lambda: opening.arm(now),
        "approve an": lambda: opening.approve(AN, now),
        "approve bo": lambda: opening.approve(BO, now),
        "freeze": lambda: opening.freeze([bid], now),
        "unlock": lambda: opening.unlocked(good(bid)),
        "report": lambda: opening.report(now),
    }
    steps[step]()


def test_there_is_no_freeze_record_before_the_freeze() -> None:
    with pytest.raises(OutOfOrder):
        _ = approved_opening().freeze_record


def test_to_unlock_a_bid_as_late_is_a_programmers_fault() -> None:
    opening = approved_opening()
    opening.freeze([sealed_bid("a")], DEADLINE)
    with pytest.raises(RuntimeError):
        opening.unlocked(Unlocked(sealed_bid("a").version_id, Outcome.LATE))
