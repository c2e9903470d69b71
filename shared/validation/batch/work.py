"""Checks sources one by one or in several processes; the answers come in the sources' order."""

import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shared.i18n import kernel_catalogue, msg
from shared.validation.batch.forms import FORMS
from shared.validation.batch.sources import Source, UnreadableError, read
from shared.validation.report import ValidationReport, Verdict

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from shared.validation.library import Preparing
    from shared.validation.severity_profile import SeverityProfile
    from shared.validation.validator import Validator

WORTH_A_PROCESS = 40
"""So many small documents take as long as starting one process more."""
# documents that a process is handed at once: handing over costs as much as a third of a small one
_MOST_IN_ONE_GO = 32
_TURNS = 16
# the first document compiles, the second shows which assertions ask for texts, the third is usual
_FIRST = 3


class Checking(NamedTuple):
    """What every document of a run is checked with, and the form and language of the answers."""

    packs: tuple[Path, ...]
    cache: Path
    day: dt.date
    form: str
    language: str
    profile: "SeverityProfile | None" = None
    only: tuple[str, ...] = ()
    with_next: bool = False


class Answer(NamedTuple):
    """What a run tells of one document: verdict, or why it could not be read; `part` of the form.

    `refusal` is in the language asked.
    """

    name: str
    verdict: Verdict | None
    part: bytes
    refusal: str = ""


def answers(
    checking: Checking,
    sources: Sequence[Source],
    jobs: int,
    preparing: "Preparing | None" = None,
) -> Iterator[Answer]:
    """One answer per source, in order, by so many processes."""
    worker = _Worker(checking, preparing)
    if jobs <= 1 or len(sources) <= 1:
        yield from map(worker.answer, sources)
    else:
        yield from _side_by_side(worker, sources, min(jobs, len(sources)))


def jobs_for(count: int, cores: int) -> int:
    """How many processes are worth starting for so many documents."""
    return max(1, min(cores, count // WORTH_A_PROCESS))


class _Worker:
    def __init__(self, checking: Checking, preparing: "Preparing | None" = None) -> None:
        self.checking = checking
        self._preparing = preparing
        self._catalogue = kernel_catalogue(checking.language)
        self._form = FORMS[checking.form]
        self._validator: Validator | None = None

    def answer(self, source: Source) -> Answer:
        try:
            data = read(source)
        except UnreadableError as error:
            return self._refusal(source.name, self._catalogue.gettext(str(error)))
        report = self._judged(data)
        part = self._form.part(source.name, report, self._catalogue)
        return Answer(source.name, report.verdict, part)

    def lost(self, source: Source) -> Answer:
        """The answer for a document whose process ended."""
        reason = msg("the process that checked it was ended by the system")
        return self._refusal(source.name, self._catalogue.gettext(reason))

    def _judged(self, data: bytes) -> ValidationReport:
        if self._validator is None:
            from shared.packs import Packs
            from shared.validation.validator import Validator

            cache = self.checking.cache
            packs = Packs(self.checking.packs, cache)
            self._validator = Validator(packs, cache, preparing=self._preparing)
        checking, profile = self.checking, self.checking.profile
        if checking.with_next:
            report = self._validator.with_next(data, checking.day)
        else:
            report = self._validator.validate(data, checking.day, only=checking.only)
        return report if profile is None else report.under(profile)

    def _refusal(self, name: str, reason: str) -> Answer:
        made = self._form.refused
        return Answer(name, None, made(name, reason) if made else b"", reason)


# several processes ------------------------------------------------------------------------------

_here: _Worker | None = None


def _begin(checking: Checking) -> None:
    global _here  # noqa: PLW0603  one worker per process, inherited where processes are forked
    if _here is None:
        _here = _Worker(checking)


def _answer_here(source: Source) -> Answer:
    if _here is None:
        raise RuntimeError("the process was not begun")
    return _here.answer(source)


def _side_by_side(worker: _Worker, sources: Sequence[Source], jobs: int) -> Iterator[Answer]:
    """The first documents are checked here: forked processes then share what was learnt."""
    from concurrent.futures.process import BrokenProcessPool

    from shared.schematron.deadline import rest

    global _here  # noqa: PLW0603  as above
    _here, checking = worker, worker.checking
    done = min(_FIRST, len(sources))
    try:
        yield from map(_here.answer, sources[:done])
        rest()
        # what is shared is not to be copied because the collector marks it
        gc.freeze()
        try:
            with _pool(checking, jobs) as pool:
                share = max(1, min(_MOST_IN_ONE_GO, len(sources) // (jobs * _TURNS)))
                for answer in pool.map(_answer_here, sources[done:], chunksize=share):
                    yield answer
                    done += 1
        except BrokenProcessPool:
            yield from _one_by_one(checking, sources[done:], _here)
    finally:
        gc.unfreeze()
        _here = None


def _one_by_one(
    checking: Checking, sources: Sequence[Source], worker: "_Worker"
) -> Iterator[Answer]:
    """After a process was killed: each document in a process that it alone can end."""
    from concurrent.futures.process import BrokenProcessPool

    pool = _pool(checking, 1)
    try:
        for source in sources:
            try:
                yield pool.submit(_answer_here, source).result()
            except BrokenProcessPool:
                yield worker.lost(source)
                pool.shutdown()
                pool = _pool(checking, 1)
    finally:
        pool.shutdown()


def _pool(checking: Checking, jobs: int) -> "ProcessPoolExecutor":
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _begin, (checking,))
