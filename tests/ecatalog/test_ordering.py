"""Placing orders: from the catalogue in force, exactly once, as an official document."""

import asyncio
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.documents.items import Price
from ecatalog.documents.kinds import ORDER
from ecatalog.documents.order import read_order
from ecatalog.documents.parties import TradingParty
from ecatalog.forms import DeliveryForm, OrderDraft
from ecatalog.model import Channel, Contract, Order, Received
from ecatalog.queries.contracts import catalogue_in_force
from ecatalog.queries.drafts import draft_of
from ecatalog.queries.orders import basket_lines, lines_of, orders_of
from ecatalog.service.catalogues import submit_catalogue
from ecatalog.service.intake import Sender
from ecatalog.service.orders import (
    ContractUnknown,
    NothingInForce,
    OrderKeyUsed,
    OrderRefused,
    PricesMoved,
    describe_delivery,
    fill_basket,
    order_basket,
    place_order,
)
from shared.clock import FrozenClock
from shared.errors import NotFound
from shared.identity.actor import RoleMissing
from shared.installation import Installation
from shared.outbox import OutboxEntry
from shared.ports import Orders, OrderStatus
from tests.ecatalog.official import rule_findings, schema_findings
from tests.ecatalog.world import CONTRACT, TODAY, catalogue, with_item
from tests.factories import ARDENNE, CITY, DE_POTLODEN, People

KEY = UUID("5b0cc1b5-5b38-4a38-8f0b-0a6d6a0e6c11")


def draft(key: UUID = KEY, **changes: Any) -> OrderDraft:
    lines = [{"item": "PA-4080", "quantity": "40"}, {"item": "EN-C5V", "quantity": "3"}]
    fields = {"key": key, "contract": CONTRACT, "lines": lines, **changes}
    return OrderDraft.model_validate(fields)


async def place(installation: Installation, people: People, asked: OrderDraft) -> Order:
    async with installation.begin() as db:
        return await place_order(db, installation, people.buyer, asked)


async def published(installation: Installation) -> list[OutboxEntry]:
    async with installation.read() as db:
        return list((await db.scalars(sa.select(OutboxEntry))).all())


async def replace_catalogue(installation: Installation, people: People, data: bytes) -> None:
    async with installation.begin() as db:
        sender = Sender.of(people.supplier, Channel.API)
        received = await submit_catalogue(db, installation, sender, data)
    assert received.is_taken, received.findings


async def test_an_order_is_placed_from_the_catalogue_in_force(
    installation: Installation, people: People, in_force: Received
) -> None:
    order = await place(
        installation, people, draft(reference="KP-12", delivery_from="2027-01-20", note="Magazijn")
    )
    assert (order.net, order.tax, order.gross) == (
        Decimal("214.93"),
        Decimal("45.14"),
        Decimal("260.07"),
    )
    document = read_order(await installation.blobs.get(order.sha256))
    assert (document.number, document.contract_number) == (order.number, CONTRACT)
    assert (document.catalogue_number, document.customer_reference) == ("CAT-1", "KP-12")
    assert document.buyer.contact_name == people.buyer.name
    assert document.valid_until == TODAY + dt.timedelta(days=30)
    assert [item.net_amount for item in document.items] == [Decimal("158.00"), Decimal("56.93")]


@pytest.mark.conformance
async def test_a_placed_order_is_an_official_peppol_order(
    installation: Installation, people: People, in_force: Received
) -> None:
    order = await place(installation, people, draft(delivery_until="2027-02-01"))
    document = await installation.blobs.get(order.sha256)
    assert schema_findings(ORDER, document) == []
    assert rule_findings(ORDER, document) == []


async def test_the_others_are_told_of_an_order(
    installation: Installation, people: People, in_force: Received
) -> None:
    order = await place(installation, people, draft())
    (told,) = await published(installation)
    assert told.event == "ecatalog.order-placed.v1"
    assert order.number in told.body


async def test_a_double_submit_is_one_order(
    installation: Installation, people: People, in_force: Received
) -> None:
    first = await place(installation, people, draft())
    again = await place(installation, people, draft())
    assert again.id == first.id
    async with installation.read() as db:
        assert len(await orders_of(db, people.buyer.enterprise_number)) == 1
    assert len(await published(installation)) == 1


async def test_a_double_submit_at_once_is_one_order(
    installation: Installation, people: People, in_force: Received
) -> None:
    orders = await asyncio.gather(*(place(installation, people, draft()) for _ in range(5)))
    assert len({order.id for order in orders}) == 1


async def test_a_key_used_for_another_order_is_refused(
    installation: Installation, people: People, in_force: Received
) -> None:
    await place(installation, people, draft())
    other = draft(lines=[{"item": "PA-4080", "quantity": "41"}])
    with pytest.raises(OrderKeyUsed):
        await place(installation, people, other)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([{"item": "NO-SUCH", "quantity": "1"}], ["not-in-force"]),
        ([{"item": "PA-4080", "quantity": "0.5"}], ["quantity-minimum", "quantity-step"]),
        (
            [{"item": "PA-4080", "quantity": "1.5"}, {"item": "X", "quantity": "1"}],
            ["quantity-step", "not-in-force"],
        ),
    ],
)
async def test_what_is_not_in_force_is_not_ordered(
    installation: Installation,
    people: People,
    in_force: Received,
    lines: list[dict[str, str]],
    codes: list[str],
) -> None:
    with pytest.raises(OrderRefused) as refusal:
        await place(installation, people, draft(lines=lines))
    assert [finding.code for finding in refusal.value.findings] == codes
    async with installation.read() as db:
        assert await orders_of(db, people.buyer.enterprise_number) == []


async def test_a_delivery_in_the_past_is_refused(
    installation: Installation, people: People, in_force: Received
) -> None:
    with pytest.raises(OrderRefused) as refusal:
        await place(installation, people, draft(delivery_from="2027-01-10"))
    assert refusal.value.findings[0].code == "delivery-past"


async def test_nothing_can_be_ordered_without_a_catalogue(
    installation: Installation, people: People, contract: Contract
) -> None:
    with pytest.raises(NothingInForce):
        await place(installation, people, draft())


async def test_nothing_can_be_ordered_after_the_contract(
    installation: Installation, people: People, in_force: Received, clock: FrozenClock
) -> None:
    clock.set(dt.datetime(2029, 1, 1, 12, tzinfo=dt.UTC))
    with pytest.raises(NothingInForce):
        await place(installation, people, draft())


async def test_the_day_is_that_of_brussels(
    installation: Installation, people: People, in_force: Received, clock: FrozenClock
) -> None:
    clock.set(dt.datetime(2028, 12, 31, 22, 59, tzinfo=dt.UTC))
    assert (await place(installation, people, draft())).ordered_on == dt.date(2028, 12, 31)
    clock.set(dt.datetime(2028, 12, 31, 23, 0, tzinfo=dt.UTC))
    with pytest.raises(NothingInForce):
        await place(installation, people, draft(uuid4()))


async def test_only_a_buyer_of_the_contract_orders(
    installation: Installation, people: People, in_force: Received
) -> None:
    async with installation.begin() as db:
        for actor in (people.supplier, people.approver):
            with pytest.raises(RoleMissing):
                await place_order(db, installation, actor, draft())
        with pytest.raises(ContractUnknown):
            await place_order(db, installation, people.buyer, draft(contract="KB-1"))


async def test_prices_that_moved_since_they_were_seen_stop_the_order(
    installation: Installation, people: People, in_force: Received
) -> None:
    cheaper = with_item(catalogue("CAT-2"), prices=(Price(Decimal("3.50")),))
    await replace_catalogue(installation, people, write_catalogue(cheaper))
    with pytest.raises(PricesMoved) as refusal:
        await place(installation, people, draft(expected_net="214.93"))
    assert refusal.value.facts["found"] == Decimal("196.93")
    assert (await place(installation, people, draft(expected_net="196.93"))).net == Decimal(
        "196.93"
    )


async def test_a_basket_becomes_one_order_however_often_it_is_sent(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    async with installation.begin() as db:
        quantities = {"PA-4080": Decimal(40), "EN-C5V": Decimal(3), "OR-75R": Decimal(1)}
        basket = await fill_basket(db, people.buyer, contract, quantities)
        await fill_basket(db, people.buyer, contract, {"OR-75R": Decimal(0)})
        describe_delivery(basket, DeliveryForm(reference="KP-12"))
        assert await basket_lines(db, basket.id) == {"PA-4080": Decimal(40), "EN-C5V": Decimal(3)}
    orders = []
    for _ in range(2):
        async with installation.begin() as db:
            orders.append(await order_basket(db, installation, people.buyer, basket.id))
    assert orders[0].id == orders[1].id
    assert (orders[0].reference, orders[0].net) == ("KP-12", Decimal("214.93"))
    async with installation.read() as db:
        lines = await lines_of(db, orders[0].id)
    # as the catalogue lists them, whatever was put in first
    assert [line.seller_item for line in lines] == ["PA-4080", "EN-C5V"]
    async with installation.begin() as db:
        fresh = await fill_basket(db, people.buyer, contract, {"PA-4080": Decimal(1)})
        assert fresh.id != basket.id
        stranger = replace(people.buyer, person_id=uuid4())
        with pytest.raises(NotFound):
            await order_basket(db, installation, stranger, fresh.id)
        with pytest.raises(NotFound):
            await order_basket(db, installation, people.buyer, uuid4())


async def test_a_double_click_fills_one_basket(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    async def fill() -> UUID:
        async with installation.begin() as db:
            basket = await fill_basket(db, people.buyer, contract, {"PA-4080": Decimal(2)})
            return basket.id

    assert len(set(await asyncio.gather(*(fill() for _ in range(4))))) == 1


async def test_a_draft_tells_what_is_gone_and_what_is_wrong(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    async with installation.begin() as db:
        quantities = {"PA-4080": Decimal("2.5"), "GONE-1": Decimal(1), "EN-C5V": Decimal(3)}
        basket = await fill_basket(db, people.buyer, contract, quantities)
        version = await catalogue_in_force(db, contract, TODAY)
        assert version
        drafted = await draft_of(db, basket, version, TODAY)
    assert drafted.gone == ("GONE-1",)
    assert [line.item.seller_item for line in drafted.lines] == ["PA-4080", "EN-C5V"]
    assert [finding.code for finding in drafted.lines[0].against] == ["quantity-step"]
    assert drafted.lines[1].against == ()


async def test_an_invoice_finds_its_order_by_number_and_both_parties(
    installation: Installation, people: People, in_force: Received
) -> None:
    order = await place(installation, people, draft())
    port = installation.port(Orders)  # type: ignore[type-abstract]  # a Protocol is the key
    buyer, supplier = CITY.enterprise_number, ARDENNE.enterprise_number
    async with installation.read() as db:
        found = await port.find(db, number=order.number, buyer=buyer, supplier=supplier)
        other = DE_POTLODEN.enterprise_number
        assert await port.find(db, number=order.number, buyer=buyer, supplier=other) is None
        assert await port.find(db, number="PO-0", buyer=buyer, supplier=supplier) is None
        lines = await lines_of(db, order.id)
    assert found is not None
    assert (found.status, found.net.amount) == (OrderStatus.ORDERED, Decimal("214.93"))
    assert found.tax is not None
    assert found.tax.amount == Decimal("45.14")
    assert [(line.seller_item, line.unit_price) for line in found.lines] == [
        ("PA-4080", Decimal("3.95")),
        ("EN-C5V", Decimal("18.975")),
    ]
    assert [line.holding_quantity() for line in lines] == [Decimal(40), Decimal(3)]


async def test_the_document_names_the_parties_of_the_contract(
    installation: Installation, people: People, in_force: Received
) -> None:
    order = await place(installation, people, draft())
    document = read_order(await installation.blobs.get(order.sha256))
    assert document.seller.name == TradingParty.of(ARDENNE).name
    assert document.seller.enterprise_number() == ARDENNE.enterprise_number
    assert document.buyer.enterprise_number() == CITY.enterprise_number
