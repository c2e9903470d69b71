"""What the pages of ordering share: the day in Brussels, downloads, and the list of items."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.documents.numbers import plain
from ecatalog.queries.contracts import catalogue_in_force, contract_of, search_lines
from ecatalog.queries.orders import basket_lines, basket_of
from ecatalog.units import unit_name
from shared.clock import BRUSSELS
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.web.forms import FormInvalid
from shared.web.language import language_of
from shared.web.pages import page

_NOT_IN_FILE_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def today_of(installation: Installation) -> dt.date:
    """The day it is in Brussels."""
    return installation.clock.now().astimezone(BRUSSELS).date()


def page_number(text: str) -> int:
    """The page asked for; the first for anything that is no number of at most five digits."""
    most_digits = 5
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= most_digits else 1


def ordering_page(
    request: Request[Any, Any, Any], template: str, *, status: int = 200, **values: Any
) -> Template:
    """A page of ordering: `unit_name`, `unit_price` and `as_typed` are known on all of them."""
    lang = language_of(request, request.state.actor)

    def unit_price(amount: Decimal, currency: str) -> str:
        return format_unit_price(amount, currency, lang)

    def as_typed(quantity: Decimal) -> str:
        return quantity_as_typed(quantity, lang)

    known = {"unit_name": unit_name, "unit_price": unit_price, "as_typed": as_typed}
    return page(request, template, status=status, **known, **values)


def format_unit_price(amount: Decimal, currency: str, lang: str) -> str:
    """A price with all its decimals, at least two: unit prices are not rounded to the cent."""
    from babel.numbers import format_currency

    return format_currency(
        plain(amount),
        currency,
        locale=f"{lang}_BE",
        currency_digits=False,
        decimal_quantization=False,
    )


def quantity_as_typed(quantity: Decimal, lang: str) -> str:
    """A quantity as it is put into a field: never grouped, so it is read back as it was."""
    text = str(plain(quantity))
    return text if lang == "en" else text.replace(".", ",")


async def xml_download(installation: Installation, sha256: str, name: str) -> Response[bytes]:
    """A kept document, exactly as it was received or sent."""
    data = await installation.blobs.get(sha256)
    file_name = _NOT_IN_FILE_NAMES.sub("-", name).strip("-.") or "document"
    return Response(
        data,
        media_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{file_name}.xml"'},
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to show: the contract, the words looked for, the page from 1."""

    contract_id: UUID
    words: str = ""
    number: int = 1


async def items_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    actor: Actor,
    wanted: Wanted,
    invalid: FormInvalid | None = None,
) -> Template:
    """The items in force; a buyer gets fields for quantities, filled from the basket."""
    contract = await contract_of(db, actor, wanted.contract_id)
    catalogue = await catalogue_in_force(db, contract, today_of(installation))
    can_order = actor.has(Role.BUYER) and actor.enterprise_number == contract.buyer_number
    basket = await basket_of(db, actor, contract.id) if can_order else None
    return ordering_page(
        request,
        "ecatalog/items.html",
        status=422 if invalid else 200,
        contract=contract,
        in_force=catalogue,
        found=await search_lines(db, catalogue.id, wanted.words, wanted.number)
        if catalogue
        else None,
        words=wanted.words,
        can_order=can_order,
        in_basket=await basket_lines(db, basket.id) if basket else {},
        invalid=invalid,
    )
