"""A hostile or broken rule file is refused by name, or runs within bounds: it never hangs."""

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import QuaestorError
from shared.schematron.cache import rule_set
from shared.schematron.engine import Finding
from shared.schematron.errors import ExpressionError
from shared.schematron.fingerprint import fingerprint
from shared.schematron.generator.module import compile_schema
from shared.schematron.parser import parse_expression
from shared.schematron.tree import document_of
from shared.xml.parse import parse
from tests.shared.schematron.evaluating import pattern, rule, schema_of

OPEN = '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">'
TODAY = dt.date(2026, 11, 21)
SECONDS = 15


def rules(test: str, context: str = "/*", lets: str = "") -> str:
    found = f'<assert id="A" test="{test}">x</assert>'
    return f'{OPEN}<pattern><rule context="{context}">{lets}{found}</rule></pattern></schema>'


def lets(first: str, following: str, count: int) -> str:
    """A chain of variables, each made of the one before it."""
    values = [first, *(following.replace("$v", f"$v{at}") for at in range(count))]
    return "".join(f'<let name="v{at}" value="{value}"/>' for at, value in enumerate(values))


def run(folder: Path, text: str, xml: bytes = b"<r><a>1</a></r>") -> list[Finding]:
    path = folder / "hostile.sch"
    path.write_text(text, encoding="utf-8")
    fingerprint(path)
    return rule_set(path).run(document_of(parse(xml)), TODAY)


REFUSED = {
    "words without end": rules(" or ".join(["a"] * 60_000)),
    "sums without end": rules("+".join(["1"] * 20_000)),
    "unions without end": rules("|".join(["a"] * 20_000)),
    "parentheses": rules("(" * 5_000 + "a" + ")" * 5_000),
    "predicates in predicates": rules("a[" * 2_000 + "b" + "]" * 2_000),
    "calls in calls": rules("not(" * 5_000 + "a" + ")" * 5_000),
    "choices in choices": rules("if (a) then " * 3_000 + "b" + " else c" * 3_000),
    "loops in loops": rules("for $x in a return " * 3_000 + "b"),
    "a test of unions multiplied": rules("/".join(["(a|b|c|d)"] * 12)),
    "a context of unions multiplied": rules("a", "/".join(["(a|b|c|d)"] * 12)),
    "an endless comment": rules("(:" * 1_000 + "a"),
    "an include of itself": f'{OPEN}<include href="hostile.sch"/></schema>',
    "an include outside": f'{OPEN}<include href="../secret.sch"/></schema>',
    "an include from afar": f'{OPEN}<include href="http://example.org/x.sch"/></schema>',
    "a declaration of entities": f'<!DOCTYPE schema [<!ENTITY x "y">]>{rules("a")}',
    "levels without end": f"{OPEN}{'<p>' * 1_000}{'</p>' * 1_000}</schema>",
    "rules that extend each other": f"{OPEN}<pattern>"
    '<rule abstract="true" id="a"><extends rule="b"/></rule>'
    '<rule abstract="true" id="b"><extends rule="a"/></rule>'
    '<rule context="/*"><extends rule="a"/></rule></pattern></schema>',
    "rules that extend twice": f"{OPEN}<pattern>"
    + "".join(
        f'<rule abstract="true" id="r{at}"><extends rule="r{at + 1}"/><extends rule="r{at + 1}"/>'
        "</rule>"
        for at in range(30)
    )
    + '<rule abstract="true" id="r30"/><rule context="/*"><extends rule="r0"/></rule>'
    "</pattern></schema>",
    "parameters that double": f'{OPEN}<pattern abstract="true" id="t"><rule context="/*">'
    '<assert test="$p00">x</assert></rule></pattern><pattern is-a="t">'
    + "".join(f'<param name="p{at:02}" value="$p{at + 1:02}$p{at + 1:02}"/>' for at in range(40))
    + "</pattern></schema>",
    "no expression": rules(""),
    "no context": rules("a", ""),
    "a name of two words": rules("$a b"),
    "a file to read": rules("doc('/etc/passwd')"),
    "no rules": "<html/>",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_by_name_and_soon(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    with pytest.raises(QuaestorError):
        run(tmp_path, text)
    assert time.process_time() - started < SECONDS


BOUNDED = {
    "texts that double": rules("$v40 = 'x'", lets=lets("'a'", "concat($v, $v)", 40)),
    "joined texts that double": rules("$v40 = 'x'", lets=lets("'a'", "string-join(($v, $v))", 40)),
    "replacements that grow": rules(
        "$v20 = 'x'", lets=lets("'a'", "replace($v, '.', '$0$0$0$0$0$0$0$0')", 20)
    ),
    "a range of all numbers": rules("count(1 to 100000000000) = 1"),
    "ranges inside ranges": rules("count(for $x in 1 to 1000000, $y in 1 to 1000000 return 1) = 1"),
    "a variable chain": rules("$v900 = 1", lets=lets("1", "$v + 1", 900)),
    "sums that double": rules("$v60 = 1", lets=lets("1", "$v + $v", 60)),
    "a pattern that explodes": rules("matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '^(a+)+$')"),
    "digits without end": rules("xs:integer(string-join(for $x in 1 to 9000 return '1')) = 1"),
}


@pytest.mark.parametrize("text", BOUNDED.values(), ids=BOUNDED.keys())
def test_it_is_evaluated_within_bounds(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    found = run(tmp_path, text)
    assert [x.assertion.id for x in found] == ["A"]
    assert time.process_time() - started < SECONDS


def test_a_function_that_calls_itself_for_ever_is_a_finding(tmp_path: Path) -> None:
    function = (
        '<ns prefix="u" uri="u"/><function xmlns="http://www.w3.org/1999/XSL/Transform" name="u:f">'
        '<param name="n"/><sequence select="u:f($n + 1)"/></function>'
    )
    text = rules("u:f(1) = 1").replace("<pattern>", f"{function}<pattern>")
    assert [x.error.split()[0] for x in run(tmp_path, text)] == ["RecursionError"]


_WORDS = r"""
    a b:c * / // . .. @ @a [ ] ( ) , | + - div and or = != < eq is << 1 1.5 1e3 'x' "y" $v
    for in return some satisfies if then else not( count( exists( to castable as xs:date cast
    ancestor:: following-sibling:: text() node() comment() current() position() last() union
    normalize-space( key( (: :) instance of treat ? :: ; # { } \ é ٠ �"""
WORDS = st.sampled_from(_WORDS.split())


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_words_in_any_order_are_an_expression_or_a_named_error(source: str) -> None:
    try:
        parse_expression(source)
    except ExpressionError as error:
        found = error.found
    else:
        found = "parsed"
    assert found


@given(st.lists(WORDS, max_size=10).map(" ".join), st.lists(WORDS, max_size=5).map(" ".join))
def test_rules_of_any_words_are_compiled_or_refused(test: str, context: str) -> None:
    for schema in (
        schema_of(pattern(rule("/*", test))),
        schema_of(pattern(rule(context, "a", test))),
    ):
        try:
            compiled = compile_schema(schema)
        except QuaestorError:
            continue
        assert compiled.assertions


@given(st.data())
def test_a_rule_file_cut_or_changed_anywhere_is_refused_or_runs(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = rules("normalize-space(a) != '' and count($v1) = 1", lets=lets("a", "$v", 1))
    at = data.draw(st.integers(0, len(whole)))
    kind = data.draw(st.sampled_from(["cut", "put", "take"]))
    more = data.draw(
        st.sampled_from(["<", "'", '"', "&", "]", "(", "x", "\x00", "\ud7ff", "</rule>"])
    )
    texts = {"cut": whole[:at], "put": whole[:at] + more + whole[at:]}
    text = texts.get(kind, whole[:at] + whole[at + 5 :])
    try:
        found = run(tmp_path_factory.mktemp("rules"), text)
    except QuaestorError:
        return
    assert isinstance(found, list)
