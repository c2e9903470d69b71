"""The report as the JSON of phive 12, so that what reads phive's answers can read ours.

Names and values are those of `PhiveJsonHelper`: layers as `results`, one item per place. phive
writes when it validated and how long it took; so does this form, and only this one.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from shared.i18n import Catalogue
from shared.validation.report import (
    Finding,
    Layer,
    LayerKind,
    LayerStatus,
    Spot,
    ValidationReport,
    Verdict,
)

MOST_SPOTS = 100
_ENVELOPE = "sbdh"
_TYPES = {LayerKind.XML: "xml", LayerKind.SCHEMA: "xsd", LayerKind.RULES: "schematron-xslt"}
# what phive calls success, and validity
_ENDS = {
    LayerStatus.PASSED: ("TRUE", "valid"),
    LayerStatus.FAILED: ("FALSE", "invalid"),
    LayerStatus.UNDETERMINED: ("UNDEFINED", "unclear"),
    LayerStatus.SKIPPED: ("UNDEFINED", "skipped"),
}
_LEVELS = {"fatal": "ERROR", "warning": "WARN", "information": "SUCCESS", "ignored": "SUCCESS"}
_BIS = {
    "t01": "order",
    "t16": "despatch-advice",
    "t19": "catalogue",
    "t58": "catalogue-response",
    "t71": "mlr",
    "t76": "order-response",
    "t77": "punch-out",
    "t110": "order-agreement",
    "t111": "invoice-message-response",
    "t114": "order-change",
    "t115": "order-cancellation",
    "t116": "order-response-advanced",
}


def to_phive(report: ValidationReport, catalogue: Catalogue, name: str, now: dt.datetime) -> bytes:
    """UTF-8, indented; `name` is what the document is called, `now` when it was checked."""
    answer = phive_object(report, catalogue, name, now)
    return json.dumps(answer, ensure_ascii=False, indent=2).encode()


def phive_object(
    report: ValidationReport, catalogue: Catalogue, name: str, now: dt.datetime
) -> dict[str, Any]:
    """The report as plain values."""
    told = _Told(report, catalogue, name)
    # an envelope that was looked through is no layer of phive's
    layers = [x for x in report.layers if x.id != _ENVELOPE]
    results = [told.result(layer) for layer in layers]
    return {
        "validationDateTime": now.isoformat(timespec="milliseconds"),
        "validationSource": {"systemID": name, "partialSource": False},
        "ves": _ves(report),
        "success": report.verdict is Verdict.VALID,
        "interrupted": any(x["validity"] == "skipped" for x in results),
        "mostSevereErrorLevel": _most_severe(report),
        "results": results,
        "durationMS": round(sum(layer.duration_ms for layer in report.layers)),
    }


class _Told:
    """One report, in one language, of a document with a name."""

    def __init__(self, report: ValidationReport, catalogue: Catalogue, name: str) -> None:
        self._report = report
        self._catalogue = catalogue
        self._name = name

    def result(self, layer: Layer) -> dict[str, Any]:
        success, validity = _ENDS[layer.status]
        found = [finding for finding in self._report.findings if finding.layer == layer.id]
        return {
            "success": success,
            "validity": validity,
            "artifactType": _TYPES[layer.kind],
            "artifactPathType": "unknown",
            "artifactPath": layer.id,
            "durationMS": round(layer.duration_ms),
            "items": [item for finding in found for item in self._items(finding)],
        }

    def _items(self, finding: Finding) -> Iterator[dict[str, Any]]:
        spots: Sequence[Spot] = finding.spots[:MOST_SPOTS] or [Spot("", "", 0)]
        for spot in spots:
            yield self._item(finding, spot)

    def _item(self, finding: Finding, spot: Spot) -> dict[str, Any]:
        text = f"{finding.sentence(self._catalogue)} {finding.advice(self._catalogue)}"
        item: dict[str, Any] = {
            "errorLevel": _level(finding),
            "errorID": finding.rule,
            "errorFieldName": spot.location,
            "errorLocationObj": self._location(spot),
            "test": finding.test,
            "errorText": text,
        }
        if finding.could_not_evaluate:
            error = str(finding.facts.get("error", ""))
            item["exception"] = {"class": "NotEvaluated", "message": error, "stackTrace": error}
        return {name: value for name, value in item.items() if value}

    def _location(self, spot: Spot) -> dict[str, Any]:
        known = {"resource": self._name, "line": spot.line, "col": spot.column}
        return {name: value for name, value in known.items() if value}


def _level(finding: Finding) -> str:
    return "ERROR" if finding.could_not_evaluate else _LEVELS[finding.weight]


def _most_severe(report: ValidationReport) -> str:
    levels = {_level(finding) for finding in report.findings}
    if report.verdict is not Verdict.VALID:
        return "ERROR"  # what was not decided must not be taken for a success
    return next((level for level in ("ERROR", "WARN") if level in levels), "SUCCESS")


def _ves(report: ValidationReport) -> dict[str, Any]:
    sets = [layer for layer in report.layers if layer.kind is LayerKind.RULES]
    identifier = sets[-1].id if sets else "quaestor:xml:1"
    return {
        "vesid": _vesid(identifier, report.document.root),
        "name": sets[-1].name if sets else "XML",
        "deprecated": False,
        "status": {"type": "valid"},
    }


def _vesid(identifier: str, root: str) -> str:
    """The coordinates phive-rules gives the same rules."""
    group, _, rest = identifier.partition(":")
    artefact, _, version = rest.partition(":")
    if group == "eu.peppol" and artefact in _BIS:
        return f"eu.peppol.bis3:{_BIS[artefact]}:{version}"
    if group == "eu.peppol" and artefact == "billing":
        return f"eu.peppol.bis3:{root.lower() or 'invoice'}:{version}"
    if group == "eu.peppol" and artefact == "selfbilling":
        return f"eu.peppol.bis3:{root.lower() or 'invoice'}-self-billing:{version}"
    if group == "eu.cen.en16931" and root == "CreditNote":
        return f"{group}:{artefact}-creditnote:{version}"
    return identifier
