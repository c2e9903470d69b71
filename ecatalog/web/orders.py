"""The page of an order for both parties, its documents, and the supplier's answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.documents.order_response import LineStatus, ResponseCode
from ecatalog.forms import AnswerForm, LineAnswer, join_days, read_line_answers
from ecatalog.model import Channel, Contract, Order, OrderLine, OrderResponse
from ecatalog.model.order import RESPONSE_NAMES, STATUS_NAMES
from ecatalog.queries.orders import (
    lines_of,
    order_of,
    orders_of,
    responses_of,
    summary_of,
)
from ecatalog.service.answers import AnswerRefused, answer_order, changes_nothing
from ecatalog.service.intake import Sender
from ecatalog.web.presenting import ordering_page, xml_download
from shared.errors import NotFound
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.ports import OrderStatus, TimelineEntry
from shared.web.forms import FieldError, FormInvalid, read_form

_NOTHING_CHANGED = msg("Every line is accepted as ordered: choose “Accept” instead.")
_REASON_MISSING = msg("Tell the buyer why.")

LINE_NAMES = {
    LineStatus.ADDED: msg("Added"),
    LineStatus.CHANGED: msg("Changed"),
    LineStatus.ACCEPTED: msg("Accepted"),
    LineStatus.NOT_ACCEPTED: msg("Not accepted"),
    LineStatus.ALREADY_DELIVERED: msg("Already delivered"),
}


class OrderPages(Controller):
    path = "/orders"
    include_in_schema = False

    @get("/")
    async def orders(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
    ) -> Template:
        actor.require(Role.BUYER, Role.SELLER)
        orders = await orders_of(db, actor.enterprise_number)
        contracts = {o.contract_id: await db.get_one(Contract, o.contract_id) for o in orders}
        return ordering_page(
            request,
            "ecatalog/orders.html",
            orders=orders,
            contracts=contracts,
            status_names=STATUS_NAMES,
        )

    @get("/{order_id:uuid}")
    async def order(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Template:
        return await _order_page(request, db, actor, order_id, "ecatalog/order.html")

    @get("/{order_id:uuid}/receipt")
    async def receipt(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Template:
        return await _order_page(request, db, actor, order_id, "ecatalog/receipt.html")

    @get("/{order_id:uuid}/order.xml")
    async def document(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[bytes]:
        order = await order_of(db, actor, order_id)
        return await xml_download(installation, order.sha256, order.number)

    @get("/{order_id:uuid}/answers/{response_id:uuid}/answer.xml")
    async def answer_document(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        response_id: FromPath[UUID],
    ) -> Response[bytes]:
        order = await order_of(db, actor, order_id)
        response = await db.get(OrderResponse, response_id)
        if response is None or response.order_id != order.id:
            raise NotFound("response")
        return await xml_download(installation, response.sha256, response.document_id)

    @get("/{order_id:uuid}/answer")
    async def answer_form(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Template | Redirect:
        order = await _order_to_answer(db, actor, order_id)
        if not order.is_open:
            return Redirect(f"/orders/{order.id}", status_code=303)
        return await _answer_page(request, db, order)

    @post("/{order_id:uuid}/answer")
    async def answer(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        order = await _order_to_answer(db, actor, order_id)
        lines = await lines_of(db, order.id)
        try:
            answer, line_answers = _read_answer(data, lines)
            sender = Sender.of(actor, Channel.WEB)
            await answer_order(db, installation, sender, order, answer, line_answers)
        except FormInvalid as invalid:
            return await _answer_page(request, db, order, invalid)
        except AnswerRefused as refusal:
            return await _answer_page(request, db, order, _shown(refusal, data))
        return Redirect(f"/orders/{order.id}", status_code=303)


async def _order_page(
    request: Request[Any, Any, Any], db: AsyncSession, actor: Actor, order_id: UUID, template: str
) -> Template:
    order = await order_of(db, actor, order_id)
    contract = await db.get_one(Contract, order.contract_id)
    lines = await lines_of(db, order.id)
    responses = await responses_of(db, order.id)
    is_supplier = actor.enterprise_number == order.supplier_number
    return ordering_page(
        request,
        template,
        order=order,
        contract=contract,
        lines=lines,
        agreed=summary_of(order, contract, lines),
        responses=responses,
        entries=timeline_of(order, responses),
        can_answer=is_supplier and actor.has(Role.SELLER) and order.is_open,
        is_supplier=is_supplier,
        status_name=STATUS_NAMES[order.status],
        response_names=RESPONSE_NAMES,
        line_names=LINE_NAMES,
    )


def timeline_of(order: Order, responses: Sequence[OrderResponse]) -> list[TimelineEntry]:
    """What happened to the order, and the answer that is still to come."""
    entries = [TimelineEntry(order.ordered_at, STATUS_NAMES[OrderStatus.ORDERED], done=True)]
    entries += [
        TimelineEntry(answer.answered_at, RESPONSE_NAMES[answer.code], done=True)
        for answer in responses
    ]
    return entries


async def _order_to_answer(db: AsyncSession, actor: Actor, order_id: UUID) -> Order:
    actor.require(Role.SELLER)
    order = await order_of(db, actor, order_id)
    if order.supplier_number != actor.enterprise_number:
        raise NotFound("order")
    return order


async def _answer_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    order: Order,
    invalid: FormInvalid | None = None,
) -> Template:
    return ordering_page(
        request,
        "ecatalog/answer.html",
        status=422 if invalid else 200,
        order=order,
        contract=await db.get_one(Contract, order.contract_id),
        lines=await lines_of(db, order.id),
        invalid=invalid,
    )


def _read_answer(
    data: dict[str, str], lines: Sequence[OrderLine]
) -> tuple[AnswerForm, list[LineAnswer]]:
    """The answer and, when there are changes, one for each line; raises FormInvalid."""
    answer = read_form(AnswerForm, join_days(data, "promised_from", "promised_until"))
    if answer.code is ResponseCode.REJECTED and not answer.note:
        raise FormInvalid([FieldError("note", _REASON_MISSING, {})], data)
    if answer.code is not ResponseCode.ACCEPTED_WITH_CHANGES:
        return answer, []
    line_answers = read_line_answers(data, [line.number for line in lines])
    if changes_nothing(line_answers) and answer.promised_from == answer.promised_until is None:
        raise FormInvalid([FieldError("code", _NOTHING_CHANGED, {})], data)
    return answer, line_answers


def _shown(refusal: AnswerRefused, data: dict[str, str]) -> FormInvalid:
    """The findings at the fields they are about."""
    fields = {"quantity": "quantity-", "promise": "promised_until"}
    errors = []
    for finding in refusal.findings:
        field = fields.get(finding.code, "code")
        place = f"{field}{finding.line}" if field.endswith("-") else field
        errors.append(FieldError(place, finding.says, finding.facts()))
    return FormInvalid(errors, data)
