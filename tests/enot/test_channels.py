"""EU thresholds, and what follows from them."""

import datetime as dt

import pytest

from enot.rules.channels import (
    Channel,
    ValueQuestion,
    decide_channels,
    judge_kind,
    judge_order,
)
from enot.rules.thresholds import BuyerLevel, ThresholdsUnknown, thresholds_on
from enot.subtypes import Subtype
from shared.clock import BRUSSELS
from shared.money import Money
from shared.tender import ContractNature, ProcedureKind


def question(
    value: int | str,
    nature: ContractNature = ContractNature.SUPPLIES,
    level: BuyerLevel = BuyerLevel.SUB_CENTRAL,
    kind: ProcedureKind = ProcedureKind.OPEN,
    year: int = 2026,
) -> ValueQuestion:
    dispatch = dt.datetime(year, 11, 23, 9, tzinfo=BRUSSELS)
    return ValueQuestion(Money.of(value), nature, level, kind, dispatch)


@pytest.mark.parametrize(
    ("asked", "threshold", "subtype"),
    [
        (question("215999.99"), 216_000, Subtype.NATIONAL_CONTRACT_NOTICE),
        (question(216_000), 216_000, Subtype.CONTRACT_NOTICE),
        (question(216_000, year=2025), 221_000, Subtype.NATIONAL_CONTRACT_NOTICE),
        (question(140_000, level=BuyerLevel.CENTRAL), 140_000, Subtype.CONTRACT_NOTICE),
        (question(140_000), 216_000, Subtype.NATIONAL_CONTRACT_NOTICE),
        (
            question(5_403_999, ContractNature.WORKS, BuyerLevel.CENTRAL),
            5_404_000,
            Subtype.NATIONAL_CONTRACT_NOTICE,
        ),
        (question(5_404_000, ContractNature.WORKS), 5_404_000, Subtype.CONTRACT_NOTICE),
        (question(216_000, ContractNature.SERVICES), 216_000, Subtype.CONTRACT_NOTICE),
    ],
)
def test_the_threshold_decides_the_subtype(
    asked: ValueQuestion, threshold: int, subtype: Subtype
) -> None:
    decision = decide_channels(asked)
    assert decision.threshold == Money.of(threshold)
    assert decision.subtype is subtype


def test_a_european_notice_goes_to_ted_before_the_journal() -> None:
    decision = decide_channels(question(300_000))
    assert decision.channels == (Channel.TED, Channel.NATIONAL)
    order = judge_order(decision)
    assert order is not None
    assert order.article is not None
    assert order.article.number == "52"


def test_a_national_notice_goes_to_the_journal_alone() -> None:
    decision = decide_channels(question(30_000))
    assert decision.channels == (Channel.NATIONAL,)
    assert judge_order(decision) is None


def test_a_day_no_row_covers_is_refused_rather_than_guessed() -> None:
    with pytest.raises(ThresholdsUnknown):
        thresholds_on(dt.date(2028, 1, 1))


def test_the_simplified_procedure_ends_at_the_threshold() -> None:
    simplified = ProcedureKind.SIMPLIFIED_NEGOTIATED
    verdict = judge_kind(question(216_000, kind=simplified))
    assert verdict is not None
    assert verdict.is_breach
    assert judge_kind(question(215_000, kind=simplified)) is None
    assert judge_kind(question(900_000)) is None


@pytest.mark.parametrize(
    ("notice", "award"),
    [
        (Subtype.CONTRACT_NOTICE, Subtype.AWARD_NOTICE),
        (Subtype.NATIONAL_CONTRACT_NOTICE, Subtype.NATIONAL_AWARD_NOTICE),
    ],
)
def test_each_contract_notice_has_its_award_notice(notice: Subtype, award: Subtype) -> None:
    assert notice.award_counterpart is award
    assert award.is_award
    assert award.is_european == notice.is_european
