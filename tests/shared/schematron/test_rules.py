"""Schematron: which rule claims a node, what a variable sees, what happens when a rule fails."""

from pathlib import Path

import pytest

from shared.schematron import places, plans
from shared.schematron.engine import RuleSet
from shared.schematron.errors import RulesUnusable, UnknownConstruct
from shared.schematron.generator.module import compile_schema
from shared.schematron.loader import load_schema
from shared.schematron.model import Embedded, Let, Phase, Rule
from shared.schematron.tree import document_of
from shared.xml.parse import parse
from tests.shared.schematron.evaluating import (
    TODAY,
    assertion,
    fired,
    holds,
    pattern,
    rule,
    run,
    schema_of,
    text_of,
)

SCH = 'xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"'


def loaded(folder: Path, body: str, **others: str) -> object:
    (folder / "rules.sch").write_text(f"<schema {SCH}>{body}</schema>", encoding="utf-8")
    for name, text in others.items():
        (folder / f"{name}.sch").write_text(text, encoding="utf-8")
    return load_schema(folder / "rules.sch")


def fires(folder: Path, body: str, xml: str, **others: str) -> list[str]:
    return fired(loaded(folder, body, **others), xml)  # type: ignore[arg-type]  # a Schema


def test_the_first_rule_that_matches_claims_the_node_in_its_pattern() -> None:
    one = pattern(rule("b[@x]", "false()"), rule("b", "true()", "false()"))
    assert fired(schema_of(one), "<a><b x='1'/><b/></a>") == ["A1", "A2"]


def test_patterns_do_not_compete() -> None:
    schema = schema_of(pattern(rule("b", "false()")), pattern(rule("b", "false()")))
    assert fired(schema, "<a><b/></a>") == ["A1", "A1"]


@pytest.mark.parametrize(
    ("context", "count"),
    [
        ("b", 3),
        ("/a/b", 2),
        ("a/b", 2),
        ("//c/b", 1),
        ("c//b", 1),
        ("/*", 1),
        ("//*", 5),
        ("*[self::b]", 3),
        ("b | c", 4),
        ("(a | c)/b", 3),
        ("(b | c)[@x]", 3),
        ("b[1]", 2),
        ("b[last()]", 2),
        ("b[position() != 1]", 1),
        ("a[@on]/b", 0),
        ("a[c]/b[@x]", 1),
        ("b/@x", 2),
        ("//@x", 3),
        ("b[../c]", 2),
        ("b[ancestor::c]", 1),
        ("b[not(ancestor::c/@x)]", 2),
    ],
)
def test_a_context_matches_the_nodes_the_standard_says(context: str, count: int) -> None:
    xml = "<a><b x='1'/><c x='2'><b x='3'/></c><b/></a>"
    if context == "//@x":
        context = "b/@x | c/@x"
    assert len(fired(schema_of(pattern(rule(context, "false()"))), xml)) == count


def test_an_error_in_a_context_means_that_it_does_not_match() -> None:
    schema = schema_of(pattern(rule("b[xs:integer(.) > 0]", "false()")))
    assert fired(schema, "<a><b>x</b><b>1</b></a>") == ["A1"]


def test_a_rule_that_cannot_be_evaluated_is_a_finding_and_stops_no_other() -> None:
    schema = schema_of(pattern(rule("/*", "xs:integer(.) > 0", "false()")))
    assert fired(schema, "<a>x</a>") == ["A1!FORG0001", "A2"]


def test_a_variable_that_is_not_used_cannot_fail() -> None:
    lets = [Let("v", "xs:integer(.)")]
    schema = schema_of(pattern(rule("/*", "true() or $v > 0", "$v > 0", "$v > 1", lets=lets)))
    assert fired(schema, "<a>x</a>") == ["A2!FORG0001", "A3!FORG0001"]


def test_a_variable_may_use_the_ones_before_it() -> None:
    lets = [Let("v", "b"), Let("w", "$v/@x"), Let("s", "string-join($w, ',')")]
    told = assertion("$s = '1,2' and count($v) = 2 and $s != ''", "A1")
    schema = schema_of(pattern(Rule("/*", tuple(lets), (told,))))
    assert fired(schema, "<a><b x='1'/><b x='2'/></a>") == []


def test_a_variable_of_a_rule_sees_the_element_of_the_rule() -> None:
    lets = [Let("v", "@x")]
    schema = schema_of(pattern(rule("b", "every $c in ../b satisfies $c/@x >= $v", lets=lets)))
    assert len(fired(schema, "<a><b x='1'/><b x='2'/></a>")) == 1


def test_a_variable_of_a_pattern_sees_the_document_and_leaks_into_others() -> None:
    one = pattern(lets=[Let("v", "/a/@x")], name="one")
    schema = schema_of(one, pattern(rule("b", "$v = '1'"), name="two"))
    assert fired(schema, "<a x='1'><b/></a>") == []
    assert fired(schema, "<a x='2'><b/></a>") == ["A1"]


def test_current_is_the_element_of_the_rule() -> None:
    schema = schema_of(pattern(rule("b", "exists(../c[@x = current()/@x])")))
    assert len(fired(schema, "<a><b x='1'/><b x='2'/><c x='1'/></a>")) == 1


def test_equal_content_is_judged_once_but_reported_everywhere() -> None:
    found = run(schema_of(pattern(rule("b", "c"))), "<a><b/><b/><b><c/></b><b/></a>")
    assert [x.node.order for x in found] == [1, 2, 5]


def test_text_between_elements_is_looked_at_where_a_rule_does() -> None:
    schema = schema_of(pattern(rule("b", "normalize-space(.) = 'x'")))
    assert len(fired(schema, "<a><b>x<c/></b><b>y<c/></b><b> <c>x</c></b></a>")) == 1


def test_a_comment_parts_a_text_in_two() -> None:
    assert text_of("count(text())", "<a>x<!-- c -->y</a>") == "2"
    assert text_of("string(.)", "<a>x<!-- c -->y<?pi z?></a>") == "xy"
    assert holds("normalize-space(text()) = 'xy'", "<a>x<!-- c -->y</a>") == "XPTY0004"


def test_the_same_element_in_other_surroundings_is_not_taken_for_the_same() -> None:
    schema = schema_of(pattern(rule("c", "../@x = '1'")))
    assert len(fired(schema, "<a><b x='1'><c/></b><b x='2'><c/></b></a>")) == 1


def test_must_not_exist_is_found_for_elements_and_attributes() -> None:
    tests = ("not(b/c)", "not(b/@x)", "not((b | d)/e)", "not(z)")
    schema = schema_of(pattern(rule("/a", *tests)))
    assert fired(schema, "<a><b x='1'><e/></b><b><c/></b></a>") == ["A1", "A2", "A3"]


def test_messages_are_filled_in_at_the_node() -> None:
    told = assertion("false()", text=("[", Embedded("@x"), "] of ", Embedded("name(..)")))
    assert (
        run(schema_of(pattern(Rule("b", (), (told,)))), "<a><b x='1'/></a>")[0].text == "[1] of a"
    )


def test_a_report_fires_when_its_test_holds(tmp_path: Path) -> None:
    body = '<pattern><rule context="/*"><report id="R" test="b">x</report></rule></pattern>'
    assert fires(tmp_path, body, "<a><b/></a>") == ["R"]
    assert fires(tmp_path, body, "<a/>") == []


def test_abstract_patterns_and_rules_are_filled_in(tmp_path: Path) -> None:
    body = """
      <pattern abstract="true" id="table">
        <rule context="$row"><assert id="T" test="count($cell) = 2">x</assert></rule></pattern>
      <pattern is-a="table"><param name="row" value="b"/><param name="cell" value="c"/></pattern>
      <pattern><rule abstract="true" id="base"><assert id="B" test="@x">x</assert></rule>
        <rule context="d"><extends rule="base"/><assert id="D" test="@y">x</assert></rule>
      </pattern>"""
    assert fires(tmp_path, body, "<a><b><c/></b><d/></a>") == ["T", "B", "D"]


def test_includes_are_read_from_the_same_folder_only(tmp_path: Path) -> None:
    part = (
        f'<pattern {SCH} id="i"><rule context="/*"><assert id="I" test="false()"/></rule></pattern>'
    )
    assert fires(tmp_path, '<include href="part.sch"/>', "<a/>", part=part) == ["I"]
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(RulesUnusable, match="outside"):
        loaded(inner, '<include href="../part.sch"/>')
    with pytest.raises(UnknownConstruct, match="include"):
        loaded(inner, '<include href="http://example.org/x.sch"/>')


def test_a_phase_runs_its_patterns_only() -> None:
    one = pattern(rule("/*", "false()"), name="one")
    two = pattern(rule("/*", "false()", "false()"), name="two")
    schema = schema_of(one, two)
    from dataclasses import replace

    schema = replace(schema, phases=(Phase("second", ("two",)),))
    assert len(run(schema, "<a/>")) == 3
    assert len(run(schema, "<a/>", "second")) == 2


FUNCTIONS = """<ns prefix="f" uri="urn:f"/>
<function xmlns="http://www.w3.org/1999/XSL/Transform" name="f:size" as="xs:integer">
  <param name="of"/><variable name="n" select="count($of)"/>
  <choose><when test="$n = 0"><sequence select="-1"/></when>
  <otherwise><variable name="twice" as="xs:integer"><sequence select="$n * 2"/></variable>
  <sequence select="$twice + $n"/></otherwise></choose></function>
<xsl:key xmlns:xsl="http://www.w3.org/1999/XSL/Transform" name="k" match="b" use="@x"/>"""


def test_functions_and_keys_of_the_rules_work(tmp_path: Path) -> None:
    tests = ("f:size(b) = 6", "f:size(z) = -1", "count(key('k', '1')) = 2", "key('k', '9')")
    checks = "".join(f'<assert id="A{n}" test="{t}">x</assert>' for n, t in enumerate(tests, 1))
    body = f'{FUNCTIONS}<pattern><rule context="/*">{checks}</rule></pattern>'
    assert fires(tmp_path, body, "<a><b x='1'/><b x='1'/></a>") == ["A4"]


@pytest.mark.parametrize(
    ("test", "named"),
    [
        ("unparsed-text('x')", "unparsed-text"),
        ("doc('x')", "doc"),
        ("q:a", "'q'"),
        ("$missing", r"\$missing"),
        ("b instance of xs:string", "instance"),
        ("document('x')/a", "document"),
    ],
)
def test_a_construct_that_is_not_known_is_named_with_its_rule(test: str, named: str) -> None:
    with pytest.raises(UnknownConstruct, match=rf"{named}.*A1"):
        compile_schema(schema_of(pattern(rule("/*", test))))


def test_a_broken_rule_file_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / "broken.sch").write_text("<schema")
    with pytest.raises(RulesUnusable, match="broken"):
        load_schema(tmp_path / "broken.sch")
    bad = '<pattern><rule context="a"><assert id="X" test="a[">x</assert></rule></pattern>'
    with pytest.raises(RulesUnusable, match="X"):
        compile_schema(loaded(tmp_path, bad))  # type: ignore[arg-type]  # a Schema
    with pytest.raises(UnknownConstruct, match="xslt"):
        (tmp_path / "old.sch").write_text('<schema xmlns="http://purl.oclc.org/dsdl/schematron"/>')
        load_schema(tmp_path / "old.sch")


def test_documents_that_answer_a_condition_differently_have_different_rules() -> None:
    schema = schema_of(pattern(rule("b[/a/@x = '1']", "false()"), rule("b", "true()")))
    rules = RuleSet(compile_schema(schema))
    found = [
        len(rules.run(document_of(parse(f"<a x='{x}'><b/></a>".encode())), TODAY))
        for x in (1, 2, 1, 2)
    ]
    assert found == [1, 0, 1, 0]


def test_plans_of_ever_different_documents_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_MOST_KEPT", 2)
    schema = schema_of(pattern(*(rule(f"b[/a/@x{n} = '1']", "false()") for n in range(3))))
    rules = RuleSet(compile_schema(schema))
    for n in (0, 1, 2, 3, 0, 1):
        found = rules.run(document_of(parse(f"<a x{n}='1'><b/></a>".encode())), TODAY)
        assert len(found) == (n < 3)
        assert len(rules._plans[None]._kept) <= 2


def test_a_name_of_many_steps_is_walked() -> None:
    depth = places.MOST_STEPS + 3
    xml = "".join(f"<s{n}>" for n in range(depth)) + "".join(
        f"</s{n}>" for n in reversed(range(depth))
    )
    path = "/".join(f"s{n}" for n in range(1, depth))
    assert holds(f"//{path}", xml) is True
    assert holds(f"//{path}/none", xml) is False
