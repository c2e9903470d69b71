"""Small rule sets made on the spot: does a test hold, what does an expression say, what fired?"""

import datetime as dt
from collections.abc import Sequence

from shared.schematron.engine import Finding, RuleSet
from shared.schematron.generator.module import compile_schema
from shared.schematron.model import Assertion, Embedded, Let, Pattern, Rule, Schema
from shared.schematron.severity import Severity
from shared.schematron.tree import document_of
from shared.xml.parse import parse

TODAY = dt.date(2026, 11, 21)
XS = "http://www.w3.org/2001/XMLSchema"


def assertion(test: str, name: str = "A", text: Sequence[str | Embedded] = ("no",)) -> Assertion:
    return Assertion(name, test, False, Severity.FATAL, tuple(text))


def schema_of(*patterns: Pattern, namespaces: dict[str, str] | None = None) -> Schema:
    prefixes = {"xs": XS, **(namespaces or {})}
    return Schema("test", "", prefixes, (), patterns, (), (), (), {})


def rule(context: str, *tests: str, lets: Sequence[Let] = ()) -> Rule:
    found = tuple(assertion(test, f"A{number}") for number, test in enumerate(tests, 1))
    return Rule(context, tuple(lets), found)


def pattern(*rules: Rule, lets: Sequence[Let] = (), name: str = "p") -> Pattern:
    return Pattern(name, tuple(lets), rules)


def run(schema: Schema, xml: str, phase: str | None = None) -> list[Finding]:
    return RuleSet(compile_schema(schema)).run(document_of(parse(xml.encode())), TODAY, phase)


def fired(schema: Schema, xml: str) -> list[str]:
    """Ids of what failed, `id!CODE` for what could not be evaluated."""
    return [
        f"{x.assertion.id}!{x.error.split()[0]}" if x.error else x.assertion.id
        for x in run(schema, xml)
    ]


def holds(test: str, xml: str = "<a/>") -> bool | str:
    """Of the root element; the error code when it cannot be evaluated."""
    found = run(schema_of(pattern(rule("/*", test))), xml)
    if found and found[0].error:
        return found[0].error.split()[0]
    return not found


def text_of(expression: str, xml: str = "<a/>") -> str:
    """The string an expression gives at the root element."""
    told = assertion("false()", text=(Embedded(expression),))
    return run(schema_of(pattern(Rule("/*", (), (told,)))), xml)[0].text
