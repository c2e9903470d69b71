"""Questions one context may ask of another and get answered now.

A Protocol per question, implemented by its owner and offered in the owner's context.py; the asker
gets it from `installation.port(TheProtocol)`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared.identity.actor import Actor
from shared.money import Money
from shared.party import EnterpriseNumber


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


@dataclass(frozen=True, slots=True)
class ProcedureLink:
    """Something one can do about a procedure; texts are marked with msg()."""

    label: str
    href: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureDocument:
    """A public document of a procedure; `detail` is shown as it is (a format, a number)."""

    label: str
    href: str
    detail: str = ""
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """How a lot ended: an English text marked with msg(), and the state that colours it."""

    label: str
    state: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProcedurePart:
    """What one context adds to the public page of a procedure; outcomes by the lot's id."""

    links: Sequence[ProcedureLink] = ()
    documents: Sequence[ProcedureDocument] = ()
    outcomes: Mapping[UUID, LotOutcome] = field(default_factory=dict)


class ProcedureSource(Protocol):
    """Adds to the public page of a procedure what the actor may know and do."""

    async def __call__(
        self, db: AsyncSession, procedure_id: UUID, actor: Actor, now: dt.datetime
    ) -> ProcedurePart: ...


class OrderStatus(StrEnum):
    """Where an order stands."""

    ORDERED = "ordered"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CHANGES = "accepted-with-changes"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """One line of an order as agreed: after an answer with changes, quantity and price are its.

    `unit` is a code of UN/ECE Recommendation 20; `unit_price` is net, for one unit, not rounded.
    A line the supplier did not accept has the quantity zero.
    """

    number: str
    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Money
    seller_item: str = ""
    buyer_item: str = ""


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as an invoice is compared with it; `tax` is None when a rate was not known."""

    number: str
    contract_number: str
    status: OrderStatus
    ordered_on: dt.date
    buyer: EnterpriseNumber
    supplier: EnterpriseNumber
    lines: tuple[OrderedLine, ...]
    net: Money
    tax: Money | None
    href: str


class Orders(Protocol):
    """Which order an invoice refers to; answered by ecatalog."""

    async def find(
        self,
        db: AsyncSession,
        *,
        number: str,
        buyer: EnterpriseNumber,
        supplier: EnterpriseNumber,
    ) -> OrderSummary | None:
        """The order of this number between these two, or None."""
        ...
