"""Finds what the tests of a rule compute more than once, and gives it a variable.

Official rules repeat sums and filtered paths inside one assertion and across those of a rule. Only
what is evaluated with the same context item is shared, and only where its value is used (whether a
path exists is cheaper to ask again).
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from shared.schematron.analysis import needs, uses_position
from shared.schematron.expressions import (
    AxisStep,
    Binding,
    Call,
    ContextItem,
    Descend,
    Expression,
    ExpressionStep,
    Filter,
    ForEach,
    LetIn,
    Literal,
    Path,
    Quantified,
    Root,
    Variable,
)

_HEAVY = 3
_IN_TRUTH = frozenset(("not", "boolean", "exists", "empty"))
_FRESH = "="  # no variable of a rule file can have such a name


def shared(
    expressions: Sequence[Expression], is_fixed: Callable[[Expression], bool], prefix: str = ""
) -> tuple[list[tuple[str, Expression]], list[Expression]]:
    """(variables in the order they are to be bound, the expressions written with them).

    What is fixed for a document is kept elsewhere and left alone.
    """
    counts: Counter[Expression] = Counter()
    for expression in expressions:
        counts.update(_candidates(expression, frozenset()))
    wanted = {e for e, count in counts.items() if count > 1 and not is_fixed(e)}
    if not wanted:
        return [], list(expressions)
    writer = _Writer(wanted, prefix)
    written = [writer.written(expression, frozenset()) for expression in expressions]
    return writer.variables, written


def shared_in_body(
    names: Iterable[str], body: Expression, is_fixed: Callable[[Expression], bool]
) -> Expression:
    """The body of a loop, with what it repeats about the loop's variables computed once a round."""
    bound = frozenset(names)

    def is_foreign(expression: Expression) -> bool:
        return not (needs(expression).variables & bound) or is_fixed(expression)

    variables, (written,) = shared([body], is_foreign, "".join(sorted(bound)))
    for name, value in reversed(variables):
        written = LetIn(name, value, written)
    return written


class _Writer:
    def __init__(self, wanted: set[Expression], prefix: str) -> None:
        self._wanted = wanted
        self._prefix = prefix
        self._names: dict[Expression, str] = {}
        self.variables: list[tuple[str, Expression]] = []

    def written(self, expression: Expression, bound: frozenset[str]) -> Expression:
        if expression in self._wanted and not needs(expression).variables & bound:
            return Variable(self._named(expression, bound))
        return _rebuilt(expression, bound, self.written)

    def _named(self, expression: Expression, bound: frozenset[str]) -> str:
        if expression not in self._names:
            # what it repeats inside is bound before it
            value = _rebuilt(expression, bound, self.written)
            self._names[expression] = f"{_FRESH}{self._prefix}{len(self._names)}"
            self.variables.append((self._names[expression], value))
        return self._names[expression]


def _candidates(
    expression: Expression, bound: frozenset[str], *, is_truth: bool = True
) -> Iterator[Expression]:
    """Parts evaluated with the rule's own context item and none of the variables bound inside."""
    if not is_truth and _is_heavy(expression) and not needs(expression).variables & bound:
        yield expression
    for part, names, asks_truth in _parts(expression):
        yield from _candidates(part, bound | names, is_truth=asks_truth)


def _is_heavy(expression: Expression) -> bool:
    if not isinstance(expression, Path | Call | Filter) or uses_position(expression):
        return False
    return _weight(expression) >= _HEAVY


def _weight(node: Any) -> int:
    """A rough measure of the work: steps, predicates and calls."""
    if isinstance(node, Literal | Variable | ContextItem | Root):
        return 0
    own = 1 if isinstance(node, AxisStep | Call | Descend) else 0
    return own + sum(_weight(part) for part in _nested(node))


def _nested(node: Any) -> Iterator[Any]:
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if dataclasses.is_dataclass(item):
                yield item


# the parts of an expression that see its context item -------------------------------------------


def _parts(expression: Expression) -> Iterator[tuple[Expression, frozenset[str], bool]]:
    """(part, names bound around it, is only its truth asked)."""
    nothing: frozenset[str] = frozenset()
    if isinstance(expression, Path):
        first = expression.steps[0]
        if isinstance(first, ExpressionStep) and not first.predicates:
            yield first.expression, nothing, False
    elif isinstance(expression, Filter):
        yield expression.base, nothing, False
    elif isinstance(expression, ForEach | Quantified):
        names = nothing
        for binding in expression.bindings:
            yield binding.source, names, False
            names |= {binding.name}
        yield expression.body, names, isinstance(expression, Quantified)
    elif isinstance(expression, LetIn):
        yield expression.value, nothing, False
        yield expression.body, frozenset((expression.name,)), False
    else:
        yield from _plain_parts(expression)


def _plain_parts(expression: Expression) -> Iterator[tuple[Expression, frozenset[str], bool]]:
    from shared.schematron.analysis import children
    from shared.schematron.expressions import Conditional, Logical

    asks_truth = isinstance(expression, Logical)
    if isinstance(expression, Call):
        asks_truth = expression.name in _IN_TRUTH
    for number, part in enumerate(children(expression)):
        test = isinstance(expression, Conditional) and number == 0
        yield part, frozenset(), asks_truth or test


def _rebuilt(
    expression: Expression,
    bound: frozenset[str],
    write: Callable[[Expression, frozenset[str]], Expression],
) -> Expression:
    """The same expression with its parts (as `_parts` names them) written anew."""
    if isinstance(expression, Path):
        first = expression.steps[0]
        if isinstance(first, ExpressionStep) and not first.predicates:
            step = ExpressionStep(write(first.expression, bound))
            return Path((step, *expression.steps[1:]))
        return expression
    if isinstance(expression, Filter):
        return Filter(write(expression.base, bound), expression.predicates)
    if isinstance(expression, ForEach | Quantified):
        bindings = []
        for binding in expression.bindings:
            bindings.append(Binding(binding.name, write(binding.source, bound)))
            bound |= {binding.name}
        return dataclasses.replace(
            expression, bindings=tuple(bindings), body=write(expression.body, bound)
        )
    if isinstance(expression, LetIn):
        value = write(expression.value, bound)
        return LetIn(expression.name, value, write(expression.body, bound | {expression.name}))
    return _rebuilt_plainly(expression, bound, write)


def _rebuilt_plainly(
    expression: Expression,
    bound: frozenset[str],
    write: Callable[[Expression, frozenset[str]], Expression],
) -> Expression:
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(expression):
        value = getattr(expression, field.name)
        if isinstance(value, tuple):
            changes[field.name] = tuple(write(part, bound) for part in value)
        elif isinstance(value, Expression):
            changes[field.name] = write(value, bound)
    return dataclasses.replace(expression, **changes) if changes else expression
