"""Code of paths: clauses of a comprehension, in document order by construction where possible."""

from dataclasses import replace

from shared.schematron.analysis import looks_outside
from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    AxisStep,
    Descend,
    ExpressionStep,
    KindTest,
    NameTest,
    Path,
    Root,
    SetOperation,
    Step,
)
from shared.schematron.generator.code import Code, Form, Walk
from shared.schematron.generator.convert import as_list, walked
from shared.schematron.generator.flow import mapped
from shared.schematron.generator.joins import existence, joined_path
from shared.schematron.generator.plain import (
    ANYWHERE,
    existence_of_any,
    multiplied,
    names_of,
    plain_name,
    without_unions,
)
from shared.schematron.generator.predicates import conditions_of, counts, filtered, gives_elements
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.trails import Trail, at_item, attribute_step, text_step
from shared.schematron.generator.writer import SHORTCUTS, Generator, decides, produces

_ALL = NameTest("*", "*")
_NODE = KindTest("node")
_ANY_BELOW = AxisStep("descendant-or-self", _NODE)
# axes on which node() would also give texts between elements, which the tree does not hold
_WITH_TEXTS = frozenset(
    (
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "preceding",
        "preceding-sibling",
    )
)
# axes by what the runtime calls them: of any element, of a given name
_AXES = {
    "descendant": ("all_descendants", "descendants"),
    "following-sibling": ("following_siblings", "following_tag"),
    "preceding-sibling": ("preceding_siblings", "preceding_tag"),
    "following": ("following", "following_all"),
    "preceding": ("preceding", "preceding_all"),
    "ancestor": ("ancestors", ""),
    "ancestor-or-self": ("ancestors_or_self", ""),
    "descendant-or-self": ("self_and_descendants", ""),
    "parent": ("parent", ""),
}


@produces(Path)
def path(g: Generator, expression: Path, scope: Scope) -> Code:
    cheap = existence_of_any(g, multiplied(expression), scope)
    steps = without_unions(expression).steps
    trail, rest = _start(g, steps, scope)
    is_sequence = isinstance(steps[0], ExpressionStep)
    while rest:
        step, rest = rest[0], rest[1:]
        if trail.item is not None:
            trail = at_item(g, trail)
        if isinstance(step, Descend) or (step == _ANY_BELOW and rest):
            trail, rest = _descend(g, trail, rest, scope)
        elif isinstance(step, AxisStep):
            trail = _axis(g, trail, step, scope)
        elif isinstance(step, ExpressionStep):
            # a sequence keeps its own order and its repetitions (XPath 2.0, 3.2)
            trail = trail if is_sequence else _ordered(g, trail)
            code = _expression_step(g, trail, step, scope)
            if code.form not in (Form.NODE, Form.NODES):
                if rest:
                    raise NotSupportedError("a path that goes on after a value")
                return mapped(g, code, trail.clauses) if trail.clauses else code
            trail = _through(g, trail, code)
        else:
            raise NotSupportedError("a slash inside a path")
        is_sequence = False
    return _arrived(trail, cheap)


@decides(SetOperation)
def some_of_union(g: Generator, expression: SetOperation, scope: Scope) -> str | None:
    """A union holds when one side does."""
    sides = (expression.left, expression.right)
    if expression.operator != "union" or not all(isinstance(s, Path) for s in sides):
        return None
    return f"({' or '.join(g.truth(side, scope) for side in sides)})"


@decides(Path, SHORTCUTS)
def existing_path(g: Generator, expression: Path, scope: Scope) -> str | None:
    """Paths of plain names that a set or the children answer."""
    return existence_of_any(g, multiplied(expression), scope)


@decides(Path)
def some_of_path(g: Generator, expression: Path, scope: Scope) -> str | None:
    """Without walking all of it."""
    return existence(g, expression, scope) or _some_anywhere(g, expression, scope)


def _some_anywhere(g: Generator, expression: Path, scope: Scope) -> str | None:
    """`//a[...]/b`, looking only downwards: of elements with equal content one is enough."""
    start = expression.steps[: len(ANYWHERE)]
    rest = expression.steps[len(ANYWHERE) :]
    if start != ANYWHERE or names_of(g, rest):
        return None
    first = rest[0]
    if not isinstance(first, AxisStep) or first.axis != "child" or counts(first.predicates):
        return None
    name = plain_name(g, replace(first, predicates=()))
    if name is None or looks_outside(Path((replace(first, axis="self"), *rest[1:]))):
        return None
    at = g.fresh()
    inner = scope.at(Code(Form.NODE, at, depth=1))
    conditions = [g.truth(p, inner) for p in first.predicates]
    if len(rest) > 1:
        conditions.append(g.truth(Path(rest[1:]), inner))
    tests = "".join(f" if {condition}" for condition in conditions)
    tag = g.constant(name)
    return f"({tag} in d.by_tag and bool([1 for {at} in distinct_nodes(d, {tag}){tests}]))"


def _arrived(trail: Trail, cheap: str | None) -> Code:
    if not trail.clauses and trail.item is None:
        return Code(Form.NODE, trail.at, depth=trail.depth)
    at = trail.at
    return walked(
        Walk(
            clauses=trail.clauses,
            item=trail.item or at,
            value=trail.value or f"({at}.value or text({at}, d))",
            plain=trail.plain,
            test=cheap or (trail.guard if trail.is_exact else None),
            guard=trail.guard,
            is_sorted=trail.is_sorted,
            is_unique=trail.is_unique,
            is_flat=trail.is_flat,
            is_single=not trail.is_many and trail.is_exact,
            lone=trail.lone,
        ),
        0 if trail.item else trail.depth,
    )


def _ordered(g: Generator, trail: Trail) -> Trail:
    """Values come in the order of their nodes, each node once."""
    if trail.is_sorted and trail.is_unique:
        return trail
    return _through(g, Trail("", ""), _arrived(trail, None))


# where a path begins --------------------------------------------------------------------------


def _start(g: Generator, steps: tuple[Step, ...], scope: Scope) -> tuple[Trail, tuple[Step, ...]]:
    first = steps[0]
    joined = joined_path(g, steps, scope)
    if joined is not None:
        return _through(g, Trail("", ""), joined[0]), joined[1]
    if isinstance(first, Root):
        fixed = _fixed_start(g, steps, scope)
        return fixed or (Trail("", "d.top"), steps[1:])
    if isinstance(first, ExpressionStep):
        code = g.code(first.expression, scope)
        for predicate in first.predicates:
            code = filtered(g, code, predicate, scope)
        if len(steps) > 1 and code.form not in (Form.NODE, Form.NODES, Form.ITEM, Form.ITEMS):
            raise NotSupportedError("a path that starts at a value")
        return _through(g, Trail("", ""), code), steps[1:]
    if scope.item is None or scope.item.form not in (Form.NODE, Form.ITEM):
        raise NotSupportedError("a path where there is no node")
    return Trail("", scope.item.text, depth=scope.item.depth), steps


def _fixed_start(
    g: Generator, steps: tuple[Step, ...], scope: Scope
) -> tuple[Trail, tuple[Step, ...]] | None:
    """The longest beginning of an absolute path that other expressions share, computed once."""
    for length in range(0 if g.spared else len(steps) - 1, 1, -1):
        beginning = Path(steps[:length])
        if isinstance(steps[length - 1], Descend):
            continue
        if g.repeats[beginning] > 1 and g.is_fixed(beginning, scope):
            return _through(g, Trail("", ""), g.once(beginning, scope)), steps[length:]
    return None


def _through(g: Generator, trail: Trail, code: Code) -> Trail:
    """Go on from each node of a sequence."""
    if code.form in (Form.NODE, Form.ITEM) and not trail.clauses:
        return Trail("", code.text, depth=code.depth)
    name = g.fresh()
    source = as_list(code)
    is_only = not trail.clauses
    is_ordered = is_only and (code.is_ordered or code.walk is not None)
    return Trail(
        clauses=f"{trail.clauses} for {name} in {source}",
        at=name,
        is_many=True,
        is_sorted=is_ordered,
        is_unique=is_ordered,
        is_flat=is_ordered and code.is_flat,
        plain=source if is_only else None,
        depth=code.depth if code.form is Form.NODES else 0,
    )


# steps ----------------------------------------------------------------------------------------


def _axis(g: Generator, trail: Trail, step: AxisStep, scope: Scope) -> Trail:
    if step.axis == "attribute":
        return attribute_step(g, trail, step, scope)
    if isinstance(step.test, KindTest) and step.test.kind == "text":
        return text_step(g, trail, step, scope)
    if step.axis == "parent" and step.test == _NODE and trail.depth and not step.predicates:
        return _parent(g, trail)
    if step.test == _NODE and step.axis in _WITH_TEXTS and step is not _ANY_BELOW:
        raise NotSupportedError(f"node() on the axis {step.axis}")
    listing, condition, guard = _listing(g, trail.at, step)
    name = g.fresh()
    depth = trail.depth + 1 if gives_elements(step) else 0
    item = Code(Form.NODE, name, depth=depth)
    listing, conditions = conditions_of(g, listing, condition, step, item, scope)
    clause = f" for {name} in {listing}" + "".join(f" if {c}" for c in conditions)
    is_first = not trail.clauses
    ordered, unique, flat = _order_after(trail, step.axis)
    return Trail(
        clauses=trail.clauses + clause,
        at=name,
        is_many=True,
        is_sorted=ordered,
        is_unique=unique,
        is_flat=flat,
        plain=listing if is_first and not conditions else None,
        guard=guard if is_first else trail.guard,
        is_exact=is_first and guard is not None and not step.predicates,
        depth=depth,
    )


def _parent(g: Generator, trail: Trail) -> Trail:
    """`..` of what is certainly an element."""
    above = f"d.up[{trail.at}.order]"
    if not trail.clauses:
        return Trail("", above, depth=trail.depth - 1)
    name = g.fresh()
    ordered, unique, flat = _order_after(trail, "parent")
    return Trail(
        f"{trail.clauses} for {name} in ({above},)",
        name,
        is_many=True,
        is_sorted=ordered,
        is_unique=unique,
        is_flat=flat,
        depth=trail.depth - 1,
    )


def _order_after(trail: Trail, axis: str) -> tuple[bool, bool, bool]:
    """(sorted, unique, flat) after a step, when the nodes before it were as the trail says."""
    ordered, unique, flat = trail.is_sorted, trail.is_unique, trail.is_flat
    if axis == "child":
        return ordered and flat, unique, flat
    if axis == "self":
        return ordered, unique, flat
    if axis in ("descendant", "descendant-or-self"):
        return ordered and flat, unique and flat, False
    is_one = not trail.is_many
    return is_one, is_one, axis == "parent" and is_one


def _listing(g: Generator, at: str, step: AxisStep) -> tuple[str, str | None, str | None]:
    """(list of the axis, condition on `{}` that the node test adds, cheap existence test)."""
    test, axis = step.test, step.axis
    is_exact = isinstance(test, NameTest) and "*" not in (test.prefix, test.local)
    if axis == "child" and is_exact:
        tag = g.constant(g.tag(test))  # type: ignore[arg-type]  # a NameTest
        return f"{at}.by.get({tag}, E)", None, f"({tag} in {at}.by)"
    if axis == "child":
        if test == _NODE:
            return f"child_nodes({at}, d)", None, None
        condition = _condition(g, test, is_element=True)
        return f"children({at})", condition, None if condition else f"bool({at}.by)"
    if axis == "self":
        return f"({at},)", _condition(g, test), None
    if axis not in _AXES:
        raise NotSupportedError(f"the axis {axis}")
    of_any, of_name = _AXES[axis]
    if is_exact and of_name:
        return f"{of_name}({at}, d, {g.constant(g.tag(test))})", None, None  # type: ignore[arg-type]  # a NameTest
    return f"{of_any}({at}, d)", _condition(g, test), None


def _condition(g: Generator, test: NameTest | KindTest, *, is_element: bool = False) -> str | None:
    """What a node test asks of `{}`; None when the axis gives nothing else anyway."""
    if isinstance(test, KindTest):
        return _kind_condition(g, test, is_element=is_element)
    if test == _ALL or (test.prefix == "*" and test.local == "*"):
        return None if is_element else "is_element({})"
    if test.prefix == "*":
        return f"is_local({{}}, {g.constant(test.local)})"
    if test.local == "*":
        return f"is_in({{}}, {g.constant(g.address(test.prefix or ''))})"
    return f"is_named({{}}, {g.constant(g.tag(test))})"


def _kind_condition(g: Generator, test: KindTest, *, is_element: bool) -> str | None:
    if test.kind == "node":
        return None
    if test.kind != "element":
        raise NotSupportedError(f"the node test {test.kind}()")
    if test.name is not None:
        return f"is_named({{}}, {g.constant(g.tag(test.name))})"
    return None if is_element else "is_element({})"


def _expression_step(g: Generator, trail: Trail, step: ExpressionStep, scope: Scope) -> Code:
    inner = scope.at(Code(Form.NODE, trail.at, depth=trail.depth))
    if not trail.clauses:
        inner = replace(inner, is_repeated=scope.is_repeated)
    code = g.code(step.expression, inner)
    for predicate in step.predicates:
        code = filtered(g, code, predicate, inner)
    return code


def _descend(
    g: Generator, trail: Trail, rest: tuple[Step, ...], scope: Scope
) -> tuple[Trail, tuple[Step, ...]]:
    """`//`: one descendant step when the next one counts no positions, as XPath itself rewrites."""
    following = rest[0] if rest else None
    if isinstance(following, AxisStep) and not counts(following.predicates):
        if following.axis == "child" and following.test not in (_NODE, KindTest("text")):
            step = replace(following, axis="descendant")
            return _axis(g, trail, step, scope), rest[1:]
        named = isinstance(following.test, NameTest) and "*" not in (
            following.test.prefix,
            following.test.local,
        )
        if following.axis == "attribute" and named and trail.at == "d.top":
            return _owners(g, following), rest
    if not _is_of_elements(following):
        raise NotSupportedError("a step after // that texts would take part in")
    return _axis(g, trail, _ANY_BELOW, scope), rest


def _is_of_elements(step: Step | None) -> bool:
    """Does it give nothing from a text node, which the tree does not hold?"""
    if isinstance(step, ExpressionStep):
        return isinstance(step.expression, Path | SetOperation)
    if not isinstance(step, AxisStep):
        return False
    return step.axis in ("child", "attribute") or (step.axis == "self" and step.test != _NODE)


def _owners(g: Generator, step: AxisStep) -> Trail:
    """`//@name`: straight to the elements that carry the attribute."""
    name = g.fresh()
    tag = g.constant(g.tag(step.test))  # type: ignore[arg-type]  # a NameTest
    return Trail(f" for {name} in owners(d, {tag})", name, is_many=True, is_flat=False)
