"""A finding: one reason against a document, with the line, what was found and what was expected."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from ecatalog.documents.numbers import plain
from shared.errors import QuaestorError, fill


class Weight(StrEnum):
    """Whether a finding refuses the document or only tells something."""

    REFUSES = "refuses"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is an English text marked with msg(); `line` is the number of the line, if any.

    `found` and `expected` are values as the document or the contract states them, not sentences;
    `where` is the element and `xml_line` the line of the file, when the reader refused.
    """

    code: str
    says: str
    line: str = ""
    found: str = ""
    expected: str = ""
    weight: Weight = Weight.REFUSES
    where: str = ""
    xml_line: str = ""

    @classmethod
    def of_refusal(cls, refusal: QuaestorError) -> Self:
        """The finding a refusal of the reader becomes."""
        facts = refusal.facts
        return cls(
            code=refusal.code,
            says=refusal.says,
            found=_fact(facts, "found"),
            expected=_fact(facts, "expected"),
            where=refusal.where,
            xml_line=_fact(facts, "line"),
        )

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Read back what `as_record` gave."""
        return cls(**{**record, "weight": Weight(record["weight"])})

    def as_record(self) -> dict[str, str]:
        """Plain texts, for a column of findings."""
        return {name: str(value) for name, value in asdict(self).items()}

    def facts(self) -> dict[str, object]:
        """What fills `{found}`, `{expected}` and `{line}` in the text."""
        return {"found": self.found, "expected": self.expected, "line": self.xml_line}

    @property
    def refuses(self) -> bool:
        return self.weight is Weight.REFUSES

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        text = fill(self.says, self.facts())
        told = (
            "{found}" in self.says or "{expected}" in self.says or not (self.found or self.expected)
        )
        values = "" if told else f" (found {self.found or '—'}, expected {self.expected or '—'})"
        return f"{place}{text}{values} [{self.code}]"


def refuses(findings: Iterable[Finding]) -> bool:
    return any(finding.refuses for finding in findings)


def shown(amount: Decimal, unit: str) -> str:
    """A number and its unit or currency as findings show them."""
    return f"{plain(amount)} {unit}".strip()


def _fact(facts: dict[str, object], name: str) -> str:
    return str(facts[name]) if name in facts else ""
