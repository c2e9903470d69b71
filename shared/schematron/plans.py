"""Which rules apply where: worked out once per place and name, kept for documents that follow."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.schematron.compiled import CompiledContext
from shared.schematron.elements import Head, Node
from shared.schematron.errors import DynamicError
from shared.schematron.places import Place, Stock, is_at
from shared.schematron.runtime.run import Run
from shared.schematron.tree import Outline, Profile

_MOST_KEPT = 100
_DocumentTest = Callable[[Run], bool]
Rule = Callable[[Any, Run, list[Any]], None]
_NodeTest = Callable[[Any, Run], bool]


class Entry(msgspec.Struct, frozen=True):
    """A rule as it applies to one place. `rules`: its functions, whatever decides them."""

    order: int
    documents: tuple[_DocumentTest, ...]
    heads: tuple[_NodeTest, ...]
    choice: tuple[Callable[[Any, Run], str | None], str] | None
    condition: _NodeTest | None
    is_local: bool
    is_shaped: bool
    is_outlined: bool
    attribute: str | None
    rule: Rule | None
    shape: Rule | None
    outline: Rule | None
    first: int
    rules: tuple[Rule, ...]


class Chain:
    """The rules of one pattern that may match in a place, the first that does claiming the node.

    Rules that ask the same value for different texts are looked up by the text: `choose` gives the
    value, `cases` the rules for each text, `entries` those for any other. `only`: the one rule of
    most chains.
    """

    __slots__ = (
        "attribute",
        "cases",
        "choose",
        "entries",
        "is_local",
        "is_outlined",
        "is_shaped",
        "only",
    )

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.attribute = entries[0].attribute
        self.is_local = all(entry.is_local for entry in entries)
        self.is_shaped = all(entry.is_shaped for entry in entries)
        self.is_outlined = self.attribute is None and all(entry.is_outlined for entry in entries)
        self.choose = _commonest(entry.choice[0] for entry in entries if entry.choice)
        self.cases: dict[str | None, tuple[Entry, ...]] = {}
        self.entries = self._entries_for(entries, None)
        for text in {e.choice[1] for e in entries if e.choice and e.choice[0] is self.choose}:
            self.cases[text] = self._entries_for(entries, text)
        is_alone = len(self.entries) == 1 and not self.cases
        self.only = self.entries[0] if is_alone else None

    def _entries_for(self, entries: Sequence[Entry], text: str | None) -> tuple[Entry, ...]:
        found = []
        for entry in entries:
            if entry.choice is None:
                found.append(entry)
            elif entry.choice[0] is not self.choose:
                found.append(replace(entry, choice=None, condition=_chosen(entry)))
            elif entry.choice[1] == text:
                found.append(replace(entry, choice=None))
        return tuple(found)


Plan = tuple[Chain, ...]
# numbers of groups of elements, each with rules to apply to them
Work = list[tuple[int, Chain]]
Outlined = dict[tuple[Any, Outline], Any]


class Plans:
    """The plans of one phase of a rule set.

    Conditions on the document as a whole are asked first; documents that answer them alike share
    their plans. What the outline of a document answers is asked once per outline. `pieces` gives
    the functions of single assertions for one of several.
    """

    def __init__(
        self, tables: Sequence["PatternTable"], pieces: Callable[[Rule], Sequence[Rule]]
    ) -> None:
        self._tables = tables
        self._pieces = pieces
        self._answers: dict[Outline, tuple[bool | None, ...]] = {}
        tests = (test for table in tables for test in table.document_tests())
        self._tests = tuple(dict.fromkeys(tests))
        self._kept: dict[tuple[bool, ...], PlansOfDocument] = {}
        self._stock: Stock | None = None
        self._outlined: Outlined = {}

    def of(self, run: Run) -> "PlansOfDocument":
        if self._stock is not run.document.stock:  # plans of a stock given up would keep it alive
            self._stock = run.document.stock
            self._kept, self._outlined, self._answers = {}, {}, {}
        outline = run.document.outline
        if outline is None:
            answers = tuple([_holds(test, run) for test in self._tests])
        else:
            answers = self._answered(outline, run)
        known = self._kept.get(answers)
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            holding = {test for test, holds in zip(self._tests, answers, strict=True) if holds}
            known = self._kept[answers] = PlansOfDocument(
                self._tables, holding, self._outlined, self._pieces
            )
        return known

    def _answered(self, outline: Outline, run: Run) -> tuple[bool, ...]:
        known = self._answers.get(outline)
        if known is None:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            with run.document.unreadable():
                blind = run.blind()
                known = tuple([_certainly_holds(test, blind) for test in self._tests])
            self._answers[outline] = known
        return tuple(
            [
                _holds(test, run) if answer is None else answer
                for test, answer in zip(self._tests, known, strict=True)
            ]
        )


class PlansOfDocument:
    """The plans of documents for which the same conditions hold.

    `outlined`: what is known of documents of an outline, of all of the phase (see outlines).
    """

    __slots__ = ("_holding", "_ready", "_tables", "_work", "outlined", "pieces")

    def __init__(
        self,
        tables: Sequence["PatternTable"],
        holding: set[_DocumentTest],
        outlined: Outlined,
        pieces: Callable[[Rule], Sequence[Rule]],
    ) -> None:
        self._tables = tables
        self._holding = holding
        self._ready: dict[tuple[Place, str], Plan] = {}
        self._work: dict[Profile, Work] = {}
        self.outlined = outlined
        self.pieces = pieces

    def work(self, run: Run) -> Work:
        """Which rules to apply to which of the document's groups."""
        document = run.document
        known = self._work.get(document.profile)
        if known is None:
            known = [
                (number, chain)
                for number, head in enumerate(document.heads)
                for chain in self._plan(head, document.groups[number][0], run)
            ]
            if document.profile.is_kept:
                if len(self._work) >= _MOST_KEPT:
                    self._work.clear()
                self._work[document.profile] = known
        return known

    def _plan(self, head: Head, node: Node, run: Run) -> Plan:
        known = self._ready.get((head.place, head.name))
        return self._new_plan(head, node, run) if known is None else known

    def _new_plan(self, head: Head, node: Node, run: Run) -> Plan:
        """Per pattern the rules whose context may match."""
        place = head.place
        chains: list[Chain] = []
        for table in self._tables:
            chains.extend(
                _chains(
                    entry
                    for entry in table.entries(place)
                    if self._holding.issuperset(entry.documents)
                    and _all_match(entry.heads, node, run)
                )
            )
        plan = tuple(chains)
        if place.is_shared:
            self._ready[place, head.name] = plan
        return plan


class PatternTable:
    """The contexts of one pattern, found by the name of the element."""

    def __init__(self, contexts: Sequence[CompiledContext], module: dict[str, Any]) -> None:
        self._by_tag: dict[str, list[tuple[CompiledContext, Entry]]] = {}
        self._any: list[tuple[CompiledContext, Entry]] = []
        self._tests: list[_DocumentTest] = []
        for order, context in enumerate(contexts):
            entry = _entry(order, context, module)
            self._tests.extend(entry.documents)
            last = context.steps[-1]
            if isinstance(last, str) and last not in ("*", "/", "//"):
                self._by_tag.setdefault(last, []).append((context, entry))
            else:
                self._any.append((context, entry))

    def document_tests(self) -> list[_DocumentTest]:
        return self._tests

    def entries(self, place: Place) -> list[Entry]:
        candidates = [*self._by_tag.get(place.tag, ()), *self._any]
        found = [entry for context, entry in candidates if is_at(context.steps, place.path)]
        found.sort(key=lambda entry: entry.order)
        return found


def _entry(order: int, context: CompiledContext, module: dict[str, Any]) -> Entry:
    functions = (context.outline, context.shape, context.function)
    outline, shape, rule = (_rule(number, module) for number in functions)
    return Entry(
        order=order,
        documents=tuple(module[f"h{number}"] for number in context.documents),
        heads=tuple(module[f"p{number}"] for number in context.heads),
        choice=None
        if context.choice is None
        else (module[f"c{context.choice[0]}"], context.choice[1]),
        condition=None if context.node is None else module[f"p{context.node}"],
        is_local=context.is_local,
        is_shaped=context.is_shaped,
        is_outlined=context.is_outlined,
        attribute=context.attribute,
        rule=rule,
        shape=shape,
        outline=outline,
        first=context.first,
        rules=tuple(each for each in (outline, shape, rule) if each is not None),
    )


def _rule(number: int | None, module: dict[str, Any]) -> Rule | None:
    return None if number is None else module[f"r{number}"]


def _chains(entries: Iterable[Entry]) -> Iterator[Chain]:
    """Rules on the element and rules on each of its attributes do not compete."""
    by_attribute: dict[str | None, list[Entry]] = {}
    for entry in entries:
        by_attribute.setdefault(entry.attribute, []).append(entry)
    for found in by_attribute.values():
        certain = (at for at, entry in enumerate(found) if _always_matches(entry))
        # nothing behind a rule that always matches can match
        yield Chain(found[: next(certain, len(found)) + 1])


def _always_matches(entry: Entry) -> bool:
    return entry.condition is None and entry.choice is None


def _commonest(functions: Iterable[Any]) -> Any:
    """The function that several ask; looking up what one rule asks would gain nothing."""
    for function, count in Counter(functions).most_common(1):
        if count > 1:
            return function
    return None


def _chosen(entry: Entry) -> _NodeTest:
    """A choice as a condition, where the chain looks up by another."""
    choose, text = entry.choice or (None, None)
    condition = entry.condition

    def holds(node: Any, run: Run) -> bool:
        if condition is not None and not condition(node, run):
            return False
        return choose is not None and choose(node, run) == text

    return holds


def _holds(test: _DocumentTest, run: Run) -> bool:
    try:
        return test(run)
    except DynamicError:
        return False  # XSLT 2.0, 5.5.4: an error in a pattern means no match


def _certainly_holds(test: _DocumentTest, blind: Run) -> bool | None:
    """None when it asks for a text."""
    try:
        return _holds(test, blind)
    except Exception:  # noqa: BLE001  no text could be read, whatever came of that
        return None


def _all_match(tests: Sequence[_NodeTest], node: Any, run: Run) -> bool:
    try:
        return all(test(node, run) for test in tests)
    except DynamicError:
        return False  # as above
