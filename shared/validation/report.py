"""What was found in one document, layer by layer: frozen, and the same for the same input."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shared.errors import fill
from shared.i18n import Catalogue, msg
from shared.schematron.severity import Severity
from shared.validation.treatment import Ruling, Treatment
from shared.validation.wording.model import Named, Word

if TYPE_CHECKING:
    from shared.validation.severity_profile import SeverityProfile


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


class Layer(msgspec.Struct, frozen=True):
    """One layer of the check. `reason` says why it was skipped: English, filled with `facts`."""

    kind: LayerKind
    id: str
    name: str
    status: LayerStatus
    duration_ms: float = 0.0
    reason: str = ""
    facts: Mapping[str, object] = msgspec.field(default_factory=dict)


class Spot(msgspec.Struct, frozen=True):
    """One place where a rule is not kept; `path` for people, `location` exact.

    `line` and `column` are where the element begins in the bytes received, both from 1, the column
    in characters; 0 where that is not known.
    """

    path: str
    location: str
    line: int
    found: str = ""
    expected: str = ""
    column: int = 0


class Finding(msgspec.Struct, frozen=True):
    """One rule that is not kept, wherever that is.

    `says` and `remedy` are English texts marked for translation, filled with `facts`; `official` is
    the text of the rule itself. `spots` holds the first places, `count` how many there are.
    `could_not_evaluate` is set when the rule failed to give an answer there. `severity` is the
    publisher's; `ruling` is set when a receiver's profile treats the rule otherwise. `test` and
    `context` are the rule's own expressions.
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
    ruling: Ruling | None = None
    test: str = ""
    context: str = ""

    @property
    def first(self) -> Spot:
        return self.spots[0] if self.spots else Spot("", "", 0)

    @property
    def is_error(self) -> bool:
        """Does it make the document invalid?"""
        if self.could_not_evaluate:
            return False
        if self.ruling is not None:
            return self.ruling.treatment is Treatment.FATAL
        return self.severity is Severity.FATAL

    @property
    def is_ignored(self) -> bool:
        """Is it told only so that nothing is hidden?"""
        return self.ruling is not None and self.ruling.treatment is Treatment.IGNORED

    @property
    def weight(self) -> str:
        """`fatal`, `warning`, `information` or `ignored`: what counts, after the profile."""
        return self.severity.value if self.ruling is None else self.ruling.treatment.value

    def sentence(self, catalogue: Catalogue) -> str:
        """What is wrong, in the catalogue's language."""
        return fill(catalogue.gettext(self.says), self._told(catalogue))

    def advice(self, catalogue: Catalogue) -> str:
        """What to do, in the catalogue's language."""
        return fill(catalogue.gettext(self.remedy), self._told(catalogue))

    def _told(self, catalogue: Catalogue) -> dict[str, object]:
        return {name: in_words(catalogue, value) for name, value in self.facts.items()}


def in_words(catalogue: Catalogue, value: object) -> object:
    """A fact in the reader's language, if it is a text that has one."""
    if isinstance(value, Word):
        return catalogue.gettext(value)
    return value.in_language(catalogue.language) if isinstance(value, Named) else value


class AbsentPack(msgspec.Struct, frozen=True):
    """An official pack that would have added a check and is not installed; `gives` is English."""

    name: str
    gives: str


class DocumentId(msgspec.Struct, frozen=True):
    """What the document says it is; empty strings where it says nothing.

    `subtype` is that of an eForms notice.
    """

    root: str = ""
    namespace: str = ""
    customization: str = ""
    profile: str = ""
    subtype: str = ""


class ValidationReport(msgspec.Struct, frozen=True):
    """The whole answer. `rule_sets` are the ids of the rules that ran.

    `profile` names the receiver's severity profile that was applied, if one was. `lines` says how
    many lines the bytes received have. `coming` is the answer by the rules that become mandatory
    next, where it was asked for; its `as_of` is the day they begin.
    """

    verdict: Verdict
    document: DocumentId
    as_of: str
    layers: tuple[Layer, ...]
    findings: tuple[Finding, ...]
    absent_packs: tuple[AbsentPack, ...] = ()
    profile: str = ""
    lines: int = 0
    coming: "ValidationReport | None" = None

    @property
    def rule_sets(self) -> tuple[str, ...]:
        ran = (LayerStatus.PASSED, LayerStatus.FAILED, LayerStatus.UNDETERMINED)
        return tuple(x.id for x in self.layers if x.kind is LayerKind.RULES and x.status in ran)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is told, was evaluated and makes nothing invalid, and is not ignored."""
        told = (x for x in self.findings if not x.is_ignored and not x.could_not_evaluate)
        return tuple(finding for finding in told if not finding.is_error)

    @property
    def findings_to_come(self) -> tuple[Finding, ...]:
        """What the next rules find and those of today do not."""
        if self.coming is None:
            return ()
        known = {(finding.rule, finding.count, finding.weight) for finding in self.findings}
        found = self.coming.findings
        return tuple(x for x in found if (x.rule, x.count, x.weight) not in known)

    def under(self, profile: "SeverityProfile") -> "ValidationReport":
        """The same answer as a receiver with this profile sees it.

        Only rules of rule sets are treated; the XML door, the schema and rules that could not be
        evaluated weigh what they weigh.
        """
        kinds = {layer.id: layer.kind for layer in self.layers}
        findings = tuple(
            replace(finding, ruling=profile.ruling_on(finding.rule))
            if kinds.get(finding.layer) is LayerKind.RULES and not finding.could_not_evaluate
            else finding
            for finding in self.findings
        )
        layers = tuple(_judged(layer, findings) for layer in self.layers)
        return replace(
            self,
            verdict=verdict_of(layers, findings),
            layers=layers,
            findings=findings,
            profile=profile.name,
            coming=None if self.coming is None else self.coming.under(profile),
        )

    def to_json(self, catalogue: Catalogue | None = None) -> bytes:
        """The report as JSON; sentences in the language of the catalogue, else in English."""
        from shared.validation.reports.own_json import to_json

        return to_json(self, catalogue or Catalogue("en", {}))

    def to_svrl(self) -> bytes:
        """The findings of the rule sets as SVRL, for tools that read the ISO format."""
        from shared.validation.reports.svrl import to_svrl

        return to_svrl(self)


_CHECKED = frozenset((LayerStatus.PASSED, LayerStatus.FAILED, LayerStatus.UNDETERMINED))


def verdict_of(layers: Iterable[Layer], findings: Iterable[Finding]) -> Verdict:
    """Valid only if something beyond well-formedness was checked, and all of it answered."""
    if any(finding.is_error for finding in findings):
        return Verdict.INVALID
    statuses = {layer.status for layer in layers if layer.kind is not LayerKind.XML}
    unsure = LayerStatus.UNDETERMINED in statuses or not _CHECKED & statuses
    return Verdict.UNDETERMINED if unsure else Verdict.VALID


def status_of(findings: Iterable[Finding]) -> LayerStatus:
    """How a layer ended that ran and found this."""
    found = tuple(findings)
    if any(finding.is_error for finding in found):
        return LayerStatus.FAILED
    if any(finding.could_not_evaluate for finding in found):
        return LayerStatus.UNDETERMINED
    return LayerStatus.PASSED


def _judged(layer: Layer, findings: Iterable[Finding]) -> Layer:
    """The layer with the status that its findings give it now."""
    found = [finding for finding in findings if finding.layer == layer.id]
    if not found or all(finding.ruling is None for finding in found):
        return layer
    return replace(layer, status=status_of(found))


NOT_EVALUATED = msg("The rule {rule} could not be evaluated here: {error}")
NOT_EVALUATED_REMEDY = msg(
    "Correct the other findings first. If this one stays, report it to the operator."
)
