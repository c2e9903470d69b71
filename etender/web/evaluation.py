"""The evaluation: regularity, quality scores with motivation, the ranking with its arithmetic."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from etender.criteria import FORMULA_TEXTS, TIE_BREAK_TEXTS, CriterionKind, PriceFormula
from etender.forms import RegularityForm, ScoreForm
from etender.opening.values import OUTCOME_TEXTS
from etender.queries.awards import awarded_lots
from etender.rules.evaluation import Points
from etender.rules.formulas import shown
from etender.service.evaluation import (
    ReadBid,
    decide_regularity,
    evaluate_lot,
    give_score,
    lot_by_number,
    quality_criterion,
    read_bids,
    require_reported,
    scheme_of,
)
from etender.web.answers import OUTCOME_STATES, refused_in_place
from etender.web.desk import DESK, Desk
from shared.errors import NotFound
from shared.i18n import format_money, format_number
from shared.identity.actor import Role
from shared.web.forms import FormInvalid, read_form


def arithmetic(points: Points, lang: str) -> str:
    """How the points of one criterion came about, as one line of figures."""
    weight = format_number(points.criterion.weight, lang)
    end = f"= {format_number(shown(points.points), lang)}"
    if points.criterion.kind is CriterionKind.QUALITY:
        figure, scale = format_number(points.figure, lang), format_number(points.against, lang)
        return f"{weight} × {figure} ÷ {scale} {end}"
    price, lowest = format_money(points.figure, lang), format_money(points.against, lang)
    if points.criterion.formula is PriceFormula.LINEAR:
        return f"{weight} × (1 − ({price} − {lowest}) ÷ {lowest}) {end}"
    return f"{weight} × {lowest} ÷ {price} {end}"


class ScorePlace:
    """Which score a page asks for. A plain class: the framework would copy a dataclass."""

    def __init__(self, procedure_id: UUID, lot: int, opened_id: UUID, criterion: str) -> None:
        self.procedure_id = procedure_id
        self.lot = lot
        self.opened_id = opened_id
        self.criterion = criterion

    def fields(self) -> dict[str, Any]:
        return {"lot": self.lot, "opened_bid": self.opened_id, "criterion": self.criterion}


def _place(
    procedure_id: FromPath[UUID],
    number: FromPath[int],
    opened_id: FromPath[UUID],
    code: FromPath[str],
) -> ScorePlace:
    return ScorePlace(procedure_id, number, opened_id, code)


_SCORE = "/{procedure_id:uuid}/scores/{number:int}/{opened_id:uuid}/{code:str}"
_PLACE = {"place": Provide(_place, sync_to_thread=False)}


class EvaluationPages(Controller):
    path = "/evaluations"
    include_in_schema = False
    dependencies = DESK

    @get("/{procedure_id:uuid}")
    async def overview(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Template:
        terms = await desk.terms_for_authority(procedure_id)
        return desk.page(
            "etender/evaluation.html",
            terms=terms,
            evaluations=[await evaluate_lot(desk.db, terms, lot) for lot in terms.lots],
            decided={awarded.lot.id: awarded for awarded in await awarded_lots(desk.db, terms)},
            may_score=desk.actor.has(Role.EVALUATOR),
            may_award=desk.actor.has(Role.BUYER),
            arithmetic=arithmetic,
            shown=shown,
            outcome_texts=OUTCOME_TEXTS,
            outcome_states=OUTCOME_STATES,
            formula_texts=FORMULA_TEXTS,
            tie_break_texts=TIE_BREAK_TEXTS,
        )

    @get(_SCORE, dependencies=_PLACE)
    async def score_form(
        self, desk: NamedDependency[Desk], place: NamedDependency[ScorePlace]
    ) -> Template:
        return await _score_page(desk, place)

    @post(_SCORE, dependencies=_PLACE)
    async def score(
        self,
        desk: NamedDependency[Desk],
        place: NamedDependency[ScorePlace],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        fields = {**data, **place.fields(), "score": _with_point(data.get("score", ""))}
        try:
            async with refused_in_place(desk.db, data, "score"):
                form = read_form(ScoreForm, fields)
                await give_score(desk.db, desk.installation, desk.actor, place.procedure_id, form)
        except FormInvalid as invalid:
            return await _score_page(desk, place, FormInvalid(invalid.errors, data))
        return Redirect(f"/evaluations/{place.procedure_id}#lot-{place.lot}", status_code=303)

    @get("/{procedure_id:uuid}/regularity/{opened_id:uuid}")
    async def regularity_form(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        opened_id: FromPath[UUID],
    ) -> Template:
        return await _regularity_page(desk, procedure_id, opened_id)

    @post("/{procedure_id:uuid}/regularity/{opened_id:uuid}")
    async def regularity(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        opened_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        try:
            async with refused_in_place(desk.db, data, "verdict"):
                form = read_form(RegularityForm, {**data, "opened_bid": opened_id})
                await decide_regularity(desk.db, desk.installation, desk.actor, procedure_id, form)
        except FormInvalid as invalid:
            return await _regularity_page(desk, procedure_id, opened_id, invalid)
        return Redirect(f"/evaluations/{procedure_id}", status_code=303)


def _with_point(number: str) -> str:
    """People here write 7,5."""
    return number.replace(",", ".")


async def _score_page(
    desk: Desk, place: ScorePlace, invalid: FormInvalid | None = None
) -> Template:
    terms = await desk.terms_for_authority(place.procedure_id)
    bid = await _bid(desk, place.procedure_id, place.opened_id)
    lot = lot_by_number(terms, place.lot)
    criterion = quality_criterion(await scheme_of(desk.db, terms, lot), place.criterion)
    known = bid.scores.get((lot.id, criterion.code))
    given = {"score": known.score, "motivation": known.motivation} if known else {}
    return desk.form_page(
        "etender/score.html", invalid, given, terms=terms, bid=bid, lot=lot, criterion=criterion
    )


async def _regularity_page(
    desk: Desk, procedure_id: UUID, opened_id: UUID, invalid: FormInvalid | None = None
) -> Template:
    bid = await _bid(desk, procedure_id, opened_id)
    known = bid.regularity
    given = {"verdict": known.verdict, "motivation": known.motivation} if known else {}
    return desk.form_page(
        "etender/regularity.html",
        invalid,
        given,
        terms=await desk.terms_for_authority(procedure_id),
        bid=bid,
        outcome_texts=OUTCOME_TEXTS,
        outcome_states=OUTCOME_STATES,
    )


async def _bid(desk: Desk, procedure_id: UUID, opened_id: UUID) -> ReadBid:
    terms = await desk.terms_for_authority(procedure_id)
    await require_reported(desk.db, terms)
    for bid in await read_bids(desk.db, terms):
        if bid.opened.id == opened_id:
            return bid
    raise NotFound("bid")
