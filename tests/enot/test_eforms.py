"""The notices as XML, by the product's own field table and without any pack."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from enot.eforms import codes
from enot.eforms.award_notice import award_notice
from enot.eforms.builder import (
    CONTRACT_AWARD_NOTICE,
    CONTRACT_NOTICE,
    DocumentType,
    build_notice,
    to_bytes,
)
from enot.eforms.conceptual import NodeInstance, Scribe
from enot.eforms.content import LotOutcome
from enot.eforms.contract_notice import contract_notice
from enot.eforms.reader import read_notice, uncovered
from enot.eforms.sdk import schema_findings
from enot.eforms.table import NAMESPACES, own_table, split_path
from enot.subtypes import Subtype
from shared.packs import Packs
from shared.tender import ProcedureKind
from shared.xml.parse import Element, parse
from tests.enot.canonical import canonical
from tests.enot.samples import NOT_AWARDED, TENDERS, awarded, content, contract


def built(document: DocumentType, notice: NodeInstance) -> Element:
    return parse(to_bytes(build_notice(own_table(), document, notice)))


def texts(root: Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=dict(NAMESPACES))
    assert isinstance(found, Sequence)
    return [str(item) for item in found]


def test_a_slash_inside_a_predicate_does_not_split_a_path() -> None:
    assert split_path("cac:A[cbc:B/@listName='x']/cbc:C[../cbc:D/text()='y']") == [
        "cac:A[cbc:B/@listName='x']",
        "cbc:C[../cbc:D/text()='y']",
    ]


def test_every_field_of_the_own_table_hangs_under_the_root() -> None:
    table = own_table()
    for field in table.fields.values():
        assert field.parent == "ND-Root" or table.lineage(field.parent, "ND-Root")


def test_the_contract_notice_says_who_buys_what_until_when() -> None:
    root = built(CONTRACT_NOTICE, contract_notice(content()))
    assert texts(root, "cbc:CustomizationID/text()") == ["eforms-sdk-1.15"]
    assert texts(root, "//efac:NoticeSubType/cbc:SubTypeCode/text()") == ["16"]
    assert texts(root, "cbc:NoticeTypeCode/@listName") == ["competition"]
    assert texts(root, "cac:ProcurementProjectLot/cbc:ID/text()") == ["LOT-0001", "LOT-0002"]
    assert (
        texts(root, "//cac:TenderSubmissionDeadlinePeriod[1]/cbc:EndDate/text()")
        == ["2027-01-05+01:00"] * 2
    )
    assert (
        texts(root, "//cac:TenderSubmissionDeadlinePeriod[1]/cbc:EndTime/text()")
        == ["11:00:00+01:00"] * 2
    )
    assert texts(root, "//cac:PartyLegalEntity/cbc:CompanyID/text()") == [
        "0203201340",
        "0931814266",
    ]


def test_a_text_is_written_once_per_language() -> None:
    root = built(CONTRACT_NOTICE, contract_notice(content()))
    assert texts(root, "cac:ProcurementProject/cbc:Name/@languageID") == ["NLD", "FRA"]
    # a repeated language repeats the first step: PartyName, never Name
    assert texts(root, "//efac:Company[1]/cac:PartyName/cbc:Name/@languageID")[:2] == ["NLD", "FRA"]


def test_a_missing_translation_falls_back_to_the_notices_own_language() -> None:
    sample = replace(content(), title={"nl": "Papier"})
    root = built(CONTRACT_NOTICE, contract_notice(sample))
    assert texts(root, "cac:ProcurementProject/cbc:Name/text()") == ["Papier", "Papier"]


def test_an_undivided_contract_is_the_technical_lot() -> None:
    root = built(CONTRACT_NOTICE, contract_notice(content(lots=1)))
    assert texts(root, "cac:ProcurementProjectLot/cbc:ID/text()") == ["LOT-0000"]


def test_requests_to_participate_have_their_own_deadline() -> None:
    sample = content(kind=ProcedureKind.RESTRICTED, lots=1)
    root = built(CONTRACT_NOTICE, contract_notice(sample))
    assert texts(root, "//cac:ParticipationRequestReceptionPeriod/cbc:EndDate/text()")
    assert not texts(root, "//cac:TenderSubmissionDeadlinePeriod/cbc:EndDate/text()")


def test_urgency_is_told_with_its_reason() -> None:
    root = built(CONTRACT_NOTICE, contract_notice(content(urgent=True)))
    assert texts(root, "//cac:ProcessJustification/cbc:ProcessReasonCode/text()") == ["true"]
    assert texts(root, "//cac:ProcessJustification/cbc:ProcessReason/text()")


def test_a_national_notice_names_the_national_law() -> None:
    root = built(CONTRACT_NOTICE, contract_notice(content(Subtype.NATIONAL_CONTRACT_NOTICE)))
    assert texts(root, "cbc:RegulatoryDomain/text()") == ["other"]
    assert texts(root, "//cac:ProcurementLegislationDocumentReference/cbc:ID/text()") == [
        "LocalLegalBasis"
    ]


def test_the_award_notice_ties_result_tender_contract_and_winner_together() -> None:
    root = built(CONTRACT_AWARD_NOTICE, award_notice(awarded(Subtype.AWARD_NOTICE)))
    result = "//efac:NoticeResult/efac:LotResult"
    assert texts(root, f"{result}/efac:TenderLot/cbc:ID/text()") == ["LOT-0001", "LOT-0002"]
    assert texts(root, f"{result}/efac:LotTender/cbc:ID/text()") == ["TEN-0001", "TEN-0002"]
    assert texts(root, f"{result}/efac:SettledContract/cbc:ID/text()") == ["CON-0001", "CON-0002"]
    assert texts(root, "//efac:NoticeResult/cbc:TotalAmount/text()") == ["197530.86"]
    tenderer = "//efac:NoticeResult/efac:TenderingParty/efac:Tenderer/cbc:ID/text()"
    assert texts(root, tenderer) == ["ORG-0003"]  # one winner of two lots is one organisation


def test_two_lots_of_one_contract_make_one_settled_contract() -> None:
    sample = awarded(
        Subtype.AWARD_NOTICE,
        LotOutcome(1, TENDERS, contract(1)),
        LotOutcome(2, TENDERS, contract(1)),
    )
    root = built(CONTRACT_AWARD_NOTICE, award_notice(sample))
    settled = "//efac:NoticeResult/efac:SettledContract"
    assert texts(root, f"{settled}/cbc:ID/text()") == ["CON-0001"]
    assert texts(root, f"{settled}/efac:LotTender/cbc:ID/text()") == ["TEN-0001", "TEN-0002"]


def test_a_lot_that_is_not_awarded_says_why() -> None:
    sample = awarded(Subtype.AWARD_NOTICE, LotOutcome(1, TENDERS, contract(1)), NOT_AWARDED)
    root = built(CONTRACT_AWARD_NOTICE, award_notice(sample))
    assert texts(root, "//efac:LotResult/cbc:TenderResultCode/text()") == ["selec-w", "clos-nw"]
    assert texts(root, "//efac:LotResult/efac:DecisionReason/efbc:DecisionReasonCode/text()") == [
        "no-rece"
    ]


def test_received_tenders_are_counted_by_size_and_country() -> None:
    root = built(CONTRACT_AWARD_NOTICE, award_notice(awarded(Subtype.AWARD_NOTICE)))
    statistics = "//efac:LotResult[1]/efac:ReceivedSubmissionsStatistics"
    names = texts(root, f"{statistics}/efbc:StatisticsCode/text()")
    counts = texts(root, f"{statistics}/efbc:StatisticsNumeric/text()")
    assert dict(zip(names, counts, strict=True)) == {
        "tenders": "2",
        "t-sme": "1",
        "t-large": "1",
        "t-esubm": "2",
        "t-oth-eea": "1",
        "t-no-eea": "0",
    }


@pytest.mark.parametrize("kind", list(ProcedureKind))
def test_what_is_written_can_be_read_back(kind: ProcedureKind) -> None:
    if kind is ProcedureKind.NEGOTIATED_WITHOUT_PUBLICATION:
        document, notice = CONTRACT_AWARD_NOTICE, award_notice(awarded(Subtype.AWARD_NOTICE))
    else:
        document, notice = CONTRACT_NOTICE, contract_notice(content(kind=kind))
    root = built(document, notice)
    assert uncovered(own_table(), root) == []
    again = built(document, read_notice(own_table(), root))
    assert canonical(again) == canonical(root)


def test_a_group_that_repeats_must_be_opened_by_the_writer() -> None:
    with pytest.raises(LookupError, match="ND-Lot repeats"):
        Scribe(own_table()).put("BT-21-Lot", "x")


def test_an_empty_text_leaves_no_element_behind() -> None:
    scribe = Scribe(own_table())
    scribe.add("ND-Lot").put("BT-21-Lot", "  ")
    assert scribe.instance.is_empty
    assert len(build_notice(own_table(), CONTRACT_NOTICE, scribe.instance)) == 0


def test_a_country_the_list_does_not_know_is_refused() -> None:
    with pytest.raises(codes.CountryUnknown):
        codes.country("XX")


def test_an_hour_in_summer_carries_the_offset_of_summer() -> None:
    moment = content().identity.dispatched_at.replace(month=7)
    assert re.fullmatch(r"09:30:00\+02:00", codes.time(moment))


def test_without_an_sdk_there_is_no_schema_verdict() -> None:
    root = built(CONTRACT_NOTICE, contract_notice(content()))
    assert schema_findings(Packs(), root) is None
