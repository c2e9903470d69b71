"""Who is asking: a person by session cookie on pages, a machine by bearer token under /api/."""

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from shared.identity import service
from shared.identity.actor import ANONYMOUS, Actor
from shared.installation import Installation
from shared.web.origin import SESSION_COOKIE

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class ActorMiddleware(ASGIMiddleware):
    """Finds out once per request who asks, so that no page can forget to."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP:
            request: Request[Any, Any, Any] = Request(scope)
            request.state.actor = await _find(request, scope["litestar_app"].state.installation)
        await next_app(scope, receive, send)


async def _find(request: Request[Any, Any, Any], installation: Installation) -> Actor:
    now = installation.clock.now()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        async with installation.read() as db:
            return await service.actor_of_token(db, now, token.strip()) or ANONYMOUS
    cookie = request.cookies.get(SESSION_COOKIE)
    # a browser's cookie must not act as a machine: under /api/ only a bearer token counts
    if cookie and not request.url.path.startswith("/api/"):
        async with installation.read() as db:
            return await service.actor_of_session(db, now, cookie) or ANONYMOUS
    return ANONYMOUS


def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The actor of this request; ANONYMOUS when nobody is signed in."""
    actor: Actor = request.state.actor
    return actor


def session_cookie(installation: Installation, token: str) -> Cookie:
    """HttpOnly, SameSite=Lax, Secure in production; an empty token removes it."""
    life = installation.settings.session_hours * 3600
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        max_age=life if token else 0,
        httponly=True,
        samesite="lax",
        secure=installation.settings.production,
        path="/",
    )
