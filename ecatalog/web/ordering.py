"""The items in force; the buyer fills a basket, checks the order and places it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.forms import QUANTITY_FIELD, DeliveryForm, join_days, read_quantities
from ecatalog.model import Basket, Catalogue, Contract
from ecatalog.queries.contracts import (
    catalogue_in_force,
    contract_of,
    lines_by_id,
    lines_by_key,
)
from ecatalog.queries.drafts import Draft, draft_of
from ecatalog.queries.orders import basket_lines, basket_of
from ecatalog.service.orders import (
    NothingInForce,
    OrderRefused,
    PricesMoved,
    describe_delivery,
    fill_basket,
    order_basket,
)
from ecatalog.web.presenting import Wanted, items_page, ordering_page, page_number, today_of
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.web.forms import FieldError, FormInvalid, one_error, read_form


class OrderingPages(Controller):
    path = "/catalogues/{contract_id:uuid}"
    include_in_schema = False

    @get("/items")
    async def items(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
    ) -> Template:
        query = request.query_params
        wanted = Wanted(contract_id, query.get("q", ""), page_number(query.get("number", "1")))
        return await items_page(request, db, installation, actor, wanted)

    @post("/items")
    async def add(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        contract, catalogue = await _in_force(db, installation, actor, contract_id)
        try:
            await _fill(db, actor, contract, catalogue, data)
        except FormInvalid as invalid:
            wanted = Wanted(contract_id, data.get("q", ""), page_number(data.get("number", "1")))
            return await items_page(request, db, installation, actor, wanted, invalid)
        if "more" in data:
            query = urlencode(
                {"q": data.get("q", ""), "number": page_number(data.get("number", "1"))}
            )
            return Redirect(f"/catalogues/{contract_id}/items?{query}", status_code=303)
        return Redirect(f"/catalogues/{contract_id}/basket", status_code=303)

    @get("/basket")
    async def basket(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
    ) -> Template:
        return await _basket_page(request, db, installation, actor, contract_id)

    @post("/basket")
    async def describe(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        contract, catalogue = await _in_force(db, installation, actor, contract_id)
        try:
            delivery = read_form(DeliveryForm, join_days(data, "delivery_from", "delivery_until"))
            basket = await _fill(db, actor, contract, catalogue, data)
        except FormInvalid as invalid:
            return await _basket_page(
                request, db, installation, actor, contract_id, invalid=invalid
            )
        describe_delivery(basket, delivery)
        await db.flush()
        return Redirect(f"/catalogues/{contract_id}/check", status_code=303)

    @get("/check")
    async def check(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
    ) -> Template | Redirect:
        contract, catalogue = await _in_force(db, installation, actor, contract_id)
        basket = await basket_of(db, actor, contract.id)
        if basket is None:
            return Redirect(f"/catalogues/{contract_id}/items", status_code=303)
        draft = await draft_of(db, basket, catalogue, today_of(installation))
        if draft.findings:
            return await _basket_page(request, db, installation, actor, contract_id)
        return ordering_page(request, "ecatalog/check.html", contract=contract, draft=draft)

    @post("/order")
    async def place(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        await contract_of(db, actor, contract_id)
        basket_id, seen = _seen(data)
        try:
            order = await order_basket(db, installation, actor, basket_id, seen)
        except (OrderRefused, PricesMoved) as refusal:
            invalid = one_error("form", refusal, {}) if isinstance(refusal, PricesMoved) else None
            return await _basket_page(
                request, db, installation, actor, contract_id, invalid=invalid
            )
        return Redirect(f"/orders/{order.id}/receipt", status_code=303)


async def _in_force(
    db: AsyncSession, installation: Installation, actor: Actor, contract_id: UUID
) -> tuple[Contract, Catalogue]:
    """The buyer's contract and its catalogue; raises NothingInForce, RoleMissing or NotFound."""
    actor.require(Role.BUYER)
    contract = await contract_of(db, actor, contract_id)
    if contract.buyer_number != actor.enterprise_number:
        raise NotFound("contract")
    catalogue = await catalogue_in_force(db, contract, today_of(installation))
    if catalogue is None:
        raise NothingInForce("contract", found=contract.number)
    return contract, catalogue


async def _fill(
    db: AsyncSession,
    actor: Actor,
    contract: Contract,
    catalogue: Catalogue,
    data: Mapping[str, Any],
) -> Basket:
    """Put the quantities of the form into the basket; items gone from the catalogue leave it."""
    by_line = read_quantities(data)
    lines = await lines_by_id(db, catalogue.id, [UUID(line) for line in by_line])
    quantities = {lines[UUID(k)].item_key: v for k, v in by_line.items() if UUID(k) in lines}
    basket = await basket_of(db, actor, contract.id)
    kept = await basket_lines(db, basket.id) if basket else {}
    offered = await lines_by_key(db, catalogue.id, list(kept))
    gone = {item: Decimal(0) for item in kept if item not in offered}
    return await fill_basket(db, actor, contract, {**gone, **quantities})


async def _basket_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    contract_id: UUID,
    invalid: FormInvalid | None = None,
) -> Template:
    contract, catalogue = await _in_force(db, installation, actor, contract_id)
    basket = await basket_of(db, actor, contract.id) or Basket(
        contract_id=contract.id, person=actor.reference
    )
    draft = await draft_of(db, basket, catalogue, today_of(installation))
    return ordering_page(
        request,
        "ecatalog/basket.html",
        status=422 if invalid else 200,
        contract=contract,
        draft=draft,
        invalid=invalid or _as_errors(draft),
    )


def _as_errors(draft: Draft) -> FormInvalid | None:
    """What stands against the draft, at the fields where it can be mended; None for nothing."""
    errors = [
        FieldError(f"{QUANTITY_FIELD}{line.line_id}", finding.says, finding.facts())
        for line in draft.lines
        for finding in line.against
    ]
    errors += [
        FieldError("delivery_from", finding.says, finding.facts())
        for finding in draft.findings
        if finding.code.startswith("delivery")
    ]
    return FormInvalid(errors, {}) if errors else None


def _seen(data: Mapping[str, str]) -> tuple[UUID, Decimal | None]:
    """The basket that was checked and the total that was seen; raises NotFound."""
    try:
        total = data.get("expected_net", "")
        return UUID(data.get("basket", "")), Decimal(total) if total else None
    except (ValueError, InvalidOperation):
        raise NotFound("basket") from None
