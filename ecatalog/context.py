"""The front door: what ordering offers to the composition root."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ecatalog.listeners import record_concluded_contract, take_received_document
from ecatalog.queries.orders import OrdersOnRecord
from ecatalog.queries.portal import timeline, work
from shared.context import Context, NavigationEntry
from shared.events import ContractConcluded, DocumentReceived
from shared.i18n import msg
from shared.identity.actor import Role
from shared.ports import Orders

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

HERE = Path(__file__).parent
PARTIES = frozenset({Role.BUYER, Role.SELLER})


def _routes() -> "Sequence[ControllerRouterHandler]":
    from ecatalog.api import CatalogueApi, OrderApi
    from ecatalog.web.catalogues import CataloguePages
    from ecatalog.web.ordering import OrderingPages
    from ecatalog.web.orders import OrderPages

    return (CataloguePages, OrderingPages, OrderPages, CatalogueApi, OrderApi)


context = Context(
    name="ecatalog",
    routes=_routes,
    listeners={
        ContractConcluded: [record_concluded_contract],
        DocumentReceived: [take_received_document],
    },
    ports={Orders: OrdersOnRecord()},
    timeline=timeline,
    work=work,
    navigation=(
        NavigationEntry(msg("Catalogues"), "/catalogues", PARTIES),
        NavigationEntry(msg("Orders"), "/orders", PARTIES),
    ),
    templates=HERE / "templates",
)
