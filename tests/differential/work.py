"""One campaign as a task of a process, which keeps the public documents between tasks."""

from functools import cache
from pathlib import Path

from tests.differential.campaign import Campaign, Outcome
from tests.differential.targets import Target, pool


@cache
def documents(data: Path, unpacked: Path) -> list[bytes]:
    return pool(data / "suites", unpacked)


def run_target(data: Path, unpacked: Path, seed: int, work: tuple[Target, int]) -> Outcome:
    """`work` is a rule file and the number of mutants."""
    target, mutants = work
    return Campaign(target, documents(data, unpacked), seed).run(mutants)
