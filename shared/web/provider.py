"""Signing in at an identity provider: leave with a state, come back with a code."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from litestar import Controller, Request, get
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from shared import audit
from shared.audit import Audit
from shared.errors import NotFound
from shared.identity import service
from shared.identity.provider import IdentityProvider, NotRegistered, ProviderRefused
from shared.installation import Installation
from shared.web.access import session_cookie

_STATE_COOKIE = "quaestor_provider_state"
_RETURN = "/sign-in/provider/return"


class ProviderPages(Controller):
    path = "/sign-in/provider"
    include_in_schema = False

    @get("/")
    async def leave(self, installation: NamedDependency[Installation], state: State) -> Redirect:
        provider, ticket = _provider(state), secrets.token_urlsafe(32)
        there = provider.authorization_url(
            state=ticket, nonce=_nonce(ticket), return_to=_return_to(installation)
        )
        return Redirect(there, status_code=303, cookies=[_ticket_cookie(installation, ticket)])

    @get("/return")
    async def come_back(
        self,
        request: Request[Any, Any, Any],
        installation: NamedDependency[Installation],
        state: State,
        code: FromQuery[str] = "",
    ) -> Redirect:
        given = request.query_params.get("state", "")
        kept = request.cookies.get(_STATE_COOKIE, "")
        # OpenID Connect Core, 3.1.2.7: an answer to a question we did not ask is refused
        if not kept or not secrets.compare_digest(given, kept):
            raise ProviderRefused("state")
        identity = await _provider(state).identify(
            code=code, nonce=_nonce(kept), return_to=_return_to(installation)
        )
        token = await _open_session(installation, identity.email, identity.issuer)
        cookies = [session_cookie(installation, token), _ticket_cookie(installation, "")]
        return Redirect("/work", status_code=303, cookies=cookies)


async def _open_session(installation: Installation, email: str, issuer: str) -> str:
    # a GET carries no writing session: coming back from a provider opens its own
    now = installation.clock.now()
    async with installation.begin() as db:
        person = await service.person_by_email(db, email)
        if person is None:
            raise NotRegistered(found=email)
        life = dt.timedelta(hours=installation.settings.session_hours)
        token = await service.open_session(db, now, person, life=life)
        actor = await service.actor_by_email(db, email)
        await audit.record(
            db,
            installation.clock,
            actor,
            Audit.PERSON_SIGNED_IN,
            actor.reference,
            issuer=issuer,
        )
    return token


def _provider(state: State) -> IdentityProvider:
    provider: IdentityProvider | None = state.identity_provider
    if provider is None:
        raise NotFound
    return provider


def _nonce(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _return_to(installation: Installation) -> str:
    return installation.settings.base_url + _RETURN


def _ticket_cookie(installation: Installation, ticket: str) -> Cookie:
    return Cookie(
        key=_STATE_COOKIE,
        value=ticket,
        max_age=600 if ticket else 0,
        httponly=True,
        samesite="lax",
        secure=installation.settings.production,
        path=_RETURN,
    )
