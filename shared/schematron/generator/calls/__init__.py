"""Code of function calls: those of XPath 2.0 that official rules use, and the rules' own."""

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import Call
from shared.schematron.generator.calls import casts, numbers, own, sequences, strings
from shared.schematron.generator.calls.registry import FUNCTIONS
from shared.schematron.generator.code import Code
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator, produces

REGISTERED = (casts, numbers, sequences, strings)


@produces(Call)
def call(g: Generator, expression: Call, scope: Scope) -> Code:
    """A function of the rules themselves goes before one of XPath."""
    name, arguments = expression.name, expression.arguments
    declared = g.functions.get((name, len(arguments)))
    if declared is not None:
        return own.called(g, declared, arguments, scope)
    known = FUNCTIONS.get(name)
    if known is None or not known.least <= len(arguments) <= known.most:
        raise NotSupportedError(f"the function {name} with {len(arguments)} arguments")
    return known.write(g, arguments, scope)
