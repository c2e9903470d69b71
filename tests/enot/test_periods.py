"""Minimum periods and deadlines: the verdict and how it is explained."""

import datetime as dt

import pytest

from enot.rules.periods import (
    DeadlineQuestion,
    judge_deadline,
    judge_deadline_day,
    legal_minimum,
)
from enot.rules.verdict import Act, Standing
from shared.clock import BRUSSELS
from shared.tender import ProcedureKind

MONDAY = dt.datetime(2026, 11, 2, 10, 0, tzinfo=BRUSSELS)


def at(year: int, month: int, day: int, hour: int = 11) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("kind", "is_electronic", "is_urgent", "earliest"),
    [
        (ProcedureKind.OPEN, True, False, dt.date(2026, 12, 3)),  # 30 days: 2 December
        (ProcedureKind.OPEN, False, False, dt.date(2026, 12, 8)),  # 35 days: 7 December
        (ProcedureKind.OPEN, True, True, dt.date(2026, 11, 18)),  # 15 days: 17 November
        (ProcedureKind.RESTRICTED, True, False, dt.date(2026, 12, 3)),  # requests: 30 days
        (ProcedureKind.RESTRICTED, True, True, dt.date(2026, 11, 18)),
        (ProcedureKind.COMPETITIVE_NEGOTIATION, True, False, dt.date(2026, 12, 3)),
        (ProcedureKind.SIMPLIFIED_NEGOTIATED, True, False, dt.date(2026, 11, 20)),  # 17 days
        (ProcedureKind.SIMPLIFIED_NEGOTIATED, False, False, dt.date(2026, 11, 25)),  # 22 days
        (ProcedureKind.SIMPLIFIED_NEGOTIATED, True, True, dt.date(2026, 11, 13)),  # 10 days
    ],
)
def test_each_kind_has_its_earliest_day(
    kind: ProcedureKind, is_electronic: bool, is_urgent: bool, earliest: dt.date
) -> None:
    question = DeadlineQuestion(kind, MONDAY, is_electronic=is_electronic, is_urgent=is_urgent)
    assert legal_minimum(question).earliest_day == earliest


def test_a_deadline_on_the_last_day_of_the_period_is_too_early() -> None:
    verdict = judge_deadline(DeadlineQuestion(ProcedureKind.OPEN, MONDAY), at(2026, 12, 2, 23))
    assert verdict.is_breach
    assert verdict.expected == dt.date(2026, 12, 3)
    assert verdict.article is not None
    assert (verdict.article.act, verdict.article.number) == (Act.LAW_2016, "36")
    assert verdict.remedy


def test_a_deadline_the_morning_after_the_period_is_lawful() -> None:
    verdict = judge_deadline(DeadlineQuestion(ProcedureKind.OPEN, MONDAY), at(2026, 12, 3, 0))
    assert verdict.standing is Standing.HOLDS


def test_the_explanation_names_every_step_of_the_count() -> None:
    before_christmas = at(2026, 11, 25)
    steps = legal_minimum(DeadlineQuestion(ProcedureKind.OPEN, before_christmas)).steps
    assert [dict(step.facts) for step in steps[:3]] == [
        {"full": 35, "days": 30},
        {"event": dt.date(2026, 11, 25), "first": dt.date(2026, 11, 26)},
        {"days": 30, "end": dt.date(2026, 12, 25)},
    ]
    assert steps[3].facts["end"] == dt.date(2026, 12, 28)
    assert steps[4].facts["day"] == dt.date(2026, 12, 29)


def test_the_day_of_dispatch_is_the_day_in_brussels() -> None:
    late = dt.datetime(2026, 11, 1, 23, 30, tzinfo=dt.UTC)  # 2 November in Brussels
    assert legal_minimum(DeadlineQuestion(ProcedureKind.OPEN, late)).counted.event.day == 2


def test_a_deadline_on_a_holiday_is_advised_against_but_lawful() -> None:
    verdict = judge_deadline_day(at(2026, 12, 25))
    assert verdict is not None
    assert verdict.standing is Standing.ADVICE
    assert verdict.expected == dt.date(2026, 12, 28)


def test_a_deadline_on_a_working_day_needs_no_advice() -> None:
    assert judge_deadline_day(at(2026, 12, 22)) is None
