"""The opening report names every bid, validates, and carries its XML inside the PDF."""

import dataclasses
import io

import pytest
from pypdf import PdfReader

from etender.opening.values import Bidder, Outcome, Reason, SealedBid, SignatureFound, Unlocked
from etender.report.opening_pdf import opening_report_pdf
from etender.report.opening_xml import (
    NAMESPACE,
    opening_report_schema,
    opening_report_xml,
)
from shared.i18n import LANGUAGES, Catalogue
from shared.xml.parse import Element, parse
from tests.etender.samples import BETA, document, good, report_of, sealed_bid

ENGLISH = Catalogue("en", {})
NS = {"r": NAMESPACE}


def unreadable(bid: SealedBid) -> Unlocked:
    why = Reason("seal-wrong-round", "The seal names round {found}.", {"found": 12})
    return Unlocked(bid.version_id, Outcome.UNREADABLE, (why,))


def doubtful(bid: SealedBid) -> Unlocked:
    signature = SignatureFound("INDETERMINATE", "EXPIRED", "Piet Pieters", "", "", None)
    return Unlocked(
        bid.version_id,
        Outcome.SIGNATURE_DOUBTFUL,
        container=document("container"),
        signatures=(signature,),
    )


def whole_report() -> tuple[bytes, Element]:
    one = sealed_bid("a", minutes_before=9)
    two, three = sealed_bid("b", BETA, minutes_before=8), sealed_bid("c", minutes_before=7)
    content = report_of(
        (one, good(one)),
        (two, unreadable(two)),
        (three, doubtful(three)),
        late=(sealed_bid("late", BETA, minutes_before=-3),),
    )
    xml = opening_report_xml(content, ENGLISH)
    return xml, parse(xml)


def test_the_report_is_valid_against_its_own_schema() -> None:
    _, root = whole_report()
    assert opening_report_schema().validate(root) == []


def test_a_report_without_bids_is_valid_too() -> None:
    root = parse(opening_report_xml(report_of(), ENGLISH))
    assert opening_report_schema().validate(root) == []
    assert root.xpath("count(r:Bids/r:Bid)", namespaces=NS) == 0


def test_every_bid_is_listed_with_its_outcome_and_late_bids_apart() -> None:
    _, root = whole_report()
    outcomes = root.xpath("r:Bids/r:Bid/@outcome", namespaces=NS)
    assert outcomes == ["opened", "unreadable", "signature-doubtful"]
    assert root.xpath("r:LateBids/r:Bid/@outcome", namespaces=NS) == ["late"]


def test_the_report_names_bidder_seat_number_signer_and_digests() -> None:
    _, root = whole_report()
    bid = root.find("r:Bids/r:Bid", NS)
    assert bid is not None
    assert bid.findtext("r:Tenderer/r:EnterpriseNumber", namespaces=NS) == "0403019261"
    assert bid.findtext("r:Tenderer/r:Seat", namespaces=NS) == "Werfstraat 2, 9000 Gent"
    assert bid.findtext("r:Signatures/r:Signature/r:Signer", namespaces=NS) == "Jan Janssens"
    payload = bid.find("r:Payload", NS)
    assert payload is not None
    assert payload.get("sha256") == document("payload a").sha256


def test_a_reason_is_a_sentence_with_its_facts() -> None:
    _, root = whole_report()
    assert root.xpath("string(//r:Reason[@code='seal-wrong-round'])", namespaces=NS) == (
        "The seal names round 12."
    )


def test_the_report_says_whom_the_time_lock_trusts() -> None:
    _, root = whole_report()
    assert root.xpath("string(r:TimeLock/@trust)", namespaces=NS) == "operator"


def test_a_hostile_bidder_name_with_control_characters_does_not_stop_the_report() -> None:
    hostile = Bidder("Null\x00 & <b>Sons</b>\x1b[2J", "0403019261", "")
    bid = sealed_bid("hostile", hostile)
    xml = opening_report_xml(report_of((bid, good(bid))), ENGLISH)
    root = parse(xml)
    assert opening_report_schema().validate(root) == []
    name = root.findtext(".//r:Tenderer/r:Name", namespaces=NS)
    assert name is not None
    assert "<b>Sons</b>" in name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_in_the_language_of_the_procedure_and_carries_the_xml(
    language: str,
) -> None:
    bid, broken = sealed_bid("a"), sealed_bid("b", BETA)
    content = dataclasses.replace(
        report_of((bid, good(bid)), (broken, unreadable(broken))), language=language
    )
    catalogue = Catalogue(language, {})
    xml = opening_report_xml(content, catalogue)
    pdf = PdfReader(io.BytesIO(opening_report_pdf(content, xml, catalogue)))
    assert pdf.attachments["opening-report.xml"] == [xml]
    assert str(pdf.root_object["/Lang"]) == language
    assert "/StructTreeRoot" in pdf.root_object
    assert pdf.xmp_metadata is not None
    metadata = pdf.xmp_metadata.stream.get_data()
    assert b"pdfaid:part>3<" in metadata
    assert b"pdfuaid:part>1<" in metadata


def test_the_pdf_shows_names_digests_and_the_trust_label() -> None:
    bid = sealed_bid("a")
    content = report_of((bid, good(bid)))
    pdf = PdfReader(io.BytesIO(opening_report_pdf(content, b"<a/>", ENGLISH)))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    for shown in ("Alfa Kantoor NV", "0403.019.261", "Jan Janssens", "Trust: operator"):
        assert shown in text
    assert document("payload a").sha256[:32] in text


def test_the_same_report_gives_the_same_pdf() -> None:
    bid = sealed_bid("a")
    content = report_of((bid, good(bid)))
    assert opening_report_pdf(content, b"<a/>", ENGLISH) == opening_report_pdf(
        content, b"<a/>", ENGLISH
    )
