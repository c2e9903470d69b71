"""The scenario of a sealed bid: whoever holds a receipt finds the bid, once, whatever died when."""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from litestar.testing import AsyncTestClient
from sqlmodel import SQLModel

from etender.model import BidVersion, Receipt
from shared.app import create_app
from shared.boot import open_installation
from shared.clock import FrozenClock
from shared.installation import Installation
from shared.migrations import migrate
from shared.settings import Settings
from shared.worker import Worker
from tests.conftest import bearer
from tests.durability.killing import Acknowledge, Found
from tests.etender.story import publish_story, trust
from tests.factories import seat_people

NOW = dt.datetime(2027, 1, 11, 8, 0, tzinfo=dt.UTC)


def settings(home: Path) -> Settings:
    return Settings(
        home=home,
        contexts=("etender",),
        workers_in_process=False,
        rate_limit_per_minute=100_000,
    )


class BidSubmission:
    """A supplier's machine posts one sealed bid; killed anywhere, it posts it again."""

    async def prepare(self, home: Path) -> None:
        here = open_installation(settings(home), FrozenClock(NOW))
        await migrate(here.database.engine)
        people = await seat_people(here)
        trust(here)
        story = await publish_story(here, Worker(here), people, FrozenClock(NOW))
        sealed = await story.seal(story.signed(people.supplier, {1: "1000", 2: "500"}))
        (home / "payload.age").write_bytes(sealed.payload)
        (home / "key.age").write_bytes(sealed.key_envelope)
        (home / "call").write_text(str(story.procedure_id))
        (home / "token").write_text((await bearer(here, people.supplier))["authorization"])
        await here.close()

    async def act(self, home: Path, acknowledge: Acknowledge) -> None:
        app = create_app(settings(home), FrozenClock(NOW))
        async with AsyncTestClient(app) as machine:
            answer = await machine.post(
                f"/api/etender/calls/{(home / 'call').read_text()}/bids",
                headers={"authorization": (home / "token").read_text()},
                data={"lots": "1,2"},
                files={
                    "payload": (home / "payload.age").read_bytes(),
                    "key_envelope": (home / "key.age").read_bytes(),
                },
            )
            if answer.status_code in (200, 201):
                acknowledge(answer.json()["receipt_id"])

    async def recover(self, home: Path) -> Found:
        here = open_installation(settings(home), FrozenClock(NOW + dt.timedelta(minutes=10)))
        await Worker(here).drain()
        found = Found(await _count(here, BidVersion), await _count(here, Receipt))
        await here.close()
        return found


async def _count(here: Installation, table: type[SQLModel]) -> int:
    async with here.read() as db:
        return int(await db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
