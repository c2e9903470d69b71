"""Decisions about invoices and the responses that tell the supplier."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from einvoice.documents.identifiers import RESPONSE_TYPE
from einvoice.documents.response import (
    Clarification,
    ClarificationReason,
    InvoiceResponse,
    RequestedAction,
    ResponseCode,
)
from einvoice.documents.response_xml import read_response
from einvoice.model import NotPossibleNow, ReceivedResponse, ResponseRecord
from einvoice.rules.ruling import NotADecision, ReasonMissing, Ruling, make_ruling
from einvoice.vocabulary import InvoiceStatus, ResponseState, Step
from samples.invoice.documents import WRONG
from shared.audit import Audit, latest_entries, verify_chain
from shared.errors import NotFound
from shared.events import DocumentDelivered, DocumentFailed, DocumentReceived
from shared.identity.actor import RoleMissing
from shared.installation import Installation
from shared.xml.parse import parse
from shared.xml.schema import schema
from tests.einvoice.gateway import deliver, file_of, invoice, only_file, records, rule, tell
from tests.einvoice.invoices import pack
from tests.factories import ARDENNE, CITY, People

APPROVE = Ruling(ResponseCode.ACCEPTED)
PAY = Ruling(ResponseCode.PAID)
REJECT = Ruling(
    ResponseCode.REJECTED,
    (
        Clarification(ClarificationReason.PRICE, "Prijs hoger dan besteld."),
        Clarification(RequestedAction.NEW_INVOICE),
    ),
)
DISPUTE = Ruling(
    ResponseCode.UNDER_QUERY, (Clarification(ClarificationReason.DELIVERY, "Niet alles kwam."),)
)


@pytest.fixture
async def received(gateway: Installation) -> UUID:
    """A good invoice that waits for a decision."""
    await deliver(gateway, invoice())
    return (await records(gateway))[0].id


async def response_of(gateway: Installation) -> tuple[ResponseRecord, InvoiceResponse]:
    async with gateway.read() as db:
        record = (await db.scalars(sa.select(ResponseRecord))).one()
    document = await gateway.blobs.get(record.document_sha256)
    return record, read_response(parse(document))


async def test_an_approval_travels_back_as_an_invoice_response(
    gateway: Installation, people: People, received: UUID
) -> None:
    await rule(gateway, people.buyer, received, APPROVE)
    record, response = await response_of(gateway)
    assert record.state is ResponseState.SUBMITTED
    assert response.code is ResponseCode.ACCEPTED
    assert response.invoice.number == "F-1"
    assert response.sender.endpoint.value == str(CITY.enterprise_number)
    assert response.sender.name == CITY.name
    assert response.receiver.endpoint.value == str(ARDENNE.enterprise_number)
    assert (await only_file(gateway)).record.status is InvoiceStatus.APPROVED


@pytest.mark.conformance
async def test_a_rejection_holds_against_the_official_schema(
    gateway: Installation, people: People, received: UUID
) -> None:
    official = pack("ubl-2.1", "xsd/maindoc/UBL-ApplicationResponse-2.1.xsd")
    await rule(gateway, people.buyer, received, REJECT)
    record, response = await response_of(gateway)
    assert [reason.text for reason in response.clarifications] == ["Prijs hoger dan besteld.", ""]
    document = await gateway.blobs.get(record.document_sha256)
    assert schema(official).validate(parse(document)) == []


async def test_a_dispute_is_followed_by_the_final_word(
    gateway: Installation, people: People, received: UUID
) -> None:
    await rule(gateway, people.buyer, received, DISPUTE)
    assert (await only_file(gateway)).record.status is InvoiceStatus.DISPUTED
    await rule(gateway, people.buyer, received, APPROVE)
    await rule(gateway, people.buyer, received, PAY)
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.PAID
    codes = [answer.code for answer in file.answers]
    assert codes == [ResponseCode.UNDER_QUERY, ResponseCode.ACCEPTED, ResponseCode.PAID]


async def test_a_decision_stands(gateway: Installation, people: People, received: UUID) -> None:
    await rule(gateway, people.buyer, received, REJECT)
    with pytest.raises(NotPossibleNow):
        await rule(gateway, people.buyer, received, APPROVE)
    assert len((await only_file(gateway)).answers) == 1


async def test_an_invoice_is_not_paid_before_it_is_approved(
    gateway: Installation, people: People, received: UUID
) -> None:
    with pytest.raises(NotPossibleNow):
        await rule(gateway, people.buyer, received, PAY)


async def test_what_the_gateway_refused_cannot_be_approved(
    gateway: Installation, people: People
) -> None:
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice()))
    refused = (await records(gateway))[0].id
    with pytest.raises(NotPossibleNow):
        await rule(gateway, people.buyer, refused, APPROVE)


async def test_only_the_authority_it_names_may_decide(
    gateway: Installation, people: People, received: UUID
) -> None:
    stranger = replace(people.buyer, enterprise_number="0203201340")
    with pytest.raises(NotFound):
        await rule(gateway, stranger, received, APPROVE)
    with pytest.raises(RoleMissing):
        await rule(gateway, people.supplier, received, APPROVE)
    with pytest.raises(RoleMissing):
        await rule(gateway, people.officer, received, APPROVE)


async def test_a_rejection_without_a_reason_is_refused(
    gateway: Installation, people: People, received: UUID
) -> None:
    with pytest.raises(ReasonMissing):
        await rule(gateway, people.buyer, received, Ruling(ResponseCode.REJECTED))
    with pytest.raises(NotADecision):
        await rule(gateway, people.buyer, received, Ruling(ResponseCode.IN_PROCESS))


def test_a_reason_without_an_explanation_is_refused() -> None:
    with pytest.raises(ReasonMissing) as refusal:
        make_ruling(
            ResponseCode.UNDER_QUERY,
            reason=ClarificationReason.OTHER,
            action=None,
            explanation="  ",
            note="",
        )
    assert refusal.value.where == "explanation"


async def test_who_decided_what_is_on_record(
    gateway: Installation, people: People, received: UUID
) -> None:
    await rule(gateway, people.buyer, received, APPROVE)
    async with gateway.read() as db:
        entries = await latest_entries(db)
        assert (await verify_chain(db)).is_intact
    (entry,) = [each for each in entries if each.action == Audit.INVOICE_DECIDED]
    assert entry.actor_name == people.buyer.name
    assert entry.subject == str(received)
    assert entry.facts == {"number": "F-1", "code": "AP"}


async def test_a_response_is_delivered_when_the_other_side_gave_a_receipt(
    gateway: Installation, people: People, received: UUID
) -> None:
    await rule(gateway, people.buyer, received, APPROVE)
    record, _ = await response_of(gateway)
    event = DocumentDelivered(
        document_id=uuid4(),
        message_id=record.submission,
        sender=f"0208:{CITY.enterprise_number}",
        receiver=f"0208:{ARDENNE.enterprise_number}",
        document_type=f"busdox-docid-qns::{RESPONSE_TYPE}",
        instance_identifier="i",
        delivered_at=gateway.clock.now(),
    )
    await tell(gateway, event)
    await tell(gateway, event)
    file = await only_file(gateway)
    assert file.answers[0].response_state is ResponseState.DELIVERED
    assert [step.step for step in file.course].count(Step.RESPONSE_DELIVERED) == 1


async def test_a_response_that_cannot_be_delivered_says_why(
    gateway: Installation, people: People, received: UUID
) -> None:
    await rule(gateway, people.buyer, received, APPROVE)
    record, _ = await response_of(gateway)
    await tell(
        gateway,
        DocumentFailed(
            document_id=uuid4(),
            message_id=record.submission,
            sender=f"0208:{CITY.enterprise_number}",
            receiver=f"0208:{ARDENNE.enterprise_number}",
            document_type=f"busdox-docid-qns::{RESPONSE_TYPE}",
            instance_identifier="i",
            outcome="not-offered",
            who="receiver",
            detail="no such document type",
            failed_at=gateway.clock.now(),
        ),
    )
    answer = (await only_file(gateway)).answers[0]
    assert answer.response_state is ResponseState.FAILED
    assert answer.failure == "not-offered"


async def come_back(gateway: Installation, document: bytes, instance: str) -> None:
    kept = await gateway.blobs.put(document, "application/xml")
    await tell(
        gateway,
        DocumentReceived(
            document_id=uuid4(),
            message_id=f"{uuid4()}@x",
            sender=f"0208:{CITY.enterprise_number}",
            receiver=f"0208:{ARDENNE.enterprise_number}",
            document_type=f"busdox-docid-qns::{RESPONSE_TYPE}",
            process="cenbii-procid-ubl::urn:fdc:peppol.eu:poacc:bis:invoice_response:3",
            instance_identifier=instance,
            country_c1="BE",
            envelope_sha256=kept.sha256,
            payload_sha256=kept.sha256,
            sender_seat="PBE000001",
            received_at=gateway.clock.now(),
        ),
    )


async def test_a_response_that_comes_back_is_kept_once_for_the_supplier(
    gateway: Installation, people: People, received: UUID
) -> None:
    await rule(gateway, people.buyer, received, REJECT)
    record, _ = await response_of(gateway)
    document = await gateway.blobs.get(record.document_sha256)
    await come_back(gateway, document, "same")
    await come_back(gateway, document, "same")
    async with gateway.read() as db:
        kept = (await db.scalars(sa.select(ReceivedResponse))).one()
    assert kept.invoice_number == "F-1"
    assert kept.supplier_number == str(ARDENNE.enterprise_number)
    assert kept.reasons[0]["text"] == "Prijs hoger dan besteld."


async def test_a_response_that_cannot_be_read_stops_nothing(gateway: Installation) -> None:
    await come_back(gateway, b"<ApplicationResponse/>", "odd")
    async with gateway.read() as db:
        assert (await db.scalars(sa.select(ReceivedResponse))).all() == []


async def test_the_first_refused_then_the_corrected_invoice_are_both_answered(
    gateway: Installation, people: People
) -> None:
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice("F-7")))
    await deliver(gateway, invoice("F-8"))
    by_number = {record.number: record.id for record in await records(gateway)}
    await rule(gateway, people.buyer, by_number["F-8"], APPROVE)
    refused = await file_of(gateway, by_number["F-7"])
    approved = await file_of(gateway, by_number["F-8"])
    assert refused.answers[0].response_state is ResponseState.SUBMITTED
    assert approved.answers[0].response_state is ResponseState.SUBMITTED
