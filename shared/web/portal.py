"""The portal: start page, my work, the public page of a procedure, and the operator's pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared import audit, jobs
from shared.audit import Audit
from shared.errors import NotFound, fill
from shared.identity.actor import Actor, Role
from shared.identity.service import organisation_by_id
from shared.installation import Installation
from shared.ports import TimelineEntry, WorkItem
from shared.tender import Procedure, lots_of, published_procedure
from shared.web.pages import page, page_values


class PortalPages(Controller):
    path = "/"
    include_in_schema = False

    @get("/")
    async def start(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
    ) -> Template:
        now = installation.clock.now()
        public = sa.select(Procedure).where(col(Procedure.published_at).is_not(None))
        latest = await db.scalars(public.order_by(col(Procedure.published_at).desc()).limit(5))
        closing = await db.scalars(
            public.where(col(Procedure.deadline) > now).order_by(col(Procedure.deadline)).limit(5)
        )
        return page(request, "portal/start.html", latest=latest.all(), closing_soon=closing.all())

    @get("/work")
    async def my_work(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
    ) -> Template:
        actor.require(*Role)
        items = await _work(db, installation, actor)
        catalogue = page_values(request)["catalogue"]
        shown = [
            {
                "title": fill(catalogue.gettext(item.title), item.facts),
                "href": item.href,
                "due": item.due,
                "status": item.status,
            }
            for item in items
        ]
        return page(request, "portal/my_work.html", items=shown)

    @get("/procedures/{procedure_id:uuid}")
    async def procedure(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
    ) -> Template:
        procedure = await published_procedure(db, procedure_id)
        return page(
            request,
            "portal/procedure.html",
            procedure=procedure,
            authority=await organisation_by_id(db, procedure.authority_id),
            lots=await lots_of(db, procedure_id),
            timeline=await _timeline(request, db, installation, procedure),
            **await _parts(request, db, installation, (procedure_id, actor)),
        )


async def _work(db: AsyncSession, installation: Installation, actor: Actor) -> Sequence[WorkItem]:
    now = installation.clock.now()
    sources = [c.work for c in installation.contexts if c.work]
    items = [item for source in sources for item in await source(db, actor, now)]
    return sorted(items, key=lambda item: (item.due is None, item.due or now, item.title))


async def _timeline(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    procedure: Procedure,
) -> Sequence[TimelineEntry]:
    now = installation.clock.now()
    sources = [c.timeline for c in installation.contexts if c.timeline]
    entries = [entry for source in sources for entry in await source(db, procedure.id, now)]
    catalogue = page_values(request)["catalogue"]
    shown = [
        TimelineEntry(
            moment=entry.moment,
            label=fill(catalogue.gettext(entry.label), entry.facts),
            done=entry.done,
            href=entry.href,
        )
        for entry in entries
    ]
    return sorted(shown, key=lambda entry: entry.moment)


async def _parts(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    asked: tuple[UUID, Actor],
) -> dict[str, Any]:
    """What the contexts add to the page, in the language of the request."""
    procedure_id, actor = asked
    now = installation.clock.now()
    sources = [c.procedure for c in installation.contexts if c.procedure]
    parts = [await source(db, procedure_id, actor, now) for source in sources]
    catalogue = page_values(request)["catalogue"]

    def say(text: str, facts: dict[str, object] | None = None) -> str:
        return fill(catalogue.gettext(text), facts or {})

    return {
        "links": [
            {
                "label": say(link.label),
                "href": link.href,
                "hint": say(link.hint) if link.hint else "",
            }
            for part in parts
            for link in part.links
        ],
        "documents": [
            (say(document.label, document.facts), document.href, document.detail)
            for part in parts
            for document in part.documents
        ],
        "outcomes": {
            lot_id: (say(outcome.label, outcome.facts), outcome.state)
            for part in parts
            for lot_id, outcome in part.outcomes.items()
        },
    }


class OperatorPages(Controller):
    path = "/operator"
    include_in_schema = False

    @get("/jobs")
    async def dead_letters(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
    ) -> Template:
        actor.require(Role.OPERATOR, Role.ADMINISTRATOR)
        return page(request, "operator/dead_letters.html", jobs=await jobs.dead_jobs(db))

    @post("/jobs/{job_id:uuid}/retry")
    async def retry(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        job_id: FromPath[UUID],
    ) -> Redirect:
        actor.require(Role.OPERATOR, Role.ADMINISTRATOR)
        job = await jobs.revive(db, installation.clock, job_id)
        await audit.record(
            db, installation.clock, actor, Audit.JOB_REVIVED, f"job:{job.id}", kind=job.kind
        )
        return Redirect("/operator/jobs", status_code=303)

    @get("/audit")
    async def audit_log(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
    ) -> Template:
        # an authority's administrator must not even count what came in before a deadline
        actor.require(Role.OPERATOR)
        return page(
            request,
            "operator/audit.html",
            entries=await audit.latest_entries(db),
            verdict=await audit.verify_chain(db),
        )


@get("/kit", include_in_schema=False)
async def kit(
    request: Request[Any, Any, Any], installation: NamedDependency[Installation]
) -> Template:
    """Every macro on one page, for those who make pages; development only."""
    if installation.settings.production:
        raise NotFound
    return page(request, "kit.html")
