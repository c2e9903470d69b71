"""Joins: what lies elsewhere is gathered once per anchor and looked up by value, in linear time.

`../../x/id = $id` and `/*/x[@id = $id]/y` ask every element to go through the same others. Where
those depend on nothing but the document, or on an ancestor that the path climbs to (the anchor),
their values become a set, and the elements that a predicate chooses an index.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.schematron.analysis import conjuncts, needs
from shared.schematron.expressions import (
    AxisStep,
    Comparison,
    Expression,
    Filter,
    Path,
    Step,
)
from shared.schematron.generator.code import FROM_NODES, Code, Form
from shared.schematron.generator.convert import as_list, as_values, listed, value_of
from shared.schematron.generator.plain import climbed
from shared.schematron.generator.predicates import counts, is_condition
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator

# forms whose items are strings to a general comparison
_ONE_STRING = frozenset((Form.NODE, Form.UNTYPED, Form.STRING))
_STRINGS = FROM_NODES | {Form.STRING, Form.STRINGS}


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where something is gathered from: `node` is code, or None for the document.

    `rest` is what is left of the expression, to be compiled in `scope`.
    """

    node: str | None
    rest: Expression
    scope: Scope


def _anchor(g: Generator, expression: Expression, scope: Scope) -> _Anchor | None:
    outermost = g.outermost(scope)
    if g.is_fixed(expression, scope):
        return _Anchor(None, expression, outermost)
    if not isinstance(expression, Path) or not _is_of_the_node(g, expression, scope):
        return None
    item = scope.item
    if item is None:
        return None
    node, rest = climbed(item, expression.steps)
    if node == item.text or not rest:
        return None
    own = Code(Form.NODE, "n", depth=item.depth - len(expression.steps) + len(rest))
    inner = replace(outermost, item=own, current=own, is_repeated=True)
    return _Anchor(node, Path(rest), inner)


def _is_of_the_node(g: Generator, expression: Expression, scope: Scope) -> bool:
    """Does it depend on nothing but the context item and the document?"""
    wanted = needs(expression)
    return not wanted.current and all(g.is_fixed_variable(name, scope) for name in wanted.variables)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A function that gathers, by its number; `depth` of the elements it gives, if it does."""

    number: int
    depth: int = 0


_Make = Callable[[Generator, _Anchor], tuple[str, int] | None]


def _gathered(
    g: Generator, anchor: _Anchor, make: _Make, key: Expression | None = None
) -> tuple[str, int] | None:
    """Code of what is made from the anchor, once for all that ask; and the depth of elements."""
    if g.spared:
        return None  # a second look reads no further than it must
    item = anchor.scope.item
    expressions = (anchor.rest, key) if key else (anchor.rest,)
    place = tuple(g.identity(e, anchor.scope) for e in expressions)
    # with a key make is new each time, but makes the same
    whole = (key or make, place, anchor.node is None, item.depth if item else 0)
    if whole not in g.gathered:
        made = make(g, anchor)
        g.gathered[whole] = None if made is None else _defined(g, anchor, *made)
    found = g.gathered[whole]
    if found is None:
        return None
    number = found.number
    if anchor.node is None:
        return f"once(d, {number}, h{number})", found.depth
    return f"anchored(d, {number}, a{number}, {anchor.node})", found.depth


def _defined(g: Generator, anchor: _Anchor, code: str, depth: int) -> Gathered:
    number = g.number()
    g.define(f"h{number}(d)" if anchor.node is None else f"a{number}(n, d)", [f"return {code}"])
    return Gathered(number, depth)


def _members(g: Generator, anchor: _Anchor) -> tuple[str, int]:
    return f"frozenset({as_values(g.code(anchor.rest, anchor.scope))})", 0


def _truth(g: Generator, anchor: _Anchor) -> tuple[str, int]:
    return f"bool({g.truth(anchor.rest, anchor.scope)})", 0


def _index(g: Generator, anchor: _Anchor, key: Expression) -> tuple[str, int] | None:
    source = g.code(anchor.rest, anchor.scope)
    if source.form is not Form.NODES:
        return None
    name = g.fresh()
    item = Code(Form.NODE, name, depth=source.depth)
    keys = g.code(key, anchor.scope.at(item))
    if not _is_of_strings(keys):
        return None
    pairs = f"[({name}, {as_values(keys)}) for {name} in {as_list(source)}]"
    return f"indexed({pairs})", source.depth


def existence(g: Generator, expression: Path, scope: Scope) -> str | None:
    """Whether a path with predicates leads anywhere from an ancestor, asked once of that."""
    last = expression.steps[-1]
    if not isinstance(last, AxisStep) or not any(map(_has_predicates, expression.steps)):
        return None
    anchor = _anchor(g, expression, scope)
    if anchor is None or anchor.node is None:
        return None
    found = _gathered(g, anchor, _truth)
    return None if found is None else found[0]


def _has_predicates(step: Step) -> bool:
    return isinstance(step, AxisStep) and bool(step.predicates)


# sets -----------------------------------------------------------------------------------------


def membership(g: Generator, expression: Comparison, sides: tuple[Code, Code], scope: Scope) -> str:
    """Of a general `=` between strings where one side is gathered; empty when none is."""
    if expression.operator != "=" or not all(_is_of_strings(side) for side in sides):
        return ""
    left, right = sides
    return _in_set(g, left, right, expression.right, scope) or _in_set(
        g, right, left, expression.left, scope
    )


def _is_of_strings(code: Code) -> bool:
    return code.form in _STRINGS and not code.optional


def _in_set(g: Generator, this: Code, far: Code, expression: Expression, scope: Scope) -> str:
    if far.form in _ONE_STRING or far.strings is not None:
        return ""
    anchor = _anchor(g, expression, scope)
    if anchor is None:
        return ""
    gathered = _gathered(g, anchor, _members)
    if gathered is None:
        return ""
    members = gathered[0]
    if this.form in _ONE_STRING:
        return f"({_text(this)} in {members})"
    return f"(not {members}.isdisjoint({as_values(this)}))"


def _text(code: Code) -> str:
    return value_of(code) if code.form is Form.NODE else code.text


# indexes --------------------------------------------------------------------------------------


def joined_path(
    g: Generator, steps: tuple[Step, ...], scope: Scope
) -> tuple[Code, tuple[Step, ...]] | None:
    """The beginning of a path up to a predicate `[key = value]`, looked up, and the steps left.

    The value is the same for all of the elements it is compared with, the key depends on each
    alone.
    """
    for at, step in enumerate(steps):
        if not isinstance(step, AxisStep) or not _may_be_split(step.predicates):
            continue
        parts = _parts(step.predicates)
        for number, part in enumerate(parts):
            before = Path((*steps[:at], replace(step, predicates=parts[:number])))
            code = _looked_up(g, before, part, scope)
            if code is not None:
                return _kept(g, code, parts[number + 1 :], scope), steps[at + 1 :]
    return None


def joined_filter(g: Generator, expression: Filter, scope: Scope) -> Code | None:
    """`$these[key = value]`."""
    if not _may_be_split(expression.predicates):
        return None
    first, *rest = _parts(expression.predicates)
    code = _looked_up(g, expression.base, first, scope)
    return None if code is None else _kept(g, code, tuple(rest), scope)


def _may_be_split(predicates: tuple[Expression, ...]) -> bool:
    return not counts(predicates) and all(is_condition(p) for p in predicates)


def _parts(predicates: tuple[Expression, ...]) -> tuple[Expression, ...]:
    return tuple(part for predicate in predicates for part in conjuncts(predicate))


def _looked_up(g: Generator, before: Expression, part: Expression, scope: Scope) -> Code | None:
    sides = _key_and_value(g, part, scope)
    anchor = _anchor(g, before, scope) if sides else None
    if sides is None or anchor is None:
        return None
    key, value = sides
    wanted = g.code(value, scope)
    if not _is_of_strings(wanted):
        return None
    gathered = _gathered(g, anchor, lambda g, anchor: _index(g, anchor, key), key)
    if gathered is None:
        return None
    index, depth = gathered
    if wanted.form in _ONE_STRING:
        return replace(listed(f"{index}.get({_text(wanted)}, E)"), depth=depth)
    return replace(listed(f"among({index}, {as_values(wanted)})"), depth=depth)


def _key_and_value(
    g: Generator, part: Expression, scope: Scope
) -> tuple[Expression, Expression] | None:
    """The two sides of `key = value`, if it is such a predicate."""
    if not isinstance(part, Comparison) or part.operator != "=" or part.style != "general":
        return None
    for key, value in ((part.left, part.right), (part.right, part.left)):
        wanted = needs(value)
        is_value = not wanted.context and not g.is_fixed(value, scope)
        if is_value and needs(key).context and _is_of_the_node(g, key, scope):
            return key, value
    return None


def _kept(g: Generator, code: Code, predicates: tuple[Expression, ...], scope: Scope) -> Code:
    """Those found for which the other predicates hold as well."""
    if not predicates:
        return code
    name = g.fresh()
    inner = scope.at(Code(Form.NODE, name, depth=code.depth))
    tests = "".join(f" if {g.truth(predicate, inner)}" for predicate in predicates)
    return replace(listed(f"[{name} for {name} in {code.text}{tests}]"), depth=code.depth)
