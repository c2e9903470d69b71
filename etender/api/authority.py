"""What an authority's machines do: approve and begin an opening, evaluate, award, conclude."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from etender.api.shapes import (
    AwardOut,
    ContractOut,
    LotEvaluationOut,
    OpeningOut,
    award_out,
    contract_out,
    evaluation_out,
    opening_out,
)
from etender.forms import AwardForm, ContractForm, RegularityForm, ScoreForm
from etender.queries.openings import AUTHORITY_ROLES, opening_report, opening_room
from etender.service import award, evaluation, opening
from etender.service.calls import call_terms
from shared.identity.actor import Actor
from shared.installation import Installation


class AuthorityApi(Controller):
    path = "/api/etender"
    tags = ("etender",)

    @get("/openings/{procedure_id:uuid}", operation_id="GetOpening")
    async def room(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> OpeningOut:
        """Where an opening stands; no number about bids before their list is fixed."""
        return opening_out(await opening_room(db, actor, procedure_id, installation.clock.now()))

    @post(
        "/openings/{procedure_id:uuid}/approvals",
        operation_id="ApproveOpening",
        status_code=201,
    )
    async def approve(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> OpeningOut:
        """Approve the opening. All machines of an authority together count as one officer."""
        await opening.approve_opening(db, installation, actor, procedure_id)
        return opening_out(await opening_room(db, actor, procedure_id, installation.clock.now()))

    @post("/openings/{procedure_id:uuid}/begin", operation_id="BeginOpening", status_code=202)
    async def begin(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> OpeningOut:
        """Fix the list of bids and open them; follow the progress with GET."""
        await opening.begin_opening(db, installation, actor, procedure_id)
        return opening_out(await opening_room(db, actor, procedure_id, installation.clock.now()))

    @get(
        "/openings/{procedure_id:uuid}/report/xml",
        operation_id="GetOpeningReportXml",
        media_type="application/xml",
    )
    async def report_xml(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> bytes:
        """The opening report as XML."""
        record = await opening_report(db, actor, procedure_id)
        return await installation.blobs.get(record.xml_sha256)

    @get(
        "/openings/{procedure_id:uuid}/report/pdf",
        operation_id="GetOpeningReportPdf",
        media_type="application/pdf",
    )
    async def report_pdf(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> bytes:
        """The opening report as PDF/A-3a with the XML inside."""
        record = await opening_report(db, actor, procedure_id)
        return await installation.blobs.get(record.pdf_sha256)

    @get(
        "/openings/{procedure_id:uuid}/report/list",
        operation_id="GetFixedListOfBids",
        media_type="application/json",
    )
    async def fixed_list(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> Response[bytes]:
        """The list of bids as it was fixed: the very bytes whose SHA-256 the report states."""
        record = await opening_report(db, actor, procedure_id)
        data = await installation.blobs.get(record.freeze_sha256)
        return Response(data, media_type="application/json")

    @get("/evaluations/{procedure_id:uuid}", operation_id="GetEvaluation")
    async def evaluation(
        self,
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> list[LotEvaluationOut]:
        """The comparison per lot, ranked once nothing is missing."""
        terms = await call_terms(db, procedure_id)
        actor.require_for(terms.procedure.authority_id, *AUTHORITY_ROLES)
        return [evaluation_out(await evaluation.evaluate_lot(db, terms, lot)) for lot in terms.lots]

    @post("/evaluations/{procedure_id:uuid}/scores", operation_id="GiveScore", status_code=204)
    async def score(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
        data: JSONBody[ScoreForm],
    ) -> None:
        """One quality score with its motivation; a later one replaces it."""
        await evaluation.give_score(db, installation, actor, procedure_id, data)

    @post(
        "/evaluations/{procedure_id:uuid}/regularity",
        operation_id="DecideRegularity",
        status_code=204,
    )
    async def regularity(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
        data: JSONBody[RegularityForm],
    ) -> None:
        """Admit a bid to the comparison or set it aside, with the reason."""
        await evaluation.decide_regularity(db, installation, actor, procedure_id, data)

    @post("/awards/{procedure_id:uuid}", operation_id="AwardLot", status_code=201)
    async def award(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
        data: JSONBody[AwardForm],
    ) -> AwardOut:
        """Award one lot to the bid in first place; the standstill begins the day after."""
        decision = await award.award_lot(db, installation, actor, procedure_id, data)
        terms = await call_terms(db, procedure_id)
        return award_out(evaluation.lot_by_number(terms, data.lot), decision)

    @post("/contracts/{procedure_id:uuid}", operation_id="ConcludeContract", status_code=201)
    async def conclude(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
        data: JSONBody[ContractForm],
    ) -> ContractOut:
        """Conclude the contract with one winner, once the standstill is over."""
        return contract_out(
            await award.conclude_contract(db, installation, actor, procedure_id, data)
        )
