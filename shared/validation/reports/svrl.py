"""The findings of the rule sets as SVRL (ISO/IEC 19757-3, annex D), one output per rule set."""

from collections.abc import Sequence

from lxml import etree

from shared.validation.report import Finding, Layer, LayerKind, Spot, ValidationReport
from shared.xml.text import printable

SVRL = "http://purl.oclc.org/dsdl/svrl"
_OUR = "urn:quaestor:validation"


def to_svrl(report: ValidationReport) -> bytes:
    """`<validation>` around one `svrl:schematron-output` per rule set that ran.

    The engine does not note rules that fired without a finding; each `fired-rule` here is one
    that has findings. What the rules to come say, where it was asked, stands at the end in
    `<next>` with the day they begin.
    """
    root = etree.Element(f"{{{_OUR}}}validation", nsmap={"q": _OUR, "svrl": SVRL})
    _outputs(root, report)
    if report.coming is not None:
        coming = etree.SubElement(root, f"{{{_OUR}}}next", begins=report.coming.as_of)
        _outputs(coming, report.coming)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _outputs(root: "etree._Element", report: ValidationReport) -> None:
    root.set("verdict", report.verdict.value)
    ran = [x for x in report.layers if x.kind is LayerKind.RULES and x.id in report.rule_sets]
    for layer in ran:
        _output(root, layer, [x for x in report.findings if x.layer == layer.id])


def _output(root: "etree._Element", layer: Layer, findings: Sequence[Finding]) -> None:
    output = etree.SubElement(root, f"{{{SVRL}}}schematron-output", title=layer.name)
    output.set("schemaVersion", layer.id)
    if not findings:
        _fired(output, layer, "/")
    for finding in findings:
        _fired(output, layer, finding.context)
        for spot in finding.spots:
            _failed(output, finding, spot)


def _fired(output: "etree._Element", layer: Layer, context: str) -> None:
    etree.SubElement(output, f"{{{SVRL}}}active-pattern", name=layer.id)
    fired = etree.SubElement(output, f"{{{SVRL}}}fired-rule")
    fired.set("context", printable(context))


def _failed(output: "etree._Element", finding: Finding, spot: Spot) -> None:
    """`id` is not declared as an identifier there: the same rule may fail in many places."""
    failed = etree.SubElement(output, f"{{{SVRL}}}failed-assert")
    failed.set("id", finding.rule)
    failed.set("flag", finding.severity.value)
    failed.set("location", printable(spot.location))
    failed.set("test", printable(finding.test))
    if finding.could_not_evaluate:
        failed.set("role", "not-evaluated")
    etree.SubElement(failed, f"{{{SVRL}}}text").text = printable(finding.official)
