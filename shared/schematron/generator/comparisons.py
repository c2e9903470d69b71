"""Code of comparisons: most types are known, so most become one Python operator."""

from collections.abc import Callable

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import Call, Comparison, ContextItem, Literal
from shared.schematron.generator.code import FROM_NODES, NUMERIC, Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_atoms,
    as_list,
    as_string,
    as_values,
    value_of,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator, decides, produces

_BLANK = Literal("")
_NAMES = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EXACT = frozenset((Form.INTEGER, Form.DECIMAL))


@decides(Comparison)
def blank(g: Generator, expression: Comparison, scope: Scope) -> str | None:
    """`normalize-space(E) != ''`, the commonest test of all, normalises nothing."""
    if expression.operator not in ("=", "!=") or expression.style == "node":
        return None
    for this, other in (
        (expression.left, expression.right),
        (expression.right, expression.left),
    ):
        if other == _BLANK and isinstance(this, Call) and this.name == "normalize-space":
            text = as_string(g.code((this.arguments or (ContextItem(),))[0], scope))
            return f"({'not ' if expression.operator == '=' else ''}{text}.strip(BLANKS))"
    return None


@decides(Call)
def not_blank(g: Generator, expression: Call, scope: Scope) -> str | None:
    """`normalize-space(E)` where only its truth is asked."""
    if expression.name != "normalize-space":
        return None
    text = as_string(g.code((expression.arguments or (ContextItem(),))[0], scope))
    return f"{text}.strip(BLANKS)"


@produces(Comparison)
def comparison(g: Generator, expression: Comparison, scope: Scope) -> Code:
    left, right = g.code(expression.left, scope), g.code(expression.right, scope)
    if expression.style == "node":
        return _node(expression.operator, left, right)
    operator = expression.operator
    found = _numbers(left, operator, right)
    if found is None and expression.style == "value":
        found = _values(left, operator, right)
    elif found is None:
        found = _general(g, left, operator, right)
        if found is None:
            found = _general(g, right, _FLIPPED[operator], left)
        if found is None:
            found = f"some_pair({as_atoms(left)}, {_NAMES[operator]}, {as_atoms(right)})"
    return Code(Form.BOOLEAN, found)


def _node(operator: str, left: Code, right: Code) -> Code:
    if operator not in ("is", "<<", ">>"):
        raise NotSupportedError(f"the operator {operator}")
    name = {"is": "eq", "<<": "lt", ">>": "gt"}[operator]
    a, b = f"only({as_list(left)})", f"only({as_list(right)})"
    return Code(Form.BOOLEAN, f"same_node({a}, {name}, {b})")


def _numbers(left: Code, operator: str, right: Code) -> str | None:
    if left.form not in NUMERIC or right.form not in NUMERIC:
        return None
    if {left.form, right.form} <= _EXACT and not (left.optional or right.optional):
        return f"({left.text} {_PYTHON[operator]} {right.text})"
    return f"numbers({left.text}, {_NAMES[operator]}, {right.text})"


def _values(left: Code, operator: str, right: Code) -> str:
    """A value comparison: an untyped value is a string."""
    singles = {Form.NODE, Form.UNTYPED, Form.STRING}
    if left.form in singles and right.form in singles and not (left.optional or right.optional):
        return f"({_text(left)} {_PYTHON[operator]} {_text(right)})"
    return f"value_pair({as_atom(left)}, {_NAMES[operator]}, {as_atom(right)})"


def _text(code: Code) -> str:
    return value_of(code) if code.form is Form.NODE else code.text


def _general(g: Generator, left: Code, operator: str, right: Code) -> str | None:
    """A general comparison whose types are known; None to be tried the other way round."""
    if left.optional or (right.optional and right.form not in NUMERIC):
        return None
    for left_forms, right_forms, write in _KNOWN:
        if left.form in left_forms and right.form in right_forms:
            return write(g, left, operator, right)
    return None


def _with_string(_g: Generator, left: Code, operator: str, right: Code) -> str:
    if left.form in (Form.NODE, Form.UNTYPED):
        return f"({_text(left)} {_PYTHON[operator]} {right.text})"
    values = as_values(left)
    if operator != "=":
        return f"some_string({values}, {_NAMES[operator]}, {right.text})"
    guard = left.walk.guard if left.walk else None
    found = f"({right.text} in {values})"
    return f"({guard} and {found})" if guard else found


def _with_strings(g: Generator, left: Code, operator: str, right: Code) -> str:
    if operator != "=":
        return f"some_strings({as_values(left)}, {_NAMES[operator]}, {right.text})"
    if right.strings is None:
        if left.form in (Form.NODE, Form.UNTYPED, Form.STRING):
            return f"({_text(left)} in {right.text})"
        return f"some_strings({as_values(left)}, eq, {right.text})"
    members = g.members(right.strings)
    if left.form in (Form.NODE, Form.UNTYPED, Form.STRING):
        return f"({_text(left)} in {members})"
    return f"(not {members}.isdisjoint({as_values(left)}))"


def _between_nodes(_g: Generator, left: Code, operator: str, right: Code) -> str:
    singles = (Form.NODE, Form.UNTYPED)
    if left.form in singles and right.form in singles:
        return f"({_text(left)} {_PYTHON[operator]} {_text(right)})"
    return f"some_strings({as_values(left)}, {_NAMES[operator]}, {as_values(right)})"


def _between_strings(_g: Generator, left: Code, operator: str, right: Code) -> str:
    return f"({left.text} {_PYTHON[operator]} {right.text})"


def _with_number(_g: Generator, left: Code, operator: str, right: Code) -> str:
    return f"some_number({as_values(left)}, {_NAMES[operator]}, {right.text})"


def _numbers_with_number(_g: Generator, left: Code, operator: str, right: Code) -> str:
    return f"any_number({left.text}, {_NAMES[operator]}, {right.text})"


def _with_boolean(_g: Generator, left: Code, operator: str, right: Code) -> str:
    return f"some_boolean({as_values(left)}, {_NAMES[operator]}, bool({right.text}))"


def _between_booleans(_g: Generator, left: Code, operator: str, right: Code) -> str:
    return f"(bool({left.text}) {_PYTHON[operator]} bool({right.text}))"


_Writer = Callable[[Generator, Code, str, Code], str]
_STRING, _STRINGS, _BOOLEAN = (frozenset((f,)) for f in (Form.STRING, Form.STRINGS, Form.BOOLEAN))
_KNOWN: tuple[tuple[frozenset[Form], frozenset[Form], _Writer], ...] = (
    (FROM_NODES, _STRING, _with_string),
    (FROM_NODES | _STRING, _STRINGS, _with_strings),
    (_STRING, _STRING, _between_strings),
    (FROM_NODES, FROM_NODES, _between_nodes),
    (FROM_NODES, NUMERIC, _with_number),
    (frozenset((Form.NUMBERS,)), NUMERIC, _numbers_with_number),
    (FROM_NODES, _BOOLEAN, _with_boolean),
    (_BOOLEAN, _BOOLEAN, _between_booleans),
)
