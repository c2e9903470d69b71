"""One request or job is one transaction: return commits, raise rolls back.

Commit happens in the clean-up of a generator dependency, before the answer leaves; a COMMIT that
fails is therefore a 500, never a 201.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from shared.errors import Conflict, WhoActs
from shared.i18n import msg

READ_ONLY = "quaestor_read_only"
# how SQLite and PostgreSQL name a table or column that is not there
_MISSING = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")


class TablesMissing(Conflict):
    code: ClassVar[str] = "tables-missing"
    says: ClassVar[str] = msg("The database of this installation has no tables yet, or older ones.")
    remedy: ClassVar[str] = msg("Run `quaestor migrate`, then repeat the command.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


def are_tables_missing(error: DBAPIError) -> bool:
    """Did a statement fail because nobody has run `quaestor migrate`?"""
    told = f"{type(error.orig).__name__} {error.orig}"
    return any(word in told for word in _MISSING)


class Database:
    """The engine and its two kinds of transaction: writing and reading."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        reading = self.engine.execution_options(**{READ_ONLY: True, "postgresql_readonly": True})
        self._write = async_sessionmaker(self.engine, expire_on_commit=False)
        self._read = async_sessionmaker(reading, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may write; commits when the block is left, rolls back on raise."""
        async with self._write() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that cannot write."""
        async with self._read() as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def make_engine(url: str) -> AsyncEngine:
    """SQLite: WAL, synchronous=FULL, writers queue at BEGIN. PostgreSQL: as configured there."""
    engine = create_async_engine(url, **_pool(url))
    if engine.dialect.name == "sqlite":
        _make_folder(url)
        event.listen(engine.sync_engine, "connect", _sqlite_connected)
        event.listen(engine.sync_engine, "begin", _sqlite_begins)
    return engine


def _pool(url: str) -> dict[str, Any]:
    return {} if url.startswith("sqlite") else {"pool_size": 10, "max_overflow": 20}


def _make_folder(url: str) -> None:
    path = sa.make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _sqlite_connected(connection: Any, _record: object) -> None:
    # the driver would begin transactions by itself, too late and too weak: _sqlite_begins does it
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=wal",
        "synchronous=full",
        "foreign_keys=on",
        "busy_timeout=15000",
    ):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _sqlite_begins(connection: sa.Connection) -> None:
    # a writer takes its place in the queue at once: upgrading a read transaction later would
    # fail immediately whenever another writer came first
    reads_only = bool(connection.get_execution_options().get(READ_ONLY))
    connection.exec_driver_sql(f"pragma query_only={'on' if reads_only else 'off'}")
    connection.exec_driver_sql("begin" if reads_only else "begin immediate")
