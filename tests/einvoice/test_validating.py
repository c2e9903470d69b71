"""What we write keeps the official rules; what breaks them is found, with and without packs."""

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from einvoice.documents.billing_writer import write_invoice
from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.response import (
    Clarification,
    ClarificationReason,
    RequestedAction,
    ResponseCode,
)
from einvoice.documents.response_xml import write_response
from einvoice.rules.drafting import Draft, DraftLine, VatRate, compose
from einvoice.rules.examination import OfficialReport, Verdict, examine
from einvoice.validating import judge_with
from samples.invoice.documents import WRONG
from samples.invoice.orders import EXAMPLE
from shared.packs import Packs
from shared.validation.report import ValidationReport
from shared.validation.report import Verdict as Judgement
from shared.validation.validator import Validator
from tests.einvoice.documents.test_billing import rich
from tests.einvoice.documents.test_response import response
from tests.einvoice.invoices import TODAY, invoice, pack

PEPPOL = ("peppol-2026.5", "PEPPOL-EN16931-UBL.sch")


@cache
def _validator(packs: Path | None) -> Validator:
    return Validator(Packs([packs] if packs else []))


def judged(data: bytes) -> ValidationReport:
    """The verdict of the official packs, or a loud skip."""
    return _validator(pack(*PEPPOL).parents[1]).validate(data, TODAY)


def broken(report: ValidationReport) -> set[str]:
    return {finding.rule for finding in report.findings}


@pytest.mark.conformance
def test_the_good_sample_invoice_breaks_no_official_rule() -> None:
    report = judged(write_invoice(invoice()))
    assert (report.verdict, broken(report)) == (Judgement.VALID, set())
    assert len(report.rule_sets) == 2


@pytest.mark.conformance
@pytest.mark.parametrize("rate", list(VatRate))
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_a_drafted_document_breaks_no_official_rule_at_any_vat_rate(
    kind: DocumentKind, rate: VatRate
) -> None:
    draft = Draft(
        number="F-1",
        issued_on=TODAY,
        due_on=TODAY + dt.timedelta(days=30),
        supplier=EXAMPLE.supplier,
        customer=EXAMPLE.buyer,
        lines=(
            DraftLine("Papier", Decimal("3.5"), Decimal("18.955"), rate),
            DraftLine("Balpen", Decimal(12), Decimal("7.49"), VatRate.STANDARD),
        ),
        buyer_reference="dienst 7",
        iban="BE68 5390 0754 7034",
        kind=kind,
        preceding=("F-0",) if kind is DocumentKind.CREDIT_NOTE else (),
    )
    report = judged(write_invoice(compose(draft)))
    assert (report.verdict, broken(report)) == (Judgement.VALID, set())


@pytest.mark.conformance
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_element_the_writer_knows_is_known_to_peppol(kind: DocumentKind) -> None:
    """The rich document's extra charge is not in its totals, which the rules say; nothing else."""
    assert broken(judged(write_invoice(rich(kind)))) == {"BR-CO-12", "BR-S-08"}


@pytest.mark.conformance
@pytest.mark.parametrize("code", list(ResponseCode))
def test_a_response_of_every_status_breaks_no_official_rule(code: ResponseCode) -> None:
    pack("ubl-2.1", "xsd/maindoc/UBL-ApplicationResponse-2.1.xsd")
    reasons = [
        Clarification(reason, "Uitleg")
        for reason in ClarificationReason
        if reason is not ClarificationReason.PARTIALLY_PAID or code is ResponseCode.PAID
    ]
    actions = [Clarification(action) for action in RequestedAction]
    report = judged(write_response(response(code, *reasons, *actions)))
    assert report.verdict is Judgement.VALID
    assert broken(report) <= {"PEPPOL-T111-R002"}, "a bare OTH asks for a text, as a warning"


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("total-one-cent-off", "BR-CO-16"),
        ("wrong-enterprise-number", "PEPPOL-COMMON-R043"),
        ("missing-buyer-reference", "PEPPOL-EN16931-R003"),
    ],
)
def test_each_wrong_sample_breaks_the_rule_it_is_named_after(name: str, rule: str) -> None:
    assert broken(judged(write_invoice(WRONG[name](invoice())))) == {rule}


@pytest.mark.conformance
def test_an_unknown_order_breaks_no_rule_of_the_document() -> None:
    assert broken(judged(write_invoice(WRONG["unknown-order"](invoice())))) == set()


def test_without_any_pack_wrong_sums_are_still_found_with_the_right_amount() -> None:
    rules = judge_with(_validator(None))
    wrong = write_invoice(WRONG["total-one-cent-off"](invoice()))
    examined = examine(wrong, rules, TODAY)
    assert examined.verdict is Verdict.INVALID
    (finding,) = examined.findings
    assert finding.code == "BR-CO-16"
    assert "1025.94" in finding.found.replace(",", ".")
    assert "1025.93" in finding.expected.replace(",", ".")


def test_a_document_outside_the_schema_is_refused_with_its_line() -> None:
    rules = judge_with(_validator(None))
    data = write_invoice(invoice()).replace(b"<cbc:ID>F-2026-001</cbc:ID>", b"<cbc:Id/>", 1)
    examined = examine(data, rules, TODAY)
    assert examined.verdict is Verdict.INVALID
    assert any(finding.line > 1 for finding in examined.findings)


def test_a_rule_that_cannot_be_answered_is_never_called_valid() -> None:
    def unsure(data: bytes, as_of: dt.date) -> OfficialReport:
        del data, as_of
        return OfficialReport(not_evaluated=("BR-XX-99",))

    examined = examine(write_invoice(invoice()), unsure, TODAY)
    assert examined.verdict is Verdict.UNDETERMINED
    assert examined.findings[0].code == "einvoice-undetermined"
