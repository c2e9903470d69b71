"""Documents through the whole gateway, on both databases: nothing lost, nothing done twice."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from einvoice.documents.billing_writer import write_invoice
from einvoice.documents.response import ClarificationReason, ResponseCode
from einvoice.documents.ubl import Identifier
from einvoice.service.examining import examine_invoice
from einvoice.service.receiving import Arrival, receive
from einvoice.validating import official_rules
from einvoice.vocabulary import Channel, InvoiceStatus, MatchVerdict, Step
from samples.invoice.documents import WRONG
from shared.clock import FrozenClock
from shared.installation import Installation
from tests.einvoice.gateway import (
    deliver,
    file_of,
    invoice,
    only_file,
    records,
    wrapped,
)
from tests.einvoice.invoices import ENGLISH, STRANGER
from tests.factories import ARDENNE, CITY


async def test_a_good_invoice_reaches_the_inbox_compared_with_its_order(
    gateway: Installation,
) -> None:
    await deliver(gateway, invoice())
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.MATCHED
    assert file.record.authority_number == str(CITY.enterprise_number)
    assert file.record.supplier_number == str(ARDENNE.enterprise_number)
    assert file.record.payable == invoice().totals.payable
    assert file.comparison is not None
    assert file.comparison.verdict is MatchVerdict.AGREES
    assert [step.step for step in file.course] == [Step.RECEIVED, Step.VALIDATED, Step.MATCHED]
    assert file.answers == ()


async def test_the_bytes_received_are_kept_as_they_came(gateway: Installation) -> None:
    data = write_invoice(invoice()) + b"<!-- as it came -->\n"
    await deliver(gateway, data)
    file = await only_file(gateway)
    assert await gateway.blobs.get(file.record.original_sha256) == data


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("total-one-cent-off", "BR-CO-16"),
        ("wrong-enterprise-number", "PEPPOL-COMMON-R043"),
        ("missing-buyer-reference", "PEPPOL-EN16931-R003"),
    ],
)
async def test_a_wrong_invoice_is_refused_with_a_reason_a_person_understands(
    gateway: Installation, name: str, code: str
) -> None:
    await deliver(gateway, WRONG[name](invoice()))
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.REJECTED_BY_GATEWAY
    assert code in {finding.code for finding in file.findings}
    (answer,) = file.answers
    assert answer.is_automatic
    assert answer.code is ResponseCode.REJECTED
    assert code in answer.reasons[0].text
    assert not answer.reasons[0].text.startswith("[")


async def test_an_unknown_order_is_for_a_person_to_judge(gateway: Installation) -> None:
    await deliver(gateway, WRONG["unknown-order"](invoice()))
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.MATCHED
    assert file.comparison is not None
    assert file.comparison.verdict is MatchVerdict.ORDER_UNKNOWN
    assert "BO-2026-0042-X" in file.comparison.differences[0].sentence(ENGLISH)


async def test_the_same_message_twice_is_one_invoice(gateway: Installation) -> None:
    await deliver(gateway, invoice(), instance="one")
    await deliver(gateway, invoice(), instance="one")
    assert len(await records(gateway)) == 1


async def test_the_same_document_in_another_message_is_kept_and_flagged_only(
    gateway: Installation, clock: FrozenClock
) -> None:
    await deliver(gateway, invoice())
    clock.set(clock.now().replace(hour=12))
    await deliver(gateway, invoice())
    first, second = await records(gateway)
    assert first.status is InvoiceStatus.MATCHED
    assert second.status is InvoiceStatus.DUPLICATE
    assert second.duplicate_of == first.id
    assert (await file_of(gateway, second.id)).answers == (), "the first one will be answered"


async def test_another_invoice_under_a_used_number_is_refused(
    gateway: Installation, clock: FrozenClock
) -> None:
    await deliver(gateway, invoice())
    clock.set(clock.now().replace(hour=12))
    await deliver(gateway, replace(invoice(), note="another one"))
    first, second = await records(gateway)
    assert first.status is InvoiceStatus.MATCHED
    assert second.status is InvoiceStatus.REJECTED_BY_GATEWAY
    assert (await file_of(gateway, second.id)).findings[0].code == "einvoice-duplicate-number"


async def test_a_corrected_invoice_may_keep_the_number_of_the_refused_one(
    gateway: Installation, clock: FrozenClock
) -> None:
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice()))
    clock.set(clock.now().replace(hour=12))
    await deliver(gateway, invoice())
    assert [record.status for record in await records(gateway)] == [
        InvoiceStatus.REJECTED_BY_GATEWAY,
        InvoiceStatus.MATCHED,
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(write_invoice(invoice())[:-200], id="broken-xml"),
        pytest.param(b"%PDF-1.7 not xml at all", id="a-pdf"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', id="entity-bomb"),
        pytest.param(
            b"<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>", id="order"
        ),
    ],
)
async def test_what_cannot_be_read_is_kept_refused_and_shown(
    gateway: Installation, data: bytes
) -> None:
    await deliver(gateway, data)
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.REJECTED_BY_GATEWAY
    assert file.record.authority_number == str(CITY.enterprise_number)
    assert await gateway.blobs.get(file.record.original_sha256) == data
    assert file.findings[0].is_fatal


async def test_an_envelope_left_around_the_invoice_is_taken_off_and_pointed_out(
    gateway: Installation,
) -> None:
    await deliver(gateway, wrapped(invoice()))
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.MATCHED
    assert [found.code for found in file.findings] == ["einvoice-envelope-left-on"]
    assert file.record.document_sha256 != file.record.original_sha256


async def test_wrong_sums_inside_an_envelope_left_on_are_still_found(
    gateway: Installation,
) -> None:
    await deliver(gateway, wrapped(WRONG["total-one-cent-off"](invoice())))
    assert (await only_file(gateway)).record.status is InvoiceStatus.REJECTED_BY_GATEWAY


async def test_an_invoice_delivered_to_a_stranger_goes_to_the_buyer_it_names(
    gateway: Installation,
) -> None:
    await deliver(gateway, invoice(), receiver=STRANGER)
    file = await only_file(gateway)
    assert file.record.authority_number == str(CITY.enterprise_number)
    assert [found.code for found in file.findings] == ["einvoice-delivered-elsewhere"]


async def test_an_invoice_for_an_authority_that_is_not_here_is_refused(
    gateway: Installation,
) -> None:
    elsewhere = Identifier("0208", str(STRANGER))
    customer = replace(invoice().customer, endpoint=elsewhere, legal_id=elsewhere)
    await deliver(gateway, replace(invoice(), customer=customer))
    file = await only_file(gateway)
    assert file.record.status is InvoiceStatus.REJECTED_BY_GATEWAY
    assert file.answers[0].reasons[0].code is ClarificationReason.RECEIVER_UNKNOWN


async def test_a_second_invoice_for_the_same_goods_differs_from_the_order(
    gateway: Installation, clock: FrozenClock
) -> None:
    await deliver(gateway, invoice("F-1"))
    clock.set(clock.now().replace(hour=12))
    await deliver(gateway, invoice("F-2"))
    second = await file_of(gateway, (await records(gateway))[1].id)
    assert second.comparison is not None
    assert {found.code for found in second.comparison.differences} == {"einvoice-quantity"}


async def test_amounts_beyond_any_column_do_not_lose_the_invoice(gateway: Installation) -> None:
    huge = replace(invoice(), totals=replace(invoice().totals, payable=Decimal("9" * 30)))
    await deliver(gateway, replace(huge, number="N" * 400))
    file = await only_file(gateway)
    assert file.record.payable is None
    assert len(file.record.number) == 200


async def test_a_document_examined_twice_is_settled_once(gateway: Installation) -> None:
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice()))
    (record,) = await records(gateway)
    await examine_invoice(gateway, official_rules(gateway), record.id)
    file = await only_file(gateway)
    assert len(file.answers) == 1
    assert [step.step for step in file.course].count(Step.REFUSED) == 1


async def test_two_workers_at_once_let_only_one_of_two_copies_stand(
    gateway: Installation,
) -> None:
    kept = await gateway.blobs.put(write_invoice(invoice()), "application/xml")
    async with gateway.begin() as db:
        taken = [
            await receive(db, gateway.clock, Arrival(name, kept.sha256, Channel.COMMAND))
            for name in ("one", "two")
        ]
    rules = official_rules(gateway)
    at_once = [examine_invoice(gateway, rules, record.id) for record in taken]
    outcomes = await asyncio.gather(*at_once, return_exceptions=True)
    assert all(isinstance(each, IntegrityError | None) for each in outcomes)
    for record in taken:
        await examine_invoice(gateway, rules, record.id)
    statuses = {record.status for record in await records(gateway)}
    assert statuses == {InvoiceStatus.MATCHED, InvoiceStatus.DUPLICATE}
