"""Signing in and out: by password, or in development by one button per sample person."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from shared import audit
from shared.audit import Audit
from shared.errors import NotFound
from shared.identity import service
from shared.identity.actor import Actor
from shared.identity.model import Person
from shared.identity.service import SignInRefused
from shared.installation import Installation
from shared.web.access import session_cookie
from shared.web.forms import one_error
from shared.web.origin import SESSION_COOKIE
from shared.web.pages import page


class SignInPages(Controller):
    path = "/"
    include_in_schema = False

    @get("/sign-in")
    async def form(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
    ) -> Template:
        return await _form(request, db, installation)

    @post("/sign-in")
    async def sign_in(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        data: URLEncodedBody[dict[str, str]],
    ) -> Redirect | Template:
        now, email = installation.clock.now(), data.get("email", "")
        try:
            token = await service.sign_in(
                db,
                now,
                email=email,
                password=data.get("password", ""),
                life=_life(installation),
            )
        except SignInRefused as refusal:
            shown = one_error("password", refusal, {"email": email})
            return await _form(request, db, installation, invalid=shown, status=422)
        return await _signed_in(db, installation, token, data.get("next", ""))

    @post("/sign-in/sample")
    async def sign_in_as_sample(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        data: URLEncodedBody[dict[str, str]],
    ) -> Redirect:
        if installation.settings.production:
            raise NotFound
        person = await db.get(Person, UUID(data.get("person", "")))
        if person is None or not person.is_sample:
            raise NotFound
        token = await service.open_session(
            db, installation.clock.now(), person, life=_life(installation)
        )
        return await _signed_in(db, installation, token, data.get("next", ""))

    @post("/sign-out")
    async def sign_out(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
    ) -> Redirect:
        token = request.cookies.get(SESSION_COOKIE, "")
        if actor.is_signed_in:
            await service.sign_out(db, token)
            await audit.record(
                db, installation.clock, actor, Audit.PERSON_SIGNED_OUT, actor.reference
            )
        return Redirect("/", status_code=303, cookies=[session_cookie(installation, "")])


async def _form(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    installation: Installation,
    **values: Any,
) -> Template:
    samples = [] if installation.settings.production else await service.sample_people(db)
    wanted = request.query_params.get("next", "")
    return page(
        request,
        "sign_in.html",
        samples=samples,
        next=local_path(wanted),
        **{"invalid": None, **values},
    )


async def _signed_in(
    db: AsyncSession, installation: Installation, token: str, wanted: str
) -> Redirect:
    actor = await service.actor_of_session(db, installation.clock.now(), token)
    if actor is None:
        raise SignInRefused
    await audit.record(db, installation.clock, actor, Audit.PERSON_SIGNED_IN, actor.reference)
    return Redirect(
        local_path(wanted), status_code=303, cookies=[session_cookie(installation, token)]
    )


def _life(installation: Installation) -> dt.timedelta:
    return dt.timedelta(hours=installation.settings.session_hours)


def local_path(wanted: str) -> str:
    """A path on this site; anything that could lead elsewhere becomes the page 'my work'."""
    parts = urlsplit(wanted)
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_local and not parts.scheme and not parts.netloc else "/work"
