"""What is known of the documents of one outline: rules whose verdict no text can change.

It is learnt from the second document of an outline; for those that follow only the rules that ask
for texts are left.
"""

from dataclasses import dataclass
from typing import Any

from shared.schematron.grouping import Failures, apply_to_all, claiming, note
from shared.schematron.plans import Chain, PlansOfDocument, Rule
from shared.schematron.runtime.run import Run
from shared.schematron.tree import Outline

_MOST_KNOWN = 100
_UNKNOWN: Any = object()


@dataclass(frozen=True, slots=True)
class Known:
    """Elements are given as (number of the group, index in it).

    `failures`: assertions that fail there; `rest`: rules to apply there, with the number of the
    first assertion; `others`: what the outline does not decide.
    """

    failures: tuple[tuple[int, int, int], ...]
    rest: tuple[tuple[int, int, Rule, int], ...]
    others: tuple[tuple[int, Chain], ...]


def failures_of(plans: PlansOfDocument, run: Run) -> Failures:
    """What fails in a document."""
    outline = run.document.outline
    failures: Failures = []
    if outline is not None:
        known = _known(plans, outline, run)
        if known is not None:
            _apply(known, run, failures)
            return failures
    for number, chain in plans.work(run):
        apply_to_all(chain, number, run, failures)
    return failures


def _known(plans: PlansOfDocument, outline: Outline, run: Run) -> Known | None:
    key = (plans, outline)
    known: Known | None = plans.outlined.get(key, _UNKNOWN)
    if known is _UNKNOWN:
        if len(plans.outlined) >= _MOST_KNOWN:
            plans.outlined.clear()
        known = plans.outlined[key] = _learn(plans, run)
    return known


def _learn(plans: PlansOfDocument, run: Run) -> Known | None:
    """None when an error arose, or text between elements was read, which the outline lacks."""
    failures: list[tuple[int, int, int]] = []
    rest: list[tuple[int, int, Rule, int]] = []
    others: list[tuple[int, Chain]] = []
    document = run.document
    document.read_between = False
    for number, chain in plans.work(run):
        if not chain.is_outlined:
            others.append((number, chain))
            continue
        for index, node in enumerate(document.groups[number]):
            entry = claiming(chain, node, run)
            if entry is None:
                continue
            found: list[Any] = []
            if entry.outline is not None:
                entry.outline(node, run, found)
            if any(at.__class__ is not int for at in found):
                return None
            failures += [(entry.first + at, number, index) for at in found]
            rules = (rule for rule in (entry.shape, entry.rule) if rule is not None)
            rest += [(number, index, rule, entry.first) for rule in rules]
    if document.read_between:
        return None
    return Known(tuple(failures), tuple(rest), tuple(others))


def _apply(known: Known, run: Run, failures: Failures) -> None:
    groups = run.document.groups
    failures += [(at, groups[number][index], None) for at, number, index in known.failures]
    found: list[Any] = []
    for number, index, rule, first in known.rest:
        rule(groups[number][index], run, found)
        if found:
            note(found, first, groups[number][index], failures)
            found = []
    for number, chain in known.others:
        apply_to_all(chain, number, run, failures)
