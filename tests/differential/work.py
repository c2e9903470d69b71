"""One campaign as a task of a process, which keeps the public documents between tasks."""

from functools import cache
from pathlib import Path

from tests.differential.campaign import Campaign, Outcome
from tests.differential.targets import Target, notices, pool


@cache
def documents(data: Path, unpacked: Path) -> list[bytes]:
    return pool(data / "suites", unpacked)


def run_target(data: Path, unpacked: Path, seed: int, work: tuple[Target, int]) -> Outcome:
    """`work` is a rule file and the number of mutants."""
    target, mutants = work
    if target.phase:
        public = notices(data, unpacked, target.phase.removeprefix("eforms-"))
    else:
        public = documents(data, unpacked)
    return Campaign(target, public, seed).run(mutants)
