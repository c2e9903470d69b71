"""Code of comparisons: most types are known, so most become one Python operator."""

from collections.abc import Callable

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    Call,
    Comparison,
    ContextItem,
    Expression,
    ExpressionStep,
    Items,
    Literal,
    Logical,
    Path,
)
from shared.schematron.generator.code import FROM_NODES, NUMERIC, Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_atoms,
    as_list,
    as_string,
    as_values,
    value_of,
)
from shared.schematron.generator.joins import membership
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator, decides, produces

_BLANK, _SPACE = Literal(""), Literal(" ")
_BLANKS = frozenset(" \t\r\n")
_PAIR = 2
_NAMES = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EXACT = frozenset((Form.INTEGER, Form.DECIMAL))


def _blank(g: Generator, expression: Comparison, scope: Scope) -> str | None:
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


@decides(Comparison)
def normalised(g: Generator, expression: Comparison, scope: Scope) -> str | None:
    """Comparisons with the empty string, and of normalised strings with plain words."""
    return _blank(g, expression, scope) or _saying(g, expression, scope)


def _saying(g: Generator, expression: Comparison, scope: Scope) -> str | None:
    """`normalize-space(E) = 'word'`, alone or as the last step of a path."""
    if expression.style == "node" or expression.operator not in ("=", "!="):
        return None
    for this, other in (
        (expression.left, expression.right),
        (expression.right, expression.left),
    ):
        words = _words(other)
        if not words:
            continue
        if _is_normalising(this):
            test = _said(g, this, words, scope)
            return test if expression.operator == "=" else f"(not {test})"
        if expression.operator == "=" and isinstance(this, Path) and len(this.steps) > 1:
            return _some_saying(g, this, words, scope)
    return None


def _some_saying(g: Generator, path: Path, words: tuple[str, ...], scope: Scope) -> str | None:
    """`a/normalize-space(b) = 'word'`: some a whose b says it."""
    *before, last = path.steps
    if not isinstance(last, ExpressionStep) or last.predicates:
        return None
    code = g.code(Path(tuple(before)), scope) if _is_normalising(last.expression) else None
    if code is None or code.form is not Form.NODES:
        return None
    if code.walk and code.walk.item.isidentifier():
        name, clauses = code.walk.item, code.walk.clauses
    else:
        name = g.fresh()
        clauses = f" for {name} in {as_list(code, in_order=False, unique=False)}"
    test = _said(g, last.expression, words, scope.at(Code(Form.NODE, name)))
    return f"any([{test}{clauses}])"


def _is_normalising(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.name == "normalize-space"


def _said(g: Generator, expression: Expression, words: tuple[str, ...], scope: Scope) -> str:
    arguments = expression.arguments if isinstance(expression, Call) else ()
    text = as_string(g.code((arguments or (ContextItem(),))[0], scope))
    if len(words) == 1:
        return f"says({text}, {g.constant(words[0])})"
    return f"says_one_of({text}, {g.members(words)})"


def _words(expression: Expression) -> tuple[str, ...]:
    """Literals that normalising leaves alone and that hold no blank."""
    items = expression.items if isinstance(expression, Items) else (expression,)
    words = [item.value for item in items if isinstance(item, Literal)]
    if len(words) != len(items):
        return ()
    plain = [word for word in words if isinstance(word, str) and word and not set(word) & _BLANKS]
    return tuple(plain) if len(plain) == len(words) else ()


@decides(Logical)
def code_list(g: Generator, expression: Logical, scope: Scope) -> str | None:
    """not(contains(N, ' ')) and contains(' AA BB ', concat(' ', N, ' ')), N normalised."""
    if expression.operator != "and" or len(expression.operands) != _PAIR:
        return None
    without_blank, listed = expression.operands
    if not isinstance(listed, Call) or listed.name != "contains":
        return None
    whole, part = listed.arguments
    wanted = Call("concat", (_SPACE, ContextItem(), _SPACE))
    if (
        not isinstance(part, Call)
        or part.name != "concat"
        or len(part.arguments) != len(wanted.arguments)
    ):
        return None
    before, sought, after = part.arguments
    is_idiom = before == after == _SPACE and isinstance(sought, Call) and _is_normalising(sought)
    if not is_idiom or without_blank != Call("not", (Call("contains", (sought, _SPACE)),)):
        return None
    source = g.code(whole, scope)
    if source.form is not Form.STRING or source.strings is None:
        return None
    text = as_string(g.code((sought.arguments or (ContextItem(),))[0], scope))  # type: ignore[union-attr]  # a call
    members = g.members(code for code in source.strings[0].split(" ") if code)
    return f"coded({text}, {members}, {source.text})"


@decides(Call)
def not_blank(g: Generator, expression: Call, scope: Scope) -> str | None:
    """`normalize-space(E)` where only its truth is asked."""
    if expression.name != "normalize-space":
        return None
    text = as_string(g.code((expression.arguments or (ContextItem(),))[0], scope))
    return f"{text}.strip(BLANKS)"


@produces(Comparison)
def comparison(g: Generator, expression: Comparison, scope: Scope) -> Code:
    short = normalised(g, expression, scope)
    if short is not None:
        return Code(Form.BOOLEAN, short)
    left, right = g.code(expression.left, scope), g.code(expression.right, scope)
    if expression.style == "node":
        return _node(expression.operator, left, right)
    operator = expression.operator
    found = _numbers(left, operator, right)
    if found is None and expression.style == "value":
        found = _values(left, operator, right)
    elif found is None:
        found = membership(g, expression, (left, right), scope)
        found = found or _general(g, left, operator, right)
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
