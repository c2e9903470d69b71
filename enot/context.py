"""The front door of enot: what it offers to the composition root."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from enot import listeners, portal
from shared.context import Context, NavigationEntry
from shared.events import ContractConcluded, LotAwarded
from shared.i18n import msg
from shared.identity.actor import Role

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

_HERE = Path(__file__).parent


def _routes() -> "Sequence[ControllerRouterHandler]":
    from enot.api import AuthorityApi, JournalApi
    from enot.web import DecisionPages, DraftPages, PublicPages

    return (PublicPages, DraftPages, DecisionPages, AuthorityApi, JournalApi)


context = Context(
    name="enot",
    routes=_routes,
    listeners={
        LotAwarded: [listeners.lot_awarded],
        ContractConcluded: [listeners.contract_concluded],
    },
    timeline=portal.timeline,
    work=portal.work,
    procedure=portal.procedure_part,
    navigation=[
        NavigationEntry(msg("Notices"), "/notices"),
        NavigationEntry(
            msg("Our notices"), "/notice-drafts", frozenset({Role.BUYER, Role.APPROVER})
        ),
    ],
    templates=_HERE / "templates",
)
