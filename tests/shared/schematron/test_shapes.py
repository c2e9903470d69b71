"""What shapes and outlines decide is what a look at every single element says."""

import datetime as dt
from decimal import localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.schematron import outlines
from shared.schematron.engine import RuleSet
from shared.schematron.generator.module import compile_schema
from shared.schematron.grouping import Failures, apply_to
from shared.schematron.parser import parse_expression
from shared.schematron.runtime.nodes import attribute
from shared.schematron.runtime.run import ARITHMETIC, Run
from shared.schematron.shapes import Shapes
from shared.schematron.tree import Document, document_of
from shared.xml.parse import parse
from tests.shared.schematron.evaluating import TODAY, pattern, rule, schema_of

BY_SHAPE = [
    "cac/b",
    "not(a) and count(b[@x]) = 1",
    "exists(a/@x) or a[2]",
    "normalize-space(a) != ''",
    "normalize-space(a)",
    "@x = 'EUR'",
    "some $c in tokenize('A B', ' ') satisfies @x = $c",
    "string-length(@x) > 3",
    "if (a) then true() else count(b) > 2",
    ".//a[@x = '1']",
    "normalize-space(a) = 'S'",
    "b/normalize-space(upper-case(a)) = ('VAT', 'GST')",
    "count(a[b = 'x']) > 0",
    "a != 'VAT'",
]
BY_TEXT = [
    "a = '1'",
    "string-length(a) > 3",
    "a[. = '1']",
    "normalize-space(a) = '1'",
    "normalize-space(a) = 'A B'",
    "a = 'LONG'",
    "a = ''",
    "a = b",
    "translate(a, 'x', '') = 'S'",
    "text()",
    "number(a) > 3",
    "string(a) != ''",
    "count(distinct-values(a)) = 1",
    "current()/a = 'x1y2'",
    "my:own(a)",
]


@pytest.mark.parametrize("test", BY_SHAPE)
def test_what_asks_for_no_text_is_decided_by_shape_and_outline(test: str) -> None:
    expression = parse_expression(test)
    assert Shapes(lambda _: False).decide_truth(expression)
    assert Shapes(lambda _: False, is_outline=True).decide_truth(expression)


@pytest.mark.parametrize("test", BY_TEXT)
def test_what_asks_for_a_text_is_not(test: str) -> None:
    expression = parse_expression(test)
    assert not Shapes(lambda _: True).decide_truth(expression)
    assert not Shapes(lambda _: True, is_outline=True).decide_truth(expression)


def test_only_the_outline_knows_what_is_around_and_only_the_shape_what_is_fixed() -> None:
    around, fixed = parse_expression("../b"), parse_expression("@x = $currency")
    shapes, outline = Shapes(lambda _: True), Shapes(lambda _: False, is_outline=True)
    assert [shapes.decide_truth(around), shapes.decide_truth(fixed)] == [False, True]
    assert [outline.decide_truth(around), outline.decide_truth(fixed)] == [True, False]


RULES = schema_of(
    pattern(
        rule("line[kind = 'A']", "a", "normalize-space(a) != ''", "xs:decimal(b) > 1"),
        rule("line[@x]", "../head", "count(a) < 2", "b = /doc/head", "not(c) or c/a = '1'"),
        rule("line", "not(@y) or @y = /doc/head", "c/a[@x]", "normalize-space(.)"),
    ),
    pattern(rule("*[not(*) and not(normalize-space())]", "false()"), rule("a", ". != '1'")),
    pattern(
        rule("line[a[@x]]", "b castable as xs:decimal"), rule("c", "..//b", "a = preceding::a")
    ),
    pattern(
        rule(
            "line[normalize-space(upper-case(b)) = 'X']", "a = 'x'", "a != 'x'", "a = ('x', 'xx')"
        ),
        rule("line[a = 'a']", "c/lower-case(a) = 'x'"),
        rule("line", "not(c/normalize-space(a) = 'x')", "not(//c/a = 'xx')", "string(a) = 'X'"),
    ),
    pattern(rule("line/@x", ". = '1'"), rule("*[not(node())]", "@x")),
    pattern(rule("/doc", "not(line/c/b)", "line[a = '1']", "count(line) < 3", "not(tail)")),
)

TEXTS = st.sampled_from(
    ["", " ", "1", "2", "1.5", "x", "X", " x ", "xx", "a x", " 1", "<!-- c -->", "1<?p?>2"]
)


@st.composite
def elements(draw: st.DrawFn, names: tuple[str, ...], depth: int = 2) -> str:
    name = draw(st.sampled_from(names))
    written = "".join(
        f' {key}="{draw(st.sampled_from("12"))}"' for key in "xy" if draw(st.integers(0, 2)) == 0
    )
    inside = draw(TEXTS)
    for _ in range(draw(st.integers(0, 3)) if depth and name in ("line", "c") else 0):
        inside += draw(elements(("a", "b", "c", "kind"), depth - 1)) + draw(
            st.sampled_from(["", "", " ", "y"])
        )
    return f"<{name}{written}>{inside}</{name}>"


documents = st.lists(elements(("line", "line", "line", "head", "tail")), max_size=8).map(
    lambda parts: f"<doc>{''.join(parts)}</doc>"
)


@given(documents)
def test_every_short_way_finds_what_a_look_at_every_element_finds(xml: str) -> None:
    rules = RuleSet(compiled)
    for _ in range(3):  # the first of an outline, the one that is learnt from, and a known one
        assert found(rules, tree(xml)) == one_by_one(rules, tree(xml))


@given(documents, st.permutations(["1", "2", "x"]))
def test_other_texts_in_the_same_outline_are_asked_for(xml: str, letters: list[str]) -> None:
    rules = RuleSet(compiled)
    other = "".join(
        dict(zip("12x", letters, strict=True)).get(letter, letter) if before in ">;1" else letter
        for before, letter in zip(" " + xml, xml, strict=False)
    )
    for source in (xml, xml, other, xml):
        assert found(rules, tree(source)) == one_by_one(rules, tree(source))


def test_documents_of_known_outlines_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "_MOST_KNOWN", 3)
    rules = RuleSet(compiled)
    for lines in range(9):
        for _ in range(2):
            found(rules, tree(f"<doc>{'<line><a>1</a></line>' * lines}</doc>"))
    assert len(rules._plans[None]._outlined) <= 3


def test_text_between_elements_is_never_taken_as_known() -> None:
    schema = schema_of(pattern(rule("line", "normalize-space(.)")))
    rules = RuleSet(compile_schema(schema))
    sources = ["<doc><line><a/></line></doc>"] * 3 + ["<doc><line>x<a/></line></doc>"]
    assert [len(found(rules, tree(source))) for source in sources] == [1, 1, 1, 0]


compiled = compile_schema(RULES)


def tree(xml: str) -> Document:
    return document_of(parse(xml.encode()))


def found(rules: RuleSet, document: Document) -> list[tuple[int, float, str]]:
    return sorted((f.number, f.node.order, f.error) for f in rules.run(document, TODAY))


def one_by_one(rules: RuleSet, document: Document) -> list[tuple[int, float, str]]:
    """Without groups, shapes and outlines."""
    run = Run(document, dt.date(2026, 11, 21), rules._keys)
    failures: Failures = []
    with localcontext(ARITHMETIC):
        for number, chain in rules._plans_of(None).of(run).work(run):
            for node in document.groups[number]:
                if chain.attribute is None:
                    apply_to(chain, node, run, failures)
                elif chain.attribute in node.attrs:
                    apply_to(chain, attribute(node, chain.attribute)[0], run, failures)
        sure = rules._certain(run, failures)
    return sorted((number, node.order, str(error) if error else "") for number, node, error in sure)
