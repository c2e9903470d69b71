"""What the installation tells its operators: request counts and times, jobs waiting and dead."""

import time
from typing import Any

import sqlalchemy as sa
import structlog
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared.jobs import Job, JobState


class Telemetry:
    """The metrics of one app; each app has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "quaestor_requests_total",
            "Requests answered, by method and status class.",
            ["method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "quaestor_request_seconds", "Time to answer.", ["method"], registry=self.registry
        )
        self.jobs = Gauge("quaestor_jobs", "Jobs by state.", ["state"], registry=self.registry)

    async def exposition(self, db: AsyncSession) -> bytes:
        """The text format of Prometheus."""
        rows = await db.execute(sa.select(col(Job.state), sa.func.count()).group_by(col(Job.state)))
        counts = {row[0]: row[1] for row in rows.all()}
        for state in JobState:
            self.jobs.labels(state=state.value).set(counts.get(state, 0))
        return generate_latest(self.registry)


class RequestMiddleware(ASGIMiddleware):
    """Counts and times each request and binds its id to the log."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP:
            await next_app(scope, receive, send)
            return
        method, started, status = str(scope["method"]), time.perf_counter(), 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**_named(scope))
        try:
            await next_app(scope, receive, note_status)
        finally:
            self._telemetry.requests.labels(method, f"{status // 100}xx").inc()
            self._telemetry.seconds.labels(method).observe(time.perf_counter() - started)


def _named(scope: Any) -> dict[str, str]:
    headers = dict(scope["headers"])
    return {"request_id": headers.get(b"x-request-id", b"").decode("latin-1")[:64]}
