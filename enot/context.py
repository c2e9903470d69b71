"""The front door of enot: what it offers to the composition root."""

from pathlib import Path

from enot import listeners, portal
from shared.context import Context
from shared.events import ContractConcluded, LotAwarded

_HERE = Path(__file__).parent

context = Context(
    name="enot",
    listeners={
        LotAwarded: [listeners.lot_awarded],
        ContractConcluded: [listeners.contract_concluded],
    },
    timeline=portal.timeline,
    work=portal.work,
    templates=_HERE / "templates",
    locale=_HERE / "locale",
)
