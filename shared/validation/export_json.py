"""The report as JSON: stable names, one object per finding, the first places of each."""

import json
from typing import Any

from shared.errors import fill
from shared.i18n import Catalogue
from shared.validation.report import Finding, Layer, Spot, ValidationReport

MOST_SPOTS = 20
FORMAT = "quaestor-validation-1"


def to_json(report: ValidationReport, catalogue: Catalogue) -> bytes:
    """UTF-8, indented, without a trailing line end; the same input gives the same bytes.

    Durations are left out for that reason.
    """
    answer = {
        "format": FORMAT,
        "verdict": report.verdict.value,
        "language": catalogue.language,
        "as_of": report.as_of,
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
    return json.dumps(answer, ensure_ascii=False, indent=2).encode()


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
        "found": spot.found,
        "expected": spot.expected,
    }
