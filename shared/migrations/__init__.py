"""One linear history of the tables of all contexts, run by `quaestor migrate`."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

FOLDER = Path(__file__).parent


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("version_locations", str(FOLDER / "versions"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database up to the newest tables; does nothing when it is there already."""
    async with engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(configuration(c), "head"))
        await connection.commit()


def migrate_now(url: str) -> None:
    """As `migrate`, for commands that have no event loop."""
    from shared.db import make_engine

    async def run() -> None:
        engine = make_engine(url)
        try:
            await migrate(engine)
        finally:
            await engine.dispose()

    asyncio.run(run())
