"""Cross Industry Invoices: the other syntax of EN 16931, by the official schema and rules."""

import datetime as dt
import os
from pathlib import Path

import pytest

from shared.i18n import Catalogue
from shared.packs import Packs
from shared.validation.identify import document_id
from shared.validation.report import Finding, LayerStatus, Verdict
from shared.validation.validator import Validator
from shared.validation.wording.choice import UNWORDED, wording_of
from shared.xml.parse import parse
from tests.shared.validation.cii_invoices import cii_invoice, spoiled_cii

PACKS = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent")) / "packs"
DAY = dt.date(2026, 11, 20)
ENGLISH = Catalogue("en", {})
TOTALS = "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>\n "
CHARGE = """<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator>
<udt:Indicator>{is_charge}</udt:Indicator></ram:ChargeIndicator>
<ram:ActualAmount>{amount}</ram:ActualAmount><ram:Reason>Freight</ram:Reason>
<ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>21</ram:RateApplicablePercent></ram:CategoryTradeTax>
</ram:SpecifiedTradeAllowanceCharge><ram:SpecifiedTradePaymentTerms>"""


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory, compiled_rules: Path) -> Validator:
    if not (PACKS / "en16931-1.3.16").is_dir():
        pytest.skip(f"NOT RUN: no pack en16931-1.3.16 at {PACKS}")
    return Validator(Packs([PACKS]), compiled_rules)


def found(validator: Validator, data: bytes) -> dict[str, Finding]:
    return {finding.rule: finding for finding in validator.validate(data, DAY).findings}


def test_it_says_in_its_context_what_it_follows() -> None:
    text = cii_invoice(customization="urn:cen.eu:en16931:2017#compliant#urn:x").replace(
        b"<ram:GuidelineSpecified",
        b"<ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID> A1 </ram:ID>"
        b"</ram:BusinessProcessSpecifiedDocumentContextParameter><ram:GuidelineSpecified",
        1,
    )
    known = document_id(parse(text))
    assert known.root == "CrossIndustryInvoice"
    assert known.customization == "urn:cen.eu:en16931:2017#compliant#urn:x"
    assert known.profile == "A1"


def test_without_its_pack_it_is_never_approved(tmp_path: Path) -> None:
    report = Validator(Packs([tmp_path])).validate(cii_invoice(), DAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert [pack.name for pack in report.absent_packs] == ["en16931-1.3.16"]


@pytest.mark.conformance
@pytest.mark.parametrize("day", [DAY, dt.date(2026, 1, 1)])
def test_a_correct_one_is_valid_by_schema_and_rules(validator: Validator, day: dt.date) -> None:
    report = validator.validate(cii_invoice(4), day)
    assert report.findings == ()
    assert report.verdict is Verdict.VALID
    assert [(layer.name, layer.status) for layer in report.layers] == [
        ("XML", LayerStatus.PASSED),
        ("CII D16B", LayerStatus.PASSED),
        ("EN 16931 1.3.16 (CII)", LayerStatus.PASSED),
    ]


@pytest.mark.conformance
def test_what_the_schema_forbids_is_told_in_words(validator: Validator) -> None:
    report = validator.validate(spoiled_cii("<ram:TypeCode>380</ram:TypeCode>", "<ram:Odd/>"), DAY)
    assert report.verdict is Verdict.INVALID
    assert report.layers[-1].status is LayerStatus.SKIPPED
    assert "Odd" in report.findings[0].sentence(ENGLISH)


AMOUNTS = [
    ("BR-CO-10", f"{TOTALS}<ram:LineTotalAmount>30.03", f"{TOTALS}<ram:LineTotalAmount>30.04"),
    ("BR-CO-13", "TaxBasisTotalAmount>30.03", "TaxBasisTotalAmount>30.04"),
    ("BR-CO-14", 'currencyID="EUR">6.31', 'currencyID="EUR">6.32'),
    ("BR-CO-15", "GrandTotalAmount>36.34", "GrandTotalAmount>36.35"),
    ("BR-CO-16", "DuePayableAmount>36.34", "DuePayableAmount>36.35"),
    ("BR-S-08", "BasisAmount>30.03", "BasisAmount>30.04"),
]


@pytest.mark.conformance
@pytest.mark.parametrize(("rule", "change", "to"), AMOUNTS)
def test_an_arithmetic_rule_says_by_how_much(
    validator: Validator, rule: str, change: str, to: str
) -> None:
    finding = found(validator, spoiled_cii(change, to))[rule]
    stated, right = to.rpartition(">")[2], change.rpartition(">")[2]
    assert (finding.first.found, finding.first.expected) == (stated, right)
    assert stated in finding.sentence(ENGLISH)
    assert right in finding.sentence(ENGLISH)


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("is_charge", "rule", "total"),
    [("true", "BR-CO-12", "Charge"), ("false", "BR-CO-11", "Allowance")],
)
def test_charges_and_allowances_are_added_up(
    validator: Validator, is_charge: str, rule: str, total: str
) -> None:
    text = cii_invoice().decode()
    text = text.replace(
        "<ram:SpecifiedTradePaymentTerms>", CHARGE.format(is_charge=is_charge, amount="5.00"), 1
    )
    name = f"{total}TotalAmount"
    text = text.replace(
        " <ram:TaxBasisTotal", f" <ram:{name}>4.00</ram:{name}>\n <ram:TaxBasisTotal", 1
    )
    findings = found(validator, text.encode())
    assert (findings[rule].first.found, findings[rule].first.expected) == ("4.00", "5.00")
    expected = "35.03" if is_charge == "true" else "25.03"
    assert (findings["BR-S-08"].first.found, findings["BR-S-08"].first.expected) == (
        "30.03",
        expected,
    )


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("rule", "change", "to", "value"),
    [
        ("BR-CL-01", ">380<", ">999<", "999"),
        ("BR-CL-23", 'unitCode="C62"', 'unitCode="PIECE"', "PIECE"),
        ("BR-27", "ChargeAmount>10.01", "ChargeAmount>-10.01", "-10.01"),
        ("CII-DT-097", ">20261120<", ">2026112<", "2026112"),
    ],
)
def test_the_value_found_is_told(
    validator: Validator, rule: str, change: str, to: str, value: str
) -> None:
    finding = found(validator, spoiled_cii(change, to))[rule]
    assert finding.first.found == value
    assert finding.first.path.startswith("/rsm:CrossIndustryInvoice/")
    assert finding.first.line > 4


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        (
            "CII-SR-001",
            "SpecifiedTransactionID should not be present",
            "The invoice contains SpecifiedTransactionID, for which EN 16931 has no place.",
        ),
        (
            "CII-SR-378",
            "CreditLimitAmountshould not be present",
            "The invoice contains CreditLimitAmount, for which EN 16931 has no place.",
        ),
        (
            "CII-SR-464",
            "PayerSpecifiedDebtorFincancialInstitution shall not be used.",
            (
                "The invoice contains PayerSpecifiedDebtorFincancialInstitution, for which"
                " EN 16931 has no place."
            ),
        ),
        (
            "CII-DT-045",
            "@listID should not be present",
            "The invoice contains the attribute listID, which EN 16931 does not use.",
        ),
        (
            "CII-DT-008",
            "name should not be present",
            "The invoice contains the attribute name, which EN 16931 does not use.",
        ),
        (
            "CII-SR-030",
            "Content should exist maximum once",
            "This occurs more than once: Content.",
        ),
        (
            "CII-SR-477",
            (
                "LineTotalAmount shall occur at most once in"
                " SpecifiedTradeSettlementHeaderMonetarySummation."
            ),
            "This occurs more than once: LineTotalAmount.",
        ),
        (
            "CII-SR-014",
            "TypeCode must exist exactly once",
            "This is missing or occurs more than once: TypeCode.",
        ),
    ],
)
def test_the_forms_of_the_official_texts_are_read(rule: str, text: str, said: str) -> None:
    wording = wording_of(rule, text)
    assert wording is not UNWORDED
    assert wording.says.format(**wording.facts) == said
