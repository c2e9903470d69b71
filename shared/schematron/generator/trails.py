"""How far a path has been written, and its steps to attributes and texts."""

from dataclasses import dataclass, replace

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import AxisStep, KindTest, NameTest
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.predicates import conditions_of
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator

_ALL = NameTest("*", "*")


@dataclass(frozen=True, slots=True)
class Trail:
    """How far a path has been written. `at` is the node reached."""

    clauses: str
    at: str
    is_many: bool = False
    is_sorted: bool = True
    is_unique: bool = True
    is_flat: bool = True  # no node reached lies inside another
    plain: str | None = None
    guard: str | None = None
    is_exact: bool = False  # the guard says exactly whether anything is found
    value: str | None = None
    item: str | None = None
    lone: str | None = None
    depth: int = 0


def at_item(g: Generator, trail: Trail) -> Trail:
    """Go on from the attribute or text itself, not from the element that has it."""
    name = g.fresh()
    return replace(
        trail,
        clauses=f"{trail.clauses} for {name} in ({trail.item},)",
        at=name,
        plain=None,
        is_exact=False,
        value=None,
        item=None,
        lone=None,
        depth=0,
    )


def attribute_step(g: Generator, trail: Trail, step: AxisStep, scope: Scope) -> Trail:
    test, at = step.test, trail.at
    is_exact = isinstance(test, NameTest) and "*" not in (test.prefix, test.local)
    if not is_exact or step.predicates:
        return _attribute_nodes(g, trail, step, scope)
    name = g.constant(g.tag(test))  # type: ignore[arg-type]  # a NameTest
    present = f"({name} in {at}.attrs)"
    # a loop of one round gives the condition a clause to stand in
    clause = f" if {name} in {at}.attrs" if trail.clauses else f" for _ in ONE if {present}"
    return replace(
        trail,
        clauses=trail.clauses + clause,
        item=f"attribute({at}, {name})[0]",
        value=f"{at}.attrs[{name}]",
        plain=f"attribute({at}, {name})" if not trail.clauses else None,
        guard=trail.guard if trail.clauses else present,
        is_exact=not trail.clauses,
    )


def _attribute_nodes(g: Generator, trail: Trail, step: AxisStep, scope: Scope) -> Trail:
    test = step.test
    condition = None
    if isinstance(test, NameTest) and test != _ALL:
        if test.prefix == "*":
            condition = f"(attribute_local({{}}) == {g.constant(test.local)})"
        elif test.local == "*":
            condition = f"(attribute_uri({{}}) == {g.constant(g.address(test.prefix or ''))})"
        else:
            condition = f"is_attribute({{}}, {g.constant(g.tag(test))})"
    elif isinstance(test, KindTest) and test.kind not in ("node", "attribute"):
        raise NotSupportedError(f"the node test {test.kind}() of attributes")
    name = g.fresh()
    item = Code(Form.NODE, name)
    listing, conditions = conditions_of(g, f"attributes({trail.at})", condition, step, item, scope)
    clause = f" for {name} in {listing}" + "".join(f" if {c}" for c in conditions)
    plain = listing if not trail.clauses and not conditions else None
    return _within(trail, clause, name, plain)


def _within(trail: Trail, clause: str, name: str, plain: str | None = None) -> Trail:
    """At an attribute or text of each node reached so far."""
    return replace(
        trail,
        clauses=trail.clauses + clause,
        at=name,
        is_many=True,
        plain=plain,
        is_exact=False,
        depth=0,
    )


def text_step(g: Generator, trail: Trail, step: AxisStep, scope: Scope) -> Trail:
    if step.axis != "child":
        raise NotSupportedError(f"text() on the axis {step.axis}")
    name = g.fresh()
    if step.predicates:
        item = Code(Form.NODE, name)
        listing, conditions = conditions_of(g, f"texts({trail.at}, d)", None, step, item, scope)
        clause = f" for {name} in {listing}" + "".join(f" if {c}" for c in conditions)
        return _within(trail, clause, name)
    return replace(
        trail,
        clauses=f"{trail.clauses} for {name} in text_values({trail.at}, d)",
        item=f"text_node({trail.at}, {name})",
        value=name,
        lone=None if trail.clauses else f"lone_text({trail.at}, d)",
        plain=None,
        is_exact=False,
    )
