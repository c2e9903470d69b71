"""Code of function calls: those of XPath 2.0 that official rules use, and the rules' own."""

from collections.abc import Callable

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    Call,
    ContextItem,
    Expression,
    ExpressionStep,
    Literal,
    Path,
    TypeOperation,
)
from shared.schematron.generator.code import FALSE, NODAL, NUMERIC, TRUE, Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_atoms,
    as_cast_source,
    as_items,
    as_list,
    as_number,
    as_string,
    as_truth,
    as_values,
    may_be_moment,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator, produces
from shared.schematron.model import Function
from shared.schematron.runtime.regular import tokenized

Writer = Callable[[Generator, tuple[Expression, ...], Scope], Code]
_CALLS: dict[str, tuple[int, int, Writer]] = {}
_CONTEXT = (ContextItem(),)


def _call(name: str, least: int, most: int | None = None) -> Callable[[Writer], Writer]:
    def register(writer: Writer) -> Writer:
        _CALLS[name] = (least, least if most is None else most, writer)
        return writer

    return register


@produces(Call)
def call(g: Generator, expression: Call, scope: Scope) -> Code:
    name, arguments = expression.name, expression.arguments
    own = g.functions.get((name, len(arguments)))
    if own is not None:
        return _own(g, own, arguments, scope)
    known = _CALLS.get(name)
    if known is None or not known[0] <= len(arguments) <= known[1]:
        raise NotSupportedError(f"the function {name} with {len(arguments)} arguments")
    return known[2](g, arguments, scope)


def _string(text: str) -> Code:
    return Code(Form.STRING, text)


def _boolean(text: str) -> Code:
    return Code(Form.BOOLEAN, text)


def _strings(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> list[str]:
    return [as_string(g.code(argument, scope)) for argument in arguments]


# booleans and sequences -----------------------------------------------------------------------


@_call("not", 1)
def _not(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _boolean(f"(not {g.truth(arguments[0], scope)})")


@_call("boolean", 1)
def _boolean_of(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _boolean(g.truth(arguments[0], scope))


@_call("true", 0)
def _true(_g: Generator, _arguments: tuple[Expression, ...], _scope: Scope) -> Code:
    return TRUE


@_call("false", 0)
def _false(_g: Generator, _arguments: tuple[Expression, ...], _scope: Scope) -> Code:
    return FALSE


@_call("exists", 1)
def _exists(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _boolean(_existence(g, arguments[0], scope))


@_call("empty", 1)
def _empty(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _boolean(f"(not {_existence(g, arguments[0], scope)})")


def _existence(g: Generator, expression: Expression, scope: Scope) -> str:
    if isinstance(expression, Path) and not isinstance(expression.steps[-1], ExpressionStep):
        return g.truth(expression, scope)
    code = g.code(expression, scope)
    return as_truth(code) if code.form in NODAL else f"bool({as_list(code)})"


@_call("count", 1)
def _count(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form is Form.NODES and code.walk and code.walk.is_unique and not code.walk.plain:
        return Code(Form.INTEGER, f"len([1{code.walk.clauses}])")
    return Code(Form.INTEGER, f"len({as_list(code, in_order=False)})")


@_call("sum", 1)
def _sum(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form in NODAL:
        return Code(Form.NUMBER, f"total_of({as_list(code, in_order=False)}, d)")
    if code.form is Form.NUMBERS:
        return Code(Form.NUMBER, f"total({code.text})")
    return Code(Form.NUMBER, f"total({as_atoms(code)})", optional=True)


@_call("min", 1)
def _min(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return Code(Form.ATOM, f"least({as_atoms(g.code(arguments[0], scope))}, d)", optional=True)


@_call("max", 1)
def _max(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return Code(Form.ATOM, f"greatest({as_atoms(g.code(arguments[0], scope))}, d)", optional=True)


@_call("avg", 1)
def _avg(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return Code(Form.NUMBER, f"average({as_atoms(g.code(arguments[0], scope))})", optional=True)


@_call("distinct-values", 1)
def _distinct(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form in NODAL:
        return Code(Form.VALUES, f"distinct({as_values(code)})")
    form = code.form if code.form in (Form.STRINGS, Form.NUMBERS, Form.VALUES) else Form.ITEMS
    return Code(form, f"distinct({as_atoms(code)})")


@_call("reverse", 1)
def _reverse(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    if code.form not in (Form.NODES, Form.STRINGS, Form.VALUES, Form.NUMBERS):
        return Code(Form.ITEMS, f"{as_items(code)}[::-1]")
    return Code(code.form, f"{as_list(code)}[::-1]")


@_call("subsequence", 2, 3)
def _subsequence(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    rest = ", ".join(as_number(g.code(argument, scope)).text for argument in arguments[1:])
    form = code.form if code.form in (Form.NODES, Form.STRINGS, Form.NUMBERS) else Form.ITEMS
    source = as_list(code) if form is not Form.ITEMS else as_items(code)
    return Code(form, f"subsequence({source}, {rest})", is_ordered=code.is_ordered)


@_call("index-of", 2)
def _index_of(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    items = as_atoms(g.code(arguments[0], scope))
    wanted = as_atom(g.code(arguments[1], scope))
    return Code(Form.NUMBERS, f"positions_of({items}, {wanted})")


@_call("data", 0, 1)
def _data(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code((arguments or _CONTEXT)[0], scope)
    if code.form in NODAL:
        return Code(Form.VALUES, as_values(code))
    return Code(Form.ITEMS, as_atoms(code))


def _unchanged(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return g.code(arguments[0], scope)


for _name in ("zero-or-one", "one-or-more", "exactly-one", "unordered"):
    _call(_name, 1)(_unchanged)


@_call("position", 0)
def _position(_g: Generator, _arguments: tuple[Expression, ...], scope: Scope) -> Code:
    if scope.position is None:
        raise NotSupportedError("position() outside a predicate")
    return Code(Form.INTEGER, scope.position)


@_call("last", 0)
def _last(_g: Generator, _arguments: tuple[Expression, ...], scope: Scope) -> Code:
    if scope.last is None:
        raise NotSupportedError("last() outside a predicate")
    return Code(Form.INTEGER, scope.last)


@_call("current", 0)
def _current(_g: Generator, _arguments: tuple[Expression, ...], scope: Scope) -> Code:
    if scope.current is None:
        raise NotSupportedError("current() in a function")
    return scope.current


@_call("key", 2)
def _key(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    name = arguments[0]
    if not isinstance(name, Literal) or name.value not in g.keys:
        raise NotSupportedError("key() without a declared name")
    wanted = g.code(arguments[1], scope)
    values = as_values(wanted) if wanted.form in NODAL else as_atoms(wanted)
    place = g.constant(str(name.value))
    return Code(Form.NODES, f"looked_up(d, {place}, {values})", is_ordered=True)


# strings --------------------------------------------------------------------------------------


@_call("string", 0, 1)
def _string_of(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(as_string(g.code((arguments or _CONTEXT)[0], scope)))


@_call("normalize-space", 0, 1)
def _normalize_space(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"normalize_space({as_string(g.code((arguments or _CONTEXT)[0], scope))})")


@_call("string-length", 0, 1)
def _string_length(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return Code(Form.INTEGER, f"len({as_string(g.code((arguments or _CONTEXT)[0], scope))})")


@_call("upper-case", 1)
def _upper_case(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"{_strings(g, arguments, scope)[0]}.upper()")


@_call("lower-case", 1)
def _lower_case(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"{_strings(g, arguments, scope)[0]}.lower()")


@_call("contains", 2)
def _contains(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    whole, part = arguments
    listed = _code_list(g, whole, part, scope)
    if listed is not None:
        return listed
    a, b = _strings(g, arguments, scope)
    return _boolean(f"({b} in {a})")


def _code_list(g: Generator, whole: Expression, part: Expression, scope: Scope) -> Code | None:
    """contains(' AA BB ', concat(' ', E, ' ')): how official rules write a code list."""
    blank = Literal(" ")
    if (
        not isinstance(part, Call)
        or part.name != "concat"
        or len(part.arguments) != len(("before", "code", "after"))
    ):
        return None
    if part.arguments[0] != blank or part.arguments[2] != blank:
        return None
    source = g.code(whole, scope)
    if source.form is not Form.STRING or source.strings is None:
        return None
    text = source.strings[0]
    if not (text.startswith(" ") and text.endswith(" ")):
        return None
    members = g.members(code for code in text.split(" ") if code)
    sought = as_string(g.code(part.arguments[1], scope))
    return _boolean(f"in_list({sought}, {members}, {source.text})")


@_call("starts-with", 2)
def _starts_with(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    a, b = _strings(g, arguments, scope)
    return _boolean(f"{a}.startswith({b})")


@_call("ends-with", 2)
def _ends_with(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    a, b = _strings(g, arguments, scope)
    return _boolean(f"{a}.endswith({b})")


@_call("concat", 2, 100)
def _concat(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"BLANK.join(({', '.join(_strings(g, arguments, scope))}))")


@_call("string-join", 1, 2)
def _string_join(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    separator = as_string(g.code(arguments[1], scope)) if len(arguments) > 1 else "BLANK"
    if code.form is Form.STRING and not code.optional:
        return code
    if code.form in (Form.STRINGS, Form.VALUES):
        return _string(f"{separator}.join({code.text})")
    return _string(f"joined({as_list(code)}, {separator}, d)")


@_call("substring", 2, 3)
def _substring(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    source = as_string(g.code(arguments[0], scope))
    rest = [as_number(g.code(argument, scope)).text for argument in arguments[1:]]
    return _string(f"substring({', '.join((source, *rest))})")


@_call("substring-before", 2)
def _substring_before(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"substring_before({', '.join(_strings(g, arguments, scope))})")


@_call("substring-after", 2)
def _substring_after(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"substring_after({', '.join(_strings(g, arguments, scope))})")


@_call("translate", 3)
def _translate(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"translate({', '.join(_strings(g, arguments, scope))})")


@_call("matches", 2, 3)
def _matches(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _boolean(f"matches({', '.join(_strings(g, arguments, scope))})")


@_call("replace", 3, 4)
def _replace(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"replaced({', '.join(_strings(g, arguments, scope))})")


@_call("tokenize", 2, 3)
def _tokenize(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    if all(isinstance(a, Literal) and isinstance(a.value, str) for a in arguments):
        return g.strings(tuple(tokenized(*(a.value for a in arguments))))  # type: ignore[union-attr,arg-type]  # string literals
    return Code(Form.STRINGS, f"tokenized({', '.join(_strings(g, arguments, scope))})")


@_call("string-to-codepoints", 1)
def _to_codepoints(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return Code(Form.NUMBERS, f"code_points({_strings(g, arguments, scope)[0]})")


@_call("codepoints-to-string", 1)
def _of_codepoints(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return _string(f"of_code_points({as_list(g.code(arguments[0], scope))})")


@_call("compare", 2)
def _compare(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    a, b = (as_cast_source(g.code(argument, scope)) for argument in arguments)
    return Code(Form.INTEGER, f"compared({a}, {b})", optional=True)


@_call("format-number", 2)
def _format_number(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    picture = arguments[1]
    if not isinstance(picture, Literal) or not isinstance(picture.value, str):
        raise NotSupportedError("format-number() with a computed picture")
    if set(picture.value) - set("#0.,") or "," in picture.value:
        raise NotSupportedError(f"the number picture {picture.value!r}")
    number = as_number(g.code(arguments[0], scope)).text
    return _string(f"pictured({number}, {g.constant(picture.value)})")


# names ----------------------------------------------------------------------------------------


def _node_text(function: str) -> Writer:
    def write(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
        code = g.code((arguments or _CONTEXT)[0], scope)
        node = code.text if code.form is Form.NODE else f"only({as_list(code)})"
        return _string(f"{function}({node})")

    return write


_call("name", 0, 1)(_node_text("name"))
_call("local-name", 0, 1)(_node_text("local_name"))
_call("namespace-uri", 0, 1)(_node_text("namespace_uri"))


# numbers --------------------------------------------------------------------------------------


def _numeric(function: str) -> Writer:
    def write(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
        number = as_number(g.code(arguments[0], scope))
        return Code(number.form, f"{function}({number.text})", optional=number.optional)

    return write


_call("round", 1)(_numeric("round_half_up"))
_call("abs", 1)(_numeric("absolute"))
_call("floor", 1)(_numeric("floor"))
_call("ceiling", 1)(_numeric("ceiling"))


@_call("number", 0, 1)
def _number(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    code = g.code((arguments or _CONTEXT)[0], scope)
    if code.form is Form.NODES and code.walk is not None:
        return Code(Form.DOUBLE, f"number_of({as_list(code, in_order=False)}, d)")
    return Code(Form.DOUBLE, f"to_number({as_cast_source(code)})")


# casts ----------------------------------------------------------------------------------------

_CASTS = {
    "xs:decimal": (Form.DECIMAL, "to_decimal"),
    "xs:integer": (Form.INTEGER, "to_integer"),
    "xs:int": (Form.INTEGER, "to_integer"),
    "xs:long": (Form.INTEGER, "to_integer"),
    "xs:double": (Form.DOUBLE, "to_double"),
    "xs:float": (Form.DOUBLE, "to_double"),
    "xs:date": (Form.ATOM, "to_date"),
    "xs:time": (Form.ATOM, "to_time"),
    "xs:dateTime": (Form.ATOM, "to_datetime"),
    "xs:dayTimeDuration": (Form.ATOM, "to_day_time"),
    "xs:yearMonthDuration": (Form.ATOM, "to_year_month"),
}


def cast(code: Code, kind: str) -> Code:
    """A constructor or `cast as`; an empty sequence stays one."""
    if kind == "xs:string":
        return _string(as_string(code))
    if kind == "xs:boolean":
        return _boolean(f"to_boolean_or_none({as_cast_source(code)})")
    if kind == "xs:decimal" and code.form is Form.NODES and code.walk is not None:
        text = f"decimal_of({as_list(code, in_order=False)}, d)"
        return Code(Form.DECIMAL, text, optional=True)
    if kind not in _CASTS:
        raise NotSupportedError(f"the type {kind}")
    form, function = _CASTS[kind]
    if code.form is form and form in NUMERIC:
        return code
    optional = code.form not in (Form.NODE, Form.UNTYPED, Form.STRING, *NUMERIC) or code.optional
    return Code(form, f"{function}({as_cast_source(code)})", optional=optional)


def _constructor(kind: str) -> Writer:
    def write(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
        return cast(g.code(arguments[0], scope), kind)

    return write


for _name in (*_CASTS, "xs:string", "xs:boolean"):
    _call(_name, 1)(_constructor(_name))


@produces(TypeOperation)
def type_operation(g: Generator, expression: TypeOperation, scope: Scope) -> Code:
    code = g.code(expression.operand, scope)
    kind = expression.type
    if expression.operation == "cast":
        return cast(code, kind)
    if expression.operation != "castable":
        raise NotSupportedError(f"{expression.operation!r} with a type")
    if kind == "xs:string":
        return _boolean(f"(len({as_list(code)}) == 1)")
    if kind == "xs:boolean":
        return _boolean(f"castable({as_atoms(code)}, to_boolean, {expression.optional})")
    if kind not in _CASTS:
        raise NotSupportedError(f"the type {kind}")
    function = _CASTS[kind][1]
    return _boolean(f"castable({as_atoms(code)}, {function}, {expression.optional})")


# dates ----------------------------------------------------------------------------------------


@_call("current-date", 0)
def _current_date(_g: Generator, _arguments: tuple[Expression, ...], _scope: Scope) -> Code:
    return Code(Form.ATOM, "current_date(d.today)")


@_call("current-dateTime", 0)
def _current_datetime(_g: Generator, _arguments: tuple[Expression, ...], _scope: Scope) -> Code:
    return Code(Form.ATOM, "current_datetime(d.today)")


def _zone(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    return Code(Form.ATOM, f"zone_of({as_atom(g.code(arguments[0], scope))})", optional=True)


for _name in ("timezone-from-date", "timezone-from-time", "timezone-from-dateTime"):
    _call(_name, 1)(_zone)


def _part(function: str) -> Writer:
    def write(g: Generator, arguments: tuple[Expression, ...], scope: Scope) -> Code:
        value = as_atom(g.code(arguments[0], scope))
        return Code(Form.INTEGER, f"{function}({value})", optional=True)

    return write


for _unit in ("year", "month", "day"):
    for _kind in ("date", "dateTime"):
        _call(f"{_unit}-from-{_kind}", 1)(_part(f"{_unit}_of"))


# the rules' own functions ---------------------------------------------------------------------


def _own(g: Generator, function: Function, arguments: tuple[Expression, ...], scope: Scope) -> Code:
    number = g.function_numbers[function.name, len(function.parameters)]
    passed = [
        argument_of(g.code(argument, scope), parameter.type)
        for argument, parameter in zip(arguments, function.parameters, strict=True)
    ]
    return replace_text(result_of(function.result), f"u{number}({', '.join(('d', *passed))})")


def replace_text(code: Code, text: str) -> Code:
    return Code(code.form, text, optional=code.optional)


def parameter_of(kind: str | None, name: str) -> Code:
    """What a function sees of a parameter with this `as`."""
    form, optional = _declared(kind)
    return Code(form, name, optional=optional)


def result_of(kind: str | None) -> Code:
    form, optional = _declared(kind)
    return Code(form, "", optional=optional)


_TYPES = {
    "xs:string": Form.STRING,
    "xs:boolean": Form.BOOLEAN,
    "xs:integer": Form.INTEGER,
    "xs:decimal": Form.DECIMAL,
    "xs:double": Form.DOUBLE,
    "xs:date": Form.ATOM,
    "xs:time": Form.ATOM,
    "xs:dateTime": Form.ATOM,
}


def _declared(kind: str | None) -> tuple[Form, bool]:
    if kind is None:
        return Form.ITEMS, False
    base, occurs = (kind[:-1], kind[-1]) if kind[-1] in "?*+" else (kind, "")
    if base in _TYPES and occurs in ("", "?"):
        return _TYPES[base], occurs == "?"
    return Form.ITEMS, False


def argument_of(code: Code, kind: str | None) -> str:
    """Function conversion rules (XPath 2.0, 3.1.5): atomize, cast what is untyped."""
    form, optional = _declared(kind)
    if form is Form.ITEMS:
        return as_items(code)
    if code.form is form and (optional or not code.optional):
        return f"bool({code.text})" if form is Form.BOOLEAN else code.text
    base = (kind or "").rstrip("?")
    converted = f"converted({as_atom(code)}, {_CONVERTERS[base]})"
    return converted if optional else f"required({converted})"


_CONVERTERS = {
    "xs:string": "to_string_strictly",
    "xs:boolean": "to_boolean",
    **{kind: function for kind, (_form, function) in _CASTS.items()},
}


def returned(code: Code, kind: str | None) -> str:
    """The body of a function as the value it declares to return."""
    form, _optional = _declared(kind)
    if form is Form.ITEMS:
        return as_items(code)
    if form is Form.BOOLEAN and (code.form is Form.BOOLEAN or not may_be_moment(code)):
        return f"bool({as_truth(code)})"
    return argument_of(code, kind)


__all__ = ["argument_of", "cast", "parameter_of", "result_of", "returned"]
