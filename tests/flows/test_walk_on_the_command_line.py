"""The walk of docs/walk.md, typed into a shell: what the page says works, and answers as it says.

One bash runs the commands one after the other in an empty folder, so its variables and functions
live on. The server that the page starts in a second terminal is started here, on a free port.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from einvoice.model import InvoiceRecord
from einvoice.vocabulary import InvoiceStatus
from shared import audit
from shared.boot import open_installation
from shared.demo.waiting import waited_for
from shared.settings import PREFIX, Settings
from tests.console import Shown, shown_commands

pytestmark = pytest.mark.slow

WALK = Path(__file__).resolve().parents[2] / "docs" / "walk.md"
SERVE = "quaestor serve"
PORT_OF_THE_PAGE = "8080"
PATIENCE_S = 180
_MARK = "--- typed, and ended with"


class Terminal:
    """A shell that remembers, in a folder and a process group of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        # $(quaestor … | cut …) shall fail when quaestor does
        self.type("set -o pipefail")

    def type(self, command: str) -> tuple[int, str]:
        """The exit code and everything printed; a command that hangs is ended with its shell."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        printed: list[str] = []
        alarm = threading.Timer(PATIENCE_S, self._end, [signal.SIGKILL])
        alarm.start()
        try:
            self._shell.stdin.write(f'{{ {command}\n}} < /dev/null\necho "\n{_MARK} $?"\n')
            self._shell.stdin.flush()
            for line in self._shell.stdout:
                if line.startswith(_MARK):
                    return int(line.removeprefix(_MARK)), "".join(printed)
                printed.append(line)
        finally:
            alarm.cancel()
        return -1, "".join(printed) + f"\n(no end within {PATIENCE_S} s)"

    def close(self) -> None:
        """End the shell and the server it left running."""
        self._end(signal.SIGTERM)
        try:
            self._shell.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self._end(signal.SIGKILL)
            self._shell.communicate()

    def _end(self, how: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._shell.pid, how)


@pytest.fixture
def port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def terminal(tmp_path: Path, port: str) -> Iterator[Terminal]:
    """A shell that knows this checkout's commands and nothing of this machine's settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    # some seventy programs start one after the other: each would compile everything anew
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment[PREFIX + "PORT"] = port
    environment[PREFIX + "BASE_URL"] = f"http://127.0.0.1:{port}"
    data = os.environ.get(PREFIX + "DATA")
    if data:
        environment[PREFIX + "PACKS"] = str(Path(data).resolve() / "packs")
    opened = Terminal(tmp_path, environment)
    yield opened
    opened.close()


def test_the_walk_of_the_documentation_works_as_it_says(
    terminal: Terminal, tmp_path: Path, port: str
) -> None:
    shown = list(shown_commands(WALK))
    assert [each.command for each in shown].count(SERVE) == 1
    for each in shown:
        if each.command == SERVE:
            _serve(terminal, tmp_path, port)
        else:
            _type(terminal, each, port)
    assert asyncio.run(_end_state(tmp_path / "city")) == ([InvoiceStatus.APPROVED], True)


def _type(terminal: Terminal, shown: Shown, port: str) -> None:
    code, output = terminal.type(shown.command.replace(PORT_OF_THE_PAGE, port))
    said = f"{shown.place}: $ {shown.command}\n{output}"
    assert code == 0, f"{said}\nended with {code}"
    assert shown.is_answered_by(output), f"{said}\nthe page shows:\n" + "\n".join(shown.answer)


def _serve(terminal: Terminal, folder: Path, port: str) -> None:
    """As in the second terminal, until the server is ready."""
    log = folder / "serve.log"
    terminal.type(f"{SERVE} > {log.name} 2>&1 &")

    def up_or_down() -> bool:
        return _is_ready(port) or terminal.type("kill -0 $!")[0] != 0

    waited_for(up_or_down, PATIENCE_S)
    if not _is_ready(port):
        pytest.fail(f"{SERVE} ended:\n{log.read_text(encoding='utf-8')}")


def _is_ready(port: str) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=10)
    except httpx.TransportError:
        return False
    return answer.is_success


async def _end_state(home: Path) -> tuple[list[InvoiceStatus], bool]:
    """The states of all invoices, and whether the audit chain is intact and not empty."""
    installation = open_installation(Settings(home=home))
    try:
        async with installation.read() as db:
            invoices = (await db.scalars(sa.select(InvoiceRecord))).all()
            chain = await audit.verify_chain(db)
    finally:
        await installation.close()
    return [invoice.status for invoice in invoices], chain.is_intact and chain.entries > 0
