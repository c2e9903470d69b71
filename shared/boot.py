"""The boot story: which contexts there are, and one installation with all of them.

This is the roof: the only place that opens a context's front door. It loads no web framework, for
commands and workers start here too.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import overload

from shared.clock import Clock
from shared.context import Context
from shared.i18n import Catalogue, load_catalogues
from shared.installation import Installation, install
from shared.settings import Settings

SHARED = Path(__file__).parent


class _FrontDoors(Sequence[Context]):
    """The contexts of these names, each opened when it is first looked at.

    A command that asks the others nothing does not wait for them to be loaded.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> Context: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Context]: ...
    def __getitem__(self, place: int | slice) -> Context | Sequence[Context]:
        if isinstance(place, slice):
            return _FrontDoors(self._names[place])
        opened: Context = import_module(f"{self._names[place]}.context").context
        return opened


def contexts_of(settings: Settings) -> Sequence[Context]:
    """The front doors of the chosen contexts."""
    return _FrontDoors(settings.contexts)


def catalogues_of(names: Sequence[str]) -> Mapping[str, Catalogue]:
    """All texts: those of the kernel and of the folder `locale` of each context."""
    return load_catalogues([SHARED / "locale", *(SHARED.parent / n / "locale" for n in names)])


def open_installation(settings: Settings, clock: Clock | None = None) -> Installation:
    """The installation with its contexts, for servers, workers and commands."""
    texts = catalogues_of(settings.contexts)
    return install(settings, contexts_of(settings), texts, clock)
