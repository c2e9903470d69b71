"""The functions of XPath that are known, each with its numbers of arguments and its writer."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.schematron.expressions import ContextItem, Expression
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import as_string
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator

Arguments = tuple[Expression, ...]
Writer = Callable[[Generator, Arguments, Scope], Code]
CONTEXT: Arguments = (ContextItem(),)


@dataclass(frozen=True, slots=True)
class KnownFunction:
    least: int
    most: int
    write: Writer


FUNCTIONS: dict[str, KnownFunction] = {}


def function(name: str, least: int, most: int | None = None) -> Callable[[Writer], Writer]:
    """Registers the writer of a function of XPath."""

    def register(writer: Writer) -> Writer:
        FUNCTIONS[name] = KnownFunction(least, least if most is None else most, writer)
        return writer

    return register


def string(text: str) -> Code:
    return Code(Form.STRING, text)


def boolean(text: str) -> Code:
    return Code(Form.BOOLEAN, text)


def texts(g: Generator, arguments: Arguments, scope: Scope) -> list[str]:
    """Arguments that are strings."""
    return [as_string(g.code(argument, scope)) for argument in arguments]
