"""The front door: what tendering offers to the composition root."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from etender.jobs import JOBS
from etender.listeners import open_published_call
from etender.queries.portal import procedure_part, timeline, work
from shared.context import Context, NavigationEntry
from shared.events import NoticePublished
from shared.i18n import msg
from shared.identity.actor import Role

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

HERE = Path(__file__).parent


def _routes() -> "Sequence[ControllerRouterHandler]":
    from etender import api, web

    return (
        api.CallsApi,
        api.BidsApi,
        api.AuthorityApi,
        api.BeaconApi,
        web.CallPages,
        web.BidPages,
        web.OpeningPages,
        web.EvaluationPages,
        web.AwardPages,
        web.ContractPages,
    )


context = Context(
    name="etender",
    routes=_routes,
    listeners={NoticePublished: [open_published_call]},
    jobs=JOBS,
    timeline=timeline,
    work=work,
    procedure=procedure_part,
    navigation=(NavigationEntry(msg("My bids"), "/bids", frozenset({Role.BIDDER})),),
    templates=HERE / "templates",
)
