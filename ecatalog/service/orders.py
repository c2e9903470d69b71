"""Filling a basket and placing an order: the document is kept, then the supplier is told."""

import base64
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ecatalog.documents.items import Validity
from ecatalog.documents.order import OrderDocument, OrderItem, write_order
from ecatalog.documents.parties import TradingParty
from ecatalog.forms import DeliveryForm, OrderDraft, OrderDraftLine
from ecatalog.model import Basket, BasketLine, Catalogue, Contract, Order, OrderLine
from ecatalog.queries.contracts import (
    catalogue_in_force,
    contract_by_number,
    lines_by_key,
    lines_with_keys,
)
from ecatalog.queries.orders import basket_lines, basket_of, lines_of, order_by_key
from ecatalog.rules.finding import Finding, refuses
from ecatalog.rules.order import (
    Wish,
    check_delivery,
    check_total,
    check_wishes,
    order_items,
    order_totals,
)
from ecatalog.service.intake import XML
from shared import audit
from shared.audit import Audit
from shared.clock import BRUSSELS
from shared.errors import Conflict, InvalidInput, NotFound, WhoActs
from shared.events import OrderPlaced
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.money import Money
from shared.outbox import publish
from shared.tender import DocumentRef

ANSWER_TERM = dt.timedelta(days=30)
"""How long an order stands open for the supplier's answer."""


class ContractUnknown(NotFound):
    code: ClassVar[str] = "contract-unknown"
    says: ClassVar[str] = msg("Your organisation is not the buyer of the contract {found}.")
    remedy: ClassVar[str] = msg("Check the number of the contract.")


class NothingInForce(Conflict):
    code: ClassVar[str] = "no-catalogue-in-force"
    says: ClassVar[str] = msg("No catalogue is in force under the contract {found} today.")
    remedy: ClassVar[str] = msg("Ask the supplier to send a catalogue.")
    who: ClassVar[WhoActs] = WhoActs.SUPPLIER


class OrderKeyUsed(Conflict):
    code: ClassVar[str] = "order-key-used"
    says: ClassVar[str] = msg("Another order was placed with this key: {found}.")
    remedy: ClassVar[str] = msg("Give every order a key of its own.")


class PricesMoved(Conflict):
    code: ClassVar[str] = "prices-moved"
    says: ClassVar[str] = msg(
        "The total is {found} now; it was {expected} when you looked. Nothing was ordered."
    )
    remedy: ClassVar[str] = msg("Check the order again.")


class OrderRefused(InvalidInput):
    """The order breaks rules; `findings` name each line."""

    code: ClassVar[str] = "order-refused"
    says: ClassVar[str] = msg("The order cannot be placed: {found}")
    remedy: ClassVar[str] = msg("Correct the lines that are named.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(found=str(self.findings[0]))


async def open_basket(db: AsyncSession, actor: Actor, contract: Contract) -> Basket:
    """The basket this person is filling under the contract; a new one when there is none."""
    actor.require(Role.BUYER)
    # one at a time: a double click must not make two baskets
    await db.get(Contract, contract.id, with_for_update=True)
    basket = await basket_of(db, actor, contract.id)
    if basket is None:
        basket = Basket(contract_id=contract.id, person=actor.reference)
        db.add(basket)
        await db.flush()
    return basket


async def fill_basket(
    db: AsyncSession, actor: Actor, contract: Contract, quantities: Mapping[str, Decimal]
) -> Basket:
    """Set the quantity of each item named; zero takes it out."""
    basket = await open_basket(db, actor, contract)
    await db.execute(
        sa.delete(BasketLine).where(
            col(BasketLine.basket_id) == basket.id, col(BasketLine.item_key).in_(list(quantities))
        )
    )
    for item, quantity in quantities.items():
        if quantity > 0:
            db.add(BasketLine(basket_id=basket.id, item_key=item, quantity=quantity))
    await db.flush()
    return basket


def describe_delivery(basket: Basket, delivery: DeliveryForm) -> None:
    """Note on the basket when and how it is to be delivered."""
    basket.delivery_from = delivery.delivery_from
    basket.delivery_until = delivery.delivery_until
    basket.reference = delivery.reference
    basket.note = delivery.note


async def order_basket(
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    basket_id: UUID,
    expected_net: Decimal | None = None,
) -> Order:
    """Order what is in a basket; the same basket again is the same order.

    Raises what `place_order` raises.
    """
    actor.require(Role.BUYER)
    basket = await db.get(Basket, basket_id)
    if basket is None or basket.person != actor.reference:
        raise NotFound("basket")
    contract = await db.get_one(Contract, basket.contract_id)
    draft = OrderDraft.model_construct(
        key=basket.id,
        contract=contract.number,
        lines=await _lines_of_basket(db, installation, contract, basket),
        delivery_from=basket.delivery_from,
        delivery_until=basket.delivery_until,
        reference=basket.reference,
        note=basket.note,
        expected_net=expected_net,
    )
    order = await place_order(db, installation, actor, draft)
    basket.ordered_at = basket.ordered_at or order.ordered_at
    return order


async def _lines_of_basket(
    db: AsyncSession, installation: Installation, contract: Contract, basket: Basket
) -> list[OrderDraftLine]:
    """In the order of the catalogue, as the buyer has seen them; what is gone comes last."""
    quantities = await basket_lines(db, basket.id)
    today = installation.clock.now().astimezone(BRUSSELS).date()
    catalogue = await catalogue_in_force(db, contract, today)
    offered = await lines_with_keys(db, catalogue.id, list(quantities)) if catalogue else []
    items = dict.fromkeys([*(line.item_key for line in offered), *quantities])
    return [OrderDraftLine.model_construct(item=item, quantity=quantities[item]) for item in items]


async def place_order(
    db: AsyncSession, installation: Installation, actor: Actor, draft: OrderDraft
) -> Order:
    """Order items that are in force under a contract.

    (1) The contract, and queue with others who order under it. (2) The same key is the same
    order. (3) Only items of the catalogue in force, in quantities it allows. (4) Compose the
    Peppol Order. (5) Keep its bytes, then record it and tell the others.
    Raises RoleMissing, ContractUnknown, OrderKeyUsed, NothingInForce, OrderRefused, PricesMoved.
    """
    actor.require(Role.BUYER)
    # (1) the contract
    buyer = actor.enterprise_number
    contract = await contract_by_number(db, draft.contract, buyer=buyer, lock=True)
    if contract is None:
        raise ContractUnknown("contract", found=draft.contract)
    # (2) the same key
    known = await order_by_key(db, draft.key)
    if known is not None:
        return await _repeated(db, known, contract, draft)
    # (3) only what is in force
    now = installation.clock.now()
    today = now.astimezone(BRUSSELS).date()
    catalogue = await catalogue_in_force(db, contract, today)
    if catalogue is None:
        raise NothingInForce("contract", found=contract.number)
    items = await _checked_items(db, catalogue, draft, today)
    # (4) compose
    document = _compose(contract, catalogue, draft, items, now)
    document = dataclasses.replace(
        document, buyer=dataclasses.replace(document.buyer, contact_name=actor.name)
    )
    # (5) the bytes first
    stored = await installation.blobs.put(write_order(document), XML)
    order = _order_of(contract, catalogue, draft, document, stored, now)
    return await _record(db, installation, actor, contract, order, document)


async def _repeated(db: AsyncSession, known: Order, contract: Contract, draft: OrderDraft) -> Order:
    lines = await lines_of(db, known.id)
    placed = {line.seller_item or line.standard_item: line.quantity for line in lines}
    asked = {line.item: line.quantity for line in draft.lines}
    if known.contract_id != contract.id or placed != asked:
        raise OrderKeyUsed("key", found=known.number)
    return known


async def _checked_items(
    db: AsyncSession, catalogue: Catalogue, draft: OrderDraft, today: dt.date
) -> tuple[OrderItem, ...]:
    wishes = [Wish(line.item, line.quantity) for line in draft.lines]
    offered = await lines_by_key(db, catalogue.id, [wish.item for wish in wishes])
    findings = check_wishes(wishes, offered, today)
    findings += check_delivery(Validity(draft.delivery_from, draft.delivery_until), today)
    if refuses(findings):
        raise OrderRefused(findings)
    items = order_items(wishes, offered)
    totals = order_totals(items)
    too_much = check_total(totals)
    if too_much:
        raise OrderRefused(too_much)
    if draft.expected_net is not None and draft.expected_net != totals.lines:
        raise PricesMoved("expected_net", found=totals.lines, expected=draft.expected_net)
    return items


def _compose(
    contract: Contract,
    catalogue: Catalogue,
    draft: OrderDraft,
    items: tuple[OrderItem, ...],
    now: dt.datetime,
) -> OrderDocument:
    local = now.astimezone(BRUSSELS)
    buyer = contract.buyer_party
    return OrderDocument(
        number=order_number(draft.key, local.date()),
        issued_on=local.date(),
        issued_at=local.time().replace(microsecond=0),
        buyer=TradingParty.of(buyer),
        seller=TradingParty.of(contract.supplier_party),
        items=items,
        totals=order_totals(items),
        currency=contract.currency,
        note=draft.note,
        customer_reference=draft.reference,
        # PEPPOL-T01-R002
        valid_until=min(local.date() + ANSWER_TERM, contract.ends_on),
        catalogue_number=catalogue.document_id,
        contract_number=contract.number,
        delivery_address=buyer.address,
        delivery=Validity(draft.delivery_from, draft.delivery_until),
    )


def order_number(key: UUID, day: dt.date) -> str:
    """`PO-20270111-7KQ2MX`: the day and thirty bits of the key, so a repeat gets the same one."""
    digest = hashlib.sha256(key.bytes).digest()
    return f"PO-{day:%Y%m%d}-{base64.b32encode(digest).decode()[:6]}"


def _order_of(
    contract: Contract,
    catalogue: Catalogue,
    draft: OrderDraft,
    document: OrderDocument,
    stored: DocumentRef,
    now: dt.datetime,
) -> Order:
    totals = document.totals or order_totals(document.items)
    return Order(
        id=uuid4(),
        key=draft.key,
        number=document.number,
        contract_id=contract.id,
        catalogue_id=catalogue.id,
        buyer_number=contract.buyer_number,
        supplier_number=contract.supplier_number,
        ordered_at=now,
        ordered_on=document.issued_on,
        ordered_by=document.buyer.contact_name[:200],
        reference=draft.reference,
        note=draft.note,
        delivery_from=draft.delivery_from,
        delivery_until=draft.delivery_until,
        currency=document.currency,
        net=totals.lines,
        tax=totals.tax,
        sha256=stored.sha256,
        size=stored.size,
    )


async def _record(
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    contract: Contract,
    order: Order,
    document: OrderDocument,
) -> Order:
    db.add(order)
    await db.flush()
    places = enumerate(document.items, start=1)
    db.add_all([OrderLine.of(order.id, place, item) for place, item in places])
    await db.flush()
    event = OrderPlaced(
        order_id=order.id,
        procedure_id=contract.procedure_id,
        number=order.number,
        contract_number=contract.number,
        buyer=order.buyer_number,
        supplier=order.supplier_number,
        net_total=Money(order.net, order.currency),
        document_sha256=order.sha256,
        placed_at=order.ordered_at,
    )
    await publish(db, installation.clock, event)
    await audit.record(
        db,
        installation.clock,
        actor,
        Audit.ORDER_PLACED,
        f"order:{order.id}",
        number=order.number,
        contract=contract.number,
        net=order.net,
    )
    return order
