"""Functions on strings, and names of nodes."""

from contextlib import suppress

from shared.schematron.errors import DynamicError, NotSupportedError
from shared.schematron.expressions import (
    TEXT_NODE,
    Call,
    Expression,
    Literal,
)
from shared.schematron.generator.calls.registry import (
    CONTEXT,
    Arguments,
    Writer,
    boolean,
    function,
    string,
    texts,
)
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import (
    as_cast_source,
    as_list,
    as_number,
    as_string,
)
from shared.schematron.generator.scope import Scope
from shared.schematron.generator.writer import Generator
from shared.schematron.runtime.regular import tokenized


@function("string", 0, 1)
def _string_of(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(as_string(g.code((arguments or CONTEXT)[0], scope)))


@function("normalize-space", 0, 1)
def _normalize_space(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"normalize_space({as_string(g.code((arguments or CONTEXT)[0], scope))})")


@function("string-length", 0, 1)
def _string_length(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return Code(Form.INTEGER, f"len({as_string(g.code((arguments or CONTEXT)[0], scope))})")


@function("upper-case", 1)
def _upper_case(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"{texts(g, arguments, scope)[0]}.upper()")


@function("lower-case", 1)
def _lower_case(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"{texts(g, arguments, scope)[0]}.lower()")


@function("contains", 2)
def _contains(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    whole, part = arguments
    listed = _code_list(g, whole, part, scope)
    if listed is not None:
        return listed
    a, b = texts(g, arguments, scope)
    return boolean(f"({b} in {a})")


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
    return boolean(f"in_list({sought}, {members}, {source.text})")


@function("starts-with", 2)
def _starts_with(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    a, b = texts(g, arguments, scope)
    return boolean(f"{a}.startswith({b})")


@function("ends-with", 2)
def _ends_with(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    a, b = texts(g, arguments, scope)
    return boolean(f"{a}.endswith({b})")


@function("concat", 2, 100)
def _concat(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"concatenated(({', '.join(texts(g, arguments, scope))}))")


@function("string-join", 1, 2)
def _string_join(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    code = g.code(arguments[0], scope)
    separator = as_string(g.code(arguments[1], scope)) if len(arguments) > 1 else "BLANK"
    if code.form is Form.STRING and not code.optional:
        return code
    if code.form in (Form.STRINGS, Form.VALUES):
        return string(f"{separator}.join({code.text})")
    return string(f"joined({as_list(code)}, {separator}, d)")


@function(TEXT_NODE, 2)
def _text_node(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    """Its value is untyped: a function that returns xs:boolean casts it (XPath 2.0, 3.1.5)."""
    return Code(Form.UNTYPED, _string_join(g, arguments, scope).text)


@function("substring", 2, 3)
def _substring(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    source = as_string(g.code(arguments[0], scope))
    rest = [as_number(g.code(argument, scope)).text for argument in arguments[1:]]
    return string(f"substring({', '.join((source, *rest))})")


@function("substring-before", 2)
def _substring_before(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"substring_before({', '.join(texts(g, arguments, scope))})")


@function("substring-after", 2)
def _substring_after(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"substring_after({', '.join(texts(g, arguments, scope))})")


@function("translate", 3)
def _translate(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"translate({', '.join(texts(g, arguments, scope))})")


@function("matches", 2, 3)
def _matches(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return boolean(f"matches({', '.join(texts(g, arguments, scope))})")


@function("replace", 3, 4)
def _replace(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"replaced({', '.join(texts(g, arguments, scope))})")


@function("tokenize", 2, 3)
def _tokenize(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    if all(isinstance(a, Literal) and isinstance(a.value, str) for a in arguments):
        with suppress(DynamicError):  # it is told where the rule is evaluated
            return g.strings(tuple(tokenized(*(a.value for a in arguments))))  # type: ignore[union-attr,arg-type]  # string literals
    return Code(Form.STRINGS, f"tokenized({', '.join(texts(g, arguments, scope))})")


@function("string-to-codepoints", 1)
def _to_codepoints(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return Code(Form.NUMBERS, f"code_points({texts(g, arguments, scope)[0]})")


@function("codepoints-to-string", 1)
def _of_codepoints(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    return string(f"of_code_points({as_list(g.code(arguments[0], scope))})")


@function("compare", 2)
def _compare(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    a, b = (as_cast_source(g.code(argument, scope)) for argument in arguments)
    return Code(Form.INTEGER, f"compared({a}, {b})", optional=True)


@function("format-number", 2)
def _format_number(g: Generator, arguments: Arguments, scope: Scope) -> Code:
    picture = arguments[1]
    if not isinstance(picture, Literal) or not isinstance(picture.value, str):
        raise NotSupportedError("format-number() with a computed picture")
    if set(picture.value) - set("#0.,") or "," in picture.value:
        raise NotSupportedError(f"the number picture {picture.value!r}")
    number = as_number(g.code(arguments[0], scope)).text
    return string(f"pictured({number}, {g.constant(picture.value)})")


def _node_text(function: str) -> Writer:
    def write(g: Generator, arguments: Arguments, scope: Scope) -> Code:
        code = g.code((arguments or CONTEXT)[0], scope)
        node = code.text if code.form is Form.NODE else f"only({as_list(code)})"
        return string(f"{function}({node}{', d' if function == 'name' else ''})")

    return write


function("name", 0, 1)(_node_text("name"))
function("local-name", 0, 1)(_node_text("local_name"))
function("namespace-uri", 0, 1)(_node_text("namespace_uri"))
