"""The front door of the transport: what it offers to the composition root."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from peppol import jobs, portal
from peppol.queries import OPERATING_ROLES
from shared.context import Context, NavigationEntry
from shared.i18n import msg

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

_HERE = Path(__file__).parent


def _routes() -> "Sequence[ControllerRouterHandler]":
    from peppol import api, web

    return (api.receive_as4, api.serve_metadata, api.DocumentApi, web.MessagePages)


context = Context(
    name="peppol",
    routes=_routes,
    jobs=jobs.JOBS,
    work=portal.work,
    navigation=(NavigationEntry(msg("Peppol"), "/peppol/messages", frozenset(OPERATING_ROLES)),),
    templates=_HERE / "templates",
)
