"""The award of a lot: motivation, 'check your answers', the decision, and its standstill."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from etender.forms import AwardForm
from etender.queries.awards import awarded_lots, contracts_of
from etender.rules.formulas import shown
from etender.rules.standstill import STANDSTILL_DAYS, standstill
from etender.service.award import award_lot
from etender.service.evaluation import LotEvaluation, evaluate_lot, lot_by_number
from etender.web.answers import refused_in_place
from etender.web.desk import DESK, Desk
from shared.identity.actor import Role
from shared.web.forms import FormInvalid, read_form


class AwardPages(Controller):
    path = "/awards"
    include_in_schema = False
    dependencies = DESK

    @get("/{procedure_id:uuid}")
    async def overview(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Template:
        terms = await desk.terms_for_authority(procedure_id)
        return desk.page(
            "etender/awards.html",
            terms=terms,
            awarded=await awarded_lots(desk.db, terms),
            contracts=await contracts_of(desk.db, terms.call.id),
            may_conclude=desk.actor.has(Role.BUYER),
        )

    @get("/{procedure_id:uuid}/lots/{number:int}")
    async def motivation_form(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        number: FromPath[int],
    ) -> Template:
        return await _form_page(desk, procedure_id, number)

    @post("/{procedure_id:uuid}/lots/{number:int}", status_code=200)
    async def check(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        number: FromPath[int],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        """First 'check your answers', then, sent from there, the decision."""
        try:
            form = read_form(AwardForm, {**data, "lot": number})
            if data.get("act") != "decide":
                return await _check_page(desk, procedure_id, form)
            async with refused_in_place(desk.db, data, "motivation"):
                await award_lot(desk.db, desk.installation, desk.actor, procedure_id, form)
        except FormInvalid as invalid:
            return await _form_page(desk, procedure_id, number, invalid)
        return Redirect(f"/awards/{procedure_id}", status_code=303)


async def _evaluation(desk: Desk, procedure_id: UUID, number: int) -> LotEvaluation:
    terms = await desk.terms_for_authority(procedure_id)
    desk.actor.require(Role.BUYER)
    evaluation = await evaluate_lot(desk.db, terms, lot_by_number(terms, number))
    if evaluation.missing is not None:
        raise evaluation.missing
    return evaluation


async def _form_page(
    desk: Desk, procedure_id: UUID, number: int, invalid: FormInvalid | None = None
) -> Template:
    evaluation = await _evaluation(desk, procedure_id, number)
    return desk.form_page(
        "etender/award.html",
        invalid,
        {},
        terms=await desk.terms_for_authority(procedure_id),
        evaluation=evaluation,
        shown=shown,
    )


async def _check_page(desk: Desk, procedure_id: UUID, form: AwardForm) -> Template:
    evaluation = await _evaluation(desk, procedure_id, form.lot)
    return desk.page(
        "etender/award_check.html",
        terms=await desk.terms_for_authority(procedure_id),
        evaluation=evaluation,
        form=form,
        waits=standstill(desk.installation.clock.now()),
        standstill_days=STANDSTILL_DAYS,
        shown=shown,
    )
