"""eForms notices: the SDK and the subtype they name choose the rules; findings name the field."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.i18n import Catalogue
from shared.packs import Packs
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.schematron.progress import Progress
from shared.schematron.severity import Severity
from shared.validation.notices.names import names_of
from shared.validation.notices.sources import is_notice, sdk_of, sdk_pack
from shared.validation.report import DocumentId, Finding, LayerStatus, ValidationReport, Verdict
from shared.validation.validator import Validator
from tests.shared.validation.invoices import invoice
from tests.shared.validation.small_sdk import CN, notice, small_sdk

DAY = dt.date(2026, 11, 21)
GOOD = "<cbc:Name>Road works</cbc:Name>"
ENGLISH, DUTCH = Catalogue("en", {}), Catalogue("nl", {})


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    names_of.cache_clear()
    small_sdk(tmp_path)
    return Packs([tmp_path])


def check(packs: Packs, data: bytes, *, for_dispatch: bool = False) -> ValidationReport:
    return Validator(packs, for_dispatch=for_dispatch).validate(data, DAY)


def only(report: ValidationReport) -> Finding:
    assert len(report.findings) == 1, [f.rule for f in report.findings]
    return report.findings[0]


def test_a_notice_is_checked_by_schema_and_rules_of_the_sdk_it_names(packs: Packs) -> None:
    report = check(packs, notice(GOOD))
    assert report.verdict is Verdict.VALID
    assert [(layer.id, layer.status) for layer in report.layers] == [
        ("xml", LayerStatus.PASSED),
        ("eu.europa.ted:contractnotice:1.13.7", LayerStatus.PASSED),
        ("eu.europa.ted:eforms-static:1.13.7", LayerStatus.PASSED),
    ]


@pytest.mark.parametrize("subtype", ["16", "29"])
def test_the_rules_are_those_of_the_subtype(packs: Packs, subtype: str) -> None:
    found = only(check(packs, notice("", subtype=subtype)))
    assert found.rule == f"BR-BT-21-{subtype}"


def test_a_finding_names_the_field_in_the_readers_language(packs: Packs) -> None:
    found = only(check(packs, notice(GOOD, "")))
    assert (found.term, found.severity) == ("BT-21-Lot", Severity.FATAL)
    assert found.first.path == "/ContractNotice/cac:Lot[2]"
    assert found.first.line == 3
    assert found.sentence(ENGLISH) == "Title (BT-21-Lot) is missing."
    assert "Titel (BT-21-Lot)" in found.sentence(DUTCH)


def test_the_field_of_a_rule_without_diagnostics_is_where_it_stands(packs: Packs) -> None:
    found = only(check(packs, notice("<cbc:Name>A title of too many characters</cbc:Name>")))
    assert found.term == "BT-21-Lot"
    assert found.sentence(ENGLISH) == "Title (BT-21-Lot) is longer than the 20 characters allowed."
    assert found.first.found == "A title of too many characters"


def test_a_field_without_a_name_is_told_by_its_element_or_identifier(packs: Packs) -> None:
    report = check(packs, notice("<cbc:Name>short</cbc:Name><cbc:Note>1</cbc:Note>"))
    found = only(report)
    assert found.severity is Severity.WARNING  # flagged LAWFULNESS, weighed by its role
    assert report.verdict is Verdict.VALID
    assert "(BT-22-Lot) is not allowed beside other values" in found.sentence(ENGLISH)


def test_the_official_text_is_told_where_the_sdk_has_it(tmp_path: Path) -> None:
    names_of.cache_clear()
    small_sdk(tmp_path, with_texts=True)
    found = only(check(Packs([tmp_path]), notice("")))
    assert found.sentence(DUTCH) == "De titel is verplicht."
    assert found.sentence(Catalogue("fr", {})) == found.official == "The title is mandatory."


def test_dynamic_rules_are_for_who_sends(packs: Packs) -> None:
    old = notice(GOOD, issued="2026-11-01")
    assert check(packs, old).verdict is Verdict.VALID
    found = only(check(packs, old, for_dispatch=True))
    assert (found.rule, found.term) == ("D-0001", "ND-Root")
    assert check(packs, notice(GOOD), for_dispatch=True).verdict is Verdict.VALID


def test_a_rule_that_fails_to_answer_is_a_finding_and_leaves_the_verdict_open(
    packs: Packs,
) -> None:
    report = check(packs, notice(GOOD + "<cbc:Note>x</cbc:Note>"))
    assert report.verdict is Verdict.UNDETERMINED
    assert only(report).could_not_evaluate
    assert "BR-X" in only(report).sentence(ENGLISH)


@pytest.mark.parametrize("subtype", ["99", "", "16' or '1'='1", "../16"])
def test_a_subtype_that_the_sdk_does_not_know_is_refused(packs: Packs, subtype: str) -> None:
    report = check(packs, notice(GOOD, subtype=subtype))
    assert report.verdict is Verdict.INVALID
    assert only(report).rule == "notice-subtype"


def test_subtypes_without_end_fill_no_memory(packs: Packs) -> None:
    validator = Validator(packs)
    for number in range(50):
        validator.validate(notice(GOOD, subtype=f"x{number}"), DAY)
    assert len(validator._library._current_rules._found) == 1


def test_an_invoice_does_not_wait_while_an_sdk_is_compiled(
    packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, compiling = threading.Event(), threading.Event()

    def slow(path: Path, cache: Path | None, progress: Progress) -> RuleSet:
        if path.stem == "complete-validation":
            compiling.set()
            assert held.wait(60)
        return rule_set(path, cache, progress)

    monkeypatch.setattr("shared.validation.library.rule_set", slow)
    validator = Validator(packs)
    validator.validate(invoice(1), DAY)
    with ThreadPoolExecutor(1) as others:
        waiting = others.submit(validator.validate, notice(GOOD), DAY)
        assert compiling.wait(30)
        assert validator.validate(invoice(1), DAY).rule_sets
        assert not waiting.done()
        held.set()
        assert waiting.result(30).verdict is Verdict.VALID


def test_a_notice_of_an_sdk_that_is_not_here_stays_undetermined(packs: Packs) -> None:
    report = check(packs, notice(GOOD, sdk="eforms-sdk-1.99"))
    assert report.verdict is Verdict.UNDETERMINED
    assert [absent.name for absent in report.absent_packs] == ["eforms-sdk-1.99"]


def test_a_notice_that_names_no_sdk_is_judged_by_the_newest(packs: Packs, tmp_path: Path) -> None:
    small_sdk(tmp_path, "1.9.12")
    report = check(packs, notice(GOOD, sdk=""))
    assert report.rule_sets == ("eu.europa.ted:eforms-static:1.13.7",)


def test_broken_names_stop_nothing(packs: Packs, tmp_path: Path) -> None:
    sdk = tmp_path / "eforms-sdk-1.13.7"
    (sdk / "fields" / "fields.json").write_text("{")
    (sdk / "translations" / "field_en.xml").write_text("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    found = only(check(packs, notice("")))
    assert found.term == "BT-21-Lot"


def test_the_newest_patch_is_taken_and_archives_are_none(tmp_path: Path) -> None:
    for version in ("1.14.2", "1.14.10", "1.14.x"):
        (tmp_path / f"eforms-sdk-{version}").mkdir()
    (tmp_path / "eforms-sdk-1.14.11").write_text("a file")
    assert sdk_pack(Packs([tmp_path]), "1.14") == "eforms-sdk-1.14.10"
    assert sdk_pack(Packs([]), "1.14") == "eforms-sdk-1.14.2"


@pytest.mark.parametrize(
    ("customization", "sdk"),
    [
        ("eforms-sdk-1.13", "1.13"),
        ("eforms-sdk-1.13#extended#urn:example:national", "1.13"),
        ("eforms-sdk-1.13.3", ""),
        ("eforms-sdk-1.1300000000", ""),
        ("eforms-sdk-../x", ""),
        ("", ""),
    ],
)
def test_the_sdk_is_read_from_the_customization(customization: str, sdk: str) -> None:
    assert sdk_of(DocumentId("ContractNotice", CN, customization)) == sdk


def test_other_documents_are_no_notices() -> None:
    assert is_notice(DocumentId("ContractNotice", CN, "eforms-sdk-1.13"))
    assert is_notice(DocumentId("ContractNotice", CN, "", subtype="16"))
    assert not is_notice(DocumentId("ContractNotice", CN, "urn:www.cenbii.eu:transaction:1"))
    assert not is_notice(DocumentId("Invoice", CN, "eforms-sdk-1.13"))
    assert not is_notice(DocumentId("ContractNotice", "urn:other", "eforms-sdk-1.13"))
