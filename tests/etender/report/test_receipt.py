"""Receipts are valid UBL 2.2 and follow Peppol T006; a late one says so."""

import os
import re
from pathlib import Path
from uuid import uuid5

import pytest

from etender.report.receipt import ReceiptContent, receipt_xml
from shared.i18n import Catalogue
from shared.xml.parse import Element, parse
from shared.xml.schema import schema
from tests.etender.samples import ALFA, BETA, DEADLINE, SPACE, TOWN, document
from tests.oracles.schematron_saxon import failures

ENGLISH = Catalogue("en", {})
NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def receipt(*, is_late: bool = False) -> Element:
    return parse(receipt_bytes(is_late=is_late))


def receipt_bytes(*, is_late: bool) -> bytes:
    content = ReceiptContent(
        receipt_id=uuid5(SPACE, "receipt"),
        version_id=uuid5(SPACE, "version"),
        reference="VBG-2026-014",
        authority=TOWN,
        submitter=ALFA,
        tenderer=BETA,
        payload=document("payload"),
        key_envelope=document("key"),
        received_at=DEADLINE,
        deadline=DEADLINE,
        is_late=is_late,
    )
    return receipt_xml(content, ENGLISH)


def pack(path: str) -> Path:
    room = os.environ.get("QUAESTOR_DATA")
    if not room or not (Path(room) / "packs" / path).exists():
        pytest.skip(f"QUAESTOR_DATA does not lead to packs/{path}: receipts stay unchecked")
    return Path(room) / "packs" / path


@pytest.mark.conformance
@pytest.mark.parametrize("is_late", [False, True])
def test_a_receipt_is_valid_ubl_2_2(is_late: bool) -> None:
    compiled = schema(pack("ubl-2.2/xsdrt/maindoc/UBL-TenderReceipt-2.2.xsd"))
    assert compiled.validate(receipt(is_late=is_late)) == []


@pytest.mark.conformance
@pytest.mark.parametrize(("is_late", "remarks"), [(False, []), (True, ["PEPPOL-T006-S312"])])
def test_a_receipt_keeps_the_official_rules_of_t006(is_late: bool, remarks: list[str]) -> None:
    rules = pack("peppol-pre-award-2023-04/schematron/peppol-tender/PEPPOL-T006.sch")
    found = failures(rules, receipt_bytes(is_late=is_late))
    assert [failure.rule for failure in found] == remarks
    assert {failure.severity for failure in found} <= {"warning"}


def test_a_receipt_names_both_files_by_their_sha_256() -> None:
    found = receipt().xpath("//cbc:DocumentHash/text()", namespaces=NS)
    assert found == [document("payload").sha256, document("key").sha256]


def test_a_receipt_goes_to_the_submitter_and_names_the_tenderer_as_issuer() -> None:
    root = receipt()
    receiver = "string(cac:ReceiverParty/cbc:EndpointID)"
    issuer = "string(cac:TenderDocumentReference[1]/cac:IssuerParty/cbc:EndpointID)"
    assert root.xpath(receiver, namespaces=NS) == ALFA.enterprise_number
    assert root.xpath(issuer, namespaces=NS) == BETA.enterprise_number


def test_times_have_seconds_and_a_zone() -> None:
    # PEPPOL-T006-R007 and R012
    for name in ("IssueTime", "RegisteredTime"):
        text = receipt().findtext(f"cbc:{name}", namespaces=NS)
        assert re.fullmatch(r"11:00:00\+01:00", text or "")


def test_only_a_late_receipt_carries_a_note() -> None:
    assert receipt().find("cbc:Note", NS) is None
    note = receipt(is_late=True).findtext("cbc:Note", namespaces=NS) or ""
    assert note.startswith("LATE:")
    assert "15 December 2026 at 11:00" in note
