"""What is wrong with an invoice, said so that a person can mend it: one shape for every check."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from shared.errors import QuaestorError, WhoActs, fill
from shared.i18n import Catalogue, msg


class Severity(StrEnum):
    """How much a finding weighs."""

    FATAL = "fatal"
    """The document breaks a rule it must keep; it is not processed."""
    WARNING = "warning"
    """Something a person should look at."""
    ADVICE = "advice"
    """Correct, but could be better."""


SEVERITY_NAMES = {
    Severity.FATAL: msg("Error"),
    Severity.WARNING: msg("Warning"),
    Severity.ADVICE: msg("Advice"),
}

WHO_NAMES = {
    WhoActs.YOU: msg("You"),
    WhoActs.AUTHORITY: msg("The authority"),
    WhoActs.SUPPLIER: msg("The supplier"),
    WhoActs.SENDER: msg("The sender of the invoice"),
    WhoActs.RECEIVER: msg("The receiver of the invoice"),
    WhoActs.NETWORK: msg("The network (access points)"),
    WhoActs.OPERATOR: msg("The operator of this platform"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what, where, found, expected, what to do and who must act.

    `says` and `remedy` are English texts marked with msg(), filled with `found`,
    `expected` and `facts`. `term` is the EN 16931 business term (`BT-49`), `path` the place in the
    document, `line` its line (0 when unknown).
    """

    code: str
    severity: Severity
    says: str
    remedy: str = ""
    who: WhoActs = WhoActs.SENDER
    facts: dict[str, str] = field(default_factory=dict)
    found: str = ""
    expected: str = ""
    term: str = ""
    path: str = ""
    line: int = 0
    source: str = "gateway"
    """Who found it: `gateway`, `order`, or the id of the official schema or rule set."""
    count: int = 1
    """In how many places; the first one is described."""
    words: tuple[str, ...] = ()
    """Names of facts that are themselves English texts to be translated."""

    @property
    def is_fatal(self) -> bool:
        return self.severity is Severity.FATAL

    def sentence(self, catalogue: Catalogue) -> str:
        """What is wrong, in the reader's language."""
        return fill(catalogue.gettext(self.says), self._facts(catalogue))

    def advice(self, catalogue: Catalogue) -> str:
        """What to do, in the reader's language."""
        return fill(catalogue.gettext(self.remedy), self._facts(catalogue))

    def shown(self, value: str, catalogue: Catalogue) -> str:
        """A found or expected value as the reader's language writes it."""
        return _spoken(value, catalogue.language)

    def _facts(self, catalogue: Catalogue) -> dict[str, object]:
        facts = {"found": self.found, "expected": self.expected, **self.facts}
        return {
            name: catalogue.gettext(value)
            if name in self.words
            else _spoken(value, catalogue.language)
            for name, value in facts.items()
        }

    def as_json(self) -> dict[str, Any]:
        """Plain values, to keep and to hand out."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "says": self.says,
            "remedy": self.remedy,
            "who": str(self.who),
            "facts": self.facts,
            "found": self.found,
            "expected": self.expected,
            "term": self.term,
            "path": self.path,
            "line": self.line,
            "source": self.source,
            "count": self.count,
            "words": list(self.words),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Finding":
        return cls(
            **{
                **kept,
                "severity": Severity(kept["severity"]),
                "who": WhoActs(kept["who"]),
                "words": tuple(kept["words"]),
            }
        )


def _spoken(value: str, language: str) -> str:
    """A decimal number as the language writes it; everything else as it stands."""
    if not re.fullmatch(r"-?\d{1,15}\.\d{1,10}", value):
        return value
    return value if language == "en" else value.replace(".", ",")


def from_refusal(refusal: QuaestorError, severity: Severity = Severity.FATAL) -> Finding:
    """A refusal raised while reading, as a finding about the document."""
    facts = {name: str(value) for name, value in refusal.facts.items()}
    return Finding(
        code=refusal.code,
        severity=severity,
        says=refusal.says,
        remedy=refusal.remedy,
        who=refusal.who,
        facts=facts,
        found=facts.get("found", ""),
        expected=facts.get("expected", ""),
        path=refusal.where,
        line=int(facts.get("line", "0")),
    )


def is_refused(findings: Iterable[Finding]) -> bool:
    """Whether any finding keeps the document from being processed."""
    return any(finding.is_fatal for finding in findings)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Fatal, then warnings, then advice; otherwise in the order found."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def merged(own: Iterable[Finding], official: Iterable[Finding]) -> list[Finding]:
    """Own findings and official ones, without saying the same twice.

    An own check that enforces an official rule bears its code and says more than the rule does
    (the number that would be right, for one); it takes the line from the official finding.
    """
    found = list(official)
    # only the first place of a rule has a line in the official finding
    lines = {finding.code: finding.line for finding in reversed(found)}
    mine = [replace(finding, line=finding.line or lines.pop(finding.code, 0)) for finding in own]
    said = {finding.code for finding in mine}
    return worst_first([*mine, *(finding for finding in found if finding.code not in said)])
