"""The gateway's own rules, duplicates, references, reasons and languages."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einvoice.documents.billing import PostalAddress, References
from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.response import ClarificationReason, RequestedAction
from einvoice.rules.correspondence import languages_for
from einvoice.rules.duplicates import DuplicateVerdict, Earlier, compare, duplicate_finding
from einvoice.rules.findings import Finding, Severity, from_refusal, is_refused, merged, worst_first
from einvoice.rules.gateway import check_invoice
from einvoice.rules.payment_reference import advise, structured_communication
from einvoice.rules.reasons import MAX_REASONS, clarifications, reason_for
from samples.invoice.documents import WRONG
from shared.i18n import Catalogue
from shared.xml.parse import BrokenXml
from tests.einvoice.invoices import ENGLISH, TODAY, invoice

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def codes(findings: list[Finding]) -> set[str]:
    return {found.code for found in findings}


def test_a_good_invoice_passes_the_gateway_without_a_word() -> None:
    assert check_invoice(invoice(), TODAY) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("wrong-enterprise-number", "PEPPOL-COMMON-R043"),
        ("missing-buyer-reference", "PEPPOL-EN16931-R003"),
    ],
)
def test_the_gateway_refuses_without_any_rule_pack(name: str, code: str) -> None:
    findings = check_invoice(WRONG[name](invoice()), TODAY)
    assert codes(findings) == {code}
    assert is_refused(findings)


def test_a_buyer_reference_is_enough_when_there_is_no_order() -> None:
    assert check_invoice(replace(invoice(), references=References(buyer="dienst 7")), TODAY) == []


def test_an_invoice_without_number_is_refused() -> None:
    assert is_refused(check_invoice(replace(invoice(), number=""), TODAY))


def test_an_invoice_from_next_year_is_questioned_not_refused() -> None:
    later = replace(invoice(), issued_on=TODAY + dt.timedelta(days=60))
    assert codes(check_invoice(later, TODAY)) == {"einvoice-issued-in-future"}
    assert not is_refused(check_invoice(later, TODAY))


def test_a_supplier_without_enterprise_number_is_questioned() -> None:
    supplier = replace(invoice().supplier, endpoint=None, legal_id=None, vat_number="NL1")
    found = check_invoice(replace(invoice(), supplier=supplier), TODAY)
    assert codes(found) == {"einvoice-seller-not-identified"}


def test_a_credit_note_for_nothing_is_questioned() -> None:
    credit = replace(invoice(), kind=DocumentKind.CREDIT_NOTE)
    assert codes(check_invoice(credit, TODAY)) == {"einvoice-credit-note-without-invoice"}


def earlier(sha256: str, *, is_void: bool = False) -> Earlier:
    return Earlier(sha256, NOON, is_void)


def test_the_same_bytes_again_are_the_same_document() -> None:
    assert compare("aa", [earlier("bb"), earlier("aa")]) is DuplicateVerdict.SAME_DOCUMENT


def test_another_document_under_a_used_number_is_refused() -> None:
    verdict = compare("aa", [earlier("bb")])
    assert verdict is DuplicateVerdict.SAME_NUMBER
    found = duplicate_finding(verdict, "F-1", "2026-11-20")
    assert found is not None
    assert found.is_fatal
    assert "2026-11-20" in found.sentence(ENGLISH)


def test_the_number_of_an_invoice_the_gateway_refused_may_be_used_again() -> None:
    assert compare("aa", [earlier("bb", is_void=True)]) is DuplicateVerdict.NEW
    assert duplicate_finding(DuplicateVerdict.NEW, "F-1", "") is None


@given(st.integers(0, 10**10 - 1))
def test_a_generated_structured_communication_is_always_right(base: int) -> None:
    assert advise(structured_communication(base)) is None


@given(st.integers(0, 10**10 - 1), st.integers(0, 9), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(base: int, place: int, by: int) -> None:
    digits = [c for c in structured_communication(base) if c.isdigit()]
    digits[place] = str((int(digits[place]) + by) % 10)
    text = "".join(digits)
    assert advise(f"+++{text[:3]}/{text[3:7]}/{text[7:]}+++") is not None


def test_a_remainder_of_zero_is_written_97() -> None:
    assert structured_communication(97) == "+++000/0000/09797+++"


def test_a_number_of_eleven_digits_has_no_structured_communication() -> None:
    with pytest.raises(ValueError, match="ten digits"):
        structured_communication(10**10)


@pytest.mark.parametrize("reference", ["F-2026-001", "", "090933755494", "12/2026"])
def test_a_free_reference_is_left_alone(reference: str) -> None:
    assert advise(reference) is None


def test_a_wrong_structured_communication_comes_with_the_right_one() -> None:
    found = advise("+++090/9337/55494+++")
    assert found is not None
    assert found.severity is Severity.ADVICE
    assert found.expected == "+++090/9337/55493+++"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("BR-CO-16", ClarificationReason.FINANCE),
        ("BR-S-08", ClarificationReason.FINANCE),
        ("BR-06", ClarificationReason.LEGAL),
        ("PEPPOL-EN16931-R003", ClarificationReason.REFERENCES),
        ("PEPPOL-EN16931-R120", ClarificationReason.FINANCE),
        ("PEPPOL-COMMON-R043", ClarificationReason.LEGAL),
        ("einvoice-receiver-unknown", ClarificationReason.RECEIVER_UNKNOWN),
        ("einvoice-order-unknown", ClarificationReason.REFERENCES),
        ("einvoice-price", ClarificationReason.PRICE),
        ("xml-broken", ClarificationReason.OTHER),
    ],
)
def test_each_finding_stands_for_a_reason_of_the_code_list(
    code: str, reason: ClarificationReason
) -> None:
    assert reason_for(code) is reason


def test_a_rejection_says_in_each_language_what_is_wrong_and_asks_for_a_new_invoice() -> None:
    findings = check_invoice(WRONG["missing-buyer-reference"](invoice()), TODAY)
    dutch = Catalogue("nl", {findings[0].says: "Geen bestelnummer.", findings[0].remedy: ""})
    spoken, action = clarifications(findings, [dutch, ENGLISH])
    assert spoken.text.startswith("Geen bestelnummer.")
    assert "neither an order number" in spoken.text
    assert action.code is RequestedAction.NEW_INVOICE


def test_the_same_mistake_in_two_places_is_one_reason_that_names_both() -> None:
    findings = check_invoice(WRONG["wrong-enterprise-number"](invoice()), TODAY)
    (reason, _) = clarifications(findings, [ENGLISH])
    assert [detail.term for detail in reason.conditions] == ["BT-49", "BT-47"]


def test_a_hundred_errors_make_a_short_answer() -> None:
    many = [Finding(f"BR-{n:02d}", Severity.FATAL, "x") for n in range(100)]
    answer = clarifications(many, [ENGLISH])
    assert len(answer) == MAX_REASONS + 1
    assert answer[-1].text == "… + 95"


@pytest.mark.parametrize(
    ("postcode", "country", "languages"),
    [
        ("9000", "BE", ("nl",)),
        ("B-1000", "BE", ("fr", "nl")),
        ("4000", "BE", ("fr",)),
        ("4700", "BE", ("de",)),
        ("4780", "", ("de",)),
        ("1348", "BE", ("fr",)),
        ("", "BE", ("nl", "fr")),
        ("1012 AB", "NL", ("en",)),
    ],
)
def test_a_supplier_is_written_to_in_the_language_of_its_seat(
    postcode: str, country: str, languages: tuple[str, ...]
) -> None:
    assert languages_for(PostalAddress(postcode=postcode, country=country)) == languages


def test_a_refusal_becomes_a_finding_that_keeps_its_words() -> None:
    found = from_refusal(BrokenXml(found="no element found", line=3))
    assert (found.line, found.is_fatal) == (3, True)
    assert "line 3" in found.sentence(ENGLISH)


def test_a_finding_survives_being_kept() -> None:
    for found in check_invoice(WRONG["wrong-enterprise-number"](invoice()), TODAY):
        assert Finding.from_json(found.as_json()) == found


def test_an_own_finding_replaces_the_official_one_and_takes_its_line() -> None:
    own = Finding("PEPPOL-EN16931-R003", Severity.FATAL, "ours")
    official = Finding("PEPPOL-EN16931-R003", Severity.FATAL, "theirs", line=7)
    other = Finding("BR-05", Severity.FATAL, "theirs", line=9)
    assert [(f.says, f.line) for f in merged([own], [official, other])] == [
        ("ours", 7),
        ("theirs", 9),
    ]


def test_errors_come_before_warnings_and_advice() -> None:
    mixed = [Finding(s, s, "x") for s in (Severity.ADVICE, Severity.FATAL, Severity.WARNING)]
    assert [f.severity for f in worst_first(mixed)] == list(Severity)
