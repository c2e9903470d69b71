"""The front door: what tendering offers to the composition root."""

from pathlib import Path

from etender.api import AuthorityApi, BeaconApi, BidsApi, CallsApi
from etender.jobs import JOBS
from etender.listeners import open_published_call
from etender.queries.portal import procedure_part, timeline, work
from etender.web import (
    AwardPages,
    BidPages,
    CallPages,
    ContractPages,
    EvaluationPages,
    OpeningPages,
)
from shared.context import Context, NavigationEntry
from shared.events import NoticePublished
from shared.i18n import msg
from shared.identity.actor import Role

HERE = Path(__file__).parent

context = Context(
    name="etender",
    routes=(
        CallsApi,
        BidsApi,
        AuthorityApi,
        BeaconApi,
        CallPages,
        BidPages,
        OpeningPages,
        EvaluationPages,
        AwardPages,
        ContractPages,
    ),
    listeners={NoticePublished: [open_published_call]},
    jobs=JOBS,
    timeline=timeline,
    work=work,
    procedure=procedure_part,
    navigation=(NavigationEntry(msg("My bids"), "/bids", frozenset({Role.BIDDER})),),
    templates=HERE / "templates",
    locale=HERE / "locale",
)
