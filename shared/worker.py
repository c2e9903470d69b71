"""Runs the jobs: relays the outbox, claims, executes, renews leases, records failures.

The same loop serves inside the web process and as `quaestor worker`, several at once on PostgreSQL.
"""

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from shared import jobs, outbox
from shared.events import Event
from shared.installation import Installation
from shared.jobs import Job, JobKind
from shared.outbox import LISTENER_KIND, Listener

log = structlog.get_logger()

IDLE_S = 0.2


class LeaseLost(RuntimeError):
    """Another worker has taken this job over; what was done here is rolled back."""


class Worker:
    """One loop over one installation's jobs."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._owner = f"{os.getpid()}-{uuid4().hex[:8]}"
        self._listeners = _subscriptions(installation)
        self._by_key = {
            outbox.listener_key(listener): listener
            for subscribed in self._listeners.values()
            for listener in subscribed
        }
        self._events = {kind.name: kind for kind in self._listeners}
        deliver = JobKind(LISTENER_KIND, run=self._deliver)
        self._kinds = {LISTENER_KIND: deliver} | {
            kind.name: kind for context in installation.contexts for kind in context.jobs
        }

    async def run_forever(self) -> None:
        """Until cancelled; a database that is away for a while is waited for."""
        while True:
            try:
                worked = await self.run_once()
            except Exception:
                log.exception("worker.round_failed")
                worked = False
            if not worked:
                await asyncio.sleep(IDLE_S)

    async def run_once(self) -> bool:
        """Relay what waits and run at most one job; False when there was nothing to do."""
        clock = self._installation.clock
        # reading first: an idle worker must not take the writers' queue five times a second
        async with self._installation.read() as db:
            waiting, due = await outbox.has_waiting(db), await jobs.anything_due(db, clock)
        if waiting:
            async with self._installation.begin() as db:
                await outbox.relay(db, clock, self._listeners)
        if not (waiting or due):
            return False
        async with self._installation.begin() as db:
            job = await jobs.claim(db, clock, self._owner)
        if job is not None:
            await self._work_on(job)
        return True

    async def drain(self, rounds: int = 1000) -> None:
        """Run until nothing is due (tests and commands); raises RuntimeError if it never ends."""
        for _ in range(rounds):
            if not await self.run_once():
                return
        raise RuntimeError(f"jobs were still due after {rounds} rounds")

    async def settle(self) -> None:
        """Run what is due and wait for what other workers run, until nothing is left of either."""
        while not await self._is_settled():
            if not await self.run_once():
                await asyncio.sleep(IDLE_S)

    async def _is_settled(self) -> bool:
        async with self._installation.read() as db:
            # in this order: what a job leaves behind is there before the job counts as done
            return not (
                await jobs.anything_running(db)
                or await jobs.anything_due(db, self._installation.clock)
                or await outbox.has_waiting(db)
            )

    async def _work_on(self, job: Job) -> None:
        kind = self._kinds.get(job.kind)
        if kind is None:
            await self._record_failure(job.id, JobKind(job.kind), _unknown(job.kind))
            return
        renewing = asyncio.create_task(self._renew(job.id))
        try:
            await self._execute(kind, job)
            log.info("worker.job_done", kind=job.kind, key=job.key)
        except Exception as error:  # noqa: BLE001  whatever a job raises is recorded and retried
            level = log.info if isinstance(error, jobs.RetryLater) else log.warning
            level("worker.job_not_done", kind=job.kind, key=job.key, error=repr(error))
            await self._record_failure(job.id, kind, error)
        finally:
            renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewing

    async def _execute(self, kind: JobKind, job: Job) -> None:
        if kind.run_outside is not None:
            await kind.run_outside(self._installation, job.payload)
        async with self._installation.begin() as db:
            if kind.run is not None:
                await kind.run(db, self._installation, job.payload)
            if not await jobs.finish(db, self._installation.clock, job.id, self._owner):
                raise LeaseLost(job.key)

    async def _deliver(
        self, db: AsyncSession, installation: Installation, payload: Mapping[str, Any]
    ) -> None:
        kind = self._events[payload["event"]]
        listener = self._by_key[payload["listener"]]
        await listener(db, installation, outbox.read_event(kind, payload["body"]))

    async def _record_failure(self, job_id: UUID, kind: JobKind, error: BaseException) -> None:
        async with self._installation.begin() as db:
            await jobs.fail(db, self._installation.clock, job_id, kind, error)

    async def _renew(self, job_id: UUID) -> None:
        while True:
            await asyncio.sleep(jobs.LEASE.total_seconds() / 3)
            async with self._installation.begin() as db:
                await jobs.renew(db, self._installation.clock, job_id, self._owner)


def _unknown(kind: str) -> Exception:
    return jobs.GiveUp(f"no context of this process knows the job kind {kind}")


def _subscriptions(installation: Installation) -> dict[type[Event], Sequence[Listener]]:
    merged: dict[type[Event], list[Listener]] = {}
    for context in installation.contexts:
        for kind, listeners in context.listeners.items():
            merged.setdefault(kind, []).extend(listeners)
    return dict(merged)
