"""Runs compiled rules over the light tree: first matching rule per pattern, once per content."""

import datetime as dt
import marshal
from collections.abc import Sequence
from decimal import localcontext
from functools import partial
from types import CodeType
from typing import Any

import msgspec

from shared.schematron import deadline
from shared.schematron.compiled import CompiledAssertion, CompiledRules
from shared.schematron.errors import DynamicError, UnknownConstruct
from shared.schematron.grouping import Failures
from shared.schematron.harmless import checked
from shared.schematron.outlines import failures_of
from shared.schematron.plans import PatternTable, Plans, Rule
from shared.schematron.runtime.run import ARITHMETIC, Run
from shared.schematron.runtime.vocabulary import VOCABULARY
from shared.schematron.tree import Document

_UNEVALUATED = 60


class Finding(msgspec.Struct, frozen=True):
    """An assertion that failed at a node, or (`error` set) could not be evaluated there."""

    assertion: CompiledAssertion
    number: int
    node: Any
    text: str
    diagnostics: tuple[str, ...] = ()
    error: str = ""


class RuleSet:
    """Compiled rules ready to run; safe in threads, because a run keeps its state to itself."""

    def __init__(
        self, rules: CompiledRules, code: CodeType | None = None, singly: bytes = b""
    ) -> None:
        """`singly`: the code of `rules.singly`, marshalled."""
        self.rules = rules
        self._singly = singly
        self.name = rules.name
        self._module = _executed(code or code_of(rules), rules.constants)
        self._keys = {name: self._module[f"x{number}"] for name, number in rules.keys.items()}
        self._tables: dict[int, PatternTable] = {}
        self._plans: dict[str | None, Plans] = {}

    def run(self, document: Document, today: dt.date, phase: str | None = None) -> list[Finding]:
        """Findings in document order; within one node in the order of the rules.

        Raises RulesWithoutEnd.
        """
        limit_s = deadline.LIMIT_S + deadline.LIMIT_PER_ELEMENT_S * len(document.up)
        return deadline.within(limit_s, partial(self._run, document, today, phase), self.name)

    def _run(self, document: Document, today: dt.date, phase: str | None) -> list[Finding]:
        run = Run(document, today, self._keys)
        with localcontext(ARITHMETIC):
            failures = self._certain(run, failures_of(self._plans_of(phase).of(run), run))
            failures.sort(key=lambda failure: (failure[1].order, failure[0]))
            return [self._finding(run, *failure) for failure in failures]

    def _certain(self, run: Run, failures: Failures) -> Failures:
        """Without the errors that the outcome does not depend on (XPath 2.0, 2.3.4)."""
        certain: Failures = []
        for number, node, error in failures:
            looked = self._look_again(run, number, node) if error is not None else True
            if looked is None:
                certain.append((number, node, error))
            elif looked:
                certain.append((number, node, None))
        return certain

    def _look_again(self, run: Run, number: int, node: Any) -> bool | None:
        """Whether the assertion fails, or None when that cannot be known."""
        function = self.rules.doubts.get(number)
        if function is None:
            return None
        try:
            if f"t{function}" not in self._module:
                code = _compiled(self.rules.second_look, self.name)
                exec(code, self._module)  # noqa: S102  as the module itself
            return bool(self._module[f"t{function}"](node, run))
        except Exception:  # noqa: BLE001  the first error stands
            return None

    def prepare(self, phase: str | None = None) -> None:
        """Make ready what running a phase needs, so that its first document need not wait."""
        self._plans_of(phase)

    def _plans_of(self, phase: str | None) -> Plans:
        plans = self._plans.get(phase)
        if plans is None:
            wanted = None if phase is None else set(self.rules.phases[phase])
            names = [name for name, _ in self.rules.patterns]
            numbers = [at for at, name in enumerate(names) if wanted is None or name in wanted]
            tables = [self._table(number) for number in numbers]
            plans = self._plans[phase] = Plans(tables, self._pieces)
        return plans

    def _table(self, number: int) -> PatternTable:
        """Of one pattern, made when a phase first needs it: eForms has hundreds."""
        table = self._tables.get(number)
        if table is None:
            contexts = self.rules.patterns[number][1]
            table = self._tables[number] = PatternTable(contexts, self._module)
        return table

    def _pieces(self, rule: Rule) -> Sequence[Rule]:
        """Functions that each ask one assertion of a function of several."""
        numbers = self.rules.singles.get(int(rule.__name__[1:]), ())
        if numbers and f"r{numbers[0]}" not in self._module:
            rules = self.rules
            code = marshal.loads(self._singly) if self._singly else singles_of(rules)  # noqa: S302  ours: see cache
            exec(code, self._module)  # noqa: S102  as the module itself
        return [self._module[f"r{number}"] for number in numbers] or [rule]

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


def _said(error: Any) -> str:
    if error is None:
        return ""
    if isinstance(error, DynamicError):
        return str(error)
    return f"{type(error).__name__} {str(error)[:_UNEVALUATED]}".strip()


def code_of(rules: CompiledRules) -> CodeType:
    """The generated module, checked word by word, as Python's byte code."""
    return _compiled(rules.source, rules.name)


def singles_of(rules: CompiledRules) -> CodeType:
    """The same of the functions of single assertions."""
    return _compiled(rules.singly, rules.name)


def _compiled(source: str, name: str) -> CodeType:
    """Raises UnknownConstruct when Python cannot take so deep or large a module."""
    try:
        return compile(checked(source), f"<rules {name}>", "exec", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError):
        raise UnknownConstruct(name=name, found="expressions nested too deeply") from None


def _executed(code: CodeType, constants: Sequence[Any]) -> dict[str, Any]:
    """The module with nothing in reach but the vocabulary and its constants."""
    module: dict[str, Any] = {**VOCABULARY, "__builtins__": {}}
    module.update({f"K{number}": value for number, value in enumerate(constants)})
    exec(code, module)  # noqa: S102  generated here from the syntax tree, checked word by word
    return module
