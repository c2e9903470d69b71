"""A finding: one reason against a document, with the line, what was found and what was expected."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
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
    `where` is the element and `xml_line` the line of the file, when the reader refused. `details`
    are further facts of the text; `words` names those that are texts to be translated.
    """

    code: str
    says: str
    line: str = ""
    found: str = ""
    expected: str = ""
    weight: Weight = Weight.REFUSES
    where: str = ""
    xml_line: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

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
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Read back what `as_record` gave."""
        weight, words = Weight(record["weight"]), tuple(record["words"])
        return cls(**{**record, "weight": weight, "words": words})

    def as_record(self) -> dict[str, Any]:
        """Plain values, for a column of findings."""
        record = {f.name: getattr(self, f.name) for f in fields(self)}
        return {**record, "weight": self.weight.value, "words": [*self.words]}

    def facts(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """What fills the text: `{found}`, `{expected}`, `{line}` and the details."""
        own = {"found": self.found, "expected": translate(self.expected), "line": self.xml_line}
        words = {name: translate(self.details[name]) for name in self.words}
        return {**own, **self.details, **words}

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
