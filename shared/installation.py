"""The running installation: what handlers, jobs, listeners and commands are given to work with."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from shared.blobs import BlobStore, make_blobs
from shared.clock import Clock, SteeredClock, SystemClock
from shared.context import Context
from shared.db import Database
from shared.i18n import Catalogue
from shared.settings import Settings

Port = TypeVar("Port")


class PortNotServed(RuntimeError):
    """A context asked a question whose owner is not part of this process."""


class Installation:
    """Settings, clock, database, documents, texts and the contexts chosen for this process.

    A plain class, not a dataclass: the web framework would look into a dataclass and copy it.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        blobs: BlobStore,
        *,
        catalogues: Mapping[str, Catalogue],
        contexts: Sequence[Context] = (),
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.blobs = blobs
        self.catalogues = catalogues
        self.contexts = contexts

    def with_contexts(self, contexts: Sequence[Context]) -> "Installation":
        """The same installation as seen by a process that serves other contexts."""
        return Installation(
            self.settings,
            self.clock,
            self.database,
            self.blobs,
            catalogues=self.catalogues,
            contexts=contexts,
        )

    def begin(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that may write: commits when left, rolls back on raise."""
        return self.database.begin()

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that cannot write."""
        return self.database.read()

    def port(self, protocol: type[Port]) -> Port:
        """Who answers this question; raises PortNotServed."""
        for context in self.contexts:
            if protocol in context.ports:
                return cast(Port, context.ports[protocol])
        raise PortNotServed(protocol.__name__)

    def serves(self, protocol: type) -> bool:
        return any(protocol in context.ports for context in self.contexts)

    async def close(self) -> None:
        await self.database.close()


def make_clock(settings: Settings) -> Clock:
    offset = settings.clock_offset_file
    return SteeredClock(offset) if offset else SystemClock()


def install(
    settings: Settings,
    contexts: Sequence[Context],
    catalogues: Mapping[str, Catalogue],
    clock: Clock | None = None,
) -> Installation:
    """Open the installation the settings describe; makes its home folder."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Installation(
        settings,
        clock or make_clock(settings),
        Database(settings.effective_database_url),
        make_blobs(settings.blob_url, settings.home),
        catalogues=catalogues,
        contexts=contexts,
    )
