"""The opening room: approve, open, watch the progress, then the report and its files."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream, Template

from etender.model import OpenedBid
from etender.model.opening import CONTAINER
from etender.opening.values import OUTCOME_TEXTS, Stage
from etender.queries.openings import late_arrivals, opening_report, opening_room
from etender.report.opening_pdf import TRUST_TEXTS
from etender.service.evaluation import read_bids, require_reported
from etender.service.opening import approve_opening, begin_opening
from etender.service.time_lock import beacon_of
from etender.web.answers import OUTCOME_STATES, download, stream
from etender.web.desk import DESK, Desk
from shared.errors import NotFound
from shared.identity.actor import Role

_REFRESH_S = 2


class OpeningPages(Controller):
    path = "/openings"
    include_in_schema = False
    dependencies = DESK

    @get("/{procedure_id:uuid}")
    async def room(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Template:
        now = desk.installation.clock.now()
        room = await opening_room(desk.db, desk.actor, procedure_id, now)
        runs = room.stage in {Stage.FROZEN, Stage.OPENED}
        return desk.page(
            "etender/opening.html",
            room=room,
            refresh_s=_REFRESH_S if runs else 0,
            is_officer=desk.actor.has(Role.OPENING_OFFICER),
            trust_text=_trust_text(desk),
        )

    @post("/{procedure_id:uuid}/approve")
    async def approve(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Redirect:
        await approve_opening(desk.db, desk.installation, desk.actor, procedure_id)
        return Redirect(f"/openings/{procedure_id}", status_code=303)

    @post("/{procedure_id:uuid}/begin")
    async def begin(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Redirect:
        await begin_opening(desk.db, desk.installation, desk.actor, procedure_id)
        return Redirect(f"/openings/{procedure_id}", status_code=303)

    @get("/{procedure_id:uuid}/report")
    async def report(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Template:
        now = desk.installation.clock.now()
        room = await opening_room(desk.db, desk.actor, procedure_id, now)
        return desk.page(
            "etender/report.html",
            room=room,
            record=await opening_report(desk.db, desk.actor, procedure_id),
            bids=await read_bids(desk.db, room.terms),
            late=await late_arrivals(desk.db, room),
            outcome_texts=OUTCOME_TEXTS,
            outcome_states=OUTCOME_STATES,
            trust_text=_trust_text(desk),
        )

    @get("/{procedure_id:uuid}/report/xml")
    async def report_xml(
        self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]
    ) -> Response[bytes]:
        record = await opening_report(desk.db, desk.actor, procedure_id)
        name = f"opening-report-{procedure_id}.xml"
        return await download(desk.installation, record.xml_sha256, name, "application/xml")

    @get("/{procedure_id:uuid}/report/pdf")
    async def report_pdf(
        self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]
    ) -> Response[bytes]:
        record = await opening_report(desk.db, desk.actor, procedure_id)
        name = f"opening-report-{procedure_id}.pdf"
        return await download(desk.installation, record.pdf_sha256, name, "application/pdf")

    @get("/{procedure_id:uuid}/report/list")
    async def fixed_list(
        self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The very bytes whose SHA-256 the report states."""
        record = await opening_report(desk.db, desk.actor, procedure_id)
        name = f"list-of-bids-{procedure_id}.json"
        return await download(desk.installation, record.freeze_sha256, name, "application/json")

    @get("/{procedure_id:uuid}/bids/{opened_id:uuid}/container")
    async def container(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        opened_id: FromPath[UUID],
    ) -> Stream:
        """The opened bid itself, for those who evaluate it."""
        terms = await desk.terms_for_authority(procedure_id)
        await require_reported(desk.db, terms)
        opened = await desk.db.get(OpenedBid, opened_id)
        if opened is None or opened.call_id != terms.call.id or not opened.container_sha256:
            raise NotFound("bid")
        name = f"bid-{opened.version_id}.asice"
        return await stream(desk.installation, opened.container_sha256, name, CONTAINER)


def _trust_text(desk: Desk) -> str:
    return TRUST_TEXTS.get(beacon_of(desk.installation).info().trust, "")
