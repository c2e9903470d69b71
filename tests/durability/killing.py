"""Plays a scenario in a child process that is killed at its k-th durability step, for every k.

A step is the moment before or after each flush, rename and commit. After each death another
process recovers (workers run, the sender sends again), and the scenario counts what is there. The
loop ends when a child comes through without dying. A kill loses nothing the operating system was
given, so this proves the order of steps; that they are flushed is shown in tests/shared/test_blobs.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from shared.boot import contexts_of
from shared.settings import Settings

Acknowledge = Callable[[str], None]
MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What is there after recovery: how often it was kept, and how often it had its effect."""

    kept: int
    effects: int


class Scenario(Protocol):
    """One thing that must survive: prepare the world, act once, recover and count."""

    async def prepare(self, home: Path) -> None: ...

    async def act(self, home: Path, acknowledge: Acknowledge) -> None: ...

    async def recover(self, home: Path) -> Found: ...


@dataclass(frozen=True, slots=True)
class Death:
    """One run: killed at which step, whether the sender had its answer, what was found after."""

    step: int
    killed: bool
    answer: str
    """What the sender was told before the death; empty when it was told nothing."""

    again: str
    """What the sender was told when it sent again."""

    before: Found
    after: Found


def kill_everywhere(scenario: Scenario, folder: Path) -> list[Death]:
    """Every death, in the order of steps; the last entry is the run that survived."""
    template = folder / "template"
    template.mkdir(parents=True)
    _in_child(lambda _: scenario.prepare(template))
    deaths = []
    for step in range(1, MOST_STEPS):
        death = _die_once(scenario, template, folder / f"run-{step}", step)
        deaths.append(death)
        if not death.killed:
            return deaths
    raise RuntimeError(f"still dying after {MOST_STEPS} steps")


def _die_once(scenario: Scenario, template: Path, home: Path, step: int) -> Death:
    shutil.copytree(template, home)

    async def act(tell: Acknowledge) -> None:
        _die_at(step)
        await scenario.act(home, tell)

    async def recover(tell: Acknowledge) -> None:
        first = await scenario.recover(home)
        again: list[str] = []
        await scenario.act(home, again.append)
        if not again:
            raise RuntimeError("the sender got no answer even when nothing went wrong")
        second = await scenario.recover(home)
        tell(json.dumps([again[0], asdict(first), asdict(second)]))

    status, told = _in_child(act)
    _, recovered = _in_child(recover)
    again, first, second = json.loads(recovered)
    shutil.rmtree(home)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return Death(step, killed, told, again, Found(**first), Found(**second))


def _in_child(work: Callable[[Acknowledge], Awaitable[None]]) -> tuple[int, str]:
    """Run in a fork; returns its wait status and what it told. A child that fails fails us."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run_and_exit(work, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise RuntimeError(f"a child failed: {told}")
    return status, told


def _run_and_exit(work: Callable[[Acknowledge], Awaitable[None]], writing: int) -> None:
    def tell(text: str) -> None:
        os.write(writing, text.encode())

    try:
        asyncio.run(_awaited(work, tell))
    except BaseException as error:  # noqa: BLE001  a fork must never return into its parent's code
        tell(f"{type(error).__name__}: {error}")
        os._exit(1)
    os._exit(0)


async def _awaited(work: Callable[[Acknowledge], Awaitable[None]], tell: Acknowledge) -> None:
    await work(tell)


def _die_at(step: int) -> None:
    """From here on count flushes, renames and commits, and die at the given one."""
    passed = 0

    def count() -> None:
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection

    for owner, name in ((os, "fsync"), (os, "replace"), (AsyncAdapt_dbapi_connection, "commit")):
        setattr(owner, name, _counted(getattr(owner, name), count))


def _counted(deed: Callable[..., Any], count: Callable[[], None]) -> Callable[..., Any]:
    def counted(*arguments: Any, **options: Any) -> Any:
        count()
        result = deed(*arguments, **options)
        count()
        return result

    return counted


def main(scenario_name: str, folder: str) -> None:
    """`python -m tests.durability.killing module:Scenario folder` writes folder/deaths.json."""
    module, _, name = scenario_name.partition(":")
    scenario: Scenario = getattr(import_module(module), name)()
    # what is imported before the first fork need not be imported in every child
    contexts_of(Settings())
    deaths = kill_everywhere(scenario, Path(folder))
    found = json.dumps([asdict(death) for death in deaths])
    (Path(folder) / "deaths.json").write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
