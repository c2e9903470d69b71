"""Code of one rule: its variables, one boundary per assertion, and its messages."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from shared.schematron.analysis import MANY, looks_outside, uses
from shared.schematron.errors import ExpressionError
from shared.schematron.expressions import AxisStep, Call, Expression, Literal, Path
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import as_list, as_string
from shared.schematron.generator.plain import plain_paths
from shared.schematron.generator.scope import Inlined, Scope
from shared.schematron.generator.second_look import Doubt, may_depend
from shared.schematron.generator.sharing import shared
from shared.schematron.generator.writer import Generator
from shared.schematron.model import Assertion, Embedded, Let, Rule, Text
from shared.schematron.parser import parse_expression
from shared.schematron.shapes import Shapes

# no string literal can hold the beginning of what this finds and end before its last bracket
_LAST_CONDITION = re.compile(r"(.+)\[(\$[\w.-]+ ?= ?'[^'\[\]]*')\]", re.DOTALL)

# the lines that ask one assertion, or some that are asked together
Piece = Sequence[str]


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """Numbers of r functions, each with a part of the assertions, and whether they look downwards.

    `outline` has those that the outline of the document decides, `shape` those of a local rule that
    the shape of the element and what is fixed in a document decide, `function` the others.
    `doubts` are assertions, by their number in the rule, that may be known in spite of an error.
    """

    function: int | None
    shape: int | None
    outline: int | None
    is_local: bool
    doubts: tuple[tuple[int, Doubt], ...] = ()


def write_rule(g: Generator, rule: Rule, scope: Scope) -> tuple[WrittenRule, Scope]:
    """The rule's functions r(n, d, out), and the scope its messages are written in."""
    original = [parsed(a.test, a.id) for a in rule.assertions]
    scope = bind(g, rule.lets, [*original, *_embedded(rule)], scope)
    own = [e for a, e in zip(rule.assertions, original, strict=True) if not _is_common(g, a, rule)]
    scope, written = _sharing(g, own, scope)
    remaining = iter(written)
    expressions = [*original, *(parsed(let.value, let.name) for let in rule.lets)]
    parts = _Parts(g, scope, is_local=not any(looks_outside(e) for e in expressions))
    for at, assertion in enumerate(rule.assertions):
        is_common = _is_common(g, assertion, rule)
        test = original[at] if is_common else next(remaining)
        paths = _must_be_absent(g, assertion, test) if scope.is_root else ()
        if paths:
            parts.absent.append((frozenset(paths), at))
            continue
        try:
            code = g.common_truth(test, scope) if is_common else g.truth(test, scope)
        except ExpressionError as error:
            error.found = f"{error.found} (in {assertion.id})"
            raise
        if may_depend(test):
            parts.doubts.append((at, Doubt(g.number(), test, assertion.is_report, scope)))
        parts.add(at, code if assertion.is_report else f"not {code}", original[at])
    return parts.written(), scope


class _Parts:
    """The assertions of a rule, by what decides them."""

    def __init__(self, g: Generator, scope: Scope, *, is_local: bool) -> None:
        self._g = g
        self._is_local = is_local
        self._outlines = Shapes(lambda _: False, is_outline=True)
        self._shapes = Shapes(scope.is_fixed)
        self._rest: list[Piece] = []
        self._by_shape: list[Piece] = []
        self._by_outline: list[Piece] = []
        self.absent: list[tuple[frozenset[tuple[str, ...]], int]] = []
        self.doubts: list[tuple[int, Doubt]] = []

    def add(self, at: int, failing: str, test: Expression) -> None:
        part = self._rest
        if self._outlines.decide_truth(test):
            part = self._by_outline
        elif self._is_local and self._shapes.decide_truth(test):
            part = self._by_shape
        part.append(
            (
                "try:",
                f"    if {failing}: out.append({at})",
                "except Exception as e:",
                f"    out.append(({at}, e))",
            )
        )

    def written(self) -> WrittenRule:
        self._by_outline += _absence(self._g, self.absent)
        parts = (self._rest, self._by_shape, self._by_outline)
        rest, by_shape, by_outline = (_function(self._g, part) for part in parts)
        return WrittenRule(rest, by_shape, by_outline, self._is_local, tuple(self.doubts))


def _function(g: Generator, pieces: Sequence[Piece]) -> int | None:
    """All of them in one function; and, for documents of a known outline, each in its own."""
    if not pieces:
        return None
    number = _defined(g.define, g, [line for piece in pieces for line in piece])
    if len(pieces) > 1:
        g.singles[number] = tuple(_defined(g.define_single, g, piece) for piece in pieces)
    return number


def _defined(define: Callable[[str, Sequence[str]], None], g: Generator, lines: Piece) -> int:
    number = g.number()
    cells = ["f = {}"] if any("(f, " in line for line in lines) else []
    define(f"r{number}(n, d, out)", [*cells, *lines])
    return number


def _is_common(g: Generator, assertion: Assertion, rule: Rule) -> bool:
    """Is it a test of many rules, to be written once for all of them?"""
    return not rule.lets and assertion.test in g.common


def parsed(text: str, where: str) -> Expression:
    """Raises ExpressionError saying where."""
    try:
        return parse_expression(text)
    except ExpressionError as error:
        # the parser's cache does not keep errors, so this one is ours to complete
        error.found = f"{error.found} (in {where})"
        raise


def parsed_context(text: str, where: str) -> Expression:
    """As `parsed`, sparing the reading of contexts that differ only in what they end with.

    eForms writes each context dozens of times, ended by `[$noticeSubType = 'N']`.
    """
    found = _LAST_CONDITION.fullmatch(text)
    if found is not None:
        with suppress(ExpressionError):  # then it is said of the whole
            path = parsed(found[1], where)
            if isinstance(path, Path) and isinstance(path.steps[-1], AxisStep):
                last = path.steps[-1]
                condition = parsed(found[2], where)
                last = replace(last, predicates=(*last.predicates, condition))
                return Path((*path.steps[:-1], last))
    return parsed(text, where)


def _embedded(rule: Rule) -> list[Expression]:
    return [
        parsed(part.select, assertion.id)
        for assertion in rule.assertions
        for part in assertion.text
        if isinstance(part, Embedded)
    ]


# variables ------------------------------------------------------------------------------------


def bind(g: Generator, lets: Sequence[Let], later: Sequence[Expression], scope: Scope) -> Scope:
    """The scope with a rule's variables: evaluated when used, once per element if used often."""
    values = [parsed(let.value, let.name) for let in lets]
    for at, (let, value) in enumerate(zip(lets, values, strict=True)):
        if g.is_fixed(value, scope):
            scope = scope.with_variable(let.name, g.once(value, scope))
        elif sum(uses(e, let.name) for e in (*values[at + 1 :], *later)) < MANY:
            scope = scope.with_variable(let.name, Inlined(value, scope))
        else:
            scope = scope.with_variable(let.name, _celled(g, value, scope))
    return scope


def _celled(g: Generator, value: Expression, scope: Scope) -> Code:
    code = g.code(value, scope)
    if code.strings is not None:
        return code
    number = g.number()
    body = as_list(code) if code.form in (Form.NODES, Form.NODE) else code.text
    if code.form is Form.BOOLEAN:
        body = f"bool({body})"
    g.define(f"l{number}(n, d, f)", [f"return {body}"])
    form = Form.NODES if code.form is Form.NODE else code.form
    text = f"cell(f, {number}, l{number}, n, d)"
    g.meanings[text] = value, scope
    return Code(form, text, code.optional, is_ordered=True)


def _sharing(
    g: Generator, tests: Sequence[Expression], scope: Scope
) -> tuple[Scope, list[Expression]]:
    """What the tests compute more than once becomes a variable of the rule."""
    variables, written = shared(tests, lambda e: g.is_fixed(e, scope))
    later = [value for _, value in variables]
    for at, (name, value) in enumerate(variables):
        if sum(uses(e, name) for e in (*later[at + 1 :], *written)) < MANY:
            scope = scope.with_variable(name, Inlined(value, scope))
        else:
            scope = scope.with_variable(name, _celled(g, value, scope))
    return scope, written


# elements that must not exist -----------------------------------------------------------------


def _must_be_absent(
    g: Generator, assertion: Assertion, test: Expression
) -> tuple[tuple[str, ...], ...]:
    """The paths of `not(a/b/@c)`: hundreds of these become one set test."""
    if assertion.is_report or not isinstance(test, Call) or test.name != "not":
        return ()
    return plain_paths(g, test.arguments[0])


def _absence(g: Generator, absent: list[tuple[frozenset[tuple[str, ...]], int]]) -> list[Piece]:
    if not absent:
        return []
    everything = g.constant(frozenset(path for paths, _ in absent for path in paths))
    pairs = g.constant(tuple(absent))
    paths, at = g.fresh(), g.fresh()
    return [
        (
            f"if not {everything}.isdisjoint(d.document.paths):",
            f"    for {paths}, {at} in {pairs}:",
            f"        if not {paths}.isdisjoint(d.document.paths): out.append({at})",
        )
    ]


# messages -------------------------------------------------------------------------------------


def write_text(g: Generator, text: Text, scope: Scope, where: str) -> tuple[str | int, ...]:
    """The parts of a text: strings, and numbers of m functions for what must be computed."""
    return tuple(
        part if isinstance(part, str) else _message(g, part, scope, where) for part in text
    )


def _message(g: Generator, part: Embedded, scope: Scope, where: str) -> int:
    joined = Call("string-join", (parsed(part.select, where), Literal(" ")))
    code = as_string(g.code(joined, scope))
    number = g.number()
    lines = [f"return {code}"]
    if "(f, " in code:
        lines.insert(0, "f = {}")
    g.define(f"m{number}(n, d)", lines)
    return number
