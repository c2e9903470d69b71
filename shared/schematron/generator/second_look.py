"""Code of the second look at assertions that ended in an error (see `runtime.sparing`).

It is written for the assertions whose outcome can be known in spite of an error, kept as text, and
made to code when the first error occurs: most installations never see one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from shared.schematron.analysis import children
from shared.schematron.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Logical,
    Path,
    Variable,
)
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import as_list, item_by_item
from shared.schematron.generator.scope import Inlined, Scope
from shared.schematron.generator.writer import PRODUCERS, Generator

# these take any sequence and cannot fail themselves
_HARMLESS = frozenset(
    ("not", "exists", "empty", "count", "true", "false", "name", "local-name", "position", "last")
)
_BOOLEANS = (Call("true", ()), Call("false", ()))
_LEFT, _RIGHT = "=left", "=right"


@dataclass(frozen=True, slots=True)
class Doubt:
    """An assertion to look at again: the number of its t function and what it is written from."""

    number: int
    test: Expression
    is_report: bool
    scope: Scope


def may_depend(test: Expression) -> bool:
    """Can an error in a part of it leave the outcome known?"""
    if isinstance(test, Logical) or _has_two_sides(test):
        return _may_fail(test)
    if isinstance(test, Path) and any(_may_fail(part) for part in children(test)):
        return True
    return any(may_depend(part) for part in children(test))


def _has_two_sides(test: Expression) -> bool:
    if not isinstance(test, Comparison | Arithmetic):
        return False
    return not _is_constant(test.left) and not _is_constant(test.right)


def _is_constant(expression: Expression) -> bool:
    return isinstance(expression, Literal) or expression in _BOOLEANS


def _may_fail(expression: Expression) -> bool:
    if isinstance(expression, Arithmetic | Variable):
        return True
    if isinstance(expression, Call) and expression.name not in _HARMLESS:
        return True
    if isinstance(expression, Comparison) and not _compares_counts(expression):
        return True
    return any(_may_fail(part) for part in children(expression))


def _compares_counts(expression: Comparison) -> bool:
    """Of numbers that are certainly there, or of strings: no cast can fail."""
    sides = (expression.left, expression.right)
    if any(isinstance(x, Literal) and isinstance(x.value, str) for x in sides):
        return True
    return all(isinstance(x, Literal) or (isinstance(x, Call) and x.name == "count") for x in sides)


def write_second_look(g: Generator, doubts: Iterable[Doubt]) -> str:
    """The t functions, which say whether the assertion fails, and what they need besides."""
    before, g.lines = g.lines, []
    g.spared = SPARED
    try:
        for doubt in doubts:
            truth = g.truth(doubt.test, doubt.scope)
            lines = [f"return {'' if doubt.is_report else 'not '}{truth}"]
            if "(f, " in truth:
                lines.insert(0, "f = {}")
            g.define(f"t{doubt.number}(n, d)", lines)
        return "\n".join(g.lines) + "\n"
    finally:
        g.lines, g.spared = before, {}


def _logical(g: Generator, expression: Expression, scope: Scope) -> Code:
    if not isinstance(expression, Logical):
        raise TypeError(expression)
    parts = "".join(f"lambda: {g.truth(operand, scope)}, " for operand in expression.operands)
    name = "either" if expression.operator == "or" else "both"
    return Code(Form.BOOLEAN, f"{name}(({parts}))")


def _two_sided(g: Generator, expression: Expression, scope: Scope) -> Code:
    """The operation on two variables, which are computed one after the other."""
    if not isinstance(expression, Comparison | Arithmetic):
        raise TypeError(expression)
    strictly = PRODUCERS[expression.__class__]
    has_two_sides, is_general = _has_two_sides(expression), _is_general(expression)
    is_long = is_general and _is_long(_meaning(g, expression.left, scope))
    if not has_two_sides and not is_long:
        return strictly(g, expression, scope)
    left = g.code(expression.left, scope)
    items = item_by_item(_value(left)) if is_general else None
    if not items and not has_two_sides:
        return strictly(g, expression, scope)
    right = g.code(expression.right, scope)
    others = item_by_item(_value(right)) if is_general else None
    a, b = g.fresh(), g.fresh()
    inner = scope.with_variable(_LEFT, _named(left, a)).with_variable(_RIGHT, _named(right, b))
    renamed = replace(expression, left=Variable(_LEFT), right=Variable(_RIGHT))
    whole = strictly(g, renamed, inner)
    if items or others:
        name = "some_other" if not items else "some_pair_of" if others else "some_item"
        sides = f"{items or f'lambda: {_value(left)}'}, lambda: {others or _value(right)}"
        return Code(Form.BOOLEAN, f"{name}(lambda {a}, {b}: {whole.text}, {sides})")
    nothing = "False" if whole.form is Form.BOOLEAN else "None"
    text = (
        f"unless_empty(lambda {a}, {b}: {whole.text}, lambda: {_value(left)},"
        f" lambda: {_value(right)}, {nothing})"
    )
    return Code(whole.form, text, optional=whole.form is not Form.BOOLEAN)


def _meaning(g: Generator, expression: Expression, scope: Scope) -> Expression:
    """What a variable stands for, where that is known."""
    if not isinstance(expression, Variable):
        return expression
    bound = scope.variables.get(expression.name)
    if isinstance(bound, Inlined):
        return _meaning(g, bound.value, bound.scope)
    meant = g.meanings.get(bound.text) if bound is not None else None
    return expression if meant is None else _meaning(g, *meant)


def _is_long(expression: Expression) -> bool:
    """May it be a sequence some of whose items fail?"""
    return isinstance(expression, Path) and any(_may_fail(part) for part in children(expression))


def _is_general(expression: Expression) -> bool:
    return isinstance(expression, Comparison) and expression.style == "general"


def _named(code: Code, name: str) -> Code:
    if code.strings is not None:
        return code
    form = Form.NODES if code.form is Form.NODE else code.form
    return Code(form, name, code.optional, is_ordered=True)


def _value(code: Code) -> str:
    if code.form in (Form.NODE, Form.NODES):
        return as_list(code)
    return f"bool({code.text})" if code.form is Form.BOOLEAN else code.text


SPARED: dict[type, Callable[[Generator, Expression, Scope], Code]] = {
    Logical: _logical,
    Comparison: _two_sided,
    Arithmetic: _two_sided,
}
