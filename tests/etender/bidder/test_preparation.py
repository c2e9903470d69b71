"""A prepared bid holds valid documents that name each other; mistakes are told before signing."""

import dataclasses
import os
import re
from pathlib import Path

import pytest

from etender.bidder.check import CheckFinding, Weight, check_bid, has_errors
from etender.bidder.espd import EXCLUSION_GROUNDS, espd_response_xml
from etender.bidder.folder import BidFolder
from etender.bidder.plan import BidPlan, OfferDocument
from etender.bidder.preparation import prepare_bid
from etender.bidder.refusals import AlreadyThere, DocumentMissing, UnusablePlan
from etender.bidder.tender_document import named_documents
from shared.packs import Packs
from shared.xml.parse import parse
from shared.xml.schema import schema
from tests.etender.bidder.conftest import NOW
from tests.etender.bidder.platform_fake import FakePlatform
from tests.oracles.schematron_saxon import failures

PACKS = Path(os.environ.get("QUAESTOR_DATA") or "absent") / "packs"
WITH_PACKS = Packs([PACKS])
WITHOUT_PACKS = Packs()

needs_packs = pytest.mark.skipif(
    not (PACKS / "ubl-2.2").is_dir(),
    reason="NOT RUN: ubl-2.2 and the Peppol pre-award pack are absent, set QUAESTOR_DATA",
)


def errors(findings: list[CheckFinding]) -> list[tuple[str, str]]:
    return [(f.where, f.says) for f in findings if f.weight is Weight.ERROR]


def test_a_bid_has_its_documents_and_those_of_the_plan(prepared: BidFolder) -> None:
    expected = ["ESPDResponse.xml", "PriceSchedule.xml", "Tender.xml", "documents/brochure.pdf"]
    assert prepared.names() == expected
    assert check_bid(prepared, WITHOUT_PACKS) != []
    assert not has_errors(check_bid(prepared, WITHOUT_PACKS))


def test_the_tender_names_every_other_file_with_its_digest(prepared: BidFolder) -> None:
    named = named_documents((prepared.files / "Tender.xml").read_bytes())
    assert set(named) == set(prepared.names()) - {"Tender.xml"}


@needs_packs
@pytest.mark.conformance
def test_tender_and_espd_response_are_valid_by_their_schemas(prepared: BidFolder) -> None:
    assert check_bid(prepared, WITH_PACKS) == []


@needs_packs
@pytest.mark.conformance
def test_the_tender_keeps_every_rule_of_peppol_t005(prepared: BidFolder) -> None:
    rules = PACKS / "peppol-pre-award-2023-04/schematron/peppol-tender/PEPPOL-T005.sch"
    assert failures(rules, (prepared.files / "Tender.xml").read_bytes()) == []


@needs_packs
@pytest.mark.conformance
def test_admitted_grounds_keep_the_espd_response_valid(plan: BidPlan) -> None:
    admitting = dataclasses.replace(plan, admitted={"tax-pay": "A plan of payment was agreed."})
    path = PACKS / "ubl-2.3/xsd/maindoc/UBL-QualificationApplicationResponse-2.3.xsd"
    response = espd_response_xml(admitting, NOW)
    assert schema(path).validate(parse(response)) == []
    assert response.count(b">true</cbc:ResponseIndicator>") == 1
    assert response.count(b">false</cbc:ResponseIndicator>") == len(EXCLUSION_GROUNDS) - 1


def test_an_unknown_exclusion_ground_is_refused(plan: BidPlan) -> None:
    with pytest.raises(UnusablePlan):
        espd_response_xml(dataclasses.replace(plan, admitted={"bad-luck": ""}), NOW)


@pytest.mark.parametrize("name", ["Tender.xml", "ESPDResponse.xml", "PriceSchedule.xml"])
def test_no_generated_document_can_be_guessed_from_its_digest(
    name: str, plan: BidPlan, platform: FakePlatform, tmp_path: Path
) -> None:
    salts = set()
    for folder in ("one", "two"):
        bid = prepare_bid(plan, platform.call_json(), tmp_path / folder, NOW)
        found = re.search(rb"[A-Za-z0-9+/]{43}=", (bid.files / name).read_bytes())
        assert found
        salts.add(found[0])
    assert len(salts) == 2


def test_a_folder_that_holds_a_bid_is_not_overwritten(
    prepared: BidFolder, plan: BidPlan, platform: FakePlatform
) -> None:
    with pytest.raises(AlreadyThere):
        prepare_bid(plan, platform.call_json(), prepared.path, NOW)


@pytest.mark.parametrize("content", [None, b""])
def test_a_document_that_is_missing_or_empty_stops_the_bid(
    content: bytes | None, plan: BidPlan, platform: FakePlatform, tmp_path: Path
) -> None:
    path = tmp_path / "plan.pdf"
    if content is not None:
        path.write_bytes(content)
    broken = dataclasses.replace(plan, documents=(OfferDocument(path, "Plan"),))
    with pytest.raises(DocumentMissing):
        prepare_bid(broken, platform.call_json(), tmp_path / "bid", NOW)
    assert not (tmp_path / "bid").exists()


@pytest.mark.parametrize("name", ["Tender.xml", "../outside.pdf", "META-INF\\x.pdf"])
def test_a_document_cannot_take_the_place_of_another(
    name: str, plan: BidPlan, platform: FakePlatform, tmp_path: Path
) -> None:
    document = dataclasses.replace(plan.documents[0], name=name)
    with pytest.raises(UnusablePlan):
        prepare_bid(
            dataclasses.replace(plan, documents=(document,)),
            platform.call_json(),
            tmp_path / "bid",
            NOW,
        )


def test_a_file_changed_after_preparing_is_found(prepared: BidFolder) -> None:
    (prepared.files / "documents/brochure.pdf").write_bytes(b"%PDF- another")
    assert [where for where, _ in errors(check_bid(prepared, WITHOUT_PACKS))] == [
        "documents/brochure.pdf"
    ]


def test_a_file_added_after_preparing_is_found(prepared: BidFolder) -> None:
    (prepared.files / "extra.pdf").write_bytes(b"%PDF- extra")
    assert [where for where, _ in errors(check_bid(prepared, WITHOUT_PACKS))] == ["extra.pdf"]


def test_a_file_taken_away_is_found(prepared: BidFolder) -> None:
    (prepared.files / "documents/brochure.pdf").unlink()
    assert [where for where, _ in errors(check_bid(prepared, WITHOUT_PACKS))] == [
        "documents/brochure.pdf"
    ]


def test_a_pdf_that_is_none_is_found(plan: BidPlan, platform: FakePlatform, tmp_path: Path) -> None:
    plan.documents[0].path.write_bytes(b"PK\x03\x04 a word processor's file")
    bid = prepare_bid(plan, platform.call_json(), tmp_path / "bid", NOW)
    found = errors(check_bid(bid, WITHOUT_PACKS))
    assert found == [("documents/brochure.pdf", "The file is named as a PDF but is none.")]


def _edit(bid: BidFolder, name: str, good: bytes, bad: bytes) -> None:
    text = (bid.files / name).read_bytes()
    assert good in text
    (bid.files / name).write_bytes(text.replace(good, bad, 1))


def test_totals_that_do_not_add_up_are_found(prepared: BidFolder) -> None:
    _edit(prepared, "PriceSchedule.xml", b"<NetTotal>9999.80<", b"<NetTotal>9999.79<")
    assert len(errors(check_bid(prepared, WITHOUT_PACKS))) == 2  # digest, total


def test_prices_for_another_call_are_found(prepared: BidFolder) -> None:
    _edit(prepared, "PriceSchedule.xml", b"2026-S-17", b"2026-S-18")
    _edit(prepared, "PriceSchedule.xml", b'<Lot number="1"', b'<Lot number="7"')
    assert len(errors(check_bid(prepared, WITHOUT_PACKS))) == 3  # digest, call, lot


def test_an_unanswered_question_is_found(prepared: BidFolder) -> None:
    question = b"ValidatedCriterionPropertyID"
    text = (prepared.files / "ESPDResponse.xml").read_bytes()
    cut = re.sub(
        rb"<cac:TenderingCriterionResponse>.*?</cac:TenderingCriterionResponse>\s*",
        b"",
        text,
        count=1,
        flags=re.DOTALL,
    )
    assert cut.count(question) == text.count(question) - 2
    (prepared.files / "ESPDResponse.xml").write_bytes(cut)
    says = "The question {found} is not answered."
    assert ("ESPDResponse.xml", says) in errors(check_bid(prepared, WITHOUT_PACKS))


def test_a_broken_document_is_a_finding_not_a_crash(prepared: BidFolder) -> None:
    (prepared.files / "PriceSchedule.xml").write_bytes(b"<PriceSchedule")
    assert has_errors(check_bid(prepared, WITHOUT_PACKS))


@needs_packs
@pytest.mark.conformance
def test_a_tender_against_the_rules_of_peppol_is_found(prepared: BidFolder) -> None:
    _edit(prepared, "Tender.xml", b'schemeURI="urn:uuid"', b'schemeURI="urn:oid"')
    found = [f.facts["rule"] for f in check_bid(prepared, WITH_PACKS) if "rule" in f.facts]
    assert found == ["PEPPOL-T005-R005"]


@needs_packs
@pytest.mark.conformance
def test_a_tender_against_its_schema_is_found(prepared: BidFolder) -> None:
    _edit(prepared, "Tender.xml", b"<cbc:IssueDate>2026-12-01<", b"<cbc:IssueDate>soon<")
    assert has_errors(check_bid(prepared, WITH_PACKS))
