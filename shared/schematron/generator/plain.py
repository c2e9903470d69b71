"""Paths of plain names: what exists is a test on sets; unions of paths are multiplied out."""

from math import prod

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    AxisStep,
    Descend,
    Expression,
    ExpressionStep,
    Filter,
    KindTest,
    NameTest,
    Path,
    Root,
    SetOperation,
    Step,
)
from shared.schematron.generator.code import Code
from shared.schematron.generator.predicates import counts
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator
from shared.schematron.places import MOST_STEPS

# official paths have up to fourteen
MOST_ALTERNATIVES = 500
ANYWHERE = (Root(), Descend())
UP = AxisStep("parent", KindTest("node"))


def _existence(g: Generator, steps: tuple[Step, ...], scope: Scope) -> str | None:
    """A test that says whether a path of plain names exists, without walking it."""
    if len(steps) > len(ANYWHERE) and isinstance(steps[0], Root) and isinstance(steps[1], Descend):
        names = names_of(g, steps[2:])
        is_known = names and len(names) <= MOST_STEPS
        return f"({g.constant(names)} in d.document.endings)" if is_known else None
    if scope.item is None:
        return None
    at, steps = climbed(scope.item, steps)
    names = names_of(g, steps)
    if not names:
        return None
    if scope.is_root and at == scope.item.text:
        return f"({g.constant(names)} in d.document.paths)"
    return _existence_below(g, at, names)


def _existence_below(g: Generator, at: str, names: tuple[str, ...]) -> str | None:
    first, *others = names
    if first.startswith("@"):
        return None
    present = f"{g.constant(first)} in {at}.by"
    if not others:
        return f"({present})"
    if len(others) == 1 and not others[0].startswith("@"):
        return f"({present} and any_has({at}.by[{g.constant(first)}], {g.constant(others[0])}))"
    return f"({present} and has({at}, {g.constant(names)}))"


def climbed(item: Code, steps: tuple[Step, ...]) -> tuple[str, tuple[Step, ...]]:
    """Code of the ancestor that a path starts with, and the steps left; as it is if not sure."""
    climbs = next((at for at, step in enumerate(steps) if step != UP), len(steps))
    if item.depth < climbs:
        return item.text, steps
    node = item.text
    for _ in range(climbs):
        node = f"d.up[{node}.order]"
    return node, steps[climbs:]


def existence_of_any(g: Generator, paths: list[Path], scope: Scope) -> str | None:
    """Of the alternatives of one path."""
    tests = [_existence(g, path.steps, scope) for path in paths]
    if None in tests or not tests:
        return None
    return tests[0] if len(tests) == 1 else f"({' or '.join(test for test in tests if test)})"


def count_alternatives(expression: Expression) -> int:
    """How many paths without unions a path with unions stands for."""
    if isinstance(expression, SetOperation):
        return count_alternatives(expression.left) + count_alternatives(expression.right)
    if isinstance(expression, Filter):
        return count_alternatives(expression.base)
    if not isinstance(expression, Path):
        return 1
    inner = [s.expression for s in expression.steps if isinstance(s, ExpressionStep)]
    return prod(count_alternatives(step) for step in inner)


def multiplied(expression: Expression) -> list[Path]:
    """`(a | b)/c` as `a/c` and `b/c`; empty when it is no union of paths, or of too many."""
    return _multiplied(expression) if count_alternatives(expression) <= MOST_ALTERNATIVES else []


def _multiplied(expression: Expression) -> list[Path]:
    if isinstance(expression, SetOperation) and expression.operator == "union":
        left, right = _multiplied(expression.left), _multiplied(expression.right)
        return [*left, *right] if left and right else []
    if not isinstance(expression, Path):
        return []
    for at, step in enumerate(expression.steps):
        if isinstance(step, ExpressionStep) and isinstance(step.expression, SetOperation):
            sides = _multiplied(step.expression)
            if not sides or step.predicates or any(_is_absolute(side) for side in sides):
                return []
            before, after = expression.steps[:at], expression.steps[at + 1 :]
            return [
                whole
                for side in sides
                for whole in _multiplied(Path((*before, *side.steps, *after)))
            ]
    return [expression]


def _is_absolute(path: Path) -> bool:
    return isinstance(path.steps[0], Root)


def names_of(g: Generator, steps: tuple[Step, ...]) -> tuple[str, ...] | None:
    names = [plain_name(g, step) for step in steps]
    return None if None in names else tuple(name for name in names if name)


def plain_paths(g: Generator, expression: Expression) -> tuple[tuple[str, ...], ...]:
    """The names of the relative paths that an expression of plain steps is; empty if it is not."""
    found = [names_of(g, path.steps) for path in multiplied(expression)]
    return () if None in found else tuple(names for names in found if names)


def plain_name(g: Generator, step: Step) -> str | None:
    if not isinstance(step, AxisStep) or step.predicates:
        return None
    test = step.test
    if not isinstance(test, NameTest) or "*" in (test.prefix, test.local):
        return None
    if step.axis == "child":
        return g.tag(test)
    return "@" + g.tag(test) if step.axis == "attribute" else None


def without_unions(expression: Path) -> Path:
    """`a/(b | c)/d` is `(a/b | a/c)/d`. Raises NotSupportedError."""
    if count_alternatives(expression) > MOST_ALTERNATIVES:
        raise NotSupportedError(f"a path of more than {MOST_ALTERNATIVES} alternatives")
    for at, step in enumerate(expression.steps):
        if not at or not isinstance(step, ExpressionStep):
            continue
        union = step.expression
        if isinstance(union, SetOperation) and union.operator == "union":
            if counts(step.predicates):
                raise NotSupportedError("a position in a union inside a path")
            before = expression.steps[:at]
            left, right = (Path((*before, *_steps(side))) for side in (union.left, union.right))
            merged = ExpressionStep(SetOperation("union", left, right), step.predicates)
            return without_unions(Path((merged, *expression.steps[at + 1 :])))
    return expression


def _steps(side: Expression) -> tuple[Step, ...]:
    if isinstance(side, Path) and not isinstance(side.steps[0], Root):
        return side.steps
    return (ExpressionStep(side),)
