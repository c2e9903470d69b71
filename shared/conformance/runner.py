"""Runs the cases of a suite over several processes and tallies them."""

import datetime as dt
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from shared.conformance.suites import BrokenSuiteFile, Case, cases, suite_files
from shared.conformance.tally import Failure, Tally, tally_of
from shared.errors import QuaestorError
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.schematron.tree import document_of
from shared.xml.parse import parse

# starting a process costs as much as some hundred cases
_FILES_A_PROCESS = 40
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class RulesToRun:
    """Rule files whose findings are taken together, and the day they are run for."""

    files: tuple[Path, ...]
    cache: Path | None
    today: dt.date


Watch = Callable[[int, int], None]


def run_suite(
    folder: Path, rules: RulesToRun, processes: int = 1, watch: Watch | None = None
) -> Tally:
    """All cases of all test sets below a folder; `watch` is told (files done, files in all).

    A file that cannot be read is one failed case. Raises RulesUnusable or UnknownConstruct when
    a rule file cannot be compiled.
    """
    for file in rules.files:
        _compiled(file, rules.cache)
    files = suite_files(folder)
    work = partial(_tally_of_file, folder, rules)
    wanted = min(processes, -(-len(files) // _FILES_A_PROCESS))
    if wanted <= 1:
        return _sum(map(work, files), len(files), watch)
    with ProcessPoolExecutor(wanted, multiprocessing.get_context("spawn")) as pool:
        return _sum(pool.map(work, files, chunksize=_CHUNK), len(files), watch)


def _sum(tallies: Iterable[Tally], files: int, watch: Watch | None) -> Tally:
    result = Tally()
    for done, tally in enumerate(tallies, 1):
        result += tally
        if watch is not None:
            watch(done, files)
    return result


def _tally_of_file(folder: Path, rules: RulesToRun, path: Path) -> Tally:
    file = path.relative_to(folder).as_posix()
    try:
        return tally_of(_outcome(file, case, rules) for case in cases(path))
    except BrokenSuiteFile as error:
        return tally_of([Failure(file, "file", "a readable test set", str(error))])


def _outcome(file: str, case: Case, rules: RulesToRun) -> Failure | None:
    """None when all expectations of a case hold."""
    name = str(case.number)
    if case.wrong:
        return Failure(file, name, "a test with its document", case.wrong)
    try:
        fired, unevaluated = _fired(case.document, rules)
    except QuaestorError as error:
        return Failure(file, name, _listed(map(str, case.expectations)), str(error))
    wrong = [
        (str(expected), _got(expected.rule, fired, unevaluated))
        for expected in case.expectations
        if not expected.holds(fired[expected.rule]) or expected.rule in unevaluated
    ]
    if not wrong:
        return None
    return Failure(file, name, _listed(e for e, _ in wrong), _listed(got for _, got in wrong))


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _got(rule: str, fired: Counter[str], unevaluated: dict[str, str]) -> str:
    if rule in unevaluated:
        return f"{rule} could not be evaluated: {unevaluated[rule]}"
    times = fired[rule]
    return f"{rule} fired {times} times" if times else f"{rule} did not fire"


def _fired(content: bytes, rules: RulesToRun) -> tuple[Counter[str], dict[str, str]]:
    """(how often each rule fired, why rules could not be evaluated).

    Rules that several files have in common are counted once: per place as often as the file that
    found them there most.
    """
    together: Counter[tuple[str, int]] = Counter()
    unevaluated: dict[str, str] = {}
    document = document_of(parse(content))
    for file in rules.files:
        here: Counter[tuple[str, int]] = Counter()
        for found in _compiled(file, rules.cache).run(document, rules.today):
            if found.error:
                unevaluated[found.assertion.id] = found.error
            else:
                here[found.assertion.id, found.node.order] += 1
        together |= here
    fired: Counter[str] = Counter()
    for (rule, _), times in together.items():
        fired[rule] += times
    return fired, unevaluated


@cache
def _compiled(file: Path, folder: Path | None) -> RuleSet:
    return rule_set(file, folder)
