"""Receives one message in a process that is killed at the n-th durable step, for every n.

Run as a program with a folder; writes one JSON object per n into its rounds.jsonl. Each child is
a fork, so that what it has not made durable is gone with it.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from peppol.as4.send import PackedMessage
from peppol.context import context
from peppol.identifiers import INVOICE
from peppol.model import Exchange, Message
from peppol.service import receive_message, register_participant
from shared.clock import FrozenClock
from shared.installation import Installation, install
from shared.migrations import migrate
from shared.outbox import OutboxEntry
from shared.settings import Settings
from tests.peppol.world import NOW, SUPPLIER, network

ACKNOWLEDGED = "acknowledged"


def open_home(home: Path) -> Installation:
    settings = Settings(home=home, contexts=("peppol",), base_url="http://ap.example")
    return install(settings, [context], {}, FrozenClock(NOW))


async def prepare(home: Path) -> None:
    from peppol.devpki import write_key

    network().pki.write_anchors(home / "peppol")
    write_key(network().sender, home / "peppol" / "access-point-key.pem")
    write_key(network().publisher, home / "peppol" / "publisher.pem")
    installation = open_home(home)
    await migrate(installation.database.engine)
    async with installation.begin() as db:
        await register_participant(db, installation, SUPPLIER, [INVOICE])
    await installation.close()


class Reaper:
    """Counts durable steps and kills this process, hard, when the chosen one begins."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.step()
            return real(*arguments, **options)

        return call

    def watch(self, installation: Installation) -> None:
        os.fsync = self.before(os.fsync)
        Path.replace = self.before(Path.replace)  # type: ignore[method-assign]  # to count it
        begin = installation.database.begin

        @asynccontextmanager
        async def counted() -> AsyncIterator[AsyncSession]:
            self.step()
            async with begin() as db:
                yield db
                self.step()  # everything is written, nothing committed
            self.step()  # committed, not yet told

        installation.database.begin = counted  # type: ignore[method-assign]  # to count it


async def receive_once(home: Path, packed: PackedMessage, kill_at: int) -> None:
    installation = open_home(home)
    reaper = Reaper(kill_at)
    if kill_at:
        reaper.watch(installation)
    answer = await receive_message(installation, packed.content_type, packed.body)
    if answer.is_receipt:
        (home / ACKNOWLEDGED).write_bytes(answer.body)
    await installation.close()


def in_child(work: Callable[[], None]) -> bool:
    """Run in a fork; True when it was killed."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


async def count(home: Path) -> dict[str, Any]:
    installation = open_home(home)
    counted: dict[str, Any] = {}
    async with installation.read() as db:
        for table in (Message, Exchange, OutboxEntry):
            found = await db.scalar(sa.select(sa.func.count()).select_from(table))
            counted[str(table.__tablename__)] = found
        message = await db.scalar(sa.select(Message))
    if message is not None:
        kept = (message.package_sha256, message.envelope_sha256, message.payload_sha256)
        counted["octets"] = [len(await installation.blobs.get(sha256)) for sha256 in kept]
        counted["receipt"] = (message.receipt or b"").hex()
    await installation.close()
    return counted


def one_round(template: Path, home: Path, packed: PackedMessage, kill_at: int) -> dict[str, Any]:
    shutil.copytree(template, home)
    killed = in_child(lambda: asyncio.run(receive_once(home, packed, kill_at)))
    was_acknowledged = (home / ACKNOWLEDGED).exists()
    after_kill = _counted(home)
    in_child(lambda: asyncio.run(receive_once(home, packed, 0)))
    report = {
        "kill_at": kill_at,
        "killed": killed,
        "acknowledged_before": was_acknowledged,
        "after_kill": after_kill,
        "after_repeat": _counted(home),
        "receipt": (home / ACKNOWLEDGED).read_bytes().hex(),
    }
    shutil.rmtree(home)
    return report


def _counted(home: Path) -> dict[str, Any]:
    """Counted in a fork as well: this process must stay without threads to go on forking."""

    def work() -> None:
        (home / "count.json").write_text(json.dumps(asyncio.run(count(home))))

    in_child(work)
    counted: dict[str, Any] = json.loads((home / "count.json").read_text())
    return counted


def main(folder: Path) -> None:
    from tests.peppol.test_receiving import message

    template = folder / "template"
    packed = message()
    in_child(lambda: asyncio.run(prepare(template)))
    for kill_at in range(1, 200):
        report = one_round(template, folder / "round", packed, kill_at)
        with (folder / "rounds.jsonl").open("a") as rounds:
            rounds.write(json.dumps(report) + "\n")
        if not report["killed"]:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
