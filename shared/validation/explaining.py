"""From what a layer found to findings people can use: sentence, remedy, place, value, amount."""

import re
from collections.abc import Iterable, Sequence
from typing import cast

from shared.errors import QuaestorError
from shared.schematron import engine
from shared.schematron.location import element_of, exact_path, short_path
from shared.schematron.severity import Severity
from shared.schematron.tree import Document
from shared.validation.amounts import amounts_of
from shared.validation.observed import observed
from shared.validation.report import NOT_EVALUATED, NOT_EVALUATED_REMEDY, Finding, Spot
from shared.validation.wording import UNWORDED, without_id, wording_of
from shared.validation.wording.model import Wording
from shared.validation.wording.schema import schema_wording
from shared.xml.schema import SchemaFinding

MOST_SPOTS = 1_000
MOST_VIOLATIONS = 200
_TERM = re.compile(r"\((B[TG]-\d+)\)")


def from_refusal(layer: str, refusal: QuaestorError) -> Finding:
    """The XML door or a rule file refused: its own sentence and remedy."""
    line = refusal.facts.get("line")
    spot = Spot("", "", line if isinstance(line, int) else 0)
    return Finding(
        layer=layer,
        rule=refusal.code,
        severity=Severity.FATAL,
        says=refusal.says,
        remedy=refusal.remedy,
        facts=refusal.facts,
        official="",
        term="",
        spots=(spot,),
        count=1,
    )


def from_schema(layer: str, violations: Sequence[SchemaFinding]) -> list[Finding]:
    """One finding per violation; a file with thousands of them is not helped by all."""
    return [_violation(layer, violation) for violation in violations[:MOST_VIOLATIONS]]


def _violation(layer: str, violation: SchemaFinding) -> Finding:
    wording = schema_wording(violation.message)
    found = str(wording.facts.get("found", ""))
    expected = str(wording.facts.get("expected", ""))
    return Finding(
        layer=layer,
        rule="xsd",
        severity=Severity.FATAL,
        says=wording.says,
        remedy=wording.remedy,
        facts=wording.facts,
        official=violation.message,
        term="",
        spots=(Spot(violation.path, violation.path, violation.line, found, expected),),
        count=1,
    )


def from_rules(layer: str, document: Document, findings: Iterable[engine.Finding]) -> list[Finding]:
    """Findings of one rule set, repeats of a rule gathered into one."""
    gathered: dict[tuple[str, bool], list[engine.Finding]] = {}
    for found in findings:
        gathered.setdefault((found.assertion.id, bool(found.error)), []).append(found)
    return [_gathered(layer, document, same) for same in gathered.values()]


def _gathered(layer: str, document: Document, same: Sequence[engine.Finding]) -> Finding:
    first = same[0]
    rule = first.assertion.id or "?"
    spots = tuple(_spot(rule, document, found) for found in same[:MOST_SPOTS])
    official = without_id(first.text)
    wording = _wording(rule, first, spots[0], official)
    return Finding(
        layer=layer,
        rule=rule,
        severity=Severity(first.assertion.severity),
        says=wording.says,
        remedy=wording.remedy,
        facts=wording.facts,
        official=official,
        term=_term(first.text),
        spots=spots,
        count=len(same),
        could_not_evaluate=bool(first.error),
    )


def _spot(rule: str, document: Document, found: engine.Finding) -> Spot:
    node = found.node
    element = element_of(node)
    amounts = amounts_of(rule, document, element)
    line = cast("int | None", document.element(element).sourceline) or 0
    value = amounts.found or observed(rule, node)
    path, location = short_path(document, node), exact_path(document, node)
    return Spot(path, location, line, value, amounts.expected)


def _wording(rule: str, found: engine.Finding, spot: Spot, official: str) -> Wording:
    facts: dict[str, object] = {"rule": rule, "text": official}
    facts |= {"found": spot.found} if spot.found else {}
    facts |= {"expected": spot.expected} if spot.expected else {}
    if found.error:
        return Wording(NOT_EVALUATED, NOT_EVALUATED_REMEDY, {**facts, "error": found.error})
    wording = wording_of(rule)
    if any(name not in facts for name in wording.needs):
        wording = UNWORDED
    return wording.with_facts(facts)


def _term(text: str) -> str:
    match = _TERM.search(text)
    return match[1] if match else ""
