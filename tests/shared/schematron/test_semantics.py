"""Values behave as XPath 2.0 says; where SaxonC is installed it is asked about each expression."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.schematron.cache import rule_set
from shared.schematron.errors import UnknownConstruct
from shared.schematron.model import Embedded, Let, Rule
from shared.schematron.runtime.moments import Moment, to_date
from shared.schematron.runtime.numbers import decimal_text, divide, double_text, round_half_up
from shared.schematron.runtime.regular import matches, replaced, tokenized
from shared.schematron.tree import document_of
from shared.xml.parse import parse
from tests.shared.schematron.asked import (
    DATES_AND_NUMBERS_AT_THE_EDGE,
    EXPRESSIONS,
    STEPS_AFTER_ATTRIBUTES_AND_TEXTS,
    XML,
)
from tests.shared.schematron.evaluating import (
    TODAY,
    assertion,
    holds,
    pattern,
    run,
    schema_of,
    text_of,
)


def saxon(expression: str) -> Any:
    """The string value of an expression at the root element, or None when Saxon refuses it."""
    saxonche = pytest.importorskip("saxonche")
    processor = saxonche.PySaxonProcessor(license=False)
    xpath = processor.new_xpath_processor()
    xpath.declare_namespace("p", "urn:p")
    node = processor.parse_xml(xml_text=XML)
    xpath.set_context(xdm_item=node.children[0])
    try:
        value = xpath.evaluate_single(
            f"string-join(for $v in ({expression}) return string($v), ' ')"
        )
    except saxonche.PySaxonApiError:
        return None
    return value.string_value if value is not None else ""


def own(expression: str) -> str | None:
    """The same with our engine."""
    joined = f"string-join(for $v in ({expression}) return string($v), ' ')"
    told = assertion("false()", text=(Embedded(joined),))
    schema = schema_of(pattern(Rule("/*", (), (told,))), namespaces={"p": "urn:p"})
    text = run(schema, XML)[0].text
    return None if text == "?" else text


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_says_what_saxon_says(expression: str) -> None:
    assert own(expression) == saxon(expression)


@pytest.mark.parametrize("expression", STEPS_AFTER_ATTRIBUTES_AND_TEXTS)
def test_a_step_starts_at_the_attribute_or_text_before_it(expression: str) -> None:
    """XPath 2.0, 3.2: each step is evaluated with the node found so far as context item."""
    assert own(expression) == saxon(expression)


@pytest.mark.parametrize("expression", DATES_AND_NUMBERS_AT_THE_EDGE)
def test_values_at_the_edge_are_those_of_xml_schema_1_1(expression: str) -> None:
    assert own(expression) == saxon(expression)


@given(st.integers(-3_000_000, 3_000_000))
def test_a_day_is_written_so_that_it_reads_back(days: int) -> None:
    text = str(Moment("date", Decimal(days * 86_400), None))
    assert to_date(text) == Moment("date", Decimal(days * 86_400), None)


@pytest.mark.parametrize(
    "expression",
    ["count(descendant::node())", "n/following-sibling::node()", "//..", "//."],
)
def test_axes_on_which_texts_would_count_are_refused(expression: str) -> None:
    """The tree holds no texts between elements, so a wrong count is refused, not given."""
    with pytest.raises(UnknownConstruct):
        own(expression)


FUNCTION = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
<ns prefix="u" uri="urn:u"/>
<function xmlns="http://www.w3.org/1999/XSL/Transform" name="u:big" as="xs:boolean">
<param name="n" as="xs:integer"/><value-of select="$n &gt; 5"/></function>
<pattern><rule context="n"><assert id="A" test="u:big(xs:integer(.))">n</assert></rule></pattern>
</schema>"""


def test_value_of_in_a_function_makes_a_text_that_is_cast_to_the_type(tmp_path: Path) -> None:
    """XSLT 2.0, 10.3 and XPath 2.0, 3.1.5: the text 'false' becomes the boolean false."""
    path = tmp_path / "r.sch"
    path.write_text(FUNCTION)
    found = rule_set(path).run(document_of(parse(b"<r><n>7</n><n>3</n></r>")), TODAY)
    assert [x.node.value for x in found] == ["3"]


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("xs:decimal('x') > 0", "FORG0001"),
        ("xs:date('2026-13-01') = xs:date('2026-01-01')", "FORG0001"),
        ("1 idiv 0 = 1", "FOAR0001"),
        ("1.0 div 0 = 1", "FOAR0001"),
        ("string-length((*)) = 1", "XPTY0004"),
        ("n = 7", "FORG0001"),
        ("matches('a', '[')", "FORX0002"),
        ("xs:date('2026-01-01') < 3", "XPTY0004"),
    ],
)
def test_a_dynamic_error_has_the_code_of_the_standard(test: str, code: str) -> None:
    assert holds(test, "<a><n>x</n><n>y</n></a>") == code


def test_the_effective_value_of_several_values_is_an_error() -> None:
    assert holds("('a', 'b')") == "FORG0006"


def test_today_is_the_day_the_run_was_given() -> None:
    assert text_of("string(current-date())") == "2026-11-21Z"


def test_a_tie_is_rounded_up_below_zero_too() -> None:
    assert round_half_up(Decimal("-2.5")) == Decimal(-2)
    assert round_half_up(Decimal("2.5")) == Decimal(3)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_decimal_is_written_so_that_it_reads_back(number: Decimal) -> None:
    text = decimal_text(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not (("." in text) and text.endswith("0"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_is_written_so_that_it_reads_back(number: float) -> None:
    assert float(double_text(number)) == number


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_quotient_has_at_least_eighteen_decimals_unless_it_ends(a: int, b: int) -> None:
    quotient = divide(a, b)
    assert abs(quotient * b - a) < Decimal("1e-12")


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("line\n", "^line$", False),  # Python's $ would match before the line end
        ("a+b", r"^\w+$", True),  # a symbol, not punctuation
        ("a_b", r"^\w+$", False),  # the low line is punctuation here
        ("\u00a0", r"^\s$", False),  # no blank of XML
        ("A", r"^\p{Lu}$", True),
        ("a-b", r"^[a\-b]+$", True),
        ("]", r"^[\]]$", True),
        ("x:y", r"^\i\c*$", True),
        ("\r", "^.$", False),
    ],
)
def test_regular_expressions_are_those_of_xpath(text: str, pattern: str, found: bool) -> None:
    assert matches(text, pattern) is found


def test_replacement_and_tokens_follow_the_groups_of_xpath() -> None:
    assert replaced("ab", "(a)(b)", "$2$1\\$\\\\") == "ba$\\"
    assert tokenized("1 2  3", " ") == ["1", "2", "", "3"]


UNDECIDED = "<r><m>1</m><n>x</n></r>"


@pytest.mark.parametrize(
    ("test", "outcome"),
    [
        ("xs:decimal(n) > 1 or n", True),
        ("n or xs:decimal(n) > 1", True),
        ("xs:decimal(n) > 1 and e", False),
        ("e and xs:decimal(n) > 1", False),
        ("xs:decimal(n) > 1 or e", "FORG0001"),
        ("xs:decimal(n) > 1 and n", "FORG0001"),
        ("xs:decimal(e) = xs:decimal(n)", False),
        ("xs:decimal(n) = xs:decimal(e)", False),
        ("xs:decimal(e) + xs:decimal(n) = 1", False),
        ("not(xs:decimal(n) - xs:decimal(e) > 1)", True),
        ("max(e) le xs:integer(n)", False),
        ("xs:decimal(n) = xs:decimal(n)", "FORG0001"),
        ("exists(*[xs:integer(.) = 1])", True),
        ("*[xs:integer(.) = 1] or e", True),
        ("*/xs:integer(.) = xs:integer(m)", True),
        ("*/xs:integer(.) = xs:integer(n)", "FORG0001"),
        ("*/xs:integer(.) = */xs:integer(.)", True),
        ("*/xs:integer(.) > */xs:integer(.)", "FORG0001"),
        ("m/xs:integer(.) = */xs:integer(.)", True),
        ("xs:integer(m) = */xs:integer(.)", True),
        ("xs:integer(m) + 1 = */xs:integer(.)", "FORG0001"),
        ("xs:integer(e) = */xs:integer(.)", False),
        ("xs:integer(n) = e/xs:integer(.)", False),
        ("xs:integer(n) = */xs:integer(.)", "FORG0001"),
        ("every $a in m satisfies $a = */xs:integer(.)", True),
        ("count(*[xs:integer(.) = 1]) = count(n)", "FORG0001"),
        ("some $a in */xs:integer(.) satisfies $a = 1", True),
        ("every $a in */xs:integer(.) satisfies $a = 2 or e", False),
        ("every $a in */xs:integer(.), $b in */xs:integer(.) satisfies $a = $b or e", "FORG0001"),
        ("every $a in m, $b in */xs:integer(.) satisfies $a != $b or e", False),
        ("some $a in */xs:integer(.) satisfies $a = 2", "FORG0001"),
    ],
)
def test_an_error_stands_only_where_the_outcome_depends_on_it(
    test: str, outcome: bool | str
) -> None:
    """XPath 2.0, 2.3.4: an operand that decides makes an error in another one unimportant."""
    assert holds(test, UNDECIDED) == outcome


def test_the_second_look_uses_variables_and_messages_as_the_first() -> None:
    lets = [Let("n", "xs:decimal(n)"), Let("e", "xs:decimal(e)")]
    told = assertion("$e = $n", text=("is ", Embedded("n")))
    found = run(schema_of(pattern(Rule("/*", tuple(lets), (told,)))), UNDECIDED)
    assert [(x.error, x.text) for x in found] == [("", "is x")]


def test_the_second_look_sees_through_what_several_tests_share() -> None:
    """A path that both tests ask becomes a variable: its items still come one by one."""
    lets = (Let("all", "*/xs:integer(.)"),)
    tests = [assertion("*/xs:integer(.) = 1 and n"), assertion("*/xs:integer(.) = 1 and not(e)")]
    tests += [assertion("$all = 1 and m"), assertion("$all = 1 and e")]
    found = run(schema_of(pattern(Rule("/*", lets, tuple(tests)))), UNDECIDED)
    assert [(x.number, x.error) for x in found] == [(3, "")]
