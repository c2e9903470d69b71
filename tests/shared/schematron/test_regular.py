"""Patterns answer in bounded time, whatever the rules and the documents hold."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.schematron.errors import DynamicError
from shared.schematron.runtime.regular import matches, regular, replaced, tokenized

# as official rules of notices write telephone numbers and addresses
TELEPHONE = r"^((\(\+?[0-9]+\))|\+?[0-9]+)( - |-| )?(((\(\d+\))|\d+)( - |-| )?)*(\d+)( )?$"
ADDRESS = r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Z]{2,}$"
HOSTILE = [
    (TELEPHONE, "1" * 5_000 + "x"),
    (ADDRESS, "a@" + "a" * 5_000),
    (r"^(a+)+$", "a" * 5_000 + "b"),
    (r"^(a|a)*$", "a" * 5_000 + "b"),
    (r"^(a|aa)+$", "a" * 5_000 + "b"),
    (r"^a*a*a*a*a*$", "a" * 5_000 + "b"),
    (r"a+b", "a" * 50_000),
    (r"^((a{1,9}){1,9}){1,9}$", "a" * 5_000),
    (r"^(\w*\s*)*;$", "word " * 2_000),
]


@pytest.mark.parametrize(("pattern", "text"), HOSTILE)
def test_a_pattern_that_makes_backtracking_explode_is_answered_at_once(
    pattern: str, text: str
) -> None:
    started = time.process_time()
    assert matches(text, pattern) is False
    assert time.process_time() - started < 2


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(a*)*b"])
def test_replacing_by_such_a_pattern_in_a_long_text_is_refused(pattern: str) -> None:
    for call in (
        lambda: replaced("a" * 100, pattern, "-"),
        lambda: tokenized("a" * 100, pattern),
    ):
        with pytest.raises(DynamicError, match="FOER0000"):
            call()
    assert replaced("xaab", pattern, "-") == "x-"


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a**",
        "a++",
        "*",
        "a{2",
        "a{2,1}",
        "[",
        "[z-a]",
        "\\",
        "\\q",
        "a]",
        "(?=a)",
        "\\p{X}",
    ],
)
def test_what_is_no_pattern_of_xpath_is_an_error(pattern: str) -> None:
    with pytest.raises(DynamicError, match="FORX0002"):
        matches("a", pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(" * 5_000, "(a" * 200 + ")" * 200, "((((a{99}){99}){99}){99}b+)+", "a{9999999999}"],
    ids=["parentheses", "groups", "counts", "number"],
)
def test_a_pattern_of_any_size_is_refused_or_answered(pattern: str) -> None:
    started = time.process_time()
    with pytest.raises(DynamicError, match="FORX0002"):
        matches("a", pattern)
    assert time.process_time() - started < 2


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "\\d", "(?:ab)", "^", "$"])


def _patterns(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    quantified = st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,}"]))
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        quantified.map(lambda pair: f"({pair[0]}){pair[1]}"),
    )


@given(st.recursive(ATOMS, _patterns, max_leaves=6), st.text("ab1", max_size=8))
def test_the_automaton_and_backtracking_agree(pattern: str, text: str) -> None:
    assert matches(text, pattern) is (regular(pattern).search(text) is not None)


@given(st.text("ab()[]{}*+?|\\^$.-,d12:p", max_size=20), st.text("ab1", max_size=8))
def test_any_text_is_a_pattern_or_a_named_error(pattern: str, text: str) -> None:
    refusal = ""
    try:
        found = matches(text, pattern)
    except DynamicError as error:
        refusal = error.code
    if refusal:
        assert refusal in {"FORX0002", "FOER0000"}
    else:
        assert found is (regular(pattern).search(text) is not None)
