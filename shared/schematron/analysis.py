"""What an expression depends on: its context item, positions, variables, what lies above it.

The generator asks: is it the same for a whole document (then it is computed once), for a place (a
name test), for equal content (then once per distinct content), or for each node?
"""

import dataclasses
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, get_args

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
    Logical,
    Path,
    Quantified,
    Root,
    Step,
    Variable,
)

_SIDEWAYS = frozenset(("following-sibling", "preceding-sibling"))
_BEYOND = frozenset(("ancestor", "ancestor-or-self", "preceding", "following"))
_DEFAULT_TO_CONTEXT = frozenset(
    [
        "string",
        "normalize-space",
        "string-length",
        "number",
        "name",
        "local-name",
        "namespace-uri",
        "data",
        "root",
    ]
)
_PLACE_CALLS = frozenset(
    [
        "name",
        "local-name",
        "namespace-uri",
        "ends-with",
        "starts-with",
        "contains",
        "not",
        "true",
        "false",
        "concat",
        "substring-before",
        "substring-after",
        "string",
        "upper-case",
        "lower-case",
        "matches",
    ]
)
_EXPRESSIONS: frozenset[Any] = frozenset(get_args(Expression))
# what stands between an expression and those inside it
_AROUND: frozenset[Any] = frozenset((AxisStep, ExpressionStep, Binding, Root, Descend))
_NAME_AXES = frozenset(("self", "parent", "ancestor", "ancestor-or-self"))
MANY = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Needs:
    """`context`: the context item or its position; `current`: current(); `variables`: free ones."""

    context: bool = False
    current: bool = False
    variables: frozenset[str] = frozenset()

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.context or other.context,
            self.current or other.current,
            self.variables | other.variables,
        )

    def without_context(self) -> "Needs":
        return Needs(False, self.current, self.variables)

    def without(self, name: str) -> "Needs":
        return Needs(self.context, self.current, self.variables - {name})


_NOTHING = Needs()


@lru_cache(maxsize=100_000)
def needs(expression: Expression) -> Needs:
    """What must be known to evaluate the expression."""
    if isinstance(expression, ContextItem):
        return Needs(context=True)
    if isinstance(expression, Variable):
        return Needs(variables=frozenset((expression.name,)))
    if isinstance(expression, Path):
        return _needs_of_path(expression.steps)
    if isinstance(expression, Call):
        return _needs_of_call(expression)
    if isinstance(expression, ForEach | Quantified | LetIn | Filter):
        return _needs_of_binding(expression)
    return _needs_of_all(tuple(children(expression)))


def _needs_of_binding(expression: ForEach | Quantified | LetIn | Filter) -> Needs:
    """Of what gives names or a context of its own to a part."""
    if isinstance(expression, LetIn):
        return needs(expression.value) | needs(expression.body).without(expression.name)
    if isinstance(expression, Filter):
        inner = _needs_of_all(expression.predicates).without_context()
        return needs(expression.base) | inner
    return _needs_of_bindings(expression.bindings, expression.body)


def _needs_of_all(expressions: tuple[Expression, ...]) -> Needs:
    result = _NOTHING
    for expression in expressions:
        result |= needs(expression)
    return result


def _needs_of_call(call: Call) -> Needs:
    result = _needs_of_all(call.arguments)
    if call.name == "current":
        return result | Needs(current=True)
    if call.name in ("position", "last"):
        return result | Needs(context=True)
    if call.name in _DEFAULT_TO_CONTEXT and not call.arguments:
        return result | Needs(context=True)
    return result


def _needs_of_path(steps: tuple[Step, ...]) -> Needs:
    """Only the first step sees the outer context item."""
    result = _NOTHING
    for number, step in enumerate(steps):
        if isinstance(step, AxisStep):
            result |= _needs_of_all(step.predicates).without_context()
            result |= Needs(context=number == 0)
        elif isinstance(step, ExpressionStep):
            inner = needs(step.expression)
            result |= inner if number == 0 else inner.without_context()
            result |= _needs_of_all(step.predicates).without_context()
        elif isinstance(step, Descend):
            result |= Needs(context=number == 0)
    return result


def _needs_of_bindings(bindings: tuple[Binding, ...], body: Expression) -> Needs:
    result = needs(body)
    for binding in reversed(bindings):
        result = result.without(binding.name) | needs(binding.source)
    return result


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def children(node: Any) -> Iterator[Expression]:
    """The expressions directly inside a node of the tree, steps and bindings looked through."""
    for name in _fields(node.__class__):
        value = getattr(node, name)
        for item in value if value.__class__ is tuple else (value,):
            kind = item.__class__
            if kind in _EXPRESSIONS:
                yield item
            elif kind in _AROUND:
                yield from children(item)


def uses_position(expression: Expression) -> bool:
    """Does it ask for position() or last() of its own context?"""
    if isinstance(expression, Call) and expression.name in ("position", "last"):
        return True
    if isinstance(expression, Path):
        first = expression.steps[0]
        return isinstance(first, ExpressionStep) and uses_position(first.expression)
    if isinstance(expression, Filter):
        return uses_position(expression.base)
    return any(uses_position(inner) for inner in children(expression))


def uses(expression: Expression, name: str) -> int:
    """How often a variable is evaluated: 0, 1, or MANY when it is written or run repeatedly."""
    if isinstance(expression, Variable):
        return int(expression.name == name)
    if name not in needs(expression).variables:
        return 0
    if isinstance(expression, Path):
        return _uses_in_path(expression.steps, name)
    if isinstance(expression, Filter):
        repeated = any(name in needs(p).variables for p in expression.predicates)
        return MANY if repeated else uses(expression.base, name)
    if isinstance(expression, ForEach | Quantified):
        first, *rest = expression.bindings
        repeated = any(
            name in needs(x).variables for x in (*[b.source for b in rest], expression.body)
        )
        return MANY if repeated else uses(first.source, name)
    return min(MANY, sum(uses(inner, name) for inner in children(expression)))


def _uses_in_path(steps: tuple[Step, ...], name: str) -> int:
    """A path that starts with the variable evaluates it once; elsewhere it is in a loop."""
    first, *rest = steps
    if not isinstance(first, ExpressionStep) or first.predicates:
        return MANY
    if any(name in needs(Path((step,))).variables for step in rest):
        return MANY
    return uses(first.expression, name)


def looks_outside(expression: Expression, depth: int = 0) -> bool:
    """Does it leave the subtree of the context item, which lies at least `depth` levels below?

    True when not sure: a variable or function value may be any node.
    """
    if isinstance(expression, Path):
        return _path_looks_outside(expression.steps, depth)
    if isinstance(expression, Filter):
        inside = any(looks_outside(p, 0) for p in expression.predicates)
        return inside or looks_outside(expression.base, depth)
    return any(looks_outside(inner, depth) for inner in children(expression))


def _path_looks_outside(steps: tuple[Step, ...], depth: int) -> bool:
    if isinstance(steps[0], Root):
        # all of it is the same for every node, but current() in a predicate is not
        return any(_current_looks_outside(p) for step in steps for p in _predicates(step))
    level: int | None = depth
    for step in steps:
        if isinstance(step, ExpressionStep):
            if looks_outside(step.expression, level or 0):
                return True
            level = None if needs(step.expression).variables else 0
        elif isinstance(step, AxisStep):
            level = _level_after(step, level)
            if level is not None and level < 0:
                return True
        if any(looks_outside(p, level or 0) for p in _predicates(step)):
            return True
    return False


def _predicates(step: Step) -> tuple[Expression, ...]:
    return step.predicates if isinstance(step, AxisStep | ExpressionStep) else ()


def _current_looks_outside(expression: Expression) -> bool:
    """`current()/..` inside a predicate of an absolute path."""
    if isinstance(expression, Path):
        first = expression.steps[0]
        if isinstance(first, ExpressionStep) and needs(first.expression).current:
            return _path_looks_outside(expression.steps[1:], 0)
    return any(_current_looks_outside(inner) for inner in children(expression))


def _level_after(step: AxisStep, level: int | None) -> int | None:
    """Levels below the context after a step; -1 when it may have left the subtree."""
    if step.axis in ("child", "attribute", "descendant"):
        return None if level is None else level + 1
    if step.axis in ("self", "descendant-or-self"):
        return level
    if step.axis == "parent":
        return -1 if not level else level - 1
    if step.axis in _SIDEWAYS:
        return level or -1
    return -1


def is_place_test(expression: Expression) -> bool:
    """As a condition: is it decided by the names of the element and its ancestors alone?"""
    if isinstance(expression, Literal):
        return True
    if isinstance(expression, Logical):
        return all(is_place_test(operand) for operand in expression.operands)
    if isinstance(expression, Call):
        plain = expression.name in _PLACE_CALLS
        return plain and all(is_place_test(argument) for argument in expression.arguments)
    if isinstance(expression, Path):
        return _is_name_path(expression.steps)
    return False


def _is_name_path(steps: tuple[Step, ...]) -> bool:
    first = steps[0]
    if not isinstance(first, AxisStep) or first.axis not in _NAME_AXES:
        return False
    # ancestor::a/b asks for a child b of an ancestor: any, not only the one above
    return all(
        isinstance(step, AxisStep) and step.axis in _NAME_AXES and not step.predicates
        for step in steps
    )


def conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """The parts of a top-level `and`."""
    if isinstance(expression, Logical) and expression.operator == "and":
        return tuple(part for operand in expression.operands for part in conjuncts(operand))
    return (expression,)


__all__ = [
    "MANY",
    "Needs",
    "children",
    "conjuncts",
    "is_place_test",
    "looks_outside",
    "needs",
    "uses",
    "uses_position",
]
