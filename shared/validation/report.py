"""What was found in one document, layer by layer: frozen, and the same for the same input."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.errors import fill
from shared.i18n import Catalogue, msg
from shared.schematron.severity import Severity
from shared.validation.wording.model import Word


class Verdict(StrEnum):
    """What the checks say of the document."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


class LayerStatus(StrEnum):
    """How one layer ended. UNDETERMINED: one of its rules could not be evaluated."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    SKIPPED = "skipped"


class LayerKind(StrEnum):
    """What a layer checks."""

    XML = "xml"
    SCHEMA = "schema"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the check. `reason` says why it was skipped: English, filled with `facts`."""

    kind: LayerKind
    id: str
    name: str
    status: LayerStatus
    duration_ms: float = 0.0
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a rule is not kept; `path` for people, `location` exact, line of the file."""

    path: str
    location: str
    line: int
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that is not kept, wherever that is.

    `says` and `remedy` are English texts marked for translation, filled with `facts`; `official` is
    the text of the rule itself. `spots` holds the first places, `count` how many there are.
    `could_not_evaluate` is set when the rule failed to give an answer there.
    """

    layer: str
    rule: str
    severity: Severity
    says: str
    remedy: str
    facts: Mapping[str, object]
    official: str
    term: str
    spots: tuple[Spot, ...]
    count: int
    could_not_evaluate: bool = False

    @property
    def first(self) -> Spot:
        return self.spots[0] if self.spots else Spot("", "", 0)

    @property
    def is_error(self) -> bool:
        """Does it make the document invalid?"""
        return self.severity is Severity.FATAL and not self.could_not_evaluate

    def sentence(self, catalogue: Catalogue) -> str:
        """What is wrong, in the catalogue's language."""
        return fill(catalogue.gettext(self.says), self._told(catalogue))

    def advice(self, catalogue: Catalogue) -> str:
        """What to do, in the catalogue's language."""
        return fill(catalogue.gettext(self.remedy), self._told(catalogue))

    def _told(self, catalogue: Catalogue) -> dict[str, object]:
        return {
            name: catalogue.gettext(value) if isinstance(value, Word) else value
            for name, value in self.facts.items()
        }


@dataclass(frozen=True, slots=True)
class AbsentPack:
    """An official pack that would have added a check and is not installed; `gives` is English."""

    name: str
    gives: str


@dataclass(frozen=True, slots=True)
class DocumentId:
    """What the document says it is; empty strings where it says nothing."""

    root: str = ""
    namespace: str = ""
    customization: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The whole answer. `rule_sets` are the ids of the rules that ran."""

    verdict: Verdict
    document: DocumentId
    as_of: str
    layers: tuple[Layer, ...]
    findings: tuple[Finding, ...]
    absent_packs: tuple[AbsentPack, ...] = ()

    @property
    def rule_sets(self) -> tuple[str, ...]:
        ran = (LayerStatus.PASSED, LayerStatus.FAILED, LayerStatus.UNDETERMINED)
        return tuple(x.id for x in self.layers if x.kind is LayerKind.RULES and x.status in ran)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    def to_json(self, catalogue: Catalogue | None = None) -> bytes:
        """The report as JSON; sentences in the language of the catalogue, else in English."""
        from shared.validation.export_json import to_json

        return to_json(self, catalogue or Catalogue("en", {}))

    def to_svrl(self) -> bytes:
        """The findings of the rule sets as SVRL, for tools that read the ISO format."""
        from shared.validation.export_svrl import to_svrl

        return to_svrl(self)


NOT_EVALUATED = msg("The rule {rule} could not be evaluated here: {error}")
NOT_EVALUATED_REMEDY = msg(
    "Correct the other findings first. If this one stays, report it to the operator."
)
