"""Every table of every context, so that migrations and boundary tests see them all."""

from importlib import import_module

from sqlalchemy import MetaData
from sqlmodel import SQLModel

_ROOMS = (
    "shared.tender",
    "shared.identity.model",
    "shared.audit",
    "shared.jobs",
    "shared.outbox",
    "peppol.model",
    "enot.model",
    "etender.model",
    "ecatalog.model",
    "einvoice.model",
)


def all_tables() -> MetaData:
    """The metadata after importing every room that declares tables."""
    for room in _ROOMS:
        import_module(room)
    return SQLModel.metadata
