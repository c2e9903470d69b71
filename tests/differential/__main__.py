"""`python -m tests.differential --mutants 20000 [--only NAME] [--seed 1] [--keep FOLDER]`.

With `--notices 16,29` the rules of these eForms subtypes instead, so many mutants for each: SaxonC
takes most of a minute to compile one.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.differential.campaign import Outcome
from tests.differential.targets import Target, notice_targets, notices, targets
from tests.differential.work import documents, run_target

_SUMMED = (
    "assertions",
    "beyond_reach",
    "seen_in_public",
    "seen",
    "documents",
    "mutants",
    "aborted",
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--only", default="", help="part of the name of a rule file")
    parser.add_argument("--notices", default="", help="subtypes of eForms notices, with commas")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write documents that differ into this folder")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    return parser.parse_args()


def main() -> int:
    """Exit code 0 when nothing differs."""
    arguments = _arguments()
    data = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent"))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        # unpacks what lies packed before several processes read it
        if arguments.notices:
            subtypes = arguments.notices.split(",")
            work = [(t, arguments.mutants) for t in notice_targets(data, Path(folder), subtypes)]
            notices(data, Path(folder), "")
        else:
            found = [t for t in targets(data / "packs") if arguments.only in t.name]
            work = shares(found, arguments.mutants)
            documents(data, Path(folder))
        job = partial(run_target, data, Path(folder), arguments.seed)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(arguments.processes, context) as pool_:
            outcomes = []
            for outcome in pool_.map(job, work):
                outcomes.append(outcome)
                _tell(outcome, arguments.keep)
    _tell_total(outcomes, arguments.seed, time.monotonic() - started)
    return 1 if any(outcome.different for outcome in outcomes) else 0


def shares(found: list[Target], mutants: int) -> list[tuple[Target, int]]:
    """Mutants by the number of assertions, at least a hundred for each rule file."""
    total = sum(target.weight for target in found) or 1
    return [(target, max(100, mutants * target.weight // total)) for target in found]


def _tell(outcome: Outcome, keep: Path | None) -> None:
    _line(outcome)
    for number, (document, difference) in enumerate(outcome.different):
        if number < 3:
            sys.stdout.write(f"    {difference[:400]}\n")
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            name = f"{outcome.name.replace('/', '_')}-{number}"
            (keep / f"{name}.xml").write_bytes(document)
            (keep / f"{name}.txt").write_text(difference)
    sys.stdout.flush()


def _line(outcome: Outcome) -> None:
    in_reach = max(1, outcome.assertions - outcome.beyond_reach)
    numbers = (
        f"{outcome.assertions:5} {outcome.beyond_reach:4} {outcome.seen_in_public:5}",
        f"{outcome.seen:5} {100 * outcome.seen / in_reach:5.1f}%",
        f"{outcome.documents:5} {outcome.mutants:6} {outcome.aborted:4}",
        f"{outcome.errors:5} {outcome.decided:5} {len(outcome.different):4}",
    )
    sys.stdout.write(f"{outcome.name:60} {' '.join(numbers)}\n")


def _tell_total(outcomes: list[Outcome], seed: int, seconds: float) -> None:
    total = Outcome("all")
    for outcome in outcomes:
        for name in _SUMMED:
            setattr(total, name, getattr(total, name) + getattr(outcome, name))
        total.errors += outcome.errors
        total.decided += outcome.decided
        total.different += outcome.different
    sys.stdout.write(
        "columns: assertions, of these beyond the reach of any document, failed in public"
        " documents, failed in all, share of those in reach, documents, mutants, documents the"
        " judge gave up on, errors of single assertions, of these decided all the same,"
        " differences\n"
    )
    _line(total)
    sys.stdout.write(f"seed {seed}, {seconds:.0f} s\n")


if __name__ == "__main__":
    sys.exit(main())
