"""The reports of many documents as one SARIF 2.1.0 log, for code hosts and editors."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from shared.i18n import Catalogue
from shared.schematron.severity import Severity
from shared.validation.report import Finding, Spot, ValidationReport, Verdict
from shared.validation.reports.words import from_that_day

MOST_SPOTS = 100
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    "fatal": "error",
    "warning": "warning",
    "information": "note",
    "ignored": "note",
}
_SEVERITIES = {Severity.FATAL: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}


def sarif_part(report: ValidationReport, catalogue: Catalogue, name: str) -> dict[str, Any]:
    """What one document adds to the log, as plain values.

    What only the rules to come find is a note with the day they begin.
    """
    uri = quote(name)
    return {
        "uri": uri,
        "decided": report.verdict is not Verdict.UNDETERMINED,
        "rules": [_rule(finding) for finding in (*report.findings, *report.findings_to_come)],
        "results": [
            *(_result(x, spot, catalogue, uri) for x, spot in _spotted(report.findings)),
            *_results_to_come(report, catalogue, uri),
        ],
    }


def _spotted(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Spot]]:
    return ((finding, spot) for finding in findings for spot in finding.spots[:MOST_SPOTS])


def sarif_refusal(name: str, reason: str) -> dict[str, Any]:
    """What a document adds that could not be read."""
    uri = quote(name)
    place = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    notice = {"level": "error", "message": {"text": reason}, "locations": [place]}
    return {"uri": uri, "decided": False, "rules": [], "results": [], "notices": [notice]}


def to_sarif(parts: Iterable[dict[str, Any]], version: str) -> bytes:
    """One run over all parts; `version` is that of this product."""
    uris, results, notices = [], [], []
    rules: dict[str, dict[str, Any]] = {}
    is_decided = True
    for part in parts:
        uris.append(part["uri"])
        is_decided &= part["decided"]
        for rule in part["rules"]:
            rules.setdefault(rule["id"], rule)
        results += part["results"]
        notices += part.get("notices", [])
    numbers = {rule: number for number, rule in enumerate(rules)}
    for result in results:
        result["ruleIndex"] = numbers[result["ruleId"]]
    run = {
        "tool": {"driver": {"name": "Quaestor", "version": version, "rules": [*rules.values()]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": is_decided, "toolExecutionNotifications": notices}],
        "artifacts": [{"location": {"uri": uri}} for uri in uris],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode()


def _rule(finding: Finding) -> dict[str, Any]:
    said = finding.official or finding.says
    return {
        "id": finding.rule,
        "shortDescription": {"text": said},
        "defaultConfiguration": {"level": _SEVERITIES[finding.severity]},
        "properties": {"layer": finding.layer, "term": finding.term},
    }


def _result(finding: Finding, spot: Spot, catalogue: Catalogue, uri: str) -> dict[str, Any]:
    text = f"{finding.sentence(catalogue)} {finding.advice(catalogue)}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": "error" if finding.could_not_evaluate else _LEVELS[finding.weight],
        "message": {"text": text},
        "locations": [_location(spot, uri)],
    }
    if finding.is_ignored and finding.ruling:
        said = {"kind": "external", "justification": finding.ruling.reason}
        result["suppressions"] = [said]
    return result


def _results_to_come(
    report: ValidationReport, catalogue: Catalogue, uri: str
) -> Iterator[dict[str, Any]]:
    if report.coming is None:
        return
    label, begins = from_that_day(report.coming, catalogue), report.coming.as_of
    for finding, spot in _spotted(report.findings_to_come):
        result = _result(finding, spot, catalogue, uri)
        text = f"{label} {result['message']['text']}"
        more = {"message": {"text": text}, "properties": {"mandatoryFrom": begins}}
        yield result | {"level": "note"} | more


def _location(spot: Spot, uri: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if spot.line:
        physical["region"] = {"startLine": spot.line}
        if spot.column:
            physical["region"]["startColumn"] = spot.column
    location: dict[str, Any] = {"physicalLocation": physical}
    if spot.path:
        logical = {"fullyQualifiedName": spot.path, "kind": "element"}
        location["logicalLocations"] = [logical]
    return location
