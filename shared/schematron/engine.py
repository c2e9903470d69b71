"""Runs compiled rules over the light tree: first matching rule per pattern, once per content."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import localcontext
from types import CodeType
from typing import Any

from shared.schematron.compiled import CompiledAssertion, CompiledContext, CompiledRules
from shared.schematron.errors import DynamicError
from shared.schematron.harmless import checked
from shared.schematron.places import Place, is_at
from shared.schematron.runtime.nodes import attribute
from shared.schematron.runtime.run import ARITHMETIC, Run
from shared.schematron.runtime.vocabulary import VOCABULARY
from shared.schematron.tree import Document, Head, Node

_UNEVALUATED = 60
_DocumentTest = Callable[[Run], bool]
_NodeTest = Callable[[Any, Run], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """An assertion that failed at a node, or (`error` set) could not be evaluated there."""

    assertion: CompiledAssertion
    number: int
    node: Any
    text: str
    diagnostics: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A rule as it applies to one place."""

    order: int
    documents: tuple[_DocumentTest, ...]
    heads: tuple[_NodeTest, ...]
    choice: tuple[Callable[[Any, Run], str | None], str] | None
    condition: _NodeTest | None
    is_local: bool
    attribute: str | None
    rule: Callable[[Any, Run, list[Any]], None]
    first: int

    @property
    def always_matches(self) -> bool:
        return self.condition is None and self.choice is None and not self.documents


class _Chain:
    """The rules of one pattern that may match in a place, the first that does claiming the node.

    Rules that ask the same value for different texts are looked up by the text: `choose` gives the
    value, `cases` the rules for each text, `entries` those for any other.
    """

    __slots__ = (
        "all_entries",
        "attribute",
        "cases",
        "choose",
        "entries",
        "is_local",
        "is_settled",
        "settled",
        "sole",
    )

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.all_entries = entries
        self.attribute = entries[0].attribute
        self.is_local = all(entry.is_local for entry in entries)
        self.is_settled = not any(entry.documents for entry in entries)
        self.choose = _commonest(entry.choice[0] for entry in entries if entry.choice)
        self.settled: dict[tuple[bool, ...], _Chain | None] = {}
        self.cases: dict[str | None, tuple[_Entry, ...]] = {}
        self.entries = self._entries_for(entries, None)
        for text in {e.choice[1] for e in entries if e.choice and e.choice[0] is self.choose}:
            self.cases[text] = self._entries_for(entries, text)
        only = entries[0] if len(entries) == 1 and entries[0].always_matches else None
        self.sole = None if only is None or only.attribute else (only.rule, only.first)

    def _entries_for(self, entries: Sequence[_Entry], text: str | None) -> tuple[_Entry, ...]:
        found = []
        for entry in entries:
            if entry.choice is None:
                found.append(entry)
            elif entry.choice[0] is not self.choose:
                found.append(replace(entry, choice=None, condition=_chosen(entry)))
            elif entry.choice[1] == text:
                found.append(replace(entry, choice=None))
        return tuple(found)


def _commonest(functions: Iterable[Any]) -> Any:
    counts = Counter(functions)
    return counts.most_common(1)[0][0] if counts else None


def _chosen(entry: _Entry) -> _NodeTest:
    """A choice as a condition, where the chain looks up by another."""
    choose, text = entry.choice or (None, None)
    condition = entry.condition

    def holds(node: Any, run: Run) -> bool:
        if choose is None or choose(node, run) != text:
            return False
        return condition is None or condition(node, run)

    return holds


_Failures = list[tuple[int, Any, Any]]


class RuleSet:
    """Compiled rules ready to run; safe in threads, because a run keeps its state to itself."""

    def __init__(self, rules: CompiledRules, code: CodeType | None = None) -> None:
        self.rules = rules
        self.name = rules.name
        self._module = _executed(code or code_of(rules), rules.constants)
        self._keys = {name: self._module[f"x{number}"] for name, number in rules.keys.items()}
        self._patterns = [_PatternTable(contexts, self._module) for _, contexts in rules.patterns]
        self._plans: dict[tuple[Place, str, str | None], tuple[_Chain, ...]] = {}
        self._active: dict[str | None, list[_PatternTable]] = {None: self._patterns}

    def run(self, document: Document, today: dt.date, phase: str | None = None) -> list[Finding]:
        """Findings in document order; within one node in the order of the rules."""
        run = Run(document, today, self._keys)
        with localcontext(ARITHMETIC):
            failures = self._failures(run, phase)
            failures.sort(key=lambda failure: (failure[1].order, failure[0]))
            return [self._finding(run, *failure) for failure in failures]

    def _failures(self, run: Run, phase: str | None) -> _Failures:
        failures: _Failures = []
        groups, plans = run.document.groups, self._plans
        for head in run.document.heads:
            plan = plans.get((head.place, head.name, phase))
            if plan is None:
                plan = self._plan(head, groups[head.number][0], run, phase)
            if not plan:
                continue
            nodes = groups[head.number]
            for chain in plan:
                if chain.sole is not None and len(nodes) == 1:  # the commonest case, without calls
                    found: list[Any] = []
                    chain.sole[0](nodes[0], run, found)
                    if found:
                        _note(found, chain.sole[1], nodes[0], failures)
                elif chain.is_settled:
                    _evaluate(chain, nodes, run, failures)
                else:
                    settled = _settled(chain, run)
                    if settled is not None:
                        _evaluate(settled, nodes, run, failures)
        return failures

    # which rules ----------------------------------------------------------------------------

    def _plan(self, head: Head, node: Node, run: Run, phase: str | None) -> tuple[_Chain, ...]:
        """Per pattern the rules whose context may match; worked out once per place and name."""
        place = head.place
        chains: list[_Chain] = []
        for table in self._tables(phase):
            entries = [e for e in table.entries(place) if _all_match(e.heads, node, run)]
            chains.extend(_chains(entries))
        if place.is_shared:
            self._plans[place, head.name, phase] = tuple(chains)
        return tuple(chains)

    def _tables(self, phase: str | None) -> "list[_PatternTable]":
        if phase not in self._active:
            wanted = set(self.rules.phases[phase or ""])
            self._active[phase] = [
                table
                for table, (name, _) in zip(self._patterns, self.rules.patterns, strict=True)
                if name in wanted
            ]
        return self._active[phase]

    # what is found ----------------------------------------------------------------------------

    def _finding(self, run: Run, number: int, node: Any, error: Any) -> Finding:
        assertion = self.rules.assertions[number]
        text = self._text(run, assertion.text, node)
        diagnostics = tuple(self._text(run, part, node) for part in assertion.diagnostics)
        return Finding(assertion, number, node, text, diagnostics, _said(error))

    def _text(self, run: Run, parts: Sequence[str | int], node: Any) -> str:
        return "".join(
            part if isinstance(part, str) else self._computed(run, part, node) for part in parts
        )

    def _computed(self, run: Run, number: int, node: Any) -> str:
        try:
            return str(self._module[f"m{number}"](node, run))
        except Exception:  # noqa: BLE001  a text that fails must not lose its finding
            return "?"


class _PatternTable:
    """The contexts of one pattern, found by the name of the element."""

    def __init__(self, contexts: Sequence[CompiledContext], module: dict[str, Any]) -> None:
        self._by_tag: dict[str, list[tuple[CompiledContext, _Entry]]] = {}
        self._any: list[tuple[CompiledContext, _Entry]] = []
        for order, context in enumerate(contexts):
            entry = _entry(order, context, module)
            last = context.steps[-1]
            if isinstance(last, str) and last not in ("*", "/", "//"):
                self._by_tag.setdefault(last, []).append((context, entry))
            else:
                self._any.append((context, entry))

    def entries(self, place: Place) -> list[_Entry]:
        candidates = [*self._by_tag.get(place.tag, ()), *self._any]
        found = [entry for context, entry in candidates if is_at(context.steps, place.path)]
        found.sort(key=lambda entry: entry.order)
        return found


def _entry(order: int, context: CompiledContext, module: dict[str, Any]) -> _Entry:
    return _Entry(
        order=order,
        documents=tuple(module[f"h{number}"] for number in context.documents),
        heads=tuple(module[f"p{number}"] for number in context.heads),
        choice=None
        if context.choice is None
        else (module[f"c{context.choice[0]}"], context.choice[1]),
        condition=None if context.node is None else module[f"p{context.node}"],
        is_local=context.is_local,
        attribute=context.attribute,
        rule=module[f"r{context.function}"],
        first=context.first,
    )


def _chains(entries: Sequence[_Entry]) -> Iterator[_Chain]:
    """Rules on the element and rules on each of its attributes do not compete."""
    for name in dict.fromkeys(entry.attribute for entry in entries):
        chain: list[_Entry] = []
        for entry in entries:
            if entry.attribute == name:
                chain.append(entry)
                if entry.always_matches:
                    break  # nothing behind a rule that always matches can match
        yield _Chain(chain)


def _settled(chain: _Chain, run: Run) -> _Chain | None:
    """What is left when the conditions on the document have been asked."""
    answers = tuple(
        all(_holds_for(run, test) for test in entry.documents) for entry in chain.all_entries
    )
    if answers not in chain.settled:
        left = [entry for entry, holds in zip(chain.all_entries, answers, strict=True) if holds]
        unasked = [replace(entry, documents=()) for entry in left]
        chain.settled[answers] = _Chain(unasked) if unasked else None
    return chain.settled[answers]


def _holds_for(run: Run, test: Callable[[Run], bool]) -> bool:
    known = run.built.get(test)
    if known is None:
        try:
            known = test(run)
        except DynamicError:
            known = False  # XSLT 2.0, 5.5.4: an error in a pattern means no match
        run.built[test] = known
    return bool(known)


def _all_match(tests: Sequence[Callable[[Any, Run], bool]], node: Any, run: Run) -> bool:
    try:
        return all(test(node, run) for test in tests)
    except DynamicError:
        return False  # as above


def _evaluate(chain: _Chain, nodes: Sequence[Node], run: Run, failures: _Failures) -> None:
    if chain.attribute is not None:
        for node in nodes:
            if chain.attribute in node.attrs:
                _apply(chain, attribute(node, chain.attribute)[0], run, failures)
    elif len(nodes) > 1 and chain.is_local:
        _evaluate_contents(chain, nodes, run, failures)
    else:
        for node in nodes:
            _apply(chain, node, run, failures)


def _evaluate_contents(chain: _Chain, nodes: Sequence[Node], run: Run, failures: _Failures) -> None:
    """Rules that look only downwards: once per distinct content.

    Text between elements is not part of the content; the rare rule that reads it is seen to do so
    and then asked for every element.
    """
    document = run.document
    bad: dict[Any, _Failures] = {}
    for content, node in {node.content: node for node in nodes}.items():
        found: _Failures = []
        document.read_between = False
        _apply(chain, node, run, found)
        if document.read_between:
            for other in nodes:
                if other.content == content:
                    _apply(chain, other, run, failures)
        elif found:
            bad[content] = found
    if bad:
        failures += [
            (number, node, error)
            for node in nodes
            for number, _, error in bad.get(node.content, ())
        ]


def _apply(chain: _Chain, node: Any, run: Run, failures: _Failures) -> None:
    """The first rule that matches claims the node."""
    entries = chain.entries
    if chain.choose is not None:
        with suppress(DynamicError):  # as above
            entries = chain.cases.get(chain.choose(node, run), entries)
    for entry in entries:
        condition = entry.condition
        if condition is not None:
            try:
                if not condition(node, run):
                    continue
            except DynamicError:
                continue  # as above
        found: list[Any] = []
        entry.rule(node, run, found)
        if found:
            _note(found, entry.first, node, failures)
        return


def _note(found: Iterable[Any], first: int, node: Any, failures: _Failures) -> None:
    for item in found:
        if item.__class__ is int:
            failures.append((first + item, node, None))
        else:
            at, error = item
            failures.append((first + at, node, error))


def _said(error: Any) -> str:
    if error is None:
        return ""
    if isinstance(error, DynamicError):
        return str(error)
    return f"{type(error).__name__} {str(error)[:_UNEVALUATED]}".strip()


def code_of(rules: CompiledRules) -> CodeType:
    """The generated module, checked word by word, as Python's byte code."""
    return compile(checked(rules.source), f"<rules {rules.name}>", "exec", dont_inherit=True)


def _executed(code: CodeType, constants: Sequence[Any]) -> dict[str, Any]:
    """The module with nothing in reach but the vocabulary and its constants."""
    module: dict[str, Any] = {**VOCABULARY, "__builtins__": {}}
    module.update({f"K{number}": value for number, value in enumerate(constants)})
    exec(code, module)  # noqa: S102  generated here from the syntax tree, checked word by word
    return module
