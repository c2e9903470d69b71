"""XPath is parsed as its grammar says, and nothing else is accepted."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.schematron.errors import ExpressionError, NotSupportedError, XPathSyntaxError
from shared.schematron.expressions import (
    Arithmetic,
    AxisStep,
    Call,
    Comparison,
    Descend,
    Expression,
    ExpressionStep,
    Filter,
    KindTest,
    Literal,
    Logical,
    NameTest,
    Path,
    Root,
    Variable,
)
from shared.schematron.parser import parse_expression as parse


def child(name: str, *predicates: Expression) -> AxisStep:
    prefix, colon, local = name.partition(":")
    test = NameTest(prefix, local) if colon else NameTest(None, name)
    return AxisStep("child", test, predicates)


def test_multiplication_binds_tighter_than_addition_and_comparison() -> None:
    assert parse("1 + 2 * 3 = 7") == Comparison(
        "general",
        "=",
        Arithmetic("+", Literal(1), Arithmetic("*", Literal(2), Literal(3))),
        Literal(7),
    )


def test_words_are_operators_only_where_an_operator_can_stand() -> None:
    assert parse("or or and") == Logical("or", (Path((child("or"),)), Path((child("and"),))))
    assert parse("div div div") == Arithmetic("div", Path((child("div"),)), Path((child("div"),)))


def test_a_star_is_a_name_test_or_a_product() -> None:
    assert parse("* * *") == Arithmetic(
        "*",
        Path((AxisStep("child", NameTest("*", "*")),)),
        Path((AxisStep("child", NameTest("*", "*")),)),
    )


def test_a_hyphen_belongs_to_the_name_unless_blanks_stand_around_it() -> None:
    assert parse("a-b") == Path((child("a-b"),))
    assert parse("$a - 1") == Arithmetic("-", Variable("a"), Literal(1))


def test_a_double_slash_is_kept_as_its_own_step() -> None:
    assert parse("//x:a/@b") == Path(
        (Root(), Descend(), child("x:a"), AxisStep("attribute", NameTest(None, "b")))
    )


def test_a_parenthesised_path_with_predicate_is_no_step_with_predicate() -> None:
    inner = Path((child("a"), child("b")))
    assert parse("(a/b)[1]") == Filter(inner, (Literal(1),))
    assert parse("a/b[1]") == Path((child("a"), child("b", Literal(1))))


def test_a_function_may_stand_as_the_last_step() -> None:
    assert parse("a/normalize-space(.)").steps[1] == ExpressionStep(  # type: ignore[union-attr]  # a path
        Call("normalize-space", (parse("."),))
    )


def test_numbers_keep_their_type() -> None:
    assert parse("1") == Literal(1)
    assert parse("1.50") == Literal(Decimal("1.50"))
    assert parse("1e3") == Literal(1000.0)


def test_quotes_are_doubled_inside_their_own_kind() -> None:
    assert parse("'it''s'") == Literal("it's")
    assert parse('"say ""a"""') == Literal('say "a"')


def test_comments_nest_and_say_nothing() -> None:
    assert parse("1 (: a (: b :) c :) + 2") == Arithmetic("+", Literal(1), Literal(2))


def test_kind_tests_are_no_functions() -> None:
    assert parse("text()") == Path((AxisStep("child", KindTest("text")),))
    assert parse("..") == Path((AxisStep("parent", KindTest("node")),))


@pytest.mark.parametrize(
    "text", ["", "1 +", "a[", "(a", "a b", "'open", "a/", "$", "for $x in a", "a (: open"]
)
def test_what_is_no_xpath_is_refused(text: str) -> None:
    with pytest.raises(XPathSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("processing-instruction(x)", "processing-instruction"),
        ("namespace::x", "namespace"),
        ("a instance of element(b)", "element"),
        ("(" * 100 + "1" + ")" * 100, "nested"),
    ],
)
def test_what_is_not_known_is_named(text: str, named: str) -> None:
    with pytest.raises(NotSupportedError, match=named):
        parse(text)


ALPHABET = "ab:/@*()[]'\"$.,=<>!|+-0123 \n_édivorsometextin"


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_any_text_is_either_an_expression_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)
