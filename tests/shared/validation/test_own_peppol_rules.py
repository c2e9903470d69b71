"""Our own Peppol rules: each one holds and fails where it should, says so plainly, errs nowhere."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shared
from shared.i18n import Catalogue, load_catalogues
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.schematron.loader import load_schema
from shared.schematron.model import Assertion
from shared.schematron.tree import document_of
from shared.validation.wording.choice import UNWORDED, wording_of
from shared.xml.parse import parse
from tests.shared.validation.invoices import invoice
from tests.shared.validation.peppol_cases import (
    CASES,
    GERMAN,
    SELF,
    TO_CREDIT,
    RuleCase,
    changed,
    numbered,
)

TODAY = dt.date(2026, 11, 21)
FILE = Path(shared.__file__).parent / "validation" / "rules" / "peppol-billing.sch"
COUNT = 63  # R 28, F 1, P 11, CL 6, COMMON 17, of which R056 is two rules


@cache
def own_rules() -> RuleSet:
    return rule_set(FILE)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return own_rules()


def failing(rules: RuleSet, document: bytes) -> set[str]:
    found = rules.run(document_of(parse(document)), TODAY)
    assert [finding.error for finding in found if finding.error] == []
    return {finding.assertion.id for finding in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_fails_for_the_document_that_breaks_it_alone(rules: RuleSet, case: RuleCase) -> None:
    kept, broken = case.documents()
    assert case.rule not in failing(rules, kept)
    assert case.rule in failing(rules, broken)


def test_a_good_document_of_each_kind_breaks_no_rule(rules: RuleSet) -> None:
    self_billed = (*SELF, (">380<", ">389<"))
    credit = changed(*TO_CREDIT)
    self_credit = changed(*SELF, *TO_CREDIT, (">381<", ">261<"))
    for document in (invoice(30), changed(*self_billed), credit, self_credit, changed(GERMAN)):
        assert failing(rules, document) == set()


def test_every_rule_has_a_case() -> None:
    written = {assertion.id for assertion in _assertions()}
    assert {case.rule for case in CASES} == written
    assert len(written) == COUNT


def test_every_rule_has_a_sentence_of_ours_in_four_languages() -> None:
    folder = Path(shared.__file__).parent / "locale"
    catalogues = load_catalogues([folder])
    for assertion in _assertions():
        wording = wording_of(assertion.id)
        assert wording is not UNWORDED, assertion.id
        for language in ("nl", "fr", "de"):
            assert _is_told(catalogues[language], wording.says), (language, wording.says)
            assert _is_told(catalogues[language], wording.remedy), (language, wording.remedy)


def _is_told(catalogue: Catalogue, text: str) -> bool:
    return catalogue.gettext(text) != text


def _assertions() -> Iterable[Assertion]:
    schema = load_schema(FILE)
    return [a for pattern in schema.patterns for rule in pattern.rules for a in rule.assertions]


# numbers that check themselves: a right one passes, any other last digit does not -----------------


def is_right(rules: RuleSet, scheme: str, number: str) -> bool:
    return not any("COMMON" in rule for rule in failing(rules, changed(*numbered(scheme, number))))


@given(st.integers(0, 99_999_999))
def test_one_pair_of_check_digits_makes_a_belgian_number(first: int) -> None:
    rules = own_rules()
    check = 97 - first % 97
    assert is_right(rules, "0208", f"{first:08d}{check:02d}")
    assert not is_right(rules, "0208", f"{first:08d}{check % 97 + 1:02d}")


@given(st.integers(1, 10**12 - 1))
def test_one_check_digit_makes_a_gln(first: int) -> None:
    rules = own_rules()
    body = f"{first:012d}"
    odd, even = (sum(map(int, body[start::2])) for start in (0, 1))
    check = -(odd + 3 * even) % 10
    assert is_right(rules, "0088", f"{body}{check}")
    assert not is_right(rules, "0088", f"{body}{(check + 1) % 10}")


@given(st.integers(0, 10**9 - 1))
def test_one_check_digit_makes_a_swedish_number(first: int) -> None:
    rules = own_rules()
    body = f"{first:09d}"
    doubled = sum(int(digit) for each in body[::2] for digit in str(2 * int(each)))
    check = -(doubled + sum(map(int, body[1::2]))) % 10
    assert is_right(rules, "0007", f"{body}{check}")
    assert not is_right(rules, "0007", f"{body}{(check + 1) % 10}")
