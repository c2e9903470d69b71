"""Functions that the rules declare themselves (`xsl:function`)."""

from shared.schematron.generator.calls.casts import CASTS
from shared.schematron.generator.calls.registry import (
    Arguments,
)
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_items,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator
from shared.schematron.model import Function


def called(g: Generator, function: Function, arguments: Arguments, scope: Scope) -> Code:
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
    **{kind: function for kind, (_form, function) in CASTS.items()},
}


def returned(code: Code, kind: str | None) -> str:
    """The body of a function as the value it declares to return."""
    form, _optional = _declared(kind)
    return as_items(code) if form is Form.ITEMS else argument_of(code, kind)
