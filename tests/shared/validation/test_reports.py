"""Reports in every form: true to their formats, to the findings, and harmless to read."""

import datetime as dt
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from msgspec.structs import replace

import shared
from shared.i18n import Catalogue, load_catalogues
from shared.packs import Packs
from shared.validation.batch.told import told_in_words
from shared.validation.report import ValidationReport, Verdict
from shared.validation.reports.html import to_html
from shared.validation.reports.junit import junit_suite, to_junit
from shared.validation.reports.own_json import SCHEMA, report_object
from shared.validation.reports.phive import phive_object
from shared.validation.reports.picture import error_map
from shared.validation.reports.sarif import sarif_part, to_sarif
from shared.validation.severity_profile import parse_profile
from shared.validation.validator import Validator
from shared.xml.parse import parse
from tests.json_schema import violations
from tests.shared.validation.invoices import EN16931, invoice, spoiled

DAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
ENGLISH = Catalogue("en", {})
HOSTILE = "</title><script>alert(1)</script>&\"'\x01.xml"
PROFILE = parse_profile(
    "p", b'name = "City"\n[[rule]]\nid = "BR-02"\ntreat_as = "ignored"\nreason = "Agreed <here>."'
)
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
NO_NUMBER = ("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:ID> </cbc:ID>")
DOCUMENTS = {
    "good": invoice(customization=EN16931),
    "lacks-a-pack": invoice(),
    "many": spoiled('unitCode="C62"', 'unitCode="&lt;script>"', lines=30).replace(
        b">6.31<", b">7<"
    ),
    "flat": spoiled(*NO_NUMBER, customization=EN16931).replace(b"\n", b" "),
    "schema": spoiled("2026-11-20", "<!-- no -->yesterday"),
    "unknown": b"<odd/>",
    "broken": b"<Invoice>\n <a></b>",
    "bomb": b"<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>",
    "wide": spoiled(*NO_NUMBER, customization=EN16931).decode().encode("utf-16"),
    "warnings": invoice(customization=EN16931).replace(
        b"<cbc:BuyerReference>",
        b"<cbc:AccountingCostCode>4</cbc:AccountingCostCode><cbc:BuyerReference>",
    ),
    "wrapped": b"<s:StandardBusinessDocument xmlns:s='%s'><s:StandardBusinessDocumentHeader/>\n"
    b"%s</s:StandardBusinessDocument>"
    % (SBDH.encode(), spoiled(*NO_NUMBER, customization=EN16931)),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ValidationReport]:
    folder = tmp_path_factory.mktemp("packs")
    validator = Validator(Packs(), folder / "cache")
    found = {name: validator.validate(data, DAY) for name, data in DOCUMENTS.items()}
    found["profile"] = found["flat"].under(PROFILE)
    found["unevaluated"] = _unevaluated(folder)
    found["next"] = replace(found["good"], coming=found["many"])
    return found


def _unevaluated(folder: Path) -> ValidationReport:
    (folder / "peppol-2026.5").mkdir()
    (folder / "peppol-2026.5" / "PEPPOL-EN16931-UBL.sch").write_text(
        '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><pattern>'
        "<rule context='*:Invoice'><assert id='X-1' test=\"xs:integer('x') = 1\">x</assert></rule>"
        "</pattern></schema>"
    )
    return Validator(Packs([folder])).validate(invoice(), DAY)


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Catalogue]:
    return load_catalogues([Path(shared.__file__).parent / "locale"])


NAMES = [*DOCUMENTS, "profile", "unevaluated", "next"]
every_report = pytest.mark.parametrize("name", NAMES)


def column_of(data: bytes, line: int, start: str) -> int:
    return data.decode().split("\n")[line - 1].index(start) + 1


def text_of(page: bytes) -> str:
    return "".join(str(text) for text in html.document_fromstring(page).itertext())


# places ------------------------------------------------------------------------------------------


def test_a_finding_points_at_line_and_column_of_its_element(
    reports: dict[str, ValidationReport],
) -> None:
    units = next(f for f in reports["many"].findings if f.rule == "BR-CL-23")
    assert len({spot.line for spot in units.spots}) == 30
    for spot in units.spots:
        start = column_of(DOCUMENTS["many"], spot.line, "<cbc:InvoicedQuantity")
        assert spot.column == start


def test_a_schema_violation_has_a_column_too(reports: dict[str, ValidationReport]) -> None:
    (finding,) = reports["schema"].findings
    column = column_of(DOCUMENTS["schema"], finding.first.line, "<cbc:IssueDate")
    assert (finding.first.line, finding.first.column) == (6, column)


def test_an_envelope_does_not_shift_places(reports: dict[str, ValidationReport]) -> None:
    (finding,) = reports["wrapped"].findings
    lines = DOCUMENTS["wrapped"].decode().split("\n")
    spot = finding.first
    assert lines[spot.line - 1][spot.column - 1 :].startswith("<Invoice ")


def test_a_document_that_is_no_xml_says_where_reading_stopped(
    reports: dict[str, ValidationReport],
) -> None:
    spot = reports["broken"].findings[0].first
    assert spot.line == 2
    assert spot.column > 1


def test_places_are_the_same_in_another_encoding(reports: dict[str, ValidationReport]) -> None:
    (finding,) = reports["wide"].findings
    assert (finding.first.line, finding.first.column) == (1, 1)


# own JSON ----------------------------------------------------------------------------------------


@every_report
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_json_keeps_its_schema(
    reports: dict[str, ValidationReport],
    catalogues: dict[str, Catalogue],
    name: str,
    language: str,
) -> None:
    schema = json.loads(SCHEMA.read_bytes())
    report = json.loads(json.dumps(report_object(reports[name], catalogues[language], name)))
    assert list(violations(report, schema)) == []


def test_the_schema_describes_every_name() -> None:
    schema = json.loads(SCHEMA.read_bytes())
    wrong = {"format": "quaestor-validation-1", "verdict": "fine", "more": 1}
    told = list(violations(wrong, schema))
    assert any("'fine'" in line for line in told)
    assert any("more is not described" in line for line in told)
    assert any("layers is missing" in line for line in told)


def test_the_json_says_what_a_profile_changed(reports: dict[str, ValidationReport]) -> None:
    told = report_object(reports["profile"], ENGLISH)
    assert told["profile"] == "City"
    (finding,) = told["findings"]
    assert (finding["severity"], finding["counts_as"]) == ("fatal", "ignored")
    assert finding["profile_reason"] == "Agreed <here>."


# SVRL --------------------------------------------------------------------------------------------

# the structure of ISO/IEC 19757-3, annex D, as far as it is used
GRAMMAR = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"
 ns="http://purl.oclc.org/dsdl/svrl"><start><element name="validation" ns="urn:quaestor:validation">
 <attribute name="verdict" ns=""/><zeroOrMore><ref name="output"/></zeroOrMore><optional>
 <element name="next"><attribute name="begins" ns=""/><attribute name="verdict" ns=""/>
 <zeroOrMore><ref name="output"/></zeroOrMore></element></optional></element></start>
<define name="output"><element name="schematron-output"><attribute name="title" ns=""/>
 <attribute name="schemaVersion" ns=""/><oneOrMore><element name="active-pattern">
 <attribute name="name" ns=""/></element><oneOrMore><element name="fired-rule">
 <attribute name="context" ns=""/></element><zeroOrMore><element name="failed-assert">
 <attribute name="id" ns=""/><attribute name="flag" ns=""/><attribute name="location" ns=""/>
 <attribute name="test" ns=""/><optional><attribute name="role" ns=""/></optional>
 <element name="text"><text/></element></element></zeroOrMore></oneOrMore></oneOrMore></element>
</define></grammar>"""


@every_report
def test_svrl_has_the_structure_of_the_standard(
    reports: dict[str, ValidationReport], name: str
) -> None:
    grammar = etree.RelaxNG(parse(GRAMMAR.encode()))
    assert grammar.validate(parse(reports[name].to_svrl())), grammar.error_log


# HTML --------------------------------------------------------------------------------------------


@every_report
@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_the_page_is_self_contained_and_in_order(
    reports: dict[str, ValidationReport],
    catalogues: dict[str, Catalogue],
    name: str,
    language: str,
) -> None:
    made = to_html(reports[name], catalogues[language], HOSTILE)
    page = html.document_fromstring(made.decode())
    assert made.startswith(b"<!DOCTYPE html>")
    assert page.get("lang") == language
    assert (
        page.xpath("//script | //link | //img | //iframe | //@*[starts-with(name(), 'on')]") == []
    )
    assert not re.search(rb"(?:href|src|url)\s*[=(]\s*[\"']?(?:https?:)?//", made)
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(cell.get("scope") for cell in page.iter("th"))
    assert len(list(page.iter("main"))) == 1
    assert page.xpath("//a[@href='#findings']") and page.xpath("//*[@id='findings']")
    identifiers = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_the_page_tells_findings_layers_and_absent_packs(
    reports: dict[str, ValidationReport], catalogues: dict[str, Catalogue]
) -> None:
    text = text_of(to_html(reports["many"], catalogues["fr"]))
    assert "BR-CL-23" in text
    assert "30 endroits, les 20 premiers sont affichés" in text
    assert "<script> " in text  # what the document holds is text here
    assert "peppol-2026.5" in text
    assert "Non valide" in text


def test_the_page_tells_what_the_receiver_ignores(reports: dict[str, ValidationReport]) -> None:
    text = text_of(to_html(reports["profile"], ENGLISH))
    assert "Ignored by the receiver's profile (1)" in text
    assert "Agreed <here>." in text


def test_what_is_to_come_is_told_apart(reports: dict[str, ValidationReport]) -> None:
    report = reports["next"]
    assert {finding.rule for finding in report.findings_to_come} >= {"BR-CL-23"}
    told = report_object(report, ENGLISH)
    assert (told["verdict"], told["next"]["verdict"]) == ("valid", "invalid")
    assert told["findings"] == []
    assert "BR-CL-23" in {finding["rule"] for finding in told["next"]["new_findings"]}
    text = text_of(to_html(report, ENGLISH))
    assert "By the rules mandatory from 2026-11-21: Not valid" in text
    assert "New findings" in text
    assert "By the rules mandatory from 2026-11-21: " in told_in_words("x", report, ENGLISH)
    lowered = report.under(parse_profile("p", LENIENT)).coming
    assert lowered is not None
    assert lowered.verdict is Verdict.VALID


LENIENT = b'name = "x"\n[[rule]]\nid = "*"\ntreat_as = "ignored"\nreason = "y"'


def test_the_same_report_is_the_same_page(reports: dict[str, ValidationReport]) -> None:
    assert to_html(reports["many"], ENGLISH) == to_html(reports["many"], ENGLISH)


# the picture -------------------------------------------------------------------------------------


def test_the_picture_says_in_words_what_it_shows(
    reports: dict[str, ValidationReport], catalogues: dict[str, Catalogue]
) -> None:
    svg = parse(error_map(reports["many"], catalogues["de"], "map").encode())
    named = {element.get("id") for element in svg.iter("{*}title", "{*}desc")}
    assert set(svg.get("aria-labelledby", "").split()) == named
    assert svg.get("role") == "img"
    assert svg.findtext("{*}desc", "").startswith("Zeilen ")
    assert "style" not in {name for element in svg.iter("*") for name in element.attrib}


def test_the_picture_keeps_errors_and_warnings_apart_without_colour(
    reports: dict[str, ValidationReport],
) -> None:
    errors = parse(error_map(reports["flat"], ENGLISH).encode())
    warnings = parse(error_map(reports["warnings"], ENGLISH).encode())
    assert errors.findall("{*}rect[@stroke]") == []
    assert len(warnings.findall("{*}rect[@stroke]")) == 1
    assert "column 1" in errors.findtext("{*}desc", "")


def test_nothing_is_drawn_where_nothing_was_found(reports: dict[str, ValidationReport]) -> None:
    assert error_map(reports["good"], ENGLISH) == ""
    assert error_map(reports["profile"], ENGLISH) == ""  # what is ignored is not shown


# for machines ------------------------------------------------------------------------------------


@every_report
def test_junit_counts_what_it_holds(reports: dict[str, ValidationReport], name: str) -> None:
    root = parse(to_junit([junit_suite(reports[name], ENGLISH, HOSTILE)] * 2))
    assert root.tag == "testsuites"
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(reports[name].errors)
        assert int(suite.get("errors", "")) == len(suite.findall("testcase/error"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))


@every_report
def test_sarif_points_into_its_own_rules(reports: dict[str, ValidationReport], name: str) -> None:
    part = sarif_part(reports[name], ENGLISH, "folder/an invoice.xml")
    log = json.loads(to_sarif([part, part], "1"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "folder/an%20invoice.xml"
        assert all(number >= 1 for number in place.get("region", {}).values())
    assert run["invocations"][0]["executionSuccessful"] is (name not in {"unknown", "unevaluated"})


def test_sarif_suppresses_what_the_receiver_ignores(reports: dict[str, ValidationReport]) -> None:
    (result,) = sarif_part(reports["profile"], ENGLISH, "x")["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": "Agreed <here>."}]


@every_report
def test_phive_json_has_the_names_and_values_of_phive(
    reports: dict[str, ValidationReport], name: str
) -> None:
    report = reports[name]
    told: dict[str, Any] = phive_object(report, ENGLISH, "x.xml", NOW)
    assert told["success"] is (report.verdict.value == "valid")
    assert told["mostSevereErrorLevel"] in {"SUCCESS", "WARN", "ERROR"}
    assert (told["mostSevereErrorLevel"] == "ERROR") is (report.verdict.value != "valid")
    assert re.fullmatch(r"[^:]+:[^:]+:[^:]+", told["ves"]["vesid"])
    for result in told["results"]:
        assert result["success"] in {"TRUE", "FALSE", "UNDEFINED"}
        assert result["validity"] in {"valid", "invalid", "skipped", "unclear"}
        assert result["artifactType"] in {"xml", "xsd", "schematron-xslt"}
        assert result["artifactPath"]
        for item in result["items"]:
            assert item["errorLevel"] in {"SUCCESS", "WARN", "ERROR"}
            assert item["errorText"]
    skipped = [x for x in told["results"] if x["validity"] == "skipped"]
    assert told["interrupted"] is bool(skipped)


def test_phive_names_the_rules_as_phive_does(reports: dict[str, ValidationReport]) -> None:
    told = phive_object(reports["lacks-a-pack"], ENGLISH, "x.xml", NOW)
    assert told["ves"]["vesid"] == "quaestor:peppol-billing:3.0.21"  # which ran in its place
    told = phive_object(reports["unevaluated"], ENGLISH, "x.xml", NOW)
    assert told["ves"]["vesid"] == "eu.peppol.bis3:invoice:2026.5"
    core = phive_object(reports["good"], ENGLISH, "x.xml", NOW)
    assert core["ves"]["vesid"] == "eu.cen.en16931:ubl:1.3.16"
