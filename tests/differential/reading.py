"""What an expression reads: paths from the context or the document, and the values it knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shared.schematron.analysis import children
from shared.schematron.expressions import (
    AxisStep,
    Binding,
    Call,
    ContextItem,
    Expression,
    ExpressionStep,
    Filter,
    ForEach,
    LetIn,
    Literal,
    Path,
    Quantified,
    Root,
    Step,
    Variable,
)

_DEEPEST = 12
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Variables in scope: those of the document first, then those of the node."""

    fixed: Mapping[str, Expression] = field(default_factory=dict)
    local: Mapping[str, Expression] = field(default_factory=dict)

    def bound(self, bindings: tuple[Binding, ...]) -> "Names":
        return Names(self.fixed, {**self.local, **{b.name: b.source for b in bindings}})


def paths_in(expression: Expression, names: Names, depth: int = 0) -> Iterator[Steps]:
    """All paths an expression reads, from the context node; a first Root means the document."""
    if depth > _DEEPEST:
        return
    if isinstance(expression, ContextItem) or (
        isinstance(expression, Call) and not expression.arguments
    ):
        yield ()
    elif isinstance(expression, Path):
        yield from _paths_of_steps(expression.steps, names, depth)
    elif isinstance(expression, ForEach | Quantified | LetIn):
        yield from _paths_of_loop(expression, names, depth)
    elif isinstance(expression, Variable):
        yield from _paths_of_variable(expression.name, names, depth)
    elif isinstance(expression, Filter):
        for base in list(paths_in(expression.base, names, depth + 1)):
            yield base
            yield from _inside(base, expression.predicates, names, depth)
    else:
        for part in children(expression):
            yield from paths_in(part, names, depth + 1)


def _paths_of_loop(
    expression: ForEach | Quantified | LetIn, names: Names, depth: int
) -> Iterator[Steps]:
    if isinstance(expression, LetIn):
        bindings: tuple[Binding, ...] = (Binding(expression.name, expression.value),)
    else:
        bindings = expression.bindings
    inner = names.bound(bindings)
    for binding in bindings:
        yield from paths_in(binding.source, inner, depth + 1)
    yield from paths_in(expression.body, inner, depth + 1)


def _paths_of_variable(name: str, names: Names, depth: int) -> Iterator[Steps]:
    if name in names.local:
        yield from paths_in(names.local[name], names, depth + 1)
    elif name in names.fixed:
        for steps in paths_in(names.fixed[name], names, depth + 1):
            yield steps if steps and isinstance(steps[0], Root) else (Root(), *steps)


def _paths_of_steps(steps: Steps, names: Names, depth: int) -> Iterator[Steps]:
    """Prefixes are walked so that what predicates read is known too."""
    starts: list[Steps] = [()]
    for step in steps:
        if isinstance(step, ExpressionStep):
            inner = list(paths_in(step.expression, names, depth + 1)) or [()]
            starts = [_joined(start, more) for start in starts for more in inner][:_DEEPEST]
            predicates = step.predicates
        elif isinstance(step, AxisStep):
            starts = [(*start, step) for start in starts]
            predicates = step.predicates
        else:
            starts = [(*start, step) for start in starts]
            predicates = ()
        for start in starts:
            yield from _inside(start, predicates, names, depth)
    yield from starts


def _inside(
    start: Steps, predicates: tuple[Expression, ...], names: Names, depth: int
) -> Iterator[Steps]:
    for predicate in predicates:
        for more in paths_in(predicate, names, depth + 1):
            yield _joined(start, more)


def _joined(start: Steps, more: Steps) -> Steps:
    return more if more and isinstance(more[0], Root) else (*start, *more)


def literals_in(expression: Expression, names: Names, depth: int = 0) -> Iterator[str]:
    """Texts and numbers an expression knows; lists of codes are taken apart."""
    if depth > _DEEPEST:
        return
    if isinstance(expression, Literal):
        text = str(expression.value)
        yield text
        for separator in " ,|":
            if separator in text.strip():
                yield from (part.strip() for part in text.split(separator))
    elif isinstance(expression, Variable):
        value = names.local.get(expression.name) or names.fixed.get(expression.name)
        if value is not None:
            yield from literals_in(value, names, depth + 1)
    else:
        bindings = expression.bindings if isinstance(expression, ForEach | Quantified) else ()
        for part in children(expression):
            yield from literals_in(part, names.bound(bindings), depth + 1)
