"""Work for later: enqueued in the caller's transaction, leased, retried, never silently dropped.

One table serves SQLite and PostgreSQL. A job is claimed by a lease that runs out, so the work of a
killed worker is taken over. Kinds with `run` execute inside the transaction that marks them done;
kinds with `run_outside` talk to the network, open their own transactions and must be idempotent.
"""

import datetime as dt
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from shared.clock import Clock
from shared.columns import enum_column, json_column
from shared.errors import NotFound

LEASE = dt.timedelta(minutes=5)


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(SQLModel, table=True):
    __tablename__ = "shared_job"
    __table_args__ = (
        sa.UniqueConstraint("kind", "key"),
        sa.Index("ix_shared_job_claim", "state", "due"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str = Field(max_length=60)
    key: str = Field(max_length=300)
    payload: dict[str, Any] = Field(sa_type=json_column())
    state: JobState = Field(default=JobState.WAITING, sa_type=enum_column(JobState))
    due: dt.datetime
    created_at: dt.datetime
    tries: int = 0
    lease_until: dt.datetime | None = None
    lease_owner: str = Field(default="", max_length=100)
    last_error: str = Field(default="", sa_type=sa.Text)
    finished_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job does and how often it is tried again."""

    name: str
    run: Callable[..., Awaitable[None]] | None = None
    """`async def (db, installation, payload)`, inside the transaction that marks the job done."""

    run_outside: Callable[..., Awaitable[None]] | None = None
    """`async def (installation, payload)`, opens its own transactions."""

    retries: tuple[dt.timedelta, ...] = field(
        default_factory=lambda: tuple(dt.timedelta(seconds=s) for s in (2, 10, 60, 600, 3600))
    )
    """Waiting time before each further try; after the last the job is dead and shown."""


class RetryLater(Exception):
    """Raised by a job whose time has not come; costs no try."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        super().__init__(at.isoformat())


class GiveUp(Exception):
    """Raised by a job that no retry can help; it is dead at once, with this reason."""


async def enqueue(
    db: AsyncSession,
    clock: Clock,
    kind: str,
    payload: Mapping[str, Any],
    *,
    key: str,
    due: dt.datetime | None = None,
) -> None:
    """Add a job in this transaction; the same kind and key are added once, whoever repeats it."""
    now = clock.now()
    row = {
        "id": uuid4(),
        "kind": kind,
        "key": key,
        "payload": dict(payload),
        "state": JobState.WAITING,
        "due": due or now,
        "created_at": now,
        "tries": 0,
        "lease_owner": "",
        "last_error": "",
    }
    await db.execute(_insert_once(db).values(row))


def _insert_once(db: AsyncSession) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(Job).on_conflict_do_nothing(index_elements=["kind", "key"])


def _claimable(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(col(Job.state) == JobState.WAITING, col(Job.due) <= now),
        sa.and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) < now),
    )


async def anything_due(db: AsyncSession, clock: Clock) -> bool:
    found = await db.scalar(sa.select(col(Job.id)).where(_claimable(clock.now())).limit(1))
    return found is not None


async def anything_running(db: AsyncSession) -> bool:
    """Whether a worker holds a job, be it this process's or another's."""
    held = sa.select(col(Job.id)).where(col(Job.state) == JobState.RUNNING).limit(1)
    return await db.scalar(held) is not None


async def claim(db: AsyncSession, clock: Clock, owner: str) -> Job | None:
    """Lease the oldest due job, or one whose lease ran out; None when nothing is due."""
    now = clock.now()
    job = await db.scalar(
        sa.select(Job)
        .where(_claimable(now))
        .order_by(col(Job.due))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.tries += 1
    job.lease_until = now + LEASE
    job.lease_owner = owner
    await db.flush()
    return job


async def renew(db: AsyncSession, clock: Clock, job_id: UUID, owner: str) -> None:
    """Keep the lease of a job that is still being worked on."""
    await db.execute(
        sa.update(Job)
        .where(col(Job.id) == job_id, col(Job.lease_owner) == owner)
        .values(lease_until=clock.now() + LEASE)
    )


async def finish(db: AsyncSession, clock: Clock, job_id: UUID, owner: str) -> bool:
    """Mark done if the lease is still ours; False means another worker has taken over."""
    changed = await db.execute(
        sa.update(Job)
        .where(col(Job.id) == job_id, col(Job.lease_owner) == owner)
        .values(
            state=JobState.DONE,
            finished_at=clock.now(),
            lease_until=None,
            lease_owner="",
            last_error="",
        )
        .returning(col(Job.id))
    )
    return changed.first() is not None


async def fail(
    db: AsyncSession, clock: Clock, job_id: UUID, kind: JobKind, error: BaseException
) -> None:
    """Record a failed try: due again by the kind's schedule, at the time asked for, or dead."""
    job = await db.get(Job, job_id)
    if job is None:
        return
    job.lease_until, job.lease_owner = None, ""
    job.state = JobState.WAITING
    if isinstance(error, RetryLater):
        job.tries -= 1
        job.due = error.at
        return
    job.last_error = "".join(traceback.format_exception(error))[-4000:]
    if isinstance(error, GiveUp) or job.tries > len(kind.retries):
        job.state = JobState.DEAD
        job.finished_at = clock.now()
    else:
        job.due = clock.now() + kind.retries[job.tries - 1]


async def dead_jobs(db: AsyncSession) -> list[Job]:
    found = await db.scalars(
        sa.select(Job).where(col(Job.state) == JobState.DEAD).order_by(col(Job.finished_at).desc())
    )
    return list(found.all())


async def revive(db: AsyncSession, clock: Clock, job_id: UUID) -> Job:
    """Give a dead job its tries back; raises NotFound when there is no such dead job."""
    job = await db.get(Job, job_id)
    if job is None or job.state is not JobState.DEAD:
        raise NotFound("job")
    job.state, job.tries, job.due = JobState.WAITING, 0, clock.now()
    return job
