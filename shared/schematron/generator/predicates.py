"""Predicates: conditions on each item, or counts of positions around the list."""

from shared.schematron.analysis import needs, uses_position
from shared.schematron.expressions import (
    REVERSE_AXES,
    AxisStep,
    Call,
    Comparison,
    Expression,
    Filter,
    KindTest,
    Literal,
    Logical,
    Path,
    Quantified,
)
from shared.schematron.generator.code import NUMERIC, Code, Form
from shared.schematron.generator.convert import as_items, as_list, as_truth
from shared.schematron.generator.flow import element_of
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator, produces

_CONDITIONS = frozenset(
    ("not", "boolean", "exists", "empty", "starts-with", "ends-with", "contains", "matches")
)
_UNKNOWN = frozenset((Form.ITEM, Form.ITEMS, Form.ATOM, Form.VALUES, Form.UNTYPED, Form.NUMBERS))


def counts(predicates: tuple[Expression, ...]) -> bool:
    return any(
        uses_position(p) or (isinstance(p, Literal) and not isinstance(p.value, str))
        for p in predicates
    )


def is_condition(predicate: Expression) -> bool:
    """Is it certainly no position? Said without writing its code, which may hold predicates."""
    if uses_position(predicate):
        return False
    if isinstance(predicate, Path):
        return isinstance(predicate.steps[-1], AxisStep)
    if isinstance(predicate, Call):
        return predicate.name in _CONDITIONS
    return isinstance(predicate, Comparison | Logical | Quantified)


def gives_elements(step: AxisStep) -> bool:
    """Does it lead down to elements only, so that each has an element or the document above it?"""
    is_node = isinstance(step.test, KindTest) and step.test.kind == "node"
    return step.axis in ("child", "descendant") and not is_node


def conditions_of(
    g: Generator, listing: str, condition: str | None, step: AxisStep, item: Code, scope: Scope
) -> tuple[str, list[str]]:
    """The list to go through and the conditions on each `item` of it.

    A predicate that counts positions needs the list filtered so far; others become conditions.
    """
    name = item.text
    conditions = [condition.format(name)] if condition else []
    backwards = step.axis in REVERSE_AXES
    for predicate in step.predicates:
        counted = None
        if not is_condition(predicate):
            _, counted = _predicate(g, predicate, Code(Form.NODE, name), scope)
        if counted is None:
            conditions.append(g.truth(predicate, scope.at(item)))
            continue
        if conditions:
            tests = "".join(f" if {c}" for c in conditions)
            listing, conditions = f"[{name} for {name} in {listing}{tests}]", []
        listing = counted(listing, backwards)
    return listing, conditions


class _Counted:
    """A predicate on positions, to be put around a list."""

    def __init__(self, forward: str, backward: str) -> None:
        self._forward, self._backward = forward, backward

    def __call__(self, listing: str, is_backwards: bool) -> str:
        return (self._backward if is_backwards else self._forward).format(listing)


def _predicate(
    g: Generator, predicate: Expression, item: Code, scope: Scope
) -> tuple[Code, _Counted | None]:
    """The code of a predicate about `item`, and how it counts positions, if it does."""
    literal = _literal_position(predicate)
    if literal is not None:
        return item, literal
    position, last = g.fresh(), g.fresh()
    code = g.code(predicate, scope.at(item, position, last))
    if uses_position(predicate):
        test = f"{position} == {code.text}" if code.form in NUMERIC else as_truth(code)
        return code, _calling("chosen", f"lambda {item.text}, {position}, {last}: {test}")
    if code.form in NUMERIC and not needs(predicate).context:
        return code, _Counted(f"at({{0}}, {code.text})", f"at({{0}}[::-1], {code.text})")
    if code.form in NUMERIC or code.form in _UNKNOWN:
        return code, _calling("selected", f"lambda {item.text}: {as_items(code)}")
    return code, None


def _literal_position(predicate: Expression) -> _Counted | None:
    """`[3]` and `[last()]`."""
    if predicate == Call("last", ()):
        return _Counted("{0}[-1:]", "{0}[:1]")
    if not isinstance(predicate, Literal) or not isinstance(predicate.value, int):
        return None
    at = predicate.value
    if at < 1:
        return _Counted("E", "E")
    return _Counted(f"{{0}}[{at - 1}:{at}]", f"at({{0}}[::-1], {at})")


def _calling(function: str, test: str) -> _Counted:
    return _Counted(f"{function}({{0}}, {test})", f"{function}({{0}}, {test}, True)")


@produces(Filter)
def filter_of(g: Generator, expression: Filter, scope: Scope) -> Code:
    from shared.schematron.generator.joins import joined_filter  # it reads predicates as well

    joined = joined_filter(g, expression, scope)
    if joined is not None:
        return joined
    code = g.code(expression.base, scope)
    for predicate in expression.predicates:
        code = filtered(g, code, predicate, scope)
    return code


def filtered(g: Generator, code: Code, predicate: Expression, scope: Scope) -> Code:
    """A sequence with a predicate on its items."""
    if code.form not in (Form.NODES, Form.STRINGS, Form.VALUES, Form.NUMBERS, Form.ITEMS):
        text = as_items(code)
        kind = Form.NODES if code.form is Form.NODE else Form.ITEMS
        code = Code(kind, text, is_ordered=True)
    listing = as_list(code)
    name = g.fresh()
    test, counted = _predicate(g, predicate, element_of(code, name), scope)
    if counted is not None:
        listing = counted(listing, False)
    else:
        listing = f"[{name} for {name} in {listing} if {as_truth(test)}]"
    return Code(code.form, listing, is_ordered=code.is_ordered)
