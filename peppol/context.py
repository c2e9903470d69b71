"""The front door of the transport: what it offers to the composition root."""

from pathlib import Path

from peppol import api, jobs, portal, web
from shared.context import Context, NavigationEntry
from shared.i18n import msg

_HERE = Path(__file__).parent

context = Context(
    name="peppol",
    routes=(api.receive_as4, api.serve_metadata, api.DocumentApi, web.MessagePages),
    jobs=jobs.JOBS,
    work=portal.work,
    navigation=(
        NavigationEntry(msg("Peppol"), "/peppol/messages", frozenset(web.OPERATING_ROLES)),
    ),
    templates=_HERE / "templates",
    locale=_HERE / "locale",
)
