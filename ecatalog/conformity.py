"""Checks a document against what is official here: the UBL schema and the Peppol rules."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ecatalog.rules.finding import Finding, Weight
from shared.i18n import msg
from shared.settings import Settings
from shared.validation.installed import validator_for
from shared.validation.report import Finding as Official
from shared.validation.report import Layer, LayerKind, LayerStatus, ValidationReport
from shared.validation.wording.model import Word

MOST_SPOTS = 50
_RAN = {LayerStatus.PASSED, LayerStatus.FAILED, LayerStatus.UNDETERMINED}

OWN_WORDS = {
    "PEPPOL-T19-R006": "price-negative",
    "PEPPOL-T19-R007": "line-period",
    "PEPPOL-T19-R008": "maximum-negative",
    "PEPPOL-T19-R009": "minimum-negative",
    "PEPPOL-T19-R010": "minimum-above-maximum",
    "PEPPOL-T19-R012": "item-unidentified",
    "PEPPOL-T19-R013": "line-period",
    "PEPPOL-T19-R014": "tax-rate",
    "PEPPOL-T19-R015": "tax-standard-rate",
    "PEPPOL-T76-R004": "promise",
    "PEPPOL-T76-R005": "line-currency",
    "PEPPOL-T76-R007": "lines-missing",
    "PEPPOL-T76-R008": "lines-not-expected",
    "PEPPOL-T76-R009": "lines-not-expected",
    "PEPPOL-T76-R010": "lines-not-expected",
}
"""Official rules that our own rules say too, by line and in four languages."""


@dataclass(frozen=True, slots=True)
class Conformity:
    """What was found, and by name the schema and the rules it was checked against."""

    findings: tuple[Finding, ...]
    checked_against: tuple[str, ...]

    def besides(self, own: list[Finding]) -> list[Finding]:
        """The findings that our own rules have not told already."""
        told = {finding.code for finding in own}
        return [finding for finding in self.findings if OWN_WORDS.get(finding.code) not in told]


def check_conformity(settings: Settings, data: bytes, day: dt.date) -> Conformity:
    """Check against the release in force on a day; an absent pack is told, never passed over."""
    validator = validator_for(settings.pack_folders, settings.cache_folder)
    report = validator.validate(data, day)
    found = [finding for official in report.findings for finding in _findings(official)]
    return Conformity((*found, *_absent(report)), tuple(x.name for x in report.layers if _ran(x)))


def _ran(layer: Layer) -> bool:
    return layer.kind is not LayerKind.XML and layer.status in _RAN


def _findings(official: Official) -> Iterator[Finding]:
    """One finding for each place; a warning or a rule without an answer does not refuse."""
    facts = {name: str(value) for name, value in official.facts.items()}
    for spot in official.spots[:MOST_SPOTS]:
        yield Finding(
            code=official.rule,
            says=official.says,
            found=spot.found,
            expected=spot.expected,
            weight=Weight.REFUSES if official.is_error else Weight.ADVICE,
            where=spot.path,
            xml_line=str(spot.line or ""),
            details=facts,
            words=tuple(n for n, value in official.facts.items() if isinstance(value, Word)),
        )


def _absent(report: ValidationReport) -> Iterator[Finding]:
    says = msg("Not checked against the official rules: the pack {found} is not installed.")
    for pack in report.absent_packs:
        yield Finding("pack-absent", says, found=pack.name, weight=Weight.ADVICE)
