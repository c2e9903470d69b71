"""Which assertions can never be asked: an earlier rule of the pattern claims their elements."""

import pytest

from shared.schematron.expressions import Path
from shared.schematron.parser import parse_expression
from tests.differential.assertions import claims


def path(text: str) -> Path:
    parsed = parse_expression(text)
    assert isinstance(parsed, Path)
    return parsed


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("a/b", "a/b"),
        ("b", "/x/a/b"),
        ("a/b", "a/b[@c = '1']"),
        ("a[@d]/b", "/a[@d][@e]/b[c]"),
        ("/a/b", "/a/b[c]"),
    ],
)
def test_an_earlier_rule_claims_what_it_matches_at_least_as_well(earlier: str, later: str) -> None:
    assert claims(path(earlier), path(later))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("a/b[@c]", "a/b"),
        ("/a/b", "a/b"),
        ("/b", "/a/b"),
        ("a/b", "b"),
        ("b[1]", "b[1][@c]"),
        ("b[last()]", "b[@c]"),
        ("a/c", "a/b"),
        ("@b", "b"),
    ],
)
def test_it_claims_nothing_that_it_may_not_match(earlier: str, later: str) -> None:
    assert not claims(path(earlier), path(later))
