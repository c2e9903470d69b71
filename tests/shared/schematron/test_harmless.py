"""Rules cannot become code: their texts never reach Python, and what does is known word by word."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import QuaestorError
from shared.schematron.engine import RuleSet, code_of
from shared.schematron.generator.module import compile_schema
from shared.schematron.harmless import ForeignWordError, checked
from shared.schematron.model import Embedded, Let, Rule
from tests.shared.schematron.evaluating import assertion, pattern, rule, schema_of, text_of

ESCAPES = [
    "'''); __import__(''os'').system(''x'') #' = ''",
    '"\n    import os\n" = .',
    "concat('\\', \"'\"\")\", '{0}', '%s', '\u2028') = .",
    "'{E.__class__}' = normalize-space('#')",
]


@pytest.mark.parametrize("test", ESCAPES)
def test_a_literal_never_appears_in_the_generated_code(test: str) -> None:
    source = compile_schema(schema_of(pattern(rule("/*", test)))).source
    assert not set("'\"\\#;@{}%`") & set(source.replace("f = {}", "").replace("v0 = {}", ""))
    assert "__" not in source
    assert "import" not in source


def test_names_of_the_rules_never_appear_in_the_generated_code() -> None:
    lets = [Let("__builtins__", "b"), Let("eval", "c")]
    told = assertion("$__builtins__ = $eval", text=(Embedded("$eval"),))
    source = compile_schema(schema_of(pattern(Rule("__class__", tuple(lets), (told,))))).source
    assert "eval" not in source
    assert "__" not in source


@pytest.mark.parametrize(
    "source",
    [
        "def r1(n, d, out):\n    return open\n",
        "def r1(n, d, out):\n    return n.__class__\n",
        "def r1(n, d, out):\n    return n.gi_frame\n",
        "def r1(n, d, out):\n    return 'text'\n",
        "import os\n",
        "def r1(n, d, out):\n    return n\\u002e\n",
    ],
)
def test_a_foreign_word_is_stopped_before_it_runs(source: str) -> None:
    with pytest.raises(ForeignWordError):
        checked(source)


def test_the_module_runs_without_any_builtin() -> None:
    rules = compile_schema(schema_of(pattern(rule("/*", "count(b) = 1"))))
    assert RuleSet(rules)._module["__builtins__"] == {}
    assert code_of(rules).co_filename == "<rules test>"


TEXT = st.text(alphabet="ab'\"\\{}()[]$.:/@*=<>!|+-_#;%\n\t 01é", max_size=40)


@given(TEXT, TEXT)
def test_whatever_a_rule_file_says_is_refused_or_generates_known_words(
    test: str, name: str
) -> None:
    schema = schema_of(pattern(rule("/*", test, lets=[Let(name or "v", test or ".")])))
    try:
        rules = compile_schema(schema)
    except QuaestorError:
        return
    checked(rules.source)
    code_of(rules)


def test_a_string_keeps_its_quotes_and_line_ends() -> None:
    assert text_of("concat('a\\n', \"'\", '\n', '\"')") == "a\\n'\n\""


def test_a_rule_file_cannot_reach_the_file_system(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<s/>")
    for call in ("doc", "document", "unparsed-text", "collection", "doc-available"):
        with pytest.raises(QuaestorError, match=call):
            compile_schema(schema_of(pattern(rule("/*", f"{call}('{secret}')"))))
