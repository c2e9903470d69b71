"""Concluding the contract with one winner, once the standstill is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from etender.forms import ContractForm
from etender.service.award import conclude_contract, won_by
from etender.web.answers import refused_in_place
from etender.web.desk import DESK, Desk
from shared.errors import NotFound
from shared.identity.actor import Role
from shared.web.forms import FormInvalid, joined_date, read_form


class ContractPages(Controller):
    path = "/contracts"
    include_in_schema = False
    dependencies = DESK

    @get("/{procedure_id:uuid}/{supplier:str}")
    async def period_form(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        supplier: FromPath[str],
    ) -> Template:
        return await _page(desk, procedure_id, supplier)

    @post("/{procedure_id:uuid}/{supplier:str}")
    async def conclude(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        supplier: FromPath[str],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        try:
            async with refused_in_place(desk.db, data, "starts_on"):
                form = read_form(ContractForm, _fields(data, supplier))
                await conclude_contract(desk.db, desk.installation, desk.actor, procedure_id, form)
        except FormInvalid as invalid:
            return await _page(desk, procedure_id, supplier, invalid)
        return Redirect(f"/awards/{procedure_id}", status_code=303)


def _fields(data: Mapping[str, str], supplier: str) -> dict[str, Any]:
    return {
        **data,
        "supplier": supplier,
        "starts_on": joined_date(data, "starts_on"),
        "ends_on": joined_date(data, "ends_on"),
    }


async def _page(
    desk: Desk, procedure_id: UUID, supplier: str, invalid: FormInvalid | None = None
) -> Template:
    terms = await desk.terms_for_authority(procedure_id)
    desk.actor.require(Role.BUYER)
    won = await won_by(desk.db, terms, supplier)
    if not won:
        raise NotFound("supplier")
    numbers = {lot.id: lot for lot in terms.lots}
    return desk.form_page(
        "etender/contract.html",
        invalid,
        {},
        terms=terms,
        bid=won[0][1],
        won=[(numbers[decision.lot_id], decision) for decision, _ in won],
    )
