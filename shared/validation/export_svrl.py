"""The findings of the rule sets as SVRL (ISO/IEC 19757-3, annex D), one output per rule set."""

from lxml import etree

from shared.validation.report import Finding, Layer, LayerKind, ValidationReport

SVRL = "http://purl.oclc.org/dsdl/svrl"
_OUR = "urn:quaestor:validation"


def to_svrl(report: ValidationReport) -> bytes:
    """`<validation>` around one `svrl:schematron-output` per rule set that ran."""
    root = etree.Element(f"{{{_OUR}}}validation", nsmap={"q": _OUR, "svrl": SVRL})
    root.set("verdict", report.verdict.value)
    ran = [x for x in report.layers if x.kind is LayerKind.RULES and x.id in report.rule_sets]
    for layer in ran:
        output = etree.SubElement(root, f"{{{SVRL}}}schematron-output", title=layer.name)
        active = etree.SubElement(output, f"{{{SVRL}}}active-pattern")
        active.set("document", layer.id)
        for finding in _of(report, layer):
            _failed(output, finding)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _of(report: ValidationReport, layer: Layer) -> list[Finding]:
    return [finding for finding in report.findings if finding.layer == layer.id]


def _failed(output: "etree._Element", finding: Finding) -> None:
    for spot in finding.spots:
        failed = etree.SubElement(output, f"{{{SVRL}}}failed-assert")
        failed.set("id", finding.rule)
        failed.set("flag", finding.severity.value)
        failed.set("location", spot.location)
        if finding.could_not_evaluate:
            failed.set("role", "not-evaluated")
        etree.SubElement(failed, f"{{{SVRL}}}text").text = finding.official
