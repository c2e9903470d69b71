"""The front door of invoicing: what the roof takes from this context."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from einvoice import jobs, listeners, portal
from einvoice.queries import READING_ROLES
from shared.context import Context, NavigationEntry
from shared.events import DocumentDelivered, DocumentFailed, DocumentReceived, OrderPlaced
from shared.i18n import msg
from shared.identity.actor import Role

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

_HERE = Path(__file__).parent


def _routes() -> "Sequence[ControllerRouterHandler]":
    from einvoice import api, web

    return (
        web.InboxPages,
        web.SentInvoicePages,
        web.InvoiceFiles,
        api.InboxApi,
        api.InvoiceApi,
    )


context = Context(
    name="einvoice",
    routes=_routes,
    listeners={
        DocumentReceived: [listeners.take_in_document],
        DocumentDelivered: [listeners.follow_delivery],
        DocumentFailed: [listeners.follow_failure],
        OrderPlaced: [listeners.remember_order],
    },
    jobs=jobs.JOBS,
    timeline=portal.timeline,
    work=portal.work,
    navigation=(
        NavigationEntry(msg("Invoices"), "/invoices", frozenset(READING_ROLES)),
        NavigationEntry(msg("Check an invoice"), "/check"),
        NavigationEntry(msg("My invoices"), "/sent-invoices", frozenset({Role.SELLER})),
    ),
    templates=_HERE / "templates",
)
