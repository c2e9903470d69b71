"""The reports of many documents as JUnit XML: a suite per document, a case per layer and rule."""

from collections.abc import Iterable

from lxml import etree

from shared.errors import fill
from shared.i18n import Catalogue
from shared.validation.report import Finding, Layer, LayerStatus, ValidationReport
from shared.validation.reports.words import from_that_day, undecided
from shared.xml.text import printable

MOST_SPOTS = 20


def to_junit(suites: Iterable[bytes]) -> bytes:
    """One file of suites made by `junit_suite`."""
    parts = list(suites)
    start = b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="quaestor validate">\n'
    return start + b"".join(parts) + b"</testsuites>\n"


def junit_suite(report: ValidationReport, catalogue: Catalogue, name: str) -> bytes:
    """A layer that passed is a case that passed, a finding is a case of its own.

    Errors are failures, what could not be evaluated is an error. Warnings, and what only the rules
    to come find, are told in cases that passed.
    """
    suite = etree.Element("testsuite", name=printable(name))
    for layer in report.layers:
        _layer_case(suite, layer, catalogue)
    for finding in report.findings:
        _finding_case(suite, finding, catalogue)
    if report.coming is not None:
        label = from_that_day(report.coming, catalogue)
        for finding in report.findings_to_come:
            _case_to_come(suite, finding, label, catalogue)
    counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(suite)))
    for attribute, element in counts.items():
        suite.set(attribute, str(len(suite.findall(f"testcase/{element}"))))
    taken_s = sum(layer.duration_ms for layer in report.layers) / 1000
    suite.set("time", f"{taken_s:.3f}")
    return etree.tostring(suite, encoding="unicode", pretty_print=True).encode()


def junit_refusal(name: str, reason: str) -> bytes:
    """A suite for a document that could not be read."""
    suite = etree.Element("testsuite", name=printable(name), tests="1", failures="0")
    suite.set("errors", "1")
    case = etree.SubElement(suite, "testcase", classname="xml", name="XML", time="0.000")
    etree.SubElement(case, "error", type="unreadable", message=printable(reason))
    return etree.tostring(suite, encoding="unicode", pretty_print=True).encode()


def _layer_case(suite: "etree._Element", layer: Layer, catalogue: Catalogue) -> None:
    case = etree.SubElement(suite, "testcase", classname=layer.kind.value, name=layer.name)
    case.set("time", f"{layer.duration_ms / 1000:.3f}")
    if layer.status is LayerStatus.SKIPPED:
        reason = fill(catalogue.gettext(layer.reason), dict(layer.facts))
        etree.SubElement(case, "skipped", message=printable(reason))


def _finding_case(suite: "etree._Element", finding: Finding, catalogue: Catalogue) -> None:
    case = etree.SubElement(suite, "testcase", classname=finding.layer, name=finding.rule)
    case.set("time", "0.000")
    message = printable(finding.sentence(catalogue))
    if finding.could_not_evaluate:
        told = etree.SubElement(case, "error", type=undecided(catalogue), message=message)
    elif finding.is_error:
        told = etree.SubElement(case, "failure", type=finding.weight, message=message)
    else:
        told = etree.SubElement(case, "system-out")
    told.text = printable("\n".join(_lines(finding, catalogue)))


def _case_to_come(
    suite: "etree._Element", finding: Finding, label: str, catalogue: Catalogue
) -> None:
    case = etree.SubElement(suite, "testcase", classname=finding.layer, name=finding.rule)
    case.set("time", "0.000")
    said = f"{finding.weight}: {finding.sentence(catalogue)}"
    lines = (label, said, *_lines(finding, catalogue))
    etree.SubElement(case, "system-out").text = printable("\n".join(dict.fromkeys(lines)))


def _lines(finding: Finding, catalogue: Catalogue) -> Iterable[str]:
    if not finding.is_error and not finding.could_not_evaluate:
        yield f"{finding.weight}: {finding.sentence(catalogue)}"
    yield finding.advice(catalogue)
    if finding.ruling:
        yield finding.ruling.reason
    for spot in finding.spots[:MOST_SPOTS]:
        yield f"{spot.line}:{spot.column} {spot.path}"
    if finding.count > MOST_SPOTS:
        yield f"… {finding.count}"
