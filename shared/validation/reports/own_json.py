"""The report as JSON: stable names, one object per finding, the first places of each.

The form is described by validation-report.schema.json beside this file.
"""

from pathlib import Path
from typing import Any

import msgspec

from shared.errors import fill
from shared.i18n import Catalogue
from shared.validation.report import Finding, Layer, Spot, ValidationReport

MOST_SPOTS = 20
FORMAT = "quaestor-validation-1"
SCHEMA = Path(__file__).with_name("validation-report.schema.json")


def to_json(report: ValidationReport, catalogue: Catalogue, name: str = "") -> bytes:
    """UTF-8, indented, without a trailing line end; the same input gives the same bytes.

    Durations are left out for that reason. `name` is what the document is called.
    """
    answer = msgspec.json.encode(report_object(report, catalogue, name))
    return msgspec.json.format(answer, indent=2)


def report_object(report: ValidationReport, catalogue: Catalogue, name: str = "") -> dict[str, Any]:
    """The report as plain values."""
    answer = {
        "format": FORMAT,
        "file": name,
        "verdict": report.verdict.value,
        "language": catalogue.language,
        "as_of": report.as_of,
        "profile": report.profile,
        "lines": report.lines,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "document": {
            "root": report.document.root,
            "namespace": report.document.namespace,
            "customization_id": report.document.customization,
            "profile_id": report.document.profile,
        },
        "layers": [_layer(layer, catalogue) for layer in report.layers],
        "absent_packs": [
            {"pack": absent.name, "gives": catalogue.gettext(absent.gives)}
            for absent in report.absent_packs
        ],
        "findings": [_finding(finding, catalogue) for finding in report.findings],
    }
    if report.coming is not None:
        answer["next"] = _coming(report, report.coming, catalogue)
    return answer


def _coming(
    report: ValidationReport, coming: ValidationReport, catalogue: Catalogue
) -> dict[str, Any]:
    return {
        "as_of": coming.as_of,
        "verdict": coming.verdict.value,
        "layers": [_layer(layer, catalogue) for layer in coming.layers],
        "new_findings": [_finding(finding, catalogue) for finding in report.findings_to_come],
    }


def _layer(layer: Layer, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "kind": layer.kind.value,
        "id": layer.id,
        "name": layer.name,
        "status": layer.status.value,
        "reason": fill(catalogue.gettext(layer.reason), dict(layer.facts)),
    }


def _finding(finding: Finding, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "layer": finding.layer,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "counts_as": finding.weight,
        "profile_reason": finding.ruling.reason if finding.ruling else "",
        "could_not_evaluate": finding.could_not_evaluate,
        "message": finding.sentence(catalogue),
        "what_to_do": finding.advice(catalogue),
        "official_text": finding.official,
        "term": finding.term,
        "count": finding.count,
        "places": [_spot(spot) for spot in finding.spots[:MOST_SPOTS]],
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {
        "path": spot.path,
        "xpath": spot.location,
        "line": spot.line,
        "column": spot.column,
        "found": spot.found,
        "expected": spot.expected,
    }
