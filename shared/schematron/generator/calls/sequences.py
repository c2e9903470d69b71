"""Functions on sequences, truth, position and keys."""

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    Expression,
    ExpressionStep,
    Literal,
    Path,
)
from shared.schematron.generator.calls.registry import (
    CONTEXT,
    Arguments,
    boolean,
    function,
)
from shared.schematron.generator.code import FALSE, NODAL, TRUE, Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_atoms,
    as_items,
    as_list,
    as_number,
    as_truth,
    as_values,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator


@function("not", 1)
def _not(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return boolean(f"(not {g.truth(arguments[0], scope)})")


@function("boolean", 1)
def _boolean_of(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return boolean(g.truth(arguments[0], scope))


@function("true", 0)
def _true(_g: Generator, _arguments: Arguments, _scope: Scope) -> Code:
    return TRUE


@function("false", 0)
def _false(_g: Generator, _arguments: Arguments, _scope: Scope) -> Code:
    return FALSE


@function("exists", 1)
def _exists(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return boolean(_existence(g, arguments[0], scope))


@function("empty", 1)
def _empty(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return boolean(f"(not {_existence(g, arguments[0], scope)})")


def _existence(g: Generator, expression: Expression, scope: Scope) -> str:
    if isinstance(expression, Path) and not isinstance(expression.steps[-1], ExpressionStep):
        return g.truth(expression, scope)
    code = g.code(expression, scope)
    return as_truth(code) if code.form in NODAL else f"bool({as_list(code)})"


@function("count", 1)
def _count(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form is Form.NODES and code.walk and code.walk.is_unique and not code.walk.plain:
        return Code(Form.INTEGER, f"len([1{code.walk.clauses}])")
    return Code(Form.INTEGER, f"len({as_list(code, in_order=False)})")


@function("sum", 1)
def _sum(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form in NODAL:
        return Code(Form.NUMBER, f"total_of({as_list(code, in_order=False)}, d)")
    if code.form is Form.NUMBERS:
        return Code(Form.NUMBER, f"total({code.text})")
    return Code(Form.NUMBER, f"total({as_atoms(code)})", optional=True)


@function("min", 1)
def _min(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return Code(Form.ATOM, f"least({as_atoms(g.code(arguments[0], scope))}, d)", optional=True)


@function("max", 1)
def _max(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return Code(Form.ATOM, f"greatest({as_atoms(g.code(arguments[0], scope))}, d)", optional=True)


@function("avg", 1)
def _avg(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return Code(Form.NUMBER, f"average({as_atoms(g.code(arguments[0], scope))})", optional=True)


@function("distinct-values", 1)
def _distinct(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form in NODAL:
        return Code(Form.VALUES, f"distinct({as_values(code)})")
    form = code.form if code.form in (Form.STRINGS, Form.NUMBERS, Form.VALUES) else Form.ITEMS
    return Code(form, f"distinct({as_atoms(code)})")


@function("reverse", 1)
def _reverse(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form not in (Form.NODES, Form.STRINGS, Form.VALUES, Form.NUMBERS):
        return Code(Form.ITEMS, f"{as_items(code)}[::-1]")
    return Code(code.form, f"{as_list(code)}[::-1]")


@function("subsequence", 2, 3)
def _subsequence(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    rest = ", ".join(as_number(g.code(argument, scope)).text for argument in arguments[1:])
    form = code.form if code.form in (Form.NODES, Form.STRINGS, Form.NUMBERS) else Form.ITEMS
    source = as_list(code) if form is not Form.ITEMS else as_items(code)
    return Code(form, f"subsequence({source}, {rest})", is_ordered=code.is_ordered)


@function("index-of", 2)
def _index_of(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    items = as_atoms(g.code(arguments[0], scope))
    wanted = as_atom(g.code(arguments[1], scope))
    return Code(Form.NUMBERS, f"positions_of({items}, {wanted})")


@function("data", 0, 1)
def _data(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code((arguments or CONTEXT)[0], scope)
    if code.form in NODAL:
        return Code(Form.VALUES, as_values(code))
    return Code(Form.ITEMS, as_atoms(code))


def _unchanged(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return g.code(arguments[0], scope)


for _name in ("zero-or-one", "one-or-more", "exactly-one", "unordered"):
    function(_name, 1)(_unchanged)


@function("position", 0)
def _position(_g: Generator, _arguments: Arguments, scope: Scope) -> Code:
    if scope.position is None:
        raise NotSupportedError("position() outside a predicate")
    return Code(Form.INTEGER, scope.position)


@function("last", 0)
def _last(_g: Generator, _arguments: Arguments, scope: Scope) -> Code:
    if scope.last is None:
        raise NotSupportedError("last() outside a predicate")
    return Code(Form.INTEGER, scope.last)


@function("current", 0)
def _current(_g: Generator, _arguments: Arguments, scope: Scope) -> Code:
    if scope.current is None:
        raise NotSupportedError("current() in a function")
    return scope.current


@function("key", 2)
def _key(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    name = arguments[0]
    if not isinstance(name, Literal) or name.value not in g.keys:
        raise NotSupportedError("key() without a declared name")
    wanted = g.code(arguments[1], scope)
    values = as_values(wanted) if wanted.form in NODAL else as_atoms(wanted)
    place = g.constant(str(name.value))
    return Code(Form.NODES, f"looked_up(d, {place}, {values})", is_ordered=True)
