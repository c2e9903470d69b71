"""Constructors, `cast as` and `castable as`."""

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    TypeOperation,
)
from shared.schematron.generator.calls.registry import (
    Arguments,
    Writer,
    boolean,
    function,
    string,
)
from shared.schematron.generator.code import NUMERIC, Code, Form
from shared.schematron.generator.convert import (
    as_atoms,
    as_cast_source,
    as_list,
    as_string,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator, produces

CASTS = {
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
        return string(as_string(code))
    if kind == "xs:boolean":
        return boolean(f"to_boolean_or_none({as_cast_source(code)})")
    if kind == "xs:decimal" and code.form is Form.NODES and code.walk is not None:
        text = f"decimal_of({as_list(code, in_order=False)}, d)"
        return Code(Form.DECIMAL, text, optional=True)
    if kind not in CASTS:
        raise NotSupportedError(f"the type {kind}")
    form, function = CASTS[kind]
    if code.form is form and form in NUMERIC:
        return code
    optional = code.form not in (Form.NODE, Form.UNTYPED, Form.STRING, *NUMERIC) or code.optional
    return Code(form, f"{function}({as_cast_source(code)})", optional=optional)


def _constructor(kind: str) -> Writer:
    def write(g: Generator, arguments: Arguments, scope: Scope) -> Code:
        return cast(g.code(arguments[0], scope), kind)

    return write


for _name in (*CASTS, "xs:string", "xs:boolean"):
    function(_name, 1)(_constructor(_name))


@produces(TypeOperation)
def type_operation(g: Generator, expression: TypeOperation, scope: Scope) -> Code:
    code = g.code(expression.operand, scope)
    kind = expression.type
    if expression.operation == "cast":
        return cast(code, kind)
    if expression.operation != "castable":
        raise NotSupportedError(f"{expression.operation!r} with a type")
    if kind == "xs:string":
        return boolean(f"(len({as_list(code)}) == 1)")
    if kind == "xs:boolean":
        return boolean(f"castable({as_atoms(code)}, to_boolean, {expression.optional})")
    if kind not in CASTS:
        raise NotSupportedError(f"the type {kind}")
    function = CASTS[kind][1]
    return boolean(f"castable({as_atoms(code)}, {function}, {expression.optional})")
