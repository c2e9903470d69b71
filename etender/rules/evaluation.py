"""From prices and quality scores to a ranking: weights, exact points, ties broken as announced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from etender.criteria import Criterion, CriterionKind, Scheme, TieBreak
from etender.rules.formulas import price_points, quality_points
from shared.errors import Conflict, InvalidInput, WhoActs
from shared.i18n import msg

_MOTIVATION_LENGTH = 10


class ScoreOutOfRange(InvalidInput):
    code = "score-range"
    says = msg("The score {found} is not between 0 and {expected}.")
    remedy = msg("Give a score on the scale that was published.")


class MotivationMissing(InvalidInput):
    """Every score and every decision is motivated (law of 17 June 2013, art. 4 and 5)."""

    code = "motivation-missing"
    says = msg("A motivation is missing or says too little: {found}")
    remedy = msg("Say in at least ten characters why; the bidders will read it.")


class ScoreMissing(Conflict):
    code = "score-missing"
    says = msg("Not every bid has a score for every criterion yet.")
    remedy = msg("Enter the missing scores with their motivation.")
    who = WhoActs.AUTHORITY


class TieStands(Conflict):
    code = "tie-stands"
    says = msg("The first place is shared after every announced tie-break.")
    remedy = msg("Draw lots in the presence of the bidders concerned and record the outcome.")
    who = WhoActs.AUTHORITY


@dataclass(frozen=True, slots=True)
class Candidate:
    """One regular bid for one lot as it enters the comparison; scores by criterion code."""

    bid_id: UUID
    price: Decimal
    received_at: datetime
    scores: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Points:
    """What one criterion gave, exactly, with the figures that went in."""

    criterion: Criterion
    points: Fraction
    figure: Decimal
    against: Decimal
    """The lowest price for a price criterion, the top of the scale for quality."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A bid's place. Bids that no tie-break could part share a place (`tied`)."""

    place: int
    bid_id: UUID
    price: Decimal
    total: Fraction
    points: tuple[Points, ...]
    tied: bool = False
    parted_by: TieBreak | None = None
    """The tie-break that put this bid above or below another with the same total."""


def check_score(criterion: Criterion, score: Decimal, motivation: str) -> None:
    """Refuse a score off the scale or without a motivation."""
    if not score.is_finite() or not 0 <= score <= criterion.out_of:
        raise ScoreOutOfRange("score", found=score, expected=criterion.out_of)
    check_motivation(motivation)


def check_motivation(text: str) -> None:
    """Refuse a motivation that says nothing."""
    if len(text.strip()) < _MOTIVATION_LENGTH:
        raise MotivationMissing("motivation", found=text.strip() or "-")


def rank(scheme: Scheme, candidates: Sequence[Candidate]) -> tuple[Ranked, ...]:
    """Order the bids by exact total, ties by the announced rules; best first.

    Raises ScoreMissing while a quality score is absent, NoPrice when a price cannot be scored.
    """
    if not candidates:
        return ()
    lowest = min(c.price for c in candidates)
    pointed = {c.bid_id: _all_points(scheme, c, lowest) for c in candidates}
    keys = {c.bid_id: _sort_key(scheme, c, pointed[c.bid_id]) for c in candidates}
    ordered = sorted(candidates, key=lambda c: keys[c.bid_id])
    sorted_keys = [keys[c.bid_id] for c in ordered]
    return tuple(
        Ranked(
            place=sorted_keys.index(sorted_keys[index]) + 1,
            bid_id=candidate.bid_id,
            price=candidate.price,
            total=_sum(pointed[candidate.bid_id]),
            points=pointed[candidate.bid_id],
            tied=sorted_keys.count(sorted_keys[index]) > 1,
            parted_by=_parted_by(scheme, sorted_keys, index),
        )
        for index, candidate in enumerate(ordered)
    )


def winner(ranking: Sequence[Ranked]) -> Ranked:
    """The one bid in first place. Raises TieStands when the first place is shared."""
    if not ranking:
        raise ValueError("a ranking without bids has no winner")
    if ranking[0].tied:
        raise TieStands
    return ranking[0]


def _all_points(scheme: Scheme, candidate: Candidate, lowest: Decimal) -> tuple[Points, ...]:
    return tuple(_points(criterion, candidate, lowest) for criterion in scheme.criteria)


def _points(criterion: Criterion, candidate: Candidate, lowest: Decimal) -> Points:
    if criterion.kind is CriterionKind.PRICE:
        exact = price_points(criterion.formula, criterion.weight, lowest, candidate.price)
        return Points(criterion, exact, candidate.price, lowest)
    score = candidate.scores.get(criterion.code)
    if score is None:
        raise ScoreMissing(criterion.code)
    exact = quality_points(criterion.weight, score, criterion.out_of)
    return Points(criterion, exact, score, criterion.out_of)


def _sum(points: Sequence[Points]) -> Fraction:
    return sum((p.points for p in points), Fraction(0))


_SortKey = tuple[Fraction | datetime | Decimal, ...]


def _sort_key(scheme: Scheme, candidate: Candidate, points: Sequence[Points]) -> _SortKey:
    """The total first, then the tie-breaks in their announced order; smaller is better."""
    quality = _sum([p for p in points if p.criterion.kind is CriterionKind.QUALITY])
    by_rule: dict[TieBreak, Fraction | datetime | Decimal] = {
        TieBreak.LOWER_PRICE: candidate.price,
        TieBreak.BETTER_QUALITY: -quality,
        TieBreak.EARLIER_RECEIPT: candidate.received_at,
    }
    return (-_sum(points), *(by_rule[rule] for rule in scheme.tie_breaks))


def _parted_by(scheme: Scheme, keys: Sequence[_SortKey], index: int) -> TieBreak | None:
    """The first announced rule that tells this bid from a neighbour with the same total."""
    for other in (index - 1, index + 1):
        if not 0 <= other < len(keys) or keys[other][0] != keys[index][0]:
            continue
        for position, rule in enumerate(scheme.tie_breaks, start=1):
            if keys[other][position] != keys[index][position]:
                return rule
    return None
