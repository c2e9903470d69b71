"""Facts leave a context here: written with the change they tell of, delivered at least once.

`publish` adds a row in the caller's transaction. The relay turns each row into one job per
listener, in one transaction; the job runs the listener in a transaction that also marks it done,
so its effect in the database happens exactly once.
"""

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from shared.clock import Clock
from shared.events import Event
from shared.jobs import enqueue

LISTENER_KIND = "listener"

Listener = Callable[..., Awaitable[None]]
"""`async def (db, installation, event) -> None`."""


class OutboxEntry(SQLModel, table=True):
    """One published event; `relayed_at` is empty until its listeners' jobs exist."""

    __tablename__ = "shared_outbox"

    seq: int | None = Field(default=None, primary_key=True)
    event: str = Field(max_length=100, index=True)
    body: str = Field(sa_type=sa.Text)
    published_at: dt.datetime
    relayed_at: dt.datetime | None = Field(default=None, index=True)


async def publish(db: AsyncSession, clock: Clock, event: Event) -> None:
    """Tell the other contexts, once this transaction commits."""
    fields = {f.name: getattr(event, f.name) for f in dataclasses.fields(event)}
    body = msgspec.json.encode(fields).decode()
    db.add(OutboxEntry(event=event.name, body=body, published_at=clock.now()))
    await db.flush()


def listener_key(listener: Listener) -> str:
    return f"{listener.__module__}.{listener.__qualname__}"


def read_event(kind: type[Event], body: str) -> Event:
    return msgspec.json.decode(body.encode(), type=kind)


async def has_waiting(db: AsyncSession) -> bool:
    waiting = sa.select(col(OutboxEntry.seq)).where(col(OutboxEntry.relayed_at).is_(None)).limit(1)
    return await db.scalar(waiting) is not None


async def relay(
    db: AsyncSession, clock: Clock, listeners: Mapping[type[Event], Sequence[Listener]]
) -> int:
    """Turn waiting entries into jobs, oldest first; returns how many entries were relayed."""
    names = {kind.name: subscribed for kind, subscribed in listeners.items()}
    waiting = await db.scalars(
        sa.select(OutboxEntry)
        .where(col(OutboxEntry.relayed_at).is_(None))
        .order_by(col(OutboxEntry.seq))
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    entries = waiting.all()
    for entry in entries:
        for listener in names.get(entry.event, ()):
            await _hand_to(db, clock, entry, listener)
        entry.relayed_at = clock.now()
    return len(entries)


async def _hand_to(db: AsyncSession, clock: Clock, entry: OutboxEntry, listener: Listener) -> None:
    name = listener_key(listener)
    payload: dict[str, Any] = {"event": entry.event, "body": entry.body, "listener": name}
    await enqueue(db, clock, LISTENER_KIND, payload, key=f"{entry.seq}:{name}")
