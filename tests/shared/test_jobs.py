"""Jobs join the caller's transaction, run once in effect, are retried and never vanish."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared import jobs, outbox
from shared.clock import FrozenClock
from shared.context import Context
from shared.events import Event
from shared.identity.model import Organisation, OrganisationKind
from shared.installation import Installation
from shared.jobs import GiveUp, Job, JobKind, JobState, RetryLater
from shared.worker import Worker

ran: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


@dataclass(frozen=True, slots=True)
class SomethingHappened(Event):
    name: ClassVar[str] = "test.something-happened.v1"

    what: str


async def _succeed(_db: AsyncSession, _here: Installation, payload: Mapping[str, Any]) -> None:
    ran.append(payload["n"])


async def _store_then_fail(
    db: AsyncSession, _here: Installation, payload: Mapping[str, Any]
) -> None:
    ran.append(payload["n"])
    db.add(
        Organisation(kind=OrganisationKind.SUPPLIER, name="Half", enterprise_number="0203201340")
    )
    await db.flush()
    raise OSError("the peer hung up")


async def _give_up(_db: AsyncSession, _here: Installation, _payload: Mapping[str, Any]) -> None:
    raise GiveUp("no retry can help")


async def _too_early(_db: AsyncSession, here: Installation, payload: Mapping[str, Any]) -> None:
    at = dt.datetime.fromisoformat(payload["at"])
    if here.clock.now() < at:
        raise RetryLater(at)
    ran.append("on time")


async def _heard(_db: AsyncSession, _here: Installation, event: SomethingHappened) -> None:
    ran.append(event.what)


def _with(installation: Installation, **offer: Any) -> Worker:
    return Worker(installation.with_contexts([Context(name="test", **offer)]))


async def _one_job(installation: Installation) -> Job:
    async with installation.read() as db:
        found: Job = (await db.scalars(sa.select(Job))).one()
        return found


async def _enqueue(installation: Installation, kind: str, **payload: str) -> None:
    async with installation.begin() as db:
        await jobs.enqueue(db, installation.clock, kind, payload, key="k")


async def test_the_same_key_is_enqueued_once(installation: Installation) -> None:
    worker = _with(installation, jobs=[JobKind("j", run=_succeed)])
    await _enqueue(installation, "j", n="1")
    await _enqueue(installation, "j", n="1")
    await worker.drain()
    assert ran == ["1"]
    assert (await _one_job(installation)).state is JobState.DONE


async def test_a_job_of_a_transaction_that_rolls_back_never_runs(
    installation: Installation,
) -> None:
    worker = _with(installation, jobs=[JobKind("j", run=_succeed)])
    with pytest.raises(OSError, match="disk"):
        async with installation.begin() as db:
            await jobs.enqueue(db, installation.clock, "j", {"n": "1"}, key="k")
            raise OSError("disk")
    await worker.drain()
    assert ran == []


async def test_a_failing_job_is_rolled_back_retried_by_schedule_and_then_dead(
    installation: Installation, clock: FrozenClock
) -> None:
    schedule = (dt.timedelta(seconds=10), dt.timedelta(seconds=60))
    worker = _with(installation, jobs=[JobKind("j", run=_store_then_fail, retries=schedule)])
    await _enqueue(installation, "j", n="1")
    await worker.drain()
    clock.advance(dt.timedelta(seconds=9))
    await worker.drain()
    assert ran == ["1"]
    clock.advance(dt.timedelta(seconds=1))
    await worker.drain()
    clock.advance(dt.timedelta(seconds=60))
    await worker.drain()
    assert ran == ["1"] * 3
    job = await _one_job(installation)
    assert job.state is JobState.DEAD
    assert "the peer hung up" in job.last_error
    async with installation.read() as db:
        assert await db.scalar(sa.select(Organisation)) is None


async def test_a_dead_job_can_be_revived(installation: Installation) -> None:
    worker = _with(installation, jobs=[JobKind("j", run=_give_up)])
    await _enqueue(installation, "j")
    await worker.drain()
    async with installation.begin() as db:
        dead = await jobs.dead_jobs(db)
        assert [job.kind for job in dead] == ["j"]
        await jobs.revive(db, installation.clock, dead[0].id)
    repaired = _with(installation, jobs=[JobKind("j", run=_too_early)])
    async with installation.begin() as db:
        job = await db.scalar(sa.select(Job))
        assert job is not None
        job.payload = {"at": "2020-01-01T00:00:00+00:00"}
    await repaired.drain()
    assert ran == ["on time"]


async def test_a_job_whose_time_has_not_come_costs_no_try(
    installation: Installation, clock: FrozenClock
) -> None:
    worker = _with(installation, jobs=[JobKind("j", run=_too_early, retries=())])
    await _enqueue(installation, "j", at=(clock.now() + dt.timedelta(days=30)).isoformat())
    await worker.drain()
    clock.advance(dt.timedelta(days=30))
    await worker.drain()
    assert ran == ["on time"]


async def test_the_work_of_a_killed_worker_is_taken_over(
    installation: Installation, clock: FrozenClock
) -> None:
    worker = _with(installation, jobs=[JobKind("j", run=_succeed)])
    await _enqueue(installation, "j", n="1")
    async with installation.begin() as db:
        assert await jobs.claim(db, clock, "a worker that dies now") is not None
    await worker.drain()
    assert ran == []
    clock.advance(jobs.LEASE + dt.timedelta(seconds=1))
    await worker.drain()
    assert ran == ["1"]


async def test_a_worker_that_lost_its_lease_cannot_finish(
    installation: Installation, clock: FrozenClock
) -> None:
    await _enqueue(installation, "j", n="1")
    async with installation.begin() as db:
        job = await jobs.claim(db, clock, "slow")
        assert job is not None
    clock.advance(jobs.LEASE + dt.timedelta(seconds=1))
    async with installation.begin() as db:
        assert await jobs.claim(db, clock, "quick") is not None
    async with installation.begin() as db:
        assert not await jobs.finish(db, clock, job.id, "slow")
        assert await jobs.finish(db, clock, job.id, "quick")


async def test_a_published_event_reaches_every_listener_once(installation: Installation) -> None:
    worker = _with(installation, listeners={SomethingHappened: [_heard]})
    async with installation.begin() as db:
        await outbox.publish(db, installation.clock, SomethingHappened("a"))
        await outbox.publish(db, installation.clock, SomethingHappened("b"))
    await worker.drain()
    await worker.drain()
    assert ran == ["a", "b"]


async def test_an_event_of_a_transaction_that_rolls_back_is_never_told(
    installation: Installation,
) -> None:
    worker = _with(installation, listeners={SomethingHappened: [_heard]})
    with pytest.raises(OSError, match="disk"):
        async with installation.begin() as db:
            await outbox.publish(db, installation.clock, SomethingHappened("a"))
            raise OSError("disk")
    await worker.drain()
    assert ran == []


async def test_a_job_nobody_knows_is_dead_and_shown(installation: Installation) -> None:
    await _enqueue(installation, "unheard-of")
    await _with(installation).drain()
    assert (await _one_job(installation)).state is JobState.DEAD
