"""Rules that compare an element with others elsewhere: gathered once, with SaxonC's answers."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from shared.schematron.cache import rule_set
from shared.schematron.generator.module import compile_schema
from shared.schematron.location import eqname_path
from shared.schematron.tree import document_of
from shared.xml.parse import parse
from tests.oracles.schematron_saxon import failures
from tests.shared.schematron.evaluating import fired, pattern, rule, schema_of

# (context, test): every shape that eForms and Peppol write, and traps around them
RULES = [
    ("/r/s/t", "k = ../../u/k"),
    ("/r/s/t", "k = /r/u/k"),
    ("/r/s/t", "not(k = ../../u/k[@a = 'x'])"),
    ("/r/s/t", "../../u/k/normalize-space(text()) = k/normalize-space(text())"),
    ("/r/s/t", "every $k in k satisfies $k = ../../u/k"),
    ("/r/s/t", "some $k in k/normalize-space(text()) satisfies $k = ../../u[m = '1']/k"),
    ("/r/s/t", "every $k in k, $m in ../../u[k = $k]/m satisfies $m = $k"),
    ("/r/s/t", "every $k in k satisfies count(../../u[k = $k]) = 1"),
    ("/r/s/t", "every $k in k satisfies count(/r/u[k = $k][1]) = 1"),
    ("/r/s/t", "every $k in k satisfies exists(../../u[@a = 'x'][k = $k and m]/m)"),
    ("/r/s/t", "count(for $x in k, $y in ../t/k[. = $x] return $y) = 1"),
    ("/r/s/t", "count(../../u/k[. = current()/k]) = 2"),
    ("/r/s/t", "count(../t[k = current()/k]) = 1"),
    ("/r/s/t/k", ". = ../../../u/k[../m = '1']"),
    ("/r/s/t/k", "not(../../../u[@a])"),
    ("/r/s/t/k", "not(../../../u[@a]/m[. = '2'])"),
    ("/r/s/t/k", "../../t/m"),
    ("/r/s/t/k", "../../../../r/u/m = '3'"),
    ("/r/s/t/k/@a", ". = ../../../../u/k/@a"),
    ("/r/s/t/k/@a", "count(../../k[@a = current()]) = 1"),
    ("/r", "s/t/k = ../r/u/k"),
    ("/r", "../r/u[m = '2']"),
    ("/r/u", "k = $keys"),
    ("/r/u", "not(k = $doubles)"),
    ("/r/u", "count($keys[. = current()/k]) = 1"),
    ("/r/u", "m != /r/s/t/m"),
    ("/r/u", "k != ../s/t/k"),
    ("/r/u", "count(k) = ../s/t/m/number()"),
    ("/r/u", "k = ('1', '2') and ('1', '2') = ../s/t/k"),
]
LETS = """<let name="keys" value="/r/s/t/k"/>
<let name="doubles" value="for $k in $keys return $k[count($keys[. = $k]) &gt; 1]"/>"""


def schema(folder: Path) -> Path:
    """Each rule in a pattern of its own."""
    patterns = "".join(
        f'<pattern id="p{n}"><rule context="{c}"><assert id="A{n}" test="{escape(t)}"/></rule>'
        "</pattern>"
        for n, (c, t) in enumerate(RULES)
    )
    path = folder / "joins.sch"
    path.write_text(
        '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">'
        f"{LETS}{patterns}</schema>"
    )
    return path


def document(seed: int) -> bytes:
    dice = random.Random(seed)  # noqa: S311  documents, no secrets

    def key(name: str) -> str:
        attribute = dice.choice(("", " a='x'", " a='y'", ""))
        return f"<{name}{attribute}>{dice.choice(('1', '2', ' 2 ', '3', ''))}</{name}>"

    def branch(name: str, leaves: tuple[str, ...]) -> str:
        attribute = dice.choice(("", " a='x'"))
        inner = "".join(key(leaf) for leaf in leaves for _ in range(dice.randrange(3)))
        return f"<{name}{attribute}>{inner}</{name}>"

    groups = "".join(
        f"<s>{''.join(branch('t', ('k', 'm')) for _ in range(dice.randrange(4)))}</s>"
        for _ in range(dice.randrange(1, 3))
    )
    others = "".join(branch("u", ("k", "m")) for _ in range(dice.randrange(5)))
    return f"<r>{groups}{others}</r>".encode()


def test_joins_answer_as_saxon_does(tmp_path: Path) -> None:
    path = schema(tmp_path)
    rules = rule_set(path)
    seen: Counter[str] = Counter()
    for seed in range(60):
        content = document(seed)
        tree = document_of(parse(content))
        found = rules.run(tree, dt.date(2026, 11, 21))
        ours = Counter((f.assertion.id, eqname_path(tree, f.node)) for f in found if not f.error)
        theirs = Counter((f.rule, f.location) for f in failures(path, content))
        assert ours == theirs, content
        seen.update(rule for rule, _ in ours)
    assert len(seen) > len(RULES) - 3  # the documents make nearly all of them fail


@pytest.mark.parametrize(
    ("test", "word"),
    [
        ("k = ../../u/k", "frozenset("),
        ("k = /r/u/k", "frozenset("),
        ("every $k in k satisfies ../../u[k = $k]", "indexed("),
        ("../../u[@a = 'x']", "anchored("),
        ("count(../t[k = current()/k]) = 1", "indexed("),
    ],
)
def test_what_lies_elsewhere_is_gathered_once(test: str, word: str) -> None:
    assert word in compile_schema(schema_of(pattern(rule("/r/s/t", test)))).source


@pytest.mark.parametrize(
    "test",
    [
        "../../u[k = $k][2]",  # a position counts what each parent has
        "../../u[position() = $k]",
        "../../u[number(k) = number($k)]",
        "../../u[../s/t/k[1] = $k][last()]",
    ],
)
def test_what_a_table_cannot_answer_is_not_asked_of_one(test: str) -> None:
    whole = f"every $k in k satisfies {test}"
    assert "indexed(" not in compile_schema(schema_of(pattern(rule("/r/s/t", whole)))).source


def test_an_error_in_what_is_gathered_is_told_wherever_it_is_asked() -> None:
    schema = schema_of(pattern(rule("/r/t", "k = ../u/k/string(xs:integer(.))")))
    assert (
        fired(schema, "<r><t><k>1</k></t><t><k>2</k></t><u><k>x</k></u></r>") == ["A1!FORG0001"] * 2
    )
