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


_MOMENTS = {"date": "to_date", "time": "to_time", "dateTime": "to_datetime"}


def _zone(kind: str) -> Writer:
    def write(g: Generator, arguments: Arguments, scope: Scope) -> Code:
        value = as_atom(g.code(arguments[0], scope))
        return Code(Form.ATOM, f"zone_of({_MOMENTS[kind]}({value}))", optional=True)

    return write


def _part(unit: str, kind: str) -> Writer:
    def write(g: Generator, arguments: Arguments, scope: Scope) -> Code:
        value = as_atom(g.code(arguments[0], scope))
        return Code(Form.INTEGER, f"{unit}_of({_MOMENTS[kind]}({value}))", optional=True)

    return write


for _kind in _MOMENTS:
    function(f"timezone-from-{_kind}", 1)(_zone(_kind))
for _kind in ("date", "dateTime"):
    for _unit in ("year", "month", "day"):
        function(f"{_unit}-from-{_kind}", 1)(_part(_unit, _kind))
