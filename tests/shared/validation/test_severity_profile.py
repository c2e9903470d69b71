"""A receiver's profile changes what weighs, never what is told, and is refused when malformed."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.packs import Packs
from shared.schematron.severity import Severity
from shared.validation.report import LayerStatus, ValidationReport, Verdict
from shared.validation.severity_profile import (
    ProfileUnusable,
    SeverityProfile,
    parse_profile,
    read_profile,
)
from shared.validation.treatment import Treatment
from shared.validation.validator import Validator
from tests.shared.validation.invoices import EN16931, invoice, spoiled

DAY = dt.date(2026, 11, 21)
NO_NUMBER = ("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:ID> </cbc:ID>")


@pytest.fixture(scope="module")
def validator(compiled_rules: Path) -> Validator:
    return Validator(Packs(), compiled_rules)


def profile(*entries: tuple[str, str]) -> SeverityProfile:
    rules = "".join(
        f'[[rule]]\nid = "{rule}"\ntreat_as = "{treatment}"\nreason = "Agreed."\n'
        for rule, treatment in entries
    )
    return parse_profile("test.toml", f'name = "Test"\n{rules}'.encode())


def judged(validator: Validator, data: bytes, *entries: tuple[str, str]) -> ValidationReport:
    return validator.validate(data, DAY).under(profile(*entries))


def bad() -> bytes:
    return spoiled(*NO_NUMBER, customization=EN16931)


@pytest.mark.parametrize("treatment", ["warning", "ignored"])
def test_a_rule_that_is_lowered_makes_nothing_invalid(validator: Validator, treatment: str) -> None:
    report = judged(validator, bad(), ("BR-02", treatment))
    assert report.verdict is Verdict.VALID
    assert report.layers[2].status is LayerStatus.PASSED
    (finding,) = report.findings
    assert finding.severity is Severity.FATAL  # the publisher's stays
    assert finding.weight == treatment
    assert finding.ruling is not None
    assert finding.ruling.reason == "Agreed."
    assert report.profile == "Test"


def test_what_is_ignored_is_told_and_not_counted(validator: Validator) -> None:
    report = judged(validator, bad(), ("BR-*", "ignored"))
    assert (len(report.findings), len(report.errors), len(report.warnings)) == (1, 0, 0)
    assert "BR-02" in report.to_json().decode()


def test_a_warning_can_be_made_fatal(validator: Validator) -> None:
    data = invoice(customization=EN16931).replace(
        b"<cbc:BuyerReference>",
        b"<cbc:AccountingCostCode>4</cbc:AccountingCostCode><cbc:BuyerReference>",
    )
    assert validator.validate(data, DAY).verdict is Verdict.VALID
    report = judged(validator, data, ("UBL-CR-*", "fatal"))
    assert report.verdict is Verdict.INVALID
    assert report.layers[2].status is LayerStatus.FAILED


def test_the_first_entry_that_fits_counts() -> None:
    said = profile(("BR-CO-*", "warning"), ("BR-*", "ignored"))
    first, second = said.ruling_on("BR-CO-10"), said.ruling_on("BR-02")
    assert first is not None
    assert second is not None
    assert (first.treatment, second.treatment) == (Treatment.WARNING, Treatment.IGNORED)
    assert said.ruling_on("UBL-SR-01") is None
    assert said.ruling_on("br-02") is None


@pytest.mark.parametrize("data", [b"<oops", spoiled("2026-11-20", "yesterday")])
def test_no_profile_lets_a_broken_document_through(validator: Validator, data: bytes) -> None:
    report = judged(validator, data, ("*", "ignored"))
    assert report.verdict is Verdict.INVALID
    assert all(finding.ruling is None for finding in report.findings)


HEAD = 'name = "x"\n'
ENTRY = '[[rule]]\nid = "a"\ntreat_as = "fatal"\nreason = "y"\n'
MALFORMED = [
    ("", "1 to"),
    (HEAD, "1 to"),
    (ENTRY, "the file has no text name"),
    (f"{HEAD}rule = 5", "1 to"),
    (f"{HEAD}rule = [5]", "entry 1 is no table"),
    (f"{HEAD}more = 1\n{ENTRY}", "more, which means nothing"),
    (HEAD + ENTRY + "extra = 1", "entry 1 has extra"),
    (HEAD + ENTRY.replace('"fatal"', '"mild"'), "mild, not fatal"),
    (HEAD + ENTRY.replace('"y"', '" "'), "entry 1 has no text reason"),
    (HEAD + ENTRY.replace('"a"', "7"), "entry 1 has no text id"),
    (HEAD + ENTRY + ENTRY, "a is treated twice"),
    ("name = \ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "invalid"),
    ("[[rule", ""),
    ("a = " + "[" * 20_000, ""),
]


@pytest.mark.parametrize(("text", "said"), MALFORMED)
def test_a_malformed_profile_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ProfileUnusable) as refused:
        parse_profile("mine.toml", text.encode())
    assert said.lower() in str(refused.value.facts["found"]).lower()
    assert refused.value.facts["name"] == "mine.toml"


def test_a_file_that_is_absent_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnusable):
        read_profile(tmp_path / "none.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ProfileUnusable):
        read_profile(tmp_path / "large.toml")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_profile_or_refused(data: bytes) -> None:
    try:
        parse_profile("any", data)
    except ProfileUnusable:
        return
