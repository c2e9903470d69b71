"""What is known of the documents of one outline: assertions whose verdict no text can change.

It is learnt from the second document of an outline; for those that follow only the assertions that
ask for texts are left. Which these are, the generator knows of many; the others are asked while no
text of the document can be read: what they find all the same is found in every such document.
"""

from typing import Any

import msgspec

from shared.schematron.grouping import Failures, apply_to_all, claiming, note
from shared.schematron.plans import Chain, Entry, PlansOfDocument, Rule, Work
from shared.schematron.runtime.run import Run
from shared.schematron.tree import Outline

_MOST_KNOWN = 100
_UNKNOWN: Any = object()


class Known(msgspec.Struct, frozen=True):
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


class _Learning(msgspec.Struct):
    """See `Known`. `asking`: rules that may ask for texts, with group, index and first number."""

    failures: list[tuple[int, int, int]] = msgspec.field(default_factory=list)
    rest: list[tuple[int, int, Rule, int]] = msgspec.field(default_factory=list)
    others: list[tuple[int, Chain]] = msgspec.field(default_factory=list)
    asking: list[tuple[int, int, Rule, int]] = msgspec.field(default_factory=list)
    has_erred: bool = False

    def ask(self, rule: Rule, place: tuple[int, int, int], node: Any, run: Run) -> bool:
        """Notes what a rule finds; False when it ended in an error."""
        found: list[Any] = []
        rule(node, run, found)
        if any(at.__class__ is not int for at in found):
            return False
        number, index, first = place
        self.failures += [(first + at, number, index) for at in found]
        return True


def _learn(plans: PlansOfDocument, run: Run) -> Known | None:
    """None when an error arose, or text between elements was read, which the outline lacks."""
    document = run.document
    document.read_between = False
    learning = _Learning()
    unclear = _take_certain(plans, run, learning)
    if learning.has_erred or document.read_between or document.cuts:
        return None
    with document.unreadable():
        blind = run.blind()
        for number, chain in unclear:
            _claim_blindly(number, chain, blind, learning)
        for number, index, rule, first in learning.asking:
            place, node = (number, index, first), document.groups[number][index]
            pieces = plans.pieces(rule)
            left = [piece for piece in pieces if not learning.ask(piece, place, node, blind)]
            # all of them are asked faster together
            left = [rule] if len(left) == len(pieces) else left
            learning.rest += [(number, index, piece, first) for piece in left]
    return Known(tuple(learning.failures), tuple(learning.rest), tuple(learning.others))


def _take_certain(plans: PlansOfDocument, run: Run, learning: _Learning) -> Work:
    """Asks what the generator knows to be decided by the outline; the chains of which it is not."""
    unclear: Work = []
    for number, chain in plans.work(run):
        if chain.attribute is not None:
            learning.others.append((number, chain))
        elif not chain.is_outlined:
            unclear.append((number, chain))
        else:
            for index, node in enumerate(run.document.groups[number]):
                entry = claiming(chain, node, run)
                if entry is not None:
                    _take(entry, (number, index, entry.first), node, run, learning)
    return unclear


def _take(
    entry: Entry, place: tuple[int, int, int], node: Any, run: Run, learning: _Learning
) -> None:
    if entry.outline is not None:
        learning.has_erred |= not learning.ask(entry.outline, place, node, run)
    number, index, first = place
    rules = (rule for rule in (entry.shape, entry.rule) if rule is not None)
    learning.asking += [(number, index, rule, first) for rule in rules]


def _claim_blindly(number: int, chain: Chain, blind: Run, learning: _Learning) -> None:
    """Of a chain whose conditions the generator does not know to be decided."""
    try:
        nodes = blind.document.groups[number]
        claimed = [claiming(chain, node, blind) for node in nodes]
    except Exception:  # noqa: BLE001  no text could be read, whatever came of that
        learning.others.append((number, chain))
        return
    for index, entry in enumerate(claimed):
        if entry is not None:
            learning.asking += [(number, index, rule, entry.first) for rule in entry.rules]


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
