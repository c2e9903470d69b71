"""How one Litestar app is composed of the contexts of an installation."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins.pydantic import PydanticPlugin
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig
from sqlalchemy.ext.asyncio import AsyncSession

from shared import __version__
from shared.boot import open_installation
from shared.clock import Clock
from shared.errors import QuaestorError
from shared.identity.provider import IdentityProvider
from shared.installation import Installation
from shared.openapi import DecimalAsText
from shared.settings import Settings
from shared.telemetry import RequestMiddleware, Telemetry
from shared.web import checking, health, pages, portal, problem, provider, sign_in, tokens
from shared.web.access import SAFE_METHODS, ActorMiddleware, provide_actor
from shared.web.origin import OriginMiddleware
from shared.web.rate_limit import RateLimitMiddleware
from shared.web.security_headers import add_security_headers
from shared.worker import Worker

SHARED = Path(__file__).parent


def create_app(
    settings: Settings,
    clock: Clock | None = None,
    identity_provider: IdentityProvider | None = None,
) -> Litestar:
    """One app over the chosen contexts; its database must be migrated (`quaestor migrate`)."""
    return app_of(open_installation(settings, clock), identity_provider)


def app_of(
    installation: Installation, identity_provider: IdentityProvider | None = None
) -> Litestar:
    """The app of an open installation, which it closes when it ends.

    Whatever serves a request finds the installation in the app's state.
    """
    settings, telemetry = installation.settings, Telemetry()
    return Litestar(
        route_handlers=[*_kernel_routes(), *(r for c in installation.contexts for r in c.routes())],
        dependencies={
            "db": Provide(provide_db),
            "actor": Provide(provide_actor, sync_to_thread=False),
            "installation": Provide(provide_installation, sync_to_thread=False),
        },
        middleware=[
            RequestMiddleware(telemetry),
            RateLimitMiddleware(settings.rate_limit_per_minute),
            OriginMiddleware(),
            ActorMiddleware(),
        ],
        exception_handlers={
            QuaestorError: problem.refused,
            HTTPException: problem.http_refused,
            Exception: problem.crashed,
        },
        lifespan=[_running],
        plugins=[PydanticPlugin(prefer_alias=True), DecimalAsText()],
        template_config=TemplateConfig(instance=pages.make_engine(installation)),
        before_send=[add_security_headers(production=settings.production)],
        openapi_config=OpenAPIConfig(
            title="Quaestor",
            version=__version__,
            path="/api/schema",
            # the document alone: a page to browse it would load scripts from elsewhere
            render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
        ),
        state=State(
            {
                "installation": installation,
                "telemetry": telemetry,
                "identity_provider": identity_provider,
            }
        ),
        request_max_body_size=20_000_000,
        logging_config=None,  # structlog is configured by whoever starts the process
    )


def _kernel_routes() -> list[Any]:
    return [
        health.live,
        health.ready,
        health.metrics,
        tokens.issue_token,
        sign_in.SignInPages,
        provider.ProviderPages,
        portal.PortalPages,
        portal.OperatorPages,
        portal.kit,
        checking.CheckingPages,
        checking.validate_document,
        create_static_files_router(path="/static", directories=[SHARED / "static"]),
    ]


async def provide_db(request: Request[Any, Any, Any], state: State) -> AsyncIterator[AsyncSession]:
    """The session of this request: GET reads only; else return commits and raise rolls back."""
    installation: Installation = state.installation
    reads = request.method in SAFE_METHODS
    async with installation.read() if reads else installation.begin() as db:
        yield db


def provide_installation(state: State) -> Installation:
    installation: Installation = state.installation
    return installation


@contextlib.asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    installation: Installation = app.state.installation
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(installation.close)
        if installation.settings.workers_in_process:
            await stack.enter_async_context(_working(installation))
        yield


@contextlib.asynccontextmanager
async def _working(installation: Installation) -> AsyncIterator[None]:
    loop = asyncio.create_task(Worker(installation).run_forever())
    try:
        yield
    finally:
        loop.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await loop
