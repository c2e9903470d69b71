"""Questions one context may ask of another and get answered now.

A Protocol per question, implemented by its owner and offered in the owner's context.py; the asker
gets it from `installation.port(TheProtocol)`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One moment in the life of a procedure, as the public may see it.

    `label` is an English text marked with msg(), filled with `facts`.
    """

    moment: dt.datetime
    label: str
    done: bool
    href: str = ""
    facts: dict[str, object] = field(default_factory=dict)


class TimelineSource(Protocol):
    """What a context adds to the public timeline of a procedure."""

    async def __call__(
        self, db: AsyncSession, procedure_id: UUID, now: dt.datetime
    ) -> Sequence[TimelineEntry]: ...


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something that waits for the actor: a task with a link and, if any, a due moment."""

    title: str
    href: str
    due: dt.datetime | None = None
    status: str = ""
    facts: dict[str, object] = field(default_factory=dict)


class WorkSource(Protocol):
    """What a context puts on the actor's page 'my work'."""

    async def __call__(
        self, db: AsyncSession, actor: Actor, now: dt.datetime
    ) -> Sequence[WorkItem]: ...
