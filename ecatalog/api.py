"""The machine's door: send catalogues and answers as XML, order and follow orders as JSON."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.forms import OrderDraft
from ecatalog.model import Channel, Contract, Order, Received
from ecatalog.queries.contracts import (
    catalogue_in_force,
    contract_of,
    contracts_of,
    search_lines,
)
from ecatalog.queries.orders import lines_of, order_of, orders_of, responses_of, summary_of
from ecatalog.rules.finding import Finding
from ecatalog.service.answers import submit_response
from ecatalog.service.catalogues import submit_catalogue
from ecatalog.service.intake import XML, Sender
from ecatalog.service.orders import NothingInForce, OrderRefused, place_order
from shared.clock import BRUSSELS
from shared.errors import fill
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.ports import OrderedLine, OrderStatus
from shared.web.language import language_of

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]
Who = NamedDependency[Actor]
Asked = Request[Any, Any, Any]

MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class FindingOut:
    """One finding in the language asked for (Accept-Language)."""

    code: str
    text: str
    line: str
    where: str
    found: str
    expected: str
    weight: str


@dataclass(frozen=True, slots=True)
class ReceiptOut:
    """What became of a document that was sent in; the same document gets the same receipt."""

    receipt: UUID
    document_id: str
    is_taken: bool
    received_at: dt.datetime
    sha256: str
    checked_against: list[str]
    findings: list[FindingOut]


@dataclass(frozen=True, slots=True)
class ContractOut:
    """A contract of the organisation; `catalogue` is the document number of what is in force."""

    id: UUID
    number: str
    title: str
    buyer: str
    supplier: str
    starts_on: dt.date
    ends_on: dt.date
    currency: str
    catalogue: str | None


@dataclass(frozen=True, slots=True)
class ItemOut:
    """An item that can be ordered today; `item` is what an order names it by."""

    item: str
    name: str
    description: str
    unit: str
    price: Decimal
    base_quantity: Decimal
    currency: str
    tax_percent: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    increment: Decimal | None
    position: str


@dataclass(frozen=True, slots=True)
class ItemsOut:
    total: int
    page: int
    pages: int
    items: list[ItemOut]


@dataclass(frozen=True, slots=True)
class AnswerOut:
    id: UUID
    document_id: str
    code: str
    note: str
    answered_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OrderOut:
    """An order as it stands; lines carry what was agreed once it is answered."""

    id: UUID
    number: str
    contract: str
    status: OrderStatus
    buyer: str
    supplier: str
    ordered_at: dt.datetime
    reference: str
    note: str
    delivery_from: dt.date | None
    delivery_until: dt.date | None
    currency: str
    net: Decimal
    tax: Decimal | None
    lines: list[OrderedLine]
    answers: list[AnswerOut]


class CatalogueApi(Controller):
    path = "/api/ecatalog"
    tags = ("ecatalog",)

    @post("/catalogues", operation_id="SubmitCatalogue", request_max_body_size=MOST_BYTES)
    async def submit(self, request: Asked, db: Db, installation: Here, actor: Who) -> Response[Any]:
        """Send a Peppol Catalogue as application/xml: 201 when taken, 422 with findings if not."""
        actor.require(Role.SELLER)
        sender = Sender.of(actor, Channel.API)
        received = await submit_catalogue(db, installation, sender, await request.body())
        return _receipt(request, installation, received)

    @get("/contracts", operation_id="ListContracts")
    async def contracts(self, db: Db, installation: Here, actor: Who) -> list[ContractOut]:
        """The contracts your organisation is a party to."""
        actor.require(Role.BUYER, Role.SELLER)
        found = await contracts_of(db, actor.enterprise_number)
        return [await _contract_out(db, installation, contract) for contract in found]

    @get("/contracts/{contract_id:uuid}/items", operation_id="SearchItems")
    async def items(
        self,
        request: Asked,
        db: Db,
        installation: Here,
        actor: Who,
        contract_id: FromPath[UUID],
        q: FromQuery[str] = "",
    ) -> ItemsOut:
        """What can be ordered today; `?q=` words that must all occur, `?page=` from 1."""
        contract = await contract_of(db, actor, contract_id)
        catalogue = await catalogue_in_force(db, contract, _today(installation))
        if catalogue is None:
            raise NothingInForce("contract", found=contract.number)
        page = request.query_params.get("page", "1")
        number = int(page) if page.isdecimal() and page.isascii() and len(page) < 6 else 1  # noqa: PLR2004  five digits
        found = await search_lines(db, catalogue.id, q, number)
        items = [
            ItemOut(
                item=line.item_key,
                name=line.name,
                description=line.description,
                unit=line.unit,
                price=line.as_price().amount,
                base_quantity=line.as_price().base_quantity,
                currency=line.currency,
                tax_percent=line.tax_percent,
                minimum=line.minimum,
                maximum=line.maximum,
                increment=line.increment,
                position=line.buyer_item,
            )
            for line in found.lines
        ]
        return ItemsOut(found.total, found.page, found.pages, items)


class OrderApi(Controller):
    path = "/api/ecatalog"
    tags = ("ecatalog",)

    @post("/orders", operation_id="PlaceOrder")
    async def place(
        self, request: Asked, db: Db, installation: Here, actor: Who, data: JSONBody[OrderDraft]
    ) -> Response[Any]:
        """Order under a contract; the same `key` again returns the order it made."""
        try:
            order = await place_order(db, installation, actor, data)
        except OrderRefused as refusal:
            return _problem(request, installation, refusal, refusal.findings)
        return Response(await _order_out(db, order), status_code=201)

    @get("/orders", operation_id="ListOrders")
    async def orders(self, db: Db, actor: Who, status: FromQuery[str] = "") -> list[OrderOut]:
        """The orders your organisation placed or received; `?status=ordered` waits for answers."""
        actor.require(Role.BUYER, Role.SELLER)
        found = await orders_of(db, actor.enterprise_number)
        return [await _order_out(db, o) for o in found if not status or o.status.value == status]

    @get("/orders/{order_id:uuid}", operation_id="GetOrder")
    async def order(self, db: Db, actor: Who, order_id: FromPath[UUID]) -> OrderOut:
        """One order with its lines and answers."""
        return await _order_out(db, await order_of(db, actor, order_id))

    @get("/orders/{order_id:uuid}/order.xml", operation_id="GetOrderDocument")
    async def document(
        self, db: Db, installation: Here, actor: Who, order_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The Peppol Order exactly as it was made."""
        order = await order_of(db, actor, order_id)
        return Response(await installation.blobs.get(order.sha256), media_type=XML)

    @post("/order-responses", operation_id="AnswerOrder", request_max_body_size=MOST_BYTES)
    async def answer(self, request: Asked, db: Db, installation: Here, actor: Who) -> Response[Any]:
        """Send a Peppol Order Response as application/xml: 201 when taken, 422 if not."""
        actor.require(Role.SELLER)
        sender = Sender.of(actor, Channel.API)
        received = await submit_response(db, installation, sender, await request.body())
        return _receipt(request, installation, received)


def _receipt(request: Asked, installation: Installation, received: Received) -> Response[Any]:
    # a refused document is on record too, so this returns and commits instead of raising
    findings = [Finding.from_record(record) for record in received.findings]
    receipt = ReceiptOut(
        receipt=received.id,
        document_id=received.document_id,
        is_taken=received.is_taken,
        received_at=received.received_at,
        sha256=received.sha256,
        checked_against=received.checked_against,
        findings=_shown(request, installation, findings),
    )
    if received.is_taken:
        return Response(receipt, status_code=201)
    return Response(
        {
            "type": "urn:quaestor:document-refused",
            "title": receipt.findings[0].text,
            "status": 422,
            "is_taken": receipt.is_taken,
            "receipt": receipt.receipt,
            "sha256": receipt.sha256,
            "findings": receipt.findings,
        },
        status_code=422,
        media_type="application/problem+json",
    )


def _problem(
    request: Asked, installation: Installation, refusal: OrderRefused, findings: Sequence[Finding]
) -> Response[Any]:
    shown = _shown(request, installation, findings)
    catalogue = installation.catalogues[language_of(request)]
    return Response(
        {
            "type": f"urn:quaestor:{refusal.code}",
            "title": shown[0].text,
            "status": refusal.status,
            "remedy": catalogue.gettext(refusal.remedy),
            "who_acts": str(refusal.who),
            "findings": shown,
        },
        status_code=refusal.status,
        media_type="application/problem+json",
    )


def _shown(
    request: Asked, installation: Installation, findings: Iterable[Finding]
) -> list[FindingOut]:
    catalogue = installation.catalogues[language_of(request)]
    return [
        FindingOut(
            code=finding.code,
            text=fill(catalogue.gettext(finding.says), finding.facts(catalogue.gettext)),
            line=finding.line,
            where=finding.where,
            found=finding.found,
            expected=catalogue.gettext(finding.expected),
            weight=finding.weight.value,
        )
        for finding in findings
    ]


async def _contract_out(
    db: AsyncSession, installation: Installation, contract: Contract
) -> ContractOut:
    catalogue = await catalogue_in_force(db, contract, _today(installation))
    return ContractOut(
        id=contract.id,
        number=contract.number,
        title=contract.title,
        buyer=contract.buyer_number,
        supplier=contract.supplier_number,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        currency=contract.currency,
        catalogue=catalogue.document_id if catalogue else None,
    )


async def _order_out(db: AsyncSession, order: Order) -> OrderOut:
    contract = await db.get_one(Contract, order.contract_id)
    summary = summary_of(order, contract, await lines_of(db, order.id))
    return OrderOut(
        id=order.id,
        number=order.number,
        contract=contract.number,
        status=order.status,
        buyer=order.buyer_number,
        supplier=order.supplier_number,
        ordered_at=order.ordered_at,
        reference=order.reference,
        note=order.note,
        delivery_from=order.delivery_from,
        delivery_until=order.delivery_until,
        currency=order.currency,
        net=summary.net.amount,
        tax=summary.tax.amount if summary.tax else None,
        lines=list(summary.lines),
        answers=[
            AnswerOut(a.id, a.document_id, a.code.value, a.note, a.answered_at)
            for a in await responses_of(db, order.id)
        ],
    )


def _today(installation: Installation) -> dt.date:
    return installation.clock.now().astimezone(BRUSSELS).date()
