"""Points are exact, the ranking is the announced one, ties stand until they are parted."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etender.criteria import (
    PRICE_ALONE,
    Criterion,
    CriterionKind,
    PriceFormula,
    Scheme,
    TieBreak,
    WeightsDoNotAddUp,
    price_and_quality,
)
from etender.rules.evaluation import (
    Candidate,
    MotivationMissing,
    ScoreMissing,
    ScoreOutOfRange,
    TieStands,
    check_score,
    rank,
    winner,
)
from etender.rules.formulas import NoPrice, price_points, quality_points, shown

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
prices = st.decimals("0.01", "99999999.99", places=2)

PRICE = Criterion("price", "Price", CriterionKind.PRICE, Decimal(60))
QUALITY = Criterion("quality", "Quality", CriterionKind.QUALITY, Decimal(40))


def bid(price: str, *, minute: int = 0, quality: str | None = None) -> Candidate:
    scores = {} if quality is None else {"quality": Decimal(quality)}
    return Candidate(uuid4(), Decimal(price), NOON + dt.timedelta(minutes=minute), scores)


@pytest.mark.parametrize(
    ("formula", "price", "expected"),
    [
        (PriceFormula.INVERSE, "100", Fraction(60)),
        (PriceFormula.INVERSE, "120", Fraction(50)),
        (PriceFormula.INVERSE, "300", Fraction(20)),
        (PriceFormula.LINEAR, "100", Fraction(60)),
        (PriceFormula.LINEAR, "120", Fraction(48)),
        (PriceFormula.LINEAR, "200", Fraction(0)),
        (PriceFormula.LINEAR, "300", Fraction(0)),
    ],
)
def test_the_published_formulas_give_these_points(
    formula: PriceFormula, price: str, expected: Fraction
) -> None:
    assert price_points(formula, Decimal(60), Decimal(100), Decimal(price)) == expected


@given(st.sampled_from(PriceFormula), prices, prices)
def test_price_points_stay_between_zero_and_the_maximum_and_are_exact(
    formula: PriceFormula, one: Decimal, other: Decimal
) -> None:
    lowest, price = sorted((one, other))
    points = price_points(formula, Decimal(60), lowest, price)
    assert 0 <= points <= 60
    if formula is PriceFormula.INVERSE:
        assert points * Fraction(price) == 60 * Fraction(lowest)


@pytest.mark.parametrize("price", ["0", "-1"])
def test_a_price_of_nothing_is_not_scored(price: str) -> None:
    with pytest.raises(NoPrice):
        price_points(PriceFormula.INVERSE, Decimal(60), Decimal(price), Decimal(100))


def test_quality_points_are_the_weight_times_the_share_of_the_scale() -> None:
    assert quality_points(Decimal(40), Decimal("7.5"), Decimal(10)) == 30


def test_points_are_rounded_half_up_only_to_be_shown() -> None:
    assert shown(Fraction(1, 3)) == Decimal("0.33")
    assert shown(Fraction(10005, 1000)) == Decimal("10.01")


def test_weights_must_add_up_to_a_hundred() -> None:
    with pytest.raises(WeightsDoNotAddUp):
        Scheme((PRICE,))


@pytest.mark.parametrize(("price_weight", "codes"), [(100, ["price"]), (70, ["price", "quality"])])
def test_a_notice_gives_quality_what_the_price_leaves(price_weight: int, codes: list[str]) -> None:
    scheme = price_and_quality(price_weight)
    assert [c.code for c in scheme.criteria] == codes
    assert scheme.criteria[0].weight == price_weight


def test_price_and_quality_together_decide() -> None:
    cheap, good = bid("100", quality="5"), bid("120", quality="9")
    ranking = rank(Scheme((PRICE, QUALITY)), [cheap, good])
    assert [r.bid_id for r in ranking] == [good.bid_id, cheap.bid_id]
    assert [r.total for r in ranking] == [Fraction(86), Fraction(80)]
    assert winner(ranking).bid_id == good.bid_id


def test_a_missing_quality_score_stops_the_ranking() -> None:
    with pytest.raises(ScoreMissing):
        rank(Scheme((PRICE, QUALITY)), [bid("100")])


def test_a_third_of_a_point_still_parts_two_bids_that_look_equal() -> None:
    low, high = bid("99.9999"), bid("100.0000")
    ranking = rank(PRICE_ALONE, [high, low])
    assert ranking[0].bid_id == low.bid_id
    assert shown(ranking[0].total) == shown(ranking[1].total)
    assert not ranking[0].tied


def test_equal_totals_are_parted_by_the_first_announced_rule() -> None:
    early, late = bid("100", minute=1), bid("100", minute=2)
    ranking = rank(PRICE_ALONE, [late, early])
    assert [r.bid_id for r in ranking] == [early.bid_id, late.bid_id]
    assert {r.parted_by for r in ranking} == {TieBreak.EARLIER_RECEIPT}
    assert [r.place for r in ranking] == [1, 2]


def test_a_tie_no_rule_parts_is_shown_and_stops_the_award() -> None:
    scheme = Scheme(PRICE_ALONE.criteria, (TieBreak.LOWER_PRICE,))
    ranking = rank(scheme, [bid("100", minute=1), bid("100", minute=2), bid("200")])
    assert [(r.place, r.tied) for r in ranking] == [(1, True), (1, True), (3, False)]
    with pytest.raises(TieStands):
        winner(ranking)


@given(st.lists(prices, min_size=1, max_size=8))
def test_with_price_alone_the_cheapest_wins(amounts: list[Decimal]) -> None:
    candidates = [bid(str(amount), minute=n) for n, amount in enumerate(amounts)]
    assert winner(rank(PRICE_ALONE, candidates)).price == min(amounts)


def test_no_bids_have_no_ranking() -> None:
    assert rank(PRICE_ALONE, []) == ()
    with pytest.raises(ValueError, match="no winner"):
        winner(())


@pytest.mark.parametrize("score", ["-0.1", "10.1", "NaN", "Infinity"])
def test_a_score_off_the_scale_is_refused(score: str) -> None:
    with pytest.raises(ScoreOutOfRange):
        check_score(QUALITY, Decimal(score), "Delivers within two days everywhere.")


def test_a_score_without_a_motivation_is_refused() -> None:
    with pytest.raises(MotivationMissing):
        check_score(QUALITY, Decimal(7), "  good   ")


def test_every_place_is_the_number_of_better_bids_plus_one() -> None:
    ids: list[UUID] = []
    candidates = [bid(p, minute=m) for p, m in (("3", 0), ("1", 0), ("2", 0), ("1", 1))]
    ids = [c.bid_id for c in candidates]
    ranking = rank(PRICE_ALONE, candidates)
    assert [ids.index(r.bid_id) for r in ranking] == [1, 3, 2, 0]
    assert [r.place for r in ranking] == [1, 2, 3, 4]
