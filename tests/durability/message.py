"""The scenario of an AS4 message: whoever holds a receipt finds it stored, whole, once."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import SQLModel

from peppol.context import context
from peppol.devpki import write_key
from peppol.identifiers import INVOICE
from peppol.model import Exchange, Message
from peppol.service import receive_message, register_participant
from shared.clock import FrozenClock
from shared.events import DocumentReceived
from shared.installation import Installation, install
from shared.migrations import migrate
from shared.outbox import OutboxEntry
from shared.settings import Settings
from tests.durability.killing import Acknowledge, Found
from tests.peppol.incoming import message
from tests.peppol.world import NOW, SUPPLIER, network

PACKED = message()


def open_home(home: Path) -> Installation:
    settings = Settings(home=home, contexts=("peppol",), base_url="http://ap.example")
    return install(settings, [context], {}, FrozenClock(NOW))


class As4Reception:
    """Another access point sends one message; killed anywhere, it sends the same octets again."""

    async def prepare(self, home: Path) -> None:
        network().pki.write_anchors(home / "peppol")
        write_key(network().sender, home / "peppol" / "access-point-key.pem")
        write_key(network().publisher, home / "peppol" / "publisher.pem")
        here = open_home(home)
        await migrate(here.database.engine)
        async with here.begin() as db:
            await register_participant(db, here, SUPPLIER, [INVOICE])
        await here.close()

    async def act(self, home: Path, acknowledge: Acknowledge) -> None:
        here = open_home(home)
        answer = await receive_message(here, PACKED.content_type, PACKED.body)
        if answer.is_receipt:
            acknowledge(answer.body.hex())
        await here.close()

    async def recover(self, home: Path) -> Found:
        """Kept counts messages whose three blobs can be read; effects what others are told."""
        here = open_home(home)
        async with here.read() as db:
            kept = (await db.scalars(sa.select(Message))).all()
            told = await _count(here, OutboxEntry)
            if await _count(here, Exchange) != len(kept):
                raise RuntimeError("a message without its entry in the statistics, or the reverse")
        for found in kept:
            for sha256 in (found.package_sha256, found.envelope_sha256, found.payload_sha256):
                await here.blobs.get(sha256)
        await here.close()
        return Found(len(kept), told)


async def _count(here: Installation, table: type[SQLModel]) -> int:
    chosen = sa.select(sa.func.count()).select_from(table)
    if table is OutboxEntry:
        chosen = chosen.where(sa.column("event") == DocumentReceived.name)
    async with here.read() as db:
        return int(await db.scalar(chosen) or 0)
