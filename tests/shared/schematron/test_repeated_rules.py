"""Schemas that say the same dozens of times, as eForms does per notice subtype: read once."""

from dataclasses import replace

import pytest

from shared.schematron.compiled import CompiledAssertion, Thawing
from shared.schematron.generator.module import compile_schema
from shared.schematron.model import Let, Phase, Schema
from tests.shared.schematron.evaluating import fired, pattern, rule, run, schema_of

SUBTYPES = ("1", "2", "3", "4")
LONG = " and ".join(f"not(x{number}/y[@z = 'q{number}'])" for number in range(9))


def by_subtype(*tests: str) -> Schema:
    """One pattern and one phase per subtype, each with a test of its own."""
    patterns = tuple(
        pattern(rule(f"b[$kind = '{kind}']", *tests, f"@n != '{kind}'"), name=f"p{kind}")
        for kind in SUBTYPES
    )
    phases = tuple(Phase(f"s{kind}", (f"p{kind}",)) for kind in SUBTYPES)
    lets = (Let("kind", "/*/@kind/string()"),)
    return replace(schema_of(*patterns), lets=lets, phases=phases)


def test_a_context_that_ends_with_another_word_is_another_context() -> None:
    schema = by_subtype("@on")
    assert fired(schema, "<a kind='3'><b n='3'/></a>") == ["A1", "A2"]
    assert fired(schema, "<a kind='3'><b on='' n='2'/></a>") == []
    assert fired(schema, "<a kind='5'><b n='5'/></a>") == []


@pytest.mark.parametrize(
    ("context", "count"),
    [
        ("b[@x = \"[$s = 'q']\"]", 1),
        ("b[@x][$s = 'q']", 2),
        ("b[@y or $s = 'q']", 2),
        ("c | b[$s = 'q']", 3),
        ("(c | b)[$s = 'q']", 3),
        ("b[1][$s = 'r']", 0),
        ("b[1][$s = 'q']", 1),
    ],
)
def test_what_looks_like_a_last_condition_is_read_as_xpath_reads_it(
    context: str, count: int
) -> None:
    schema = schema_of(pattern(rule(context, "false()"), lets=[Let("s", "'q'")]))
    xml = "<a><b x=\"[$s = 'q']\"/><b x=''/><c/></a>"
    assert len(fired(schema, xml)) == count


def test_a_long_test_of_many_rules_is_written_once_and_asked_in_each() -> None:
    schema = by_subtype(LONG)
    assert compile_schema(schema).source.count("def p") == 1
    broken = "<a kind='2'><b n=''><x4><y z='q4'/></x4></b></a>"
    assert fired(schema, broken) == ["A1"]


def test_a_test_that_climbs_is_not_shared_between_depths() -> None:
    """What stands below the root may ask for its grandparent, the root element may not."""
    climbing = f"not(../../@z) and {LONG}"
    contexts = ("/a", "/a/b", "/a/b/c", "/a/b/c/d")
    schema = schema_of(*(pattern(rule(c, climbing, f"@o = '{c}'")) for c in contexts))
    assert fired(schema, "<a z=''><b><c><d/></c></b></a>").count("A1") == 1


def test_nested_predicates_do_not_multiply_the_code() -> None:
    test = "x"
    for number in range(12):
        test = f"x{number}[{test} = 'y']"
    assert len(compile_schema(schema_of(pattern(rule("/*", test)))).source) < 3_000


def test_each_phase_runs_its_own_patterns_in_any_order() -> None:
    schema = by_subtype("@on")
    xml = "<a kind='2'><b n='2'/></a>"
    assert [f.assertion.id for f in run(schema, xml, "s2")] == ["A1", "A2"]
    assert run(schema, xml, "s1") == []


def test_rows_thaw_when_looked_at() -> None:
    rows = [(f"A{number}", "fatal", False, "", "", (), ()) for number in range(3)]
    thawing = Thawing(CompiledAssertion, rows)
    assert [found.id for found in thawing] == ["A0", "A1", "A2"]
    assert (thawing[1].id, thawing[-1].id, len(thawing)) == ("A1", "A2", 3)
    assert [found.id for found in thawing[1:]] == ["A1", "A2"]
