"""The supplier answers an order: by a Peppol Order Response, or by a form that writes one."""

from collections.abc import Sequence
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ecatalog.documents.items import Validity
from ecatalog.documents.order_response import (
    LineStatus,
    OrderResponseDocument,
    ResponseCode,
    ResponseItem,
    read_order_response,
    write_order_response,
)
from ecatalog.documents.parties import TradingParty
from ecatalog.forms import AnswerForm, LineAnswer
from ecatalog.model import (
    Contract,
    DocumentType,
    Order,
    OrderLine,
    OrderResponse,
    Received,
)
from ecatalog.model.order import AlreadyAnswered
from ecatalog.queries.orders import lines_of, order_by_number, order_terms, responses_of
from ecatalog.rules.finding import Finding
from ecatalog.rules.response import agreed_lines, check_response, response_number
from ecatalog.rules.size import oversized
from ecatalog.service.intake import Sender, judge, keep, open_document
from shared import audit
from shared.audit import Audit
from shared.clock import BRUSSELS
from shared.errors import InvalidInput, NotAllowed
from shared.events import OrderAnswered
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.outbox import publish


class AnswerRefused(InvalidInput):
    """The answer breaks rules; `findings` name each line."""

    code: ClassVar[str] = "answer-refused"
    says: ClassVar[str] = msg("The answer cannot be taken: {found}")
    remedy: ClassVar[str] = msg("Correct the lines that are named.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(found=str(self.findings[0]))


class NotYourOrder(NotAllowed):
    code: ClassVar[str] = "not-your-order"
    says: ClassVar[str] = msg("Only the supplier of an order answers it.")


async def answer_order(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    order: Order,
    answer: AnswerForm,
    lines: Sequence[LineAnswer] = (),
) -> OrderResponse:
    """Answer by a form: writes the Order Response and takes it as if it had been sent.

    The same answer again is the one that was given. Raises RoleMissing, NotYourOrder,
    AlreadyAnswered or AnswerRefused.
    """
    _require_supplier(sender.actor, order)
    locked = await order_by_number(db, order.number, buyer=order.buyer_number, lock=True)
    order = locked or order
    if not order.is_open:
        return await _given_before(db, order, answer)
    document = await _compose(db, installation, order, answer, lines)
    received = await submit_response(db, installation, sender, write_order_response(document))
    if not received.is_taken:
        raise AnswerRefused([Finding.from_record(record) for record in received.findings])
    return await db.get_one(OrderResponse, received.response_id)


def _require_supplier(actor: Actor, order: Order) -> None:
    actor.require(Role.SELLER)
    if actor.enterprise_number != order.supplier_number:
        raise NotYourOrder


async def _given_before(db: AsyncSession, order: Order, answer: AnswerForm) -> OrderResponse:
    for response in await responses_of(db, order.id):
        if response.code is answer.code:
            return response
    raise AlreadyAnswered("code", found=order.status_name)


async def _compose(
    db: AsyncSession,
    installation: Installation,
    order: Order,
    answer: AnswerForm,
    lines: Sequence[LineAnswer],
) -> OrderResponseDocument:
    local = installation.clock.now().astimezone(BRUSSELS)
    contract = await db.get_one(Contract, order.contract_id)
    changed = answer.code is ResponseCode.ACCEPTED_WITH_CHANGES
    ordered = {line.number: line for line in await lines_of(db, order.id)}
    return OrderResponseDocument(
        number=response_number(order.number, local),
        issued_on=local.date(),
        issued_at=local.time().replace(microsecond=0),
        code=answer.code,
        order_number=order.number,
        buyer=TradingParty.of(contract.buyer_party),
        seller=TradingParty.of(contract.supplier_party),
        items=tuple(_item(line, ordered[line.number]) for line in lines) if changed else (),
        currency=order.currency,
        sales_order_number=answer.sales_order_number,
        note=answer.note,
        customer_reference=order.reference,
        promised=Validity(answer.promised_from, answer.promised_until)
        if answer.code is not ResponseCode.REJECTED
        else Validity(),
    )


def _item(answer: LineAnswer, line: OrderLine) -> ResponseItem:
    return ResponseItem(
        number=answer.number,
        order_line=line.number,
        status=answer.status,
        name=line.name,
        quantity=answer.quantity,
        unit=line.unit if answer.quantity is not None else "",
        seller_item=line.seller_item,
        note=answer.note,
    )


async def submit_response(
    db: AsyncSession, installation: Installation, sender: Sender, data: bytes
) -> Received:
    """Take an Order Response, or say why not; either way it is on record.

    (1) Keep the bytes. (2) Read them. (3) Find the order, and queue with others who answer it.
    (4) The same document again gets the receipt it got before. (5) Judge it by the order.
    (6) Take it: the order moves on, and the buyer is told.
    """
    # (1) the bytes first
    received = await keep(installation, sender, DocumentType.ORDER_RESPONSE, data)
    # (2) read
    opened = await open_document(installation, data, read_order_response)
    received.checked_against = list(opened.conformity.checked_against)
    document = opened.document
    if document is None:
        return await _refused(db, installation, sender, received, opened.conformity.findings)
    received.document_id = document.number[:200]
    # (3) the order
    order = await _find_order(db, sender, document)
    if order is None:
        findings = (*opened.conformity.findings, _unknown_order(document))
        return await _refused(db, installation, sender, received, findings)
    received.contract_id = order.contract_id
    # (4) the same again
    known = await _same_number(db, order, document.number)
    if known is not None and known.sha256 == received.sha256:
        return await _first_receipt(db, known)
    # (5) judge
    lines = await lines_of(db, order.id)
    own = _judge(document, order, lines, known)
    told = [*opened.conformity.besides(own), *own]
    if not judge(received, told):
        return await _refused(db, installation, sender, received, told)
    # (6) take
    return await _take(db, installation, sender, received, order, document)


async def _find_order(
    db: AsyncSession, sender: Sender, document: OrderResponseDocument
) -> Order | None:
    buyer = document.buyer.enterprise_number()
    return await order_by_number(
        db,
        document.order_number,
        buyer=str(buyer) if buyer else "",
        supplier=sender.enterprise_number,
        lock=True,
    )


def _unknown_order(document: OrderResponseDocument) -> Finding:
    says = msg("Your organisation has received no order with this number from this buyer.")
    return Finding("order-unknown", says, found=document.order_number)


async def _same_number(db: AsyncSession, order: Order, number: str) -> OrderResponse | None:
    return await db.scalar(
        sa.select(OrderResponse).where(
            col(OrderResponse.order_id) == order.id, col(OrderResponse.document_id) == number
        )
    )


async def _first_receipt(db: AsyncSession, response: OrderResponse) -> Received:
    receipts = await db.scalars(
        sa.select(Received)
        .where(col(Received.response_id) == response.id)
        .order_by(col(Received.received_at))
        .limit(1)
    )
    return receipts.one()


def _judge(
    document: OrderResponseDocument,
    order: Order,
    lines: Sequence[OrderLine],
    known: OrderResponse | None,
) -> list[Finding]:
    findings = check_response(document, order_terms(order, lines))
    if known is not None:
        says = msg("Another answer with this number was taken before: give it a new number.")
        findings.append(Finding("document-id-used", says, found=document.number))
    elif not order.is_open:
        findings.append(Finding.of_refusal(AlreadyAnswered(found=order.status_name)))
    return findings


async def _take(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    received: Received,
    order: Order,
    document: OrderResponseDocument,
) -> Received:
    response = _response_of(sender, received, order, document)
    too_long = [*oversized(response)]
    if too_long:
        return await _refused(db, installation, sender, received, too_long)
    db.add(response)
    await db.flush()
    order.take_answer(document.code, received.received_at)
    await _agree(db, order, document)
    received.response_id = response.id
    db.add(received)
    await db.flush()
    await _tell(db, installation, sender, order, response)
    return received


def _response_of(
    sender: Sender, received: Received, order: Order, document: OrderResponseDocument
) -> OrderResponse:
    return OrderResponse(
        order_id=order.id,
        document_id=document.number,
        code=document.code,
        note=document.note,
        sales_order_number=document.sales_order_number,
        promised_from=document.promised.start,
        promised_until=document.promised.end,
        answered_at=received.received_at,
        answered_by=sender.actor.name[:200],
        sha256=received.sha256,
        size=received.size,
    )


async def _agree(db: AsyncSession, order: Order, document: OrderResponseDocument) -> None:
    """Write on every line what holds after the answer; an acknowledgement changes nothing."""
    if document.code is ResponseCode.ACKNOWLEDGED:
        return
    lines = {line.number: line for line in await lines_of(db, order.id)}
    for agreed in agreed_lines(document, order_terms(order, [*lines.values()])):
        line = lines[agreed.number]
        line.answer = agreed.status
        line.agreed_quantity = agreed.quantity
        line.agreed_price = agreed.price.amount
        line.agreed_base_quantity = agreed.price.base_quantity
        line.promised_from, line.promised_until = agreed.promised.start, agreed.promised.end
        line.answer_note = agreed.note[:1000]
        line.substitute = agreed.substitute[:1000]
    await db.flush()


async def _tell(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    order: Order,
    response: OrderResponse,
) -> None:
    contract = await db.get_one(Contract, order.contract_id)
    event = OrderAnswered(
        order_id=order.id,
        procedure_id=contract.procedure_id,
        number=order.number,
        buyer=order.buyer_number,
        supplier=order.supplier_number,
        code=response.code.value,
        document_sha256=response.sha256,
        answered_at=response.answered_at,
    )
    await publish(db, installation.clock, event)
    await audit.record(
        db,
        installation.clock,
        sender.actor,
        Audit.ORDER_ANSWERED,
        f"order:{order.id}",
        number=order.number,
        code=response.code.value,
        sha256=response.sha256,
    )


async def _refused(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    received: Received,
    findings: Sequence[Finding],
) -> Received:
    judge(received, findings)
    db.add(received)
    await db.flush()
    await audit.record(
        db,
        installation.clock,
        sender.actor,
        Audit.ORDER_ANSWER_REFUSED,
        f"received:{received.id}",
        sha256=received.sha256,
        findings=len(findings),
    )
    return received


def changes_nothing(lines: Sequence[LineAnswer]) -> bool:
    """Whether an answer with changes accepts every line as it was ordered."""
    return all(line.status is LineStatus.ACCEPTED for line in lines)
