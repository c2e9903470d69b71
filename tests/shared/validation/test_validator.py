"""Layers in order, nothing skipped in silence, and a verdict that never claims too much."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.packs import Packs
from shared.schematron.severity import Severity
from shared.validation import library
from shared.validation import validator as module
from shared.validation.report import LayerKind, LayerStatus, ValidationReport, Verdict
from shared.validation.validator import Validator
from shared.xml.parse import parse
from tests.shared.validation.invoices import EN16931, PEPPOL, invoice, spoiled

DAY = dt.date(2026, 11, 21)
SCH = 'xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"'
UBL = '<ns prefix="i" uri="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'


@pytest.fixture(scope="module")
def cache(compiled_rules: Path) -> Path:
    return compiled_rules


@pytest.fixture(scope="module")
def fresh(cache: Path) -> Validator:
    """An installation without any pack."""
    return Validator(Packs(), cache)


def with_pack(folder: Path, cache: Path, rules: str, pack: str = "peppol-2026.5") -> Validator:
    """An installation whose billing rules are ours."""
    (folder / pack).mkdir(exist_ok=True)
    file = folder / pack / "PEPPOL-EN16931-UBL.sch"
    file.write_text(f"<schema {SCH}>{UBL}{rules}</schema>")
    (folder / pack / "CEN-EN16931-UBL.sch").write_text(f"<schema {SCH}><pattern id='x'/></schema>")
    return Validator(Packs([folder]), cache)


def rule(test: str) -> str:
    check = f'<assert id="OWN-1" flag="fatal" test="{test}">own text</assert>'
    return f'<pattern><rule context="i:Invoice">{check}</rule></pattern>'


def statuses(report: ValidationReport) -> list[tuple[str, str]]:
    return [(layer.kind.value, layer.status.value) for layer in report.layers]


def test_a_fresh_installation_checks_peppol_by_rules_of_its_own_and_says_what_it_lacks(
    fresh: Validator,
) -> None:
    report = fresh.validate(invoice(), DAY)
    assert report.findings == ()
    assert report.verdict is Verdict.VALID
    assert statuses(report) == [
        ("xml", "passed"),
        ("schema", "passed"),
        ("rules", "passed"),
        ("rules", "skipped"),
        ("rules", "passed"),
    ]
    assert report.rule_sets == ("eu.cen.en16931:ubl:1.3.16", "quaestor:peppol-billing:3.0.21")
    assert report.layers[-1].name == "Peppol BIS Billing (Quaestor's own rules)"
    assert [absent.name for absent in report.absent_packs] == ["peppol-2026.5"]
    assert report.absent_packs[0].gives
    assert report.layers[-2].facts == {"pack": "peppol-2026.5"}


def test_our_own_peppol_rules_refuse_an_invoice_where_the_official_pack_is_absent(
    fresh: Validator,
) -> None:
    report = fresh.validate(spoiled("<cbc:BuyerReference>PO-4</cbc:BuyerReference>", ""), DAY)
    assert report.verdict is Verdict.INVALID
    (finding,) = report.findings
    assert finding.rule == "PEPPOL-EN16931-R003"
    assert finding.layer == "quaestor:peppol-billing:3.0.21"
    assert finding.term == "BT-10"


def test_our_own_peppol_rules_say_by_how_much_and_where(fresh: Validator) -> None:
    (finding,) = fresh.validate(spoiled(">10.01</cbc:Price", ">11.00</cbc:Price", 1), DAY).findings
    assert finding.rule == "PEPPOL-EN16931-R120"
    assert (finding.first.found, finding.first.expected) == ("10.01", "11.00")
    assert finding.first.path == "/Invoice/cac:InvoiceLine"


def test_a_self_billed_invoice_is_checked_by_our_own_rules_too(fresh: Validator) -> None:
    told = invoice(customization=PEPPOL.replace("billing:3.0", "selfbilling:3.0"))
    data = told.replace(b"billing:01:1.0", b"selfbilling:01:1.0")
    assert [f.rule for f in fresh.validate(data, DAY).findings] == ["PEPPOL-EN16931-P0100"]
    assert fresh.validate(data.replace(b">380<", b">389<"), DAY).verdict is Verdict.VALID


def test_the_official_pack_replaces_our_own_peppol_rules(tmp_path: Path, cache: Path) -> None:
    official = with_pack(tmp_path, cache, rule("true()"))
    report = official.validate(spoiled("<cbc:BuyerReference>PO-4</cbc:BuyerReference>", ""), DAY)
    assert report.verdict is Verdict.VALID
    assert report.rule_sets[-1] == "eu.peppol:billing:2026.5"
    assert not any(layer.id.startswith("quaestor:") for layer in report.layers)


def test_a_broken_official_pack_is_not_passed_over_for_our_own_rules(
    tmp_path: Path, cache: Path
) -> None:
    report = with_pack(tmp_path, cache, "<oops").validate(invoice(), DAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert not any(layer.id.startswith("quaestor:") for layer in report.layers)


def test_an_invoice_of_the_core_standard_lacks_nothing(fresh: Validator) -> None:
    report = fresh.validate(invoice(customization=EN16931), DAY)
    assert report.verdict is Verdict.VALID
    assert report.absent_packs == ()


def test_broken_xml_is_invalid_and_later_layers_are_recorded_as_skipped(fresh: Validator) -> None:
    report = fresh.validate(b"<Invoice", DAY)
    assert report.verdict is Verdict.INVALID
    assert statuses(report) == [("xml", "failed"), ("schema", "skipped")]
    assert report.findings[0].rule == "xml-broken"
    assert report.layers[1].reason


def test_a_doctype_bomb_is_stopped_at_the_door(fresh: Validator) -> None:
    bomb = b"<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]><a>&c;</a>"
    assert [f.rule for f in fresh.validate(bomb, DAY).findings] == ["xml-doctype"]


def test_a_schema_violation_keeps_the_rules_from_running(fresh: Validator) -> None:
    report = fresh.validate(spoiled("2026-11-20", "yesterday"), DAY)
    assert report.verdict is Verdict.INVALID
    assert [status for _, status in statuses(report)] == ["passed", "failed", "skipped", "skipped"]
    (finding,) = report.findings
    assert finding.first.line == 6
    assert finding.first.path == "/Invoice/cbc:IssueDate"
    assert finding.facts["found"] == "yesterday"


def test_an_unknown_document_is_never_called_valid(fresh: Validator) -> None:
    report = fresh.validate(b"<anything/>", DAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert ("schema", "skipped") in statuses(report)


def test_an_order_without_its_packs_is_not_called_valid(fresh: Validator) -> None:
    order = b"""<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
     xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
     <b:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</b:CustomizationID></Order>"""
    report = fresh.validate(order, DAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert [absent.name for absent in report.absent_packs] == ["ubl-2.1", "peppol-2026.5"]


def test_a_rule_that_cannot_be_evaluated_makes_the_verdict_undetermined(
    tmp_path: Path, cache: Path
) -> None:
    report = with_pack(tmp_path, cache, rule("xs:integer('x') = 1")).validate(invoice(), DAY)
    assert report.verdict is Verdict.UNDETERMINED
    (finding,) = report.findings
    assert finding.could_not_evaluate
    assert not finding.is_error
    assert "FORG0001" in str(finding.facts["error"])
    assert report.layers[-1].status is LayerStatus.UNDETERMINED


def test_a_fatal_finding_weighs_more_than_one_that_could_not_be_evaluated(
    tmp_path: Path, cache: Path
) -> None:
    rules = rule("xs:integer('x') = 1") + rule("false()")
    assert with_pack(tmp_path, cache, rules).validate(invoice(), DAY).verdict is Verdict.INVALID


def test_a_warning_makes_no_document_invalid(tmp_path: Path, cache: Path) -> None:
    rules = rule("false()").replace("fatal", "warning")
    report = with_pack(tmp_path, cache, rules).validate(invoice(), DAY)
    assert report.verdict is Verdict.VALID
    assert report.findings[0].severity is Severity.WARNING


@pytest.mark.parametrize("rules", ["<pattern><rule context='a[' /></pattern>", "<oops"])
def test_a_broken_pack_is_the_operators_matter_and_leaves_the_answer_open(
    tmp_path: Path, cache: Path, rules: str
) -> None:
    report = with_pack(tmp_path, cache, rules).validate(invoice(), DAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert report.findings[0].rule == "rules-unusable"
    assert report.findings[0].could_not_evaluate


def test_the_rules_in_force_on_the_day_are_used(tmp_path: Path, cache: Path) -> None:
    with_pack(tmp_path, cache, rule("false()"), "peppol-2025.11")
    both = with_pack(tmp_path, cache, rule("true()"), "peppol-2026.5")
    assert both.validate(invoice(), dt.date(2026, 8, 17)).verdict is Verdict.VALID
    older = both.validate(invoice(), dt.date(2026, 8, 16))
    assert older.verdict is Verdict.INVALID
    assert older.rule_sets == ("eu.cen.en16931:ubl:1.3.15", "eu.peppol:billing:2025.11")


def test_the_nearest_release_is_used_when_the_one_in_force_is_absent(
    tmp_path: Path, cache: Path
) -> None:
    newer = with_pack(tmp_path, cache, rule("true()"), "peppol-2026.5")
    report = newer.validate(invoice(), dt.date(2026, 3, 1))
    assert "eu.peppol:billing:2026.5" in report.rule_sets


def test_a_pack_that_is_replaced_while_running_is_read_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_GLANCE", 0.0)
    validator = with_pack(tmp_path, cache, rule("true()"))
    assert validator.validate(invoice(), DAY).verdict is Verdict.VALID
    with_pack(tmp_path, cache, rule("1 = 2"))
    assert validator.validate(invoice(), DAY).verdict is Verdict.INVALID


def test_the_same_finding_of_two_rule_sets_is_told_once(tmp_path: Path, cache: Path) -> None:
    copied = """<ns prefix="a" uri="urn:oasis:names:specification:ubl:schema:xsd:\
CommonAggregateComponents-2"/><pattern><rule context="a:LegalMonetaryTotal">
    <assert id="BR-CO-10" test="false()">a copy of the core rule</assert></rule></pattern>"""
    validator = with_pack(tmp_path, cache, copied)
    found = validator.validate(spoiled(">30.03</cbc:LineExt", ">30.04</cbc:LineExt"), DAY).findings
    assert [finding.rule for finding in found].count("BR-CO-10") == 1


def test_an_envelope_left_around_the_document_is_looked_through(fresh: Validator) -> None:
    inner = invoice()
    sbdh = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    wrapped = f'<s:StandardBusinessDocument xmlns:s="{sbdh}"><s:StandardBusinessDocumentHeader/>'
    data = wrapped.encode() + inner + b"</s:StandardBusinessDocument>"
    report = fresh.validate(data, DAY)
    assert report.document.customization == PEPPOL
    assert report.verdict is Verdict.VALID
    assert statuses(report)[:2] == [("xml", "passed"), ("xml", "skipped")]


def test_a_large_document_gives_the_same_findings_as_a_small_one(
    fresh: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = spoiled("<cbc:Name>Chair 2</cbc:Name>", "<cbc:Name> </cbc:Name>", lines=40)
    kept = fresh.validate(data, DAY)
    monkeypatch.setattr(module, "_LARGE", 10)
    assert fresh.validate(data, DAY).findings == kept.findings
    assert kept.findings[0].first.line > 0


def test_the_same_document_gives_the_same_report(fresh: Validator) -> None:
    data = spoiled("EUR", "XXX")
    assert fresh.validate(data, DAY).to_json() == fresh.validate(data, DAY).to_json()


def test_threads_share_a_validator(fresh: Validator) -> None:
    good = invoice()
    bad = spoiled("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:ID> </cbc:ID>", customization=EN16931)
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda n: fresh.validate(bad if n % 2 else good, DAY), range(60)))
    assert [len(report.findings) for report in reports] == [0, 1] * 30


def test_svrl_carries_every_place_of_every_finding(fresh: Validator) -> None:
    report = fresh.validate(spoiled('unitCode="C62"', 'unitCode="PIECE"', lines=3), DAY)
    svrl = parse(report.to_svrl())
    failed = svrl.findall(".//{http://purl.oclc.org/dsdl/svrl}failed-assert")
    assert [element.get("id") for element in failed] == ["BR-CL-23"] * 3
    assert len({element.get("location") for element in failed}) == 3
    assert any(layer.kind is LayerKind.RULES for layer in report.layers)
