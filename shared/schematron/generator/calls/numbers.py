"""Functions on numbers, and those that tell dates and their parts."""

from shared.schematron.generator.calls.registry import (
    CONTEXT,
    Arguments,
    Writer,
    function,
)
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_cast_source,
    as_list,
    as_number,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator


def _numeric(function: str) -> Writer:
    def write(g: Generator, arguments: Arguments, scope: Scope) -> Code:
        number = as_number(g.code(arguments[0], scope))
        return Code(number.form, f"{function}({number.text})", optional=number.optional)

    return write


function("round", 1)(_numeric("round_half_up"))
function("abs", 1)(_numeric("absolute"))
function("floor", 1)(_numeric("floor"))
function("ceiling", 1)(_numeric("ceiling"))


@function("number", 0, 1)
def _number(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code((arguments or CONTEXT)[0], scope)
    if code.form is Form.NODES and code.walk is not None:
        return Code(Form.DOUBLE, f"number_of({as_list(code, in_order=False)}, d)")
    return Code(Form.DOUBLE, f"to_number({as_cast_source(code)})")


@function("current-date", 0)
def _current_date(_g: Generator, _arguments: Arguments, _scope: Scope) -> Code:
    return Code(Form.ATOM, "current_date(d.today)")


@function("current-dateTime", 0)
def _current_datetime(_g: Generator, _arguments: Arguments, _scope: Scope) -> Code:
    return Code(Form.ATOM, "current_datetime(d.today)")


def _zone(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return Code(Form.ATOM, f"zone_of({as_atom(g.code(arguments[0], scope))})", optional=True)


for _name in ("timezone-from-date", "timezone-from-time", "timezone-from-dateTime"):
    function(_name, 1)(_zone)


def _part(function: str) -> Writer:
    def write(g: Generator, arguments: Arguments, scope: Scope) -> Code:
        value = as_atom(g.code(arguments[0], scope))
        return Code(Form.INTEGER, f"{function}({value})", optional=True)

    return write


for _unit in ("year", "month", "day"):
    for _kind in ("date", "dateTime"):
        function(f"{_unit}-from-{_kind}", 1)(_part(f"{_unit}_of"))
