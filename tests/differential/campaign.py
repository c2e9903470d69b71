"""One rule file against the judge: first public documents, then mutants aimed at its assertions."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from shared.xml.parse import Element, parse
from tests.differential.assertions import Assertions
from tests.differential.assertions import Target as Assertion
from tests.differential.chance import changed
from tests.differential.judges import (
    Aborted,
    Judge,
    OwnEngine,
    SaxonOnRules,
    SaxonOnStylesheet,
    Verdicts,
)
from tests.differential.targets import Target, seeds

_TRIES = 30
_MOST_SEEDS = 120
_LARGEST_MUTANT = 200_000
# a subtype of eForms has thousands of assertions and takes the judge a while per document
_AIMS_AT_A_NOTICE = 24


@dataclass
class Outcome:
    """What one campaign saw.

    `beyond_reach`: assertions that an earlier rule keeps from ever being asked.
    `errors`: single assertions that ended in an error at the judge; `decided`: those of them whose
    outcome is known all the same (XPath 2.0, 2.3.4). `different` holds (document, what differs).
    """

    name: str
    assertions: int = 0
    beyond_reach: int = 0
    seen_in_public: int = 0
    seen: int = 0
    documents: int = 0
    mutants: int = 0
    aborted: int = 0
    errors: int = 0
    decided: int = 0
    different: list[tuple[bytes, str]] = field(default_factory=list)
    never: list[str] = field(default_factory=list)


class Campaign:
    """Runs with a fixed seed, so that every mutant can be made again."""

    def __init__(self, target: Target, documents: Sequence[bytes], seed: int) -> None:
        self._rnd = random.Random(f"{seed}:{target.name}")  # noqa: S311  no secret
        self._assertions = Assertions(target.rules, target.phase)
        self._own = OwnEngine(target.rules, target.phase or None)
        is_stylesheet = target.rules.suffix != ".sch"
        self._judge: Judge = (
            SaxonOnStylesheet(target.rules)
            if is_stylesheet
            else SaxonOnRules(target.rules, target.phase)
        )
        self._seeds = seeds(self._assertions, documents, self._rnd)
        self._aims = _AIMS_AT_A_NOTICE if target.phase else 1
        self._failed: set[int] = set()
        self._corpus: list[bytes] = []
        asked = self._assertions.asked
        beyond = sum(assertion.is_beyond_reach for assertion in asked)
        self.outcome = Outcome(target.name, assertions=len(asked), beyond_reach=beyond)

    def run(self, mutants: int, public: int | None = None) -> Outcome:
        """Public documents (`public`: at most so many), then mutants; unseen assertions first."""
        if public is not None and len(self._seeds) > public:
            self._seeds = self._rnd.sample(self._seeds, public)
        for document in self._seeds:
            self._compare(document)
            self.outcome.documents += 1
        self.outcome.seen_in_public = len(self._failed)
        self._corpus = self._rnd.sample(self._seeds, min(_MOST_SEEDS, len(self._seeds)))
        for document in self._mutants(mutants):
            before = len(self._failed)
            self._compare(document)
            self.outcome.mutants += 1
            if len(self._failed) > before and len(document) < _LARGEST_MUTANT:
                self._corpus.append(document)
        self.outcome.seen = len(self._failed)
        if any(self._assertions.all[number].is_beyond_reach for number in self._failed):
            raise AssertionError("an assertion beyond reach failed")
        self.outcome.never = [a.id for a in self._assertions.asked if a.number not in self._failed]
        return self.outcome

    # comparing ------------------------------------------------------------------------------------

    def _compare(self, document: bytes) -> None:
        own = self._own.verdicts(document)
        self._failed |= self._own.numbers
        try:
            theirs = self._judge.verdicts(document)
        except Aborted:
            self.outcome.aborted += 1
            return
        self.outcome.errors += sum(theirs.errors.values())
        self.outcome.decided += sum((theirs.errors - own.errors).values())
        difference = _difference(own, theirs)
        if difference:
            self.outcome.different.append((document, difference))

    # making mutants -------------------------------------------------------------------------------

    def _mutants(self, wanted: int) -> Iterator[bytes]:
        made = 0
        asked = self._assertions.asked
        unseen = [a for a in asked if a.number not in self._failed]
        self._rnd.shuffle(unseen)
        for tries in range(_TRIES):
            for at in range(0, len(unseen), self._aims):
                if made >= wanted:
                    return
                some = [a for a in unseen[at : at + self._aims] if a.number not in self._failed]
                mutant = self._aimed(some, extra=tries % 3 == 2) if some else None
                if mutant is not None:
                    made += 1
                    yield mutant
            unseen = [a for a in unseen if a.number not in self._failed]
            self._rnd.shuffle(unseen)
        while made < wanted:
            some = self._rnd.sample(asked, self._aims)
            mutant = self._aimed(some, extra=self._rnd.random() < 0.5)
            if mutant is not None:
                made += 1
                yield mutant

    def _aimed(self, assertions: Sequence[Assertion], *, extra: bool) -> bytes | None:
        root = parse(self._rnd.choice(self._corpus))
        try:
            for assertion in assertions:
                for _ in range(self._rnd.choice((1, 1, 2))):
                    self._assertions.aim_at(assertion, root, self._rnd)
            if extra:
                for _ in range(self._rnd.choice((1, 2, 4))):
                    changed(root, self._rnd)
        except ValueError:
            return None  # a name or character that no XML document can have
        return _bounded(root)


def _bounded(root: Element) -> bytes | None:
    content = etree.tostring(root, encoding="UTF-8")
    return content if len(content) < 2 * _LARGEST_MUTANT else None


def _difference(own: Verdicts, theirs: Verdicts) -> str:
    """Where the judge ended in an error there is nothing to compare with."""
    known = Counter({place: n for place, n in own.failed.items() if place not in theirs.errors})
    parts = [
        ("own fails", known - theirs.failed),
        ("judge fails", theirs.failed - own.failed),
        ("own error", own.errors - theirs.errors),
    ]
    return "; ".join(f"{name} {dict(places)}" for name, places in parts if places)
