"""From what a layer found to findings people can use: sentence, remedy, place, value, amount."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from shared.errors import QuaestorError
from shared.schematron import engine
from shared.schematron.elements import Node
from shared.schematron.location import element_of, exact_path, short_path
from shared.schematron.severity import Severity
from shared.schematron.tree import Document
from shared.validation.amounts import amounts_of
from shared.validation.observed import observed
from shared.validation.report import NOT_EVALUATED, NOT_EVALUATED_REMEDY, Finding, Spot
from shared.validation.wording.choice import UNWORDED, without_id, wording_of
from shared.validation.wording.model import Wording
from shared.validation.wording.schema import schema_wording
from shared.validation.wording.terms import term_of
from shared.xml.parse import Element
from shared.xml.positions import Position
from shared.xml.schema import CompiledSchema, SchemaFinding

MOST_SPOTS = 1_000
MOST_VIOLATIONS = 200
MOST_EXPLAINED = 20
MOST_ELEMENTS = 20_000
_INVOICES = frozenset(
    f"{{urn:oasis:names:specification:ubl:schema:xsd:{name}-2}}{name}"
    for name in ("Invoice", "CreditNote")
)
_INVOICE_PATHS = ("/Invoice/", "/CreditNote/")


# where elements begin, by their number in document order
Places = Callable[[Iterable[int]], Mapping[int, Position]]


SchemaWording = Callable[[SchemaFinding], Wording]


class Structure:
    """Says what is wrong with the first elements of a small document; the rest libxml2 says.

    `kept` tells whether tables of the schema may be kept beside it.
    """

    def __init__(self, root: Element, compiled: CompiledSchema, *, kept: bool) -> None:
        self._root = root
        self._compiled = compiled
        self._kept = kept
        self._elements: list[Element] | None = None
        self._told = 0

    def wording(self, violation: SchemaFinding) -> Wording:
        said = None
        if violation.order is not None and self._told < MOST_EXPLAINED:
            self._told += 1
            said = self._said(violation, violation.order)
        return said or schema_wording(violation.message)

    def _said(self, violation: SchemaFinding, order: int) -> Wording | None:
        from shared.validation.wording.structure import is_of_structure, structure_wording
        from shared.xml.contents import contents_of

        if not is_of_structure(violation.message):
            return None
        if self._elements is None:
            self._elements = list(self._root.iter("*"))
        if len(self._elements) > MOST_ELEMENTS:
            return None
        contents = contents_of(self._compiled.path, keep=self._kept)
        return structure_wording(self._elements[order], violation.message, contents)


def from_refusal(layer: str, refusal: QuaestorError) -> Finding:
    """The XML door or a rule file refused: its own sentence and remedy."""
    line, column = (refusal.facts.get(name) for name in ("line", "column"))
    spot = Spot(
        "",
        "",
        line if isinstance(line, int) else 0,
        column=column if isinstance(column, int) else 0,
    )
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


def from_schema(
    layer: str, violations: Sequence[SchemaFinding], places: Places, wording: SchemaWording
) -> list[Finding]:
    """One finding per violation; a file with thousands of them is not helped by all."""
    told = violations[:MOST_VIOLATIONS]
    begins = places([violation.order for violation in told if violation.order is not None])
    return [
        _violation(layer, violation, _begin(violation, begins), wording(violation))
        for violation in told
    ]


def _begin(violation: SchemaFinding, begins: Mapping[int, Position]) -> Position:
    unknown = Position(violation.line, 0)
    return unknown if violation.order is None else begins.get(violation.order, unknown)


def _violation(layer: str, violation: SchemaFinding, begin: Position, wording: Wording) -> Finding:
    found = str(wording.facts.get("found", ""))
    expected = str(wording.facts.get("expected", ""))
    path = violation.path
    return Finding(
        layer=layer,
        rule="xsd",
        severity=Severity.FATAL,
        says=wording.says,
        remedy=wording.remedy,
        facts=wording.facts,
        official=violation.message,
        term=term_of("xsd", "", path if path.startswith(_INVOICE_PATHS) else ""),
        spots=(Spot(path, path, begin.line, found, expected, begin.column),),
        count=1,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a rule, which term or field it is about, and the rule's own text."""

    wording: Wording
    term: str
    official: str


Teller = Callable[[engine.Finding, Spot], Told]


def from_rules(
    layer: str,
    document: Document,
    findings: Iterable[engine.Finding],
    places: Places,
    tell: Teller | None = None,
) -> list[Finding]:
    """Findings of one rule set, repeats of a rule gathered into one.

    `tell` has the words of rule sets that bring their own.
    """
    gathered: dict[tuple[str, bool], list[engine.Finding]] = {}
    for found in findings:
        gathered.setdefault((found.assertion.id, bool(found.error)), []).append(found)
    told = (found for same in gathered.values() for found in same[:MOST_SPOTS])
    begins = places([element_of(found.node).order for found in told])
    teller = tell or _teller(document)
    return [_gathered(layer, document, same, begins, teller) for same in gathered.values()]


def _gathered(
    layer: str,
    document: Document,
    same: Sequence[engine.Finding],
    begins: Mapping[int, Position],
    tell: Teller,
) -> Finding:
    first = same[0]
    rule = first.assertion.id or "?"
    spots = tuple(_spot(rule, document, found, begins) for found in same[:MOST_SPOTS])
    told = tell(first, spots[0])
    return Finding(
        layer=layer,
        rule=rule,
        severity=Severity(first.assertion.severity),
        says=told.wording.says,
        remedy=told.wording.remedy,
        facts=told.wording.facts,
        official=told.official,
        term=told.term,
        spots=spots,
        count=len(same),
        could_not_evaluate=bool(first.error),
        test=first.assertion.test,
        context=first.assertion.context,
    )


def _teller(document: Document) -> Teller:
    """By rule id and the rule's own text."""
    is_invoice = document.root.head.place.tag in _INVOICES

    def tell(found: engine.Finding, spot: Spot) -> Told:
        rule, official = found.assertion.id or "?", without_id(found.text)
        term = term_of(rule, found.text, spot.path if is_invoice else "")
        return Told(_wording(rule, found, spot, official), term, official)

    return tell


def _spot(
    rule: str, document: Document, found: engine.Finding, begins: Mapping[int, Position]
) -> Spot:
    node = found.node
    element = element_of(node)
    amounts = amounts_of(rule, document, element)
    line, column = begins.get(element.order) or (_line(document, element), 0)
    value = amounts.found or observed(rule, found.assertion.test, node)
    path, location = short_path(document, node), exact_path(document, node)
    return Spot(path, location, line, value, amounts.expected, column)


def _line(document: Document, element: Node) -> int:
    """Where libxml2 saw the start tag end: for documents whose bytes cannot be scanned."""
    if element.order < 0:
        return 1
    return cast("int | None", document.element(element).sourceline) or 0


def _wording(rule: str, found: engine.Finding, spot: Spot, official: str) -> Wording:
    facts: dict[str, object] = {"rule": rule, "text": official}
    facts |= {"found": spot.found} if spot.found else {}
    facts |= {"expected": spot.expected} if spot.expected else {}
    if found.error:
        return not_evaluated(rule, found.error)
    wording = wording_of(rule, official)
    if any(name not in facts for name in wording.needs):
        wording = UNWORDED
    return wording.with_facts(facts)


def not_evaluated(rule: str, error: str) -> Wording:
    """Of a rule that failed to give an answer."""
    return Wording(NOT_EVALUATED, NOT_EVALUATED_REMEDY, {"rule": rule, "error": error})
