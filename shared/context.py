"""What one bounded context offers to the composition root; made in its context.py, taken by app."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from shared.events import Event
from shared.identity.actor import Role
from shared.jobs import JobKind
from shared.outbox import Listener
from shared.ports import ProcedureSource, TimelineSource, WorkSource

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A link of the service navigation; without roles everyone sees it."""

    label: str
    href: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """Routes, listeners, jobs, ports and pages of one bounded context.

    `routes` is asked only when an app is composed: commands and workers load no pages.
    """

    name: str
    routes: "Callable[[], Sequence[ControllerRouterHandler]]" = tuple
    listeners: Mapping[type[Event], Sequence[Listener]] = field(default_factory=dict)
    jobs: Sequence[JobKind] = ()
    ports: Mapping[type, object] = field(default_factory=dict)
    timeline: TimelineSource | None = None
    work: WorkSource | None = None
    procedure: ProcedureSource | None = None
    navigation: Sequence[NavigationEntry] = ()
    templates: Path | None = None
