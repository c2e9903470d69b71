"""What every command needs: the installation of --home, an actor by --as, one transaction."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db import TablesMissing, are_tables_missing
from shared.identity.actor import SYSTEM, Actor
from shared.installation import Installation
from shared.settings import Settings

as_person = click.option(
    "--as",
    "email",
    required=True,
    metavar="E-MAIL",
    help="The person who acts; what they may do is checked as on the pages.",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One command at work: the installation, a writing transaction and who acts."""

    installation: Installation
    db: AsyncSession
    actor: Actor


@asynccontextmanager
async def running(context: click.Context, email: str = "") -> AsyncIterator[Run]:
    """Open the installation of `--home` and one transaction; commits when left without error.

    Jobs that the command enqueued are left to the server or `quaestor worker`.
    """
    installation = open_here(context)
    try:
        async with installation.begin() as db:
            actor = await _actor(db, email)
            yield Run(installation, db, actor)
    finally:
        await installation.close()


def open_here(context: click.Context) -> Installation:
    """The installation of `--home`, with all the contexts of the settings."""
    from importlib import import_module

    # by name: the roof composes contexts, and commands stand below it
    settings = Settings.from_environment(home=context.obj["home"])
    opened: Installation = import_module("shared.boot").open_installation(settings)
    return opened


async def _actor(db: AsyncSession, email: str) -> Actor:
    from shared.identity.service import actor_by_email

    return await actor_by_email(db, email) if email else SYSTEM


def asynchronous(command: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Let click call a coroutine."""

    @functools.wraps(command)
    def call(*arguments: Any, **options: Any) -> None:
        asyncio.run(_awaited(command, arguments, options))

    return call


async def _awaited(
    command: Callable[..., Awaitable[None]], arguments: Any, options: dict[str, Any]
) -> None:
    try:
        await command(*arguments, **options)
    except DBAPIError as error:
        if are_tables_missing(error):
            raise TablesMissing from error
        raise
