"""Counts, rule by rule, where our own Peppol rules and the official ones say the same."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import shared
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.schematron.location import eqname_path
from shared.schematron.tree import Document, document_of
from shared.validation.identify import document_id
from shared.xml.parse import parse

TODAY = dt.date(2026, 11, 21)
OWN = Path(shared.__file__).parent / "validation" / "rules" / "peppol-billing.sch"
SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:"
# the rules of single countries have other prefixes and are not in our file
_SHARED = re.compile(r"PEPPOL-(EN16931|COMMON)-.*")
Place = tuple[str, str]
# where we mean to differ: rule, is it self-billing, end of the place; and why
EXCEPTIONS: dict[tuple[str, bool, str], str] = {
    ("PEPPOL-EN16931-R051", True, "/TaxSubtotal/TaxAmount"): (
        "the self-billing rules 3.0.2 leave out the tax amount of a breakdown, which the sentence "
        "of the rule includes and billing 3.0.21 checks"
    ),
}


@dataclass
class Agreement:
    """`same` and `different` count findings at a place, by rule."""

    pack: Path
    same: Counter[str] = field(default_factory=Counter)
    different: Counter[str] = field(default_factory=Counter)
    unjudged: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, name: str, content: bytes) -> None:
        """Judge one document by both; what the official rules cannot evaluate is not compared."""
        root = parse(content)
        is_self_billing = document_id(root).customization.startswith(SELF_BILLING)
        file = f"PEPPOL-EN16931-UBL{'-SB' if is_self_billing else ''}.sch"
        document = document_of(root)
        theirs, open_rules = _found(_rules(self.pack / file), document)
        ours, unanswered = _found(_rules(OWN), document)
        self.documents += 1
        self.unjudged.update(open_rules)
        for rule in unanswered - open_rules:
            self._differ(rule, f"{name} {rule}: ours could not be evaluated")
        for place in sorted(set(theirs) | set(ours)):
            if place[0] not in open_rules | unanswered:
                self._count(place, theirs[place] - ours[place], is_self_billing, name)

    def _count(self, place: Place, by: int, is_self_billing: bool, name: str) -> None:
        rule, path = place
        if by == 0:
            self.same[rule] += 1
        elif any(
            (rule, is_self_billing) == (known, of) and _plain(path).endswith(end)
            for known, of, end in EXCEPTIONS
        ):
            self.explained[rule] += 1
        else:
            self._differ(rule, f"{name} {rule} {'not' if by > 0 else 'only'} by us at {path}")

    def _differ(self, rule: str, example: str) -> None:
        self.different[rule] += 1
        self.examples.append(example)

    def table(self) -> str:
        """One line a rule: findings at the same place, elsewhere, and left out of the count."""
        rows = [f"{'rule':26}{'same':>8}{'differ':>8}{'explained':>11}{'unjudged':>10}"]
        for rule in sorted(self.rules):
            counts = (self.same, self.different, self.explained, self.unjudged)
            numbers = "".join(
                f"{count[rule]:>{width}}"
                for count, width in zip(counts, (8, 8, 11, 10), strict=True)
            )
            rows.append(f"{rule:26}{numbers}")
        total = f"{self.documents} documents, {self.same.total()} findings at the same place"
        return "\n".join([*rows, total, ""])

    @property
    def rules(self) -> set[str]:
        return {*self.same, *self.different, *self.explained, *self.unjudged}


def _found(rules: RuleSet, document: Document) -> tuple[Counter[Place], set[str]]:
    """Findings by rule and place, and the rules that could not be evaluated somewhere."""
    found = [f for f in rules.run(document, TODAY) if _SHARED.fullmatch(f.assertion.id)]
    places = Counter((f.assertion.id, eqname_path(document, f.node)) for f in found if not f.error)
    return places, {f.assertion.id for f in found if f.error}


def _plain(path: str) -> str:
    """The path without namespaces and positions."""
    return re.sub(r"Q\{[^}]*\}|\[\d+\]", "", path)


@cache
def _rules(path: Path) -> RuleSet:
    return rule_set(path)
