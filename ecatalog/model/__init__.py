"""Stored state of ordering: contracts, received documents, catalogues, baskets, orders, answers."""

from ecatalog.model.catalogue import Catalogue, CatalogueLine
from ecatalog.model.contract import AwardedPosition, Contract
from ecatalog.model.order import Basket, BasketLine, Order, OrderLine, OrderResponse
from ecatalog.model.received import Channel, DocumentType, Received

__all__ = [
    "AwardedPosition",
    "Basket",
    "BasketLine",
    "Catalogue",
    "CatalogueLine",
    "Channel",
    "Contract",
    "DocumentType",
    "Order",
    "OrderLine",
    "OrderResponse",
    "Received",
]
