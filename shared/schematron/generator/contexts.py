"""Rule contexts (XSLT match patterns): places, and conditions sorted by what they need.

A condition may hold for a whole document, for a start tag in its place, or for a node. The first
kind is asked once per document, the second once per start tag, and only the third per node.
"""

from dataclasses import dataclass, replace

from shared.schematron.analysis import (
    conjuncts,
    is_place_test,
    looks_outside,
    uses_position,
)
from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    AxisStep,
    Call,
    Comparison,
    Descend,
    Expression,
    ExpressionStep,
    Filter,
    KindTest,
    Literal,
    NameTest,
    Path,
    Root,
    SetOperation,
    Step,
)
from shared.schematron.generator.code import NUMERIC, Code, Form
from shared.schematron.generator.convert import as_list
from shared.schematron.generator.plain import MOST_ALTERNATIVES, count_alternatives
from shared.schematron.generator.predicates import is_condition
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator
from shared.schematron.places import PlaceStep
from shared.schematron.shapes import Shapes

_OUTLINES = Shapes(lambda _: False, is_outline=True)
_ROOT_STEPS = 2  # the document and the root element


@dataclass(frozen=True, slots=True)
class Context:
    """One alternative of a rule context.

    `steps` from the document (first `/`) or from anywhere; `attribute`: the context is that
    attribute of the element. `documents` and `heads` are numbers of h and p functions that must
    hold; `node` of the p function to ask per node, or None. `is_shaped`, `is_outlined`: the shape
    of the element, the outline of the document decide whether the condition on it holds.
    `is_local`: the node condition looks only downwards.
    """

    steps: tuple[PlaceStep, ...]
    attribute: str | None
    documents: tuple[int, ...]
    heads: tuple[int, ...]
    choice: tuple[int, str] | None
    node: int | None
    is_local: bool
    is_shaped: bool
    is_outlined: bool

    @property
    def depth(self) -> int:
        """The element lies at least so deep; 0 for an attribute."""
        if self.attribute is not None:
            return 0
        return sum(step not in ("/", "//") for step in self.steps)

    @property
    def is_root(self) -> bool:
        """Can only match the root element."""
        return self.attribute is None and len(self.steps) == _ROOT_STEPS and self.steps[0] == "/"


@dataclass
class _Conditions:
    documents: list[int]
    heads: list[int]
    own: list[int]
    nodes: list[str]
    choice: tuple[int, str] | None = None
    is_local: bool = True
    is_shaped: bool = True
    is_outlined: bool = True


def contexts_of(g: Generator, pattern: Expression, scope: Scope) -> list[Context]:
    """The alternatives of a match pattern, in order."""
    return [
        _context(g, path, scope)
        for alternative in alternatives(pattern)
        for path in _by_ancestor(alternative)
    ]


def alternatives(pattern: Expression) -> list[Path]:
    """Unions anywhere in a pattern, multiplied out. Raises NotSupportedError."""
    if count_alternatives(pattern) > MOST_ALTERNATIVES:
        raise NotSupportedError(f"a rule context of more than {MOST_ALTERNATIVES} alternatives")
    if isinstance(pattern, SetOperation) and pattern.operator == "union":
        return [*alternatives(pattern.left), *alternatives(pattern.right)]
    if isinstance(pattern, Filter):
        return [_with_predicates(p, pattern.predicates) for p in alternatives(pattern.base)]
    if not isinstance(pattern, Path):
        raise NotSupportedError("a rule context that is no path")
    for at, step in enumerate(pattern.steps):
        if isinstance(step, ExpressionStep):
            inner = [_with_predicates(p, step.predicates) for p in alternatives(step.expression)]
            before, after = pattern.steps[:at], pattern.steps[at + 1 :]
            return [
                whole
                for path in inner
                for whole in alternatives(Path((*before, *path.steps, *after)))
            ]
    return [pattern]


def _with_predicates(path: Path, predicates: tuple[Expression, ...]) -> Path:
    if not predicates:
        return path
    last = path.steps[-1]
    if not isinstance(last, AxisStep) or any(_is_positional(p) for p in predicates):
        raise NotSupportedError("a position in a union of rule contexts")
    whole = replace(last, predicates=(*last.predicates, *predicates))
    return Path((*path.steps[:-1], whole))


def _by_ancestor(path: Path) -> list[Path]:
    """`x[not(ancestor::a/b)]`: apart for places without such an ancestor, where it always holds.

    There the condition costs nothing and the rule looks at nothing above; elsewhere it is asked.
    """
    last = path.steps[-1]
    if not isinstance(last, AxisStep):
        return [path]
    for predicate in last.predicates:
        for part in conjuncts(predicate):
            ancestor = _denied_ancestor(part)
            if ancestor is not None:
                without = Call("not", (ancestor,))
                rest = _all_but(last.predicates, part)
                plain = Path((*path.steps[:-1], replace(last, predicates=(*rest, without))))
                asked = Path((*path.steps[:-1], replace(last, predicates=(*rest, ancestor, part))))
                return [plain, asked]
    return [path]


def _denied_ancestor(part: Expression) -> Path | None:
    """`ancestor::a` of `not(ancestor::a/...)`."""
    if not isinstance(part, Call) or part.name != "not" or not isinstance(part.arguments[0], Path):
        return None
    first, *rest = part.arguments[0].steps
    if not rest or not isinstance(first, AxisStep) or first.axis != "ancestor":
        return None
    return Path((replace(first, predicates=()),))


def _all_but(predicates: tuple[Expression, ...], part: Expression) -> tuple[Expression, ...]:
    return tuple(p for whole in predicates for p in conjuncts(whole) if p != part)


def _is_positional(predicate: Expression) -> bool:
    number = isinstance(predicate, Literal) and not isinstance(predicate.value, str)
    return number or uses_position(predicate)


def _context(g: Generator, path: Path, scope: Scope) -> Context:
    steps, attribute = _steps_of(path)
    places = tuple(_place_step(g, step) for step in steps)
    found = _Conditions([], [], [], [])
    ambiguous = _first_ambiguous(steps)
    node = "d.up[n.order]" if attribute is None else "n.owner"
    if attribute is not None:
        _sort(g, found, attribute.predicates, "n", scope)
    distance = 0
    for at in range(len(steps) - 1, -1, -1):
        step = steps[at]
        if isinstance(step, AxisStep) and step.predicates:
            if at < ambiguous:
                raise NotSupportedError("a predicate before // in a rule context")
            own = attribute is None and distance == 0
            _sort_step(g, found, step, "n" if own else _above(node, distance, attribute), scope)
        distance += isinstance(step, AxisStep)
    name = None
    if attribute is not None:
        test = attribute.test
        if not isinstance(test, NameTest) or "*" in (test.prefix, test.local):
            raise NotSupportedError("an attribute wildcard as rule context")
        name = g.tag(test)
    number = _node_function(g, found)
    return Context(
        places,
        name,
        tuple(found.documents),
        tuple(found.heads),
        found.choice,
        number,
        found.is_local,
        found.is_shaped,
        found.is_outlined,
    )


def _above(parent: str, distance: int, attribute: AxisStep | None) -> str:
    """The ancestor a step of the pattern stands for."""
    if attribute is not None:
        distance += 1
    text = parent
    for _ in range(distance - 1):
        text = f"d.up[{text}.order]"
    return text


def _steps_of(path: Path) -> tuple[tuple[Step, ...], AxisStep | None]:
    steps, attribute = path.steps, None
    last = steps[-1]
    if isinstance(last, AxisStep) and last.axis == "attribute":
        steps, attribute = steps[:-1], last
    # text() and attributes of text are not matched by any official rule
    return steps, attribute


def _place_step(g: Generator, step: Step) -> PlaceStep:
    if isinstance(step, Root):
        return "/"
    if isinstance(step, Descend):
        return "//"
    if not isinstance(step, AxisStep) or step.axis != "child":
        raise NotSupportedError("a rule context with such an axis")
    test = step.test
    if isinstance(test, KindTest):
        if test.kind == "element" and test.name is None:
            return "*"
        raise NotSupportedError(f"{test.kind}() as rule context")
    if test.prefix == "*":
        return "*" if test.local == "*" else ("local", test.local)
    if test.local == "*":
        return ("uri", g.address(test.prefix or ""))
    return g.tag(test)


def _first_ambiguous(steps: tuple[Step, ...]) -> int:
    """Steps before this index have no fixed distance to the node matched."""
    positions = [at for at, step in enumerate(steps) if isinstance(step, Descend)]
    return positions[-1] if positions else 0


# conditions -----------------------------------------------------------------------------------


def _sort_step(g: Generator, found: _Conditions, step: AxisStep, node: str, scope: Scope) -> None:
    if any(_is_positional(p) for p in step.predicates):
        found.nodes.append(_among_siblings(g, step, node, scope))
        found.is_local = found.is_outlined = False
        return
    _sort(g, found, step.predicates, node, scope)


def _sort(
    g: Generator, found: _Conditions, predicates: tuple[Expression, ...], node: str, scope: Scope
) -> None:
    for predicate in predicates:
        for part in conjuncts(predicate):
            _sort_part(g, found, part, node, scope)


def _sort_part(g: Generator, found: _Conditions, part: Expression, node: str, scope: Scope) -> None:
    depth = scope.item.depth if scope.item else 0
    if g.is_fixed(part, scope):
        found.documents.append(g.truth_once(part, scope))
        return
    own = Code(Form.NODE, "n", depth=depth)
    at_node = replace(scope, item=own, current=own)
    if node == "n" and is_place_test(part):
        found.heads.append(g.predicate_once(part, at_node))
        return
    if node == "n" and found.choice is None:
        found.choice = _choice(g, part, at_node)
        if found.choice is not None:
            found.is_local &= not looks_outside(part)
            found.is_shaped &= Shapes(scope.is_fixed).decide_truth(part)
            found.is_outlined &= _OUTLINES.decide_truth(part)
            return
    if not is_condition(part) and g.code(part, at_node).form in NUMERIC:
        raise NotSupportedError("a computed position as rule context")
    number = g.predicate_once(part, at_node)
    found.is_outlined &= _OUTLINES.decide_truth(part)
    if node != "n":
        found.nodes.append(f"held(d, {number}, p{number}, {node})")
        found.is_local = False
        return
    found.own.append(number)
    found.is_shaped &= Shapes(scope.is_fixed).decide_truth(part)
    if looks_outside(part):
        found.is_local = False


def _choice(g: Generator, part: Expression, scope: Scope) -> tuple[int, str] | None:
    """`E = 'literal'` where E is one string: rules are looked up by the literal."""
    if not isinstance(part, Comparison) or part.operator != "=" or part.style != "general":
        return None
    for this, other in ((part.left, part.right), (part.right, part.left)):
        if isinstance(other, Literal) and isinstance(other.value, str):
            number = g.text_once(this, scope)
            return None if number is None else (number, other.value)
    return None


def _among_siblings(g: Generator, step: AxisStep, node: str, scope: Scope) -> str:
    """A position in a pattern counts the siblings that pass the same test (XSLT 2.0, 5.5.3)."""
    parent = Code(Form.NODE, f"d.up[{node}.order]")
    siblings = g.code(Path((step,)), scope.at(parent))
    found = g.fresh()
    return f"any([{found} is {node} for {found} in {as_list(siblings)}])"


def _node_function(g: Generator, found: _Conditions) -> int | None:
    if len(found.own) == 1 and not found.nodes:
        return found.own[0]
    conditions = [*(f"p{number}(n, d)" for number in found.own), *found.nodes]
    return g.condition_once(" and ".join(conditions)) if conditions else None
