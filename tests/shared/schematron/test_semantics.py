"""Values behave as XPath 2.0 says; where SaxonC is installed it is asked about each expression."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.schematron.model import Embedded, Rule
from shared.schematron.runtime.numbers import decimal_text, divide, double_text, round_half_up
from shared.schematron.runtime.regular import matches, replaced, tokenized
from tests.shared.schematron.evaluating import (
    assertion,
    holds,
    pattern,
    run,
    schema_of,
    text_of,
)

XML = """<r xmlns:p="urn:p"><n>7</n><n>08</n><n>1.50</n><t> a  b </t><e/><d>2026-11-21</d>
<z>2026-11-21+02:00</z><i p:x="1" y="two">in</i><b>true</b><m>x<q>y</q>z</m><w>été</w></r>"""

EXPRESSIONS = """
1 div 3
10 div 4
7 idiv 2
-7 idiv 2
-7 mod 3
7.5 mod 2
1.0 + 0.1
0.1 + 0.2
n[1] + 1
n[3] * 2
xs:decimal(n[3]) * 2
number(t)
number('1e3')
1e6 + 0
1.5e7 * 10
0.0000001e0
round(2.5)
round(-2.5)
round(xs:decimal(n[3]))
abs(-3)
floor(-1.5)
ceiling(-1.5)
sum(n)
sum(())
sum((1, 2.5))
count(n)
count(*)
count(//*)
max(n)
min((3, 1, 2))
avg((1, 2))
xs:integer('12') + 1
xs:integer(3.9)
xs:decimal('0.10')
string(1.10)
string(100)
string(1e21)
concat('a', 1.50, true())
string-length(t)
normalize-space(t)
upper-case(w)
lower-case('ÀB')
substring('12345', 2, 3)
substring('12345', 0, 3)
substring('12345', 1.5, 2.6)
substring('12345', -42)
substring('12345', 2)
substring-before('a-b-c', '-')
substring-after('a-b-c', '-')
substring-before('abc', 'x')
substring-after('abc', '')
translate('bar', 'abc', 'AB')
string-join(('a', 'b'), '-')
string-join(n, ',')
tokenize('a, b,c', ',\\s*')[2]
count(tokenize('a b ', ' '))
replace('abc', 'b', '[$0]')
replace('2026-11-21', '(\\d+)-(\\d+)-(\\d+)', '$3/$2/$1')
matches('ABC', 'b', 'i')
matches('a_b', '^\\w+$')
matches('é', '^\\p{L}$')
matches('٣', '^\\d$')
matches('abc', '^[a-z-[b]]+$')
matches('x.y', 'x\\.y')
starts-with('abc', 'ab')
ends-with('abc', 'bc')
contains('abc', '')
codepoints-to-string((72, 105))
string-to-codepoints('Hi')[2]
string-join(for $x in reverse((1, 2, 3)) return string($x), '')
string-join(for $x in 1 to 3, $y in (10, 20) return string($x * $y), ' ')
some $x in n satisfies $x = 8
every $x in n satisfies $x > 2
if (e) then 'yes' else 'no'
if (e = '') then 'empty' else 'full'
n = 7
n = '08'
n = 8
n != 7
n[1] eq '7'
n[1] < n[3]
'10' < '9'
10 < 9
b = true()
e = ''
not(e)
not(x)
boolean(n)
exists(x) or exists(n)
empty(())
d = xs:date('2026-11-21')
xs:date(d) < xs:date('2026-12-01')
xs:date(z) < xs:date(d)
xs:date('2026-11-21Z') = xs:date('2026-11-21+00:00')
string(xs:date('2026-01-31') + xs:yearMonthDuration('P1M'))
string(xs:date('2026-03-01') - xs:dayTimeDuration('P1D'))
string(xs:date('2026-03-01') - xs:date('2026-02-01'))
string(xs:dayTimeDuration('P1DT2H') * 2)
string(xs:yearMonthDuration('P14M'))
xs:dayTimeDuration('PT36H') > xs:dayTimeDuration('P1D')
xs:time('10:00:00+01:00') = xs:time('09:00:00Z')
string(timezone-from-time(xs:time('10:00:00+01:00')))
year-from-date(xs:date(d))
d castable as xs:date
t castable as xs:decimal
'2026-02-30' castable as xs:date
'' castable as xs:integer
'x' castable as xs:string
name(i)
local-name(i/@*:x)
namespace-uri(i/@*[local-name() = 'x'])
string(i/@y)
i/@p:x
i/@y/string()
string(i/@y/string-length(.))
name(i/@y/..)
count(*/@*/..)
name(t/text()[1]/..)
t/text()/normalize-space(.)
name(t/text()/..)
count(i/@*)
name(*[2])
name(*[last()])
name(*[position() = 3])
string-join(n[position() > 1], ' ')
string-join(n[. > 2], ' ')
n[2]/preceding-sibling::n
string-join(e/preceding-sibling::*/name(), ' ')
name(e/following-sibling::*[1])
name(e/preceding-sibling::*[1])
string-join(i/ancestor-or-self::*/name(), '/')
name(i/..)
string(m)
string(m/q)
count(m/text())
string-join(m/node(), '|')
count(n | n[1])
count(n intersect n[1])
count(n except n[1])
n[1] is n[1]
n[1] << n[2]
string((n, e)[2])
distinct-values((1, 1, 2))[2]
index-of((10, 20, 10), 10)[2]
string(subsequence((1, 2, 3), 2)[1])
format-number(1234.5, '0.00')
format-number(0.5, '#.##')
compare('a', 'b')
deep/x
string(deep)
""".strip().splitlines()


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
