"""The boot story: which contexts there are, and one installation with all of them.

This is the roof: the only place that opens a context's front door. It loads no web framework, for
commands and workers start here too.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from shared.clock import Clock
from shared.context import Context
from shared.i18n import Catalogue, load_catalogues
from shared.installation import Installation, install
from shared.settings import Settings

SHARED = Path(__file__).parent


def contexts_of(settings: Settings) -> Sequence[Context]:
    """The front doors of the chosen contexts."""
    return [import_module(f"{name}.context").context for name in settings.contexts]


def catalogues_of(contexts: Sequence[Context]) -> Mapping[str, Catalogue]:
    """All texts; a process that serves fewer contexts still speaks four languages."""
    return load_catalogues([SHARED / "locale", *(c.locale for c in contexts if c.locale)])


def open_installation(settings: Settings, clock: Clock | None = None) -> Installation:
    """The installation with its contexts, for servers, workers and commands."""
    contexts = contexts_of(settings)
    return install(settings, contexts, catalogues_of(contexts), clock)
