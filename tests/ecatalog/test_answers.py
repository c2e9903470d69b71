"""Answering orders: by form or by document, once, with the same outcome for both parties."""

import asyncio
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from ecatalog.documents.items import Price, Validity
from ecatalog.documents.kinds import ORDER_RESPONSE
from ecatalog.documents.order_response import (
    LineStatus,
    OrderResponseDocument,
    ResponseCode,
    read_order_response,
    write_order_response,
)
from ecatalog.documents.parties import TradingParty
from ecatalog.forms import AnswerForm, LineAnswer, OrderDraft
from ecatalog.model import Channel, Order, Received
from ecatalog.model.order import AlreadyAnswered
from ecatalog.queries.orders import lines_of, responses_of
from ecatalog.service.answers import AnswerRefused, NotYourOrder, answer_order, submit_response
from ecatalog.service.intake import Sender
from ecatalog.service.orders import place_order
from shared.clock import FrozenClock
from shared.identity.actor import Actor, RoleMissing
from shared.installation import Installation
from shared.ports import Orders, OrderStatus, OrderSummary
from tests.ecatalog.official import rule_findings, schema_findings
from tests.ecatalog.world import CONTRACT, TODAY, answered_line, response
from tests.factories import ARDENNE, CITY, DE_POTLODEN, People


@pytest.fixture
async def order(installation: Installation, people: People, in_force: Received) -> Order:
    lines = [{"item": "PA-4080", "quantity": "40"}, {"item": "EN-C5V", "quantity": "3"}]
    draft = OrderDraft.model_validate({"key": uuid4(), "contract": CONTRACT, "lines": lines})
    async with installation.begin() as db:
        return await place_order(db, installation, people.buyer, draft)


def to(order: Order, code: ResponseCode, *items: Any, **changes: Any) -> OrderResponseDocument:
    return response(code, *items, order_number=order.number, **changes)


async def send(
    installation: Installation, actor: Actor, document: OrderResponseDocument | bytes
) -> Received:
    data = document if isinstance(document, bytes) else write_order_response(document)
    async with installation.begin() as db:
        return await submit_response(db, installation, Sender.of(actor, Channel.API), data)


async def answer(
    installation: Installation,
    people: People,
    order: Order,
    form: dict[str, Any],
    *lines: LineAnswer,
) -> None:
    async with installation.begin() as db:
        sender = Sender.of(people.supplier, Channel.WEB)
        form_read = AnswerForm.model_validate(form)
        await answer_order(db, installation, sender, order, form_read, lines)


async def status_of(installation: Installation, order: Order) -> OrderStatus:
    async with installation.read() as db:
        return (await db.get_one(Order, order.id)).status


async def summary(installation: Installation, order: Order) -> OrderSummary:
    port = installation.port(Orders)  # type: ignore[type-abstract]  # a Protocol is the key
    async with installation.read() as db:
        found = await port.find(
            db,
            number=order.number,
            buyer=CITY.enterprise_number,
            supplier=ARDENNE.enterprise_number,
        )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ResponseCode.ACKNOWLEDGED, OrderStatus.ORDERED),
        (ResponseCode.ACCEPTED, OrderStatus.ACCEPTED),
        (ResponseCode.REJECTED, OrderStatus.REJECTED),
    ],
)
async def test_an_answer_moves_the_order(
    installation: Installation,
    people: People,
    order: Order,
    code: ResponseCode,
    status: OrderStatus,
) -> None:
    received = await send(installation, people.supplier, to(order, code))
    assert received.is_taken, received.findings
    assert await status_of(installation, order) is status
    assert await installation.blobs.get(received.sha256) == write_order_response(to(order, code))


async def test_changes_become_what_was_agreed(
    installation: Installation, people: People, order: Order
) -> None:
    document = to(
        order,
        ResponseCode.ACCEPTED_WITH_CHANGES,
        answered_line("1", LineStatus.CHANGED, quantity=Decimal(30), unit="XPK", note="Op is op"),
        answered_line("2", LineStatus.NOT_ACCEPTED),
    )
    assert (await send(installation, people.supplier, document)).is_taken
    agreed = await summary(installation, order)
    assert agreed.status is OrderStatus.ACCEPTED_WITH_CHANGES
    assert [line.quantity for line in agreed.lines] == [Decimal(30), Decimal(0)]
    assert (agreed.net.amount, agreed.tax and agreed.tax.amount) == (
        Decimal("118.50"),
        Decimal("24.89"),
    )
    async with installation.read() as db:
        first, second = await lines_of(db, order.id)
    assert (first.answer_note, second.answer) == ("Op is op", LineStatus.NOT_ACCEPTED)


async def test_a_rejected_order_has_nothing_left_to_invoice(
    installation: Installation, people: People, order: Order
) -> None:
    await send(installation, people.supplier, to(order, ResponseCode.REJECTED))
    agreed = await summary(installation, order)
    assert (agreed.status, agreed.net.amount) == (OrderStatus.REJECTED, Decimal("0.00"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seller": TradingParty.of(DE_POTLODEN)}, "supplier"),
        ({"buyer": TradingParty.of(DE_POTLODEN)}, "order-unknown"),
        ({"order_number": "PO-0"}, "order-unknown"),
        ({"currency": "USD"}, "currency"),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused_and_on_record(
    installation: Installation, people: People, order: Order, changes: dict[str, Any], code: str
) -> None:
    document = replace(to(order, ResponseCode.ACCEPTED), **changes)
    received = await send(installation, people.supplier, document)
    assert [r["code"] for r in received.findings if r["weight"] == "refuses"] == [code]
    assert await status_of(installation, order) is OrderStatus.ORDERED
    assert await installation.blobs.get(received.sha256) == write_order_response(document)


async def test_a_dearer_answer_is_refused_by_line(
    installation: Installation, people: People, order: Order
) -> None:
    line = answered_line("1", LineStatus.CHANGED, price=Price(Decimal("4.10")))
    received = await send(
        installation, people.supplier, to(order, ResponseCode.ACCEPTED_WITH_CHANGES, line)
    )
    (record,) = [r for r in received.findings if r["weight"] == "refuses"]
    assert (record["code"], record["line"], record["found"], record["expected"]) == (
        "price-above-order",
        "1",
        "4.1 EUR",
        "≤ 3.95 EUR",
    )


async def test_broken_xml_is_kept_and_told(
    installation: Installation, people: People, order: Order
) -> None:
    received = await send(installation, people.supplier, b"<OrderResponse")
    assert (received.is_taken, received.findings[0]["code"]) == (False, "xml-broken")
    assert await installation.blobs.get(received.sha256) == b"<OrderResponse"


async def test_another_supplier_cannot_answer(
    installation: Installation, people: People, order: Order
) -> None:
    received = await send(installation, people.rival, to(order, ResponseCode.ACCEPTED))
    assert not received.is_taken
    async with installation.begin() as db:
        form = AnswerForm(code=ResponseCode.ACCEPTED)
        with pytest.raises(NotYourOrder):
            await answer_order(db, installation, Sender.of(people.rival, Channel.WEB), order, form)
        with pytest.raises(RoleMissing):
            await answer_order(db, installation, Sender.of(people.buyer, Channel.WEB), order, form)
    assert await status_of(installation, order) is OrderStatus.ORDERED


async def test_the_same_answer_again_gets_the_receipt_it_got_before(
    installation: Installation, people: People, order: Order
) -> None:
    first = await send(installation, people.supplier, to(order, ResponseCode.ACCEPTED))
    again = await send(installation, people.supplier, to(order, ResponseCode.ACCEPTED))
    assert (again.id, again.is_taken) == (first.id, True)


async def test_a_second_opinion_is_refused(
    installation: Installation, people: People, order: Order
) -> None:
    await send(installation, people.supplier, to(order, ResponseCode.ACCEPTED))
    other = to(order, ResponseCode.REJECTED)
    received = await send(installation, people.supplier, other)
    assert [r["code"] for r in received.findings][-1] == "document-id-used"
    renumbered = await send(installation, people.supplier, replace(other, number="R-2"))
    assert [r["code"] for r in renumbered.findings][-1] == "order-already-answered"
    assert await status_of(installation, order) is OrderStatus.ACCEPTED


async def test_two_answers_at_once_count_as_one(
    installation: Installation, people: People, order: Order
) -> None:
    documents = [
        to(order, code, number=f"R-{code}")
        for code in (ResponseCode.ACCEPTED, ResponseCode.REJECTED)
    ]
    received = await asyncio.gather(*(send(installation, people.supplier, d) for d in documents))
    assert sorted(r.is_taken for r in received) == [False, True]
    async with installation.read() as db:
        assert len(await responses_of(db, order.id)) == 1


async def test_two_people_who_read_the_open_order_cannot_both_answer_it(
    installation: Installation, people: People, order: Order
) -> None:
    if installation.database.is_sqlite:
        pytest.skip("writers queue at BEGIN on SQLite: the second one reads the answered order")
    both_have_read = asyncio.Barrier(2)

    async def read_and_answer(code: str) -> bool:
        async with installation.begin() as db:
            seen = await db.get_one(Order, order.id)
            await both_have_read.wait()
            sender = Sender.of(people.supplier, Channel.WEB)
            form = AnswerForm.model_validate({"code": code, "note": "x"})
            try:
                await answer_order(db, installation, sender, seen, form)
            except AlreadyAnswered:
                return False
            return True

    assert sorted(await asyncio.gather(read_and_answer("AP"), read_and_answer("RE"))) == [
        False,
        True,
    ]


async def test_an_acknowledgement_may_come_before_the_answer(
    installation: Installation, people: People, order: Order, clock: FrozenClock
) -> None:
    await send(installation, people.supplier, to(order, ResponseCode.ACKNOWLEDGED))
    clock.advance(dt.timedelta(hours=2))
    accepted = to(order, ResponseCode.ACCEPTED, number="R-2")
    assert (await send(installation, people.supplier, accepted)).is_taken
    async with installation.read() as db:
        codes = [answer.code for answer in await responses_of(db, order.id)]
    assert codes == [ResponseCode.ACKNOWLEDGED, ResponseCode.ACCEPTED]


@pytest.mark.conformance
@pytest.mark.parametrize("code", ["AP", "CA", "RE"])
async def test_an_answer_by_form_is_an_official_order_response(
    installation: Installation, people: People, order: Order, code: str
) -> None:
    form = {"code": code, "note": "Zie bijlage", "promised_from": "2027-01-20"}
    lines = [
        LineAnswer("1", LineStatus.CHANGED, Decimal(30), "Op"),
        LineAnswer("2", LineStatus.NOT_ACCEPTED),
    ]
    await answer(installation, people, order, form, *lines)
    async with installation.read() as db:
        (given,) = await responses_of(db, order.id)
    data = await installation.blobs.get(given.sha256)
    document = read_order_response(data)
    assert (document.code, document.order_number) == (ResponseCode(code), order.number)
    assert len(document.items) == (2 if code == "CA" else 0)
    assert document.promised == (
        Validity() if code == "RE" else Validity(dt.date(2027, 1, 20), None)
    )
    assert schema_findings(ORDER_RESPONSE, data) == []
    assert rule_findings(ORDER_RESPONSE, data) == []


async def test_a_form_sent_twice_is_one_answer(
    installation: Installation, people: People, order: Order, clock: FrozenClock
) -> None:
    await answer(installation, people, order, {"code": "AP"})
    clock.advance(dt.timedelta(seconds=3))
    await answer(installation, people, order, {"code": "AP"})
    with pytest.raises(AlreadyAnswered):
        await answer(installation, people, order, {"code": "RE"})
    async with installation.read() as db:
        assert len(await responses_of(db, order.id)) == 1


async def test_a_form_that_promises_too_much_leaves_no_trace(
    installation: Installation, people: People, order: Order
) -> None:
    line = LineAnswer("1", LineStatus.CHANGED, Decimal(400))
    with pytest.raises(AnswerRefused) as refusal:
        await answer(installation, people, order, {"code": "CA"}, line)
    assert [(f.code, f.line) for f in refusal.value.findings if f.refuses] == [("quantity", "1")]
    assert await status_of(installation, order) is OrderStatus.ORDERED


async def test_the_day_of_an_answer_is_that_of_brussels(
    installation: Installation, people: People, order: Order, clock: FrozenClock
) -> None:
    clock.set(dt.datetime(2027, 1, 12, 23, 30, tzinfo=dt.UTC))
    await answer(installation, people, order, {"code": "AP"})
    async with installation.read() as db:
        (given,) = await responses_of(db, order.id)
    document = read_order_response(await installation.blobs.get(given.sha256))
    assert document.issued_on == TODAY + dt.timedelta(days=2)
    assert document.issued_at == dt.time(0, 30)
