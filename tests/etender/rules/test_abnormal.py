"""The 15 % rule: which bids are left out of the mean, and who is flagged."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from etender.rules.abnormal import SILENT, abnormally_low


def prices(*amounts: int | str) -> dict[UUID, Decimal]:
    return {UUID(int=n): Decimal(amount) for n, amount in enumerate(amounts)}


def test_three_bids_are_too_few_to_speak_of_a_mean() -> None:
    assert abnormally_low(prices(10, 100, 100)) == SILENT


def test_of_four_bids_the_lowest_and_the_highest_are_left_out() -> None:
    found = abnormally_low(prices(50, 90, 110, 500))
    assert found.mean == 100
    assert found.left_out == (UUID(int=0), UUID(int=3))
    assert found.flagged == (UUID(int=0),)


def test_of_seven_bids_the_lowest_and_the_two_highest_are_left_out() -> None:
    found = abnormally_low(prices(10, 90, 100, 100, 110, 900, 1000))
    assert found.mean == 100
    assert found.left_out == (UUID(int=0), UUID(int=5), UUID(int=6))


def test_of_nine_bids_the_quarter_is_rounded_up_to_three() -> None:
    found = abnormally_low(prices(10, 100, 100, 100, 100, 100, 700, 800, 900))
    assert len(found.left_out) == 4
    assert found.mean == 100


def test_exactly_fifteen_percent_below_is_flagged_and_a_cent_above_is_not() -> None:
    assert abnormally_low(prices("85.00", 100, 100, 100)).flagged == (UUID(int=0),)
    assert abnormally_low(prices("85.01", 100, 100, 100)).flagged == ()


def test_a_second_low_bid_inside_the_mean_can_be_flagged_too() -> None:
    found = abnormally_low(prices(40, 41, 100, 100, 100, 100))
    assert found.mean == Fraction(341, 4)
    assert found.flagged == (UUID(int=0), UUID(int=1))


@given(st.lists(st.decimals("0.01", "9999999", places=2), min_size=4, max_size=20))
def test_the_flag_falls_on_all_prices_below_the_threshold_and_no_other(
    amounts: list[Decimal],
) -> None:
    given_prices = prices(*(str(a) for a in amounts))
    found = abnormally_low(given_prices)
    assert found.threshold is not None
    below = {bid for bid, price in given_prices.items() if Fraction(price) <= found.threshold}
    assert set(found.flagged) == below
    assert max(given_prices, key=lambda b: (given_prices[b], b)) in found.left_out
