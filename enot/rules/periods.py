"""Minimum periods for bids and requests to participate, explained day by day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from enot.rules.calendar import COUNTING, CountedPeriod, count_days, day_off
from enot.rules.verdict import Act, Article, Sentence, Standing, Verdict
from shared.clock import BRUSSELS
from shared.i18n import msg
from shared.tender import ProcedureKind


@dataclass(frozen=True, slots=True)
class MinimumPeriod:
    """What one article asks, in calendar days from dispatch of the notice.

    `electronic` replaces `days` when bids can be sent electronically, `urgent` when duly
    substantiated urgency makes `days` impracticable; `for_requests` tells a period for requests
    to participate, which no electronic submission shortens.
    """

    article: Article
    days: int
    urgent: int
    electronic: int
    for_requests: bool


# law of 17 June 2016, art. 36, 37, 38 and 41: the first period of each kind, from dispatch
_PERIODS: Mapping[ProcedureKind, MinimumPeriod] = {
    ProcedureKind.OPEN: MinimumPeriod(Article(Act.LAW_2016, "36"), 35, 15, 30, False),
    ProcedureKind.RESTRICTED: MinimumPeriod(Article(Act.LAW_2016, "37"), 30, 15, 30, True),
    ProcedureKind.COMPETITIVE_NEGOTIATION: MinimumPeriod(
        Article(Act.LAW_2016, "38"), 30, 15, 30, True
    ),
    ProcedureKind.SIMPLIFIED_NEGOTIATED: MinimumPeriod(
        Article(Act.LAW_2016, "41"), 22, 10, 17, False
    ),
}

PUBLISHED_KINDS = tuple(_PERIODS)
"""The kinds that begin with a published notice."""


@dataclass(frozen=True, slots=True)
class DeadlineQuestion:
    """What decides a minimum period: kind, day of dispatch, e-submission, urgency."""

    kind: ProcedureKind
    dispatched_at: dt.datetime
    is_electronic: bool = True
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class LegalMinimum:
    """The minimum period that applies, counted, with the sentences that explain it."""

    rule: MinimumPeriod
    counted: CountedPeriod
    steps: tuple[Sentence, ...]

    @property
    def earliest_day(self) -> dt.date:
        """The first day on which a deadline leaves the whole period free."""
        return self.counted.free_from

    @property
    def earliest(self) -> dt.datetime:
        """The first lawful moment: 0:00 in Brussels on `earliest_day`."""
        return dt.datetime.combine(self.earliest_day, dt.time(), BRUSSELS)


def minimum_period(kind: ProcedureKind) -> MinimumPeriod:
    """The rule of a kind; raises KeyError for a kind without a published notice."""
    return _PERIODS[kind]


def legal_minimum(question: DeadlineQuestion) -> LegalMinimum:
    """Count the minimum period that applies to this dispatch."""
    rule = _PERIODS[question.kind]
    days, why = _days(rule, question)
    counted = count_days(question.dispatched_at.astimezone(BRUSSELS).date(), days)
    return LegalMinimum(rule, counted, (why, *_counting_steps(counted)))


def _days(rule: MinimumPeriod, question: DeadlineQuestion) -> tuple[int, Sentence]:
    if question.is_urgent:
        urgency = msg("Urgency shortens the period of {full} days to {days} days.")
        return rule.urgent, Sentence(urgency, {"full": rule.days, "days": rule.urgent})
    if question.is_electronic and rule.electronic < rule.days:
        shorter = msg("Electronic submission shortens the period of {full} days to {days} days.")
        return rule.electronic, Sentence(shorter, {"full": rule.days, "days": rule.electronic})
    if rule.for_requests:
        requests = msg("Requests to participate get at least {days} days.")
        return rule.days, Sentence(requests, {"days": rule.days})
    return rule.days, Sentence(msg("Bids get at least {days} days."), {"days": rule.days})


def _counting_steps(counted: CountedPeriod) -> tuple[Sentence, ...]:
    steps = [
        Sentence(
            msg("The day of dispatch, {event}, does not count; day 1 is {first}."),
            {"event": counted.event, "first": counted.first},
        ),
        Sentence(msg("Day {days} is {end}."), {"days": counted.days, "end": counted.nominal_end}),
    ]
    if counted.end != counted.nominal_end:
        moved = msg("That is no working day ({reason}), so the period ends on {end}.")
        facts = {"reason": Sentence(day_off(counted.nominal_end)), "end": counted.end}
        steps.append(Sentence(moved, facts))
    free = msg("It ends at midnight, so the deadline can be on {day} at the earliest.")
    return (*steps, Sentence(free, {"day": counted.free_from}))


def judge_deadline(question: DeadlineQuestion, deadline: dt.datetime) -> Verdict:
    """Whether a deadline leaves the legal minimum free."""
    minimum = legal_minimum(question)
    holds = deadline >= minimum.earliest
    says = (
        msg("The deadline of {found} respects the legal minimum: {expected} at the earliest.")
        if holds
        else msg("The deadline of {found} is too early: {expected} is the earliest lawful day.")
    )
    return Verdict(
        code="deadline-minimum",
        standing=Standing.HOLDS if holds else Standing.BREACH,
        says=Sentence(says, {"found": deadline, "expected": minimum.earliest_day}),
        found=deadline,
        expected=minimum.earliest_day,
        article=minimum.rule.article,
        remedy="" if holds else msg("Choose a later deadline, or justify urgency if there is any."),
        question="deadline",
        steps=minimum.steps,
    )


def judge_deadline_day(deadline: dt.datetime) -> Verdict | None:
    """Advice against a deadline on a day when nobody can be reached; None on a working day."""
    day = deadline.astimezone(BRUSSELS).date()
    reason = day_off(day)
    if not reason:
        return None
    says = msg("The deadline falls on {day}, which is no working day ({reason}).")
    return Verdict(
        code="deadline-day-off",
        standing=Standing.ADVICE,
        says=Sentence(says, {"day": day, "reason": Sentence(reason)}),
        found=day,
        expected=_next_working_day(day),
        article=COUNTING,
        remedy=msg("It is lawful, but a working day lets tenderers reach you."),
        question="deadline",
    )


def _next_working_day(day: dt.date) -> dt.date:
    while day_off(day):
        day += dt.timedelta(days=1)
    return day
