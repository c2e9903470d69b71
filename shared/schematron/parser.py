"""XPath 2.0 text to syntax tree by recursive descent; one method per production of the grammar."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import cast

from shared.schematron.errors import NotSupportedError, XPathSyntaxError
from shared.schematron.expressions import (
    AXES,
    EMPTY,
    Arithmetic,
    Axis,
    AxisStep,
    Binding,
    Call,
    Comparison,
    Conditional,
    ContextItem,
    Descend,
    Expression,
    ExpressionStep,
    Filter,
    ForEach,
    Items,
    KindTest,
    Literal,
    Logical,
    NameTest,
    Negation,
    Path,
    Quantified,
    Range,
    Root,
    SetOperation,
    Step,
    TypeOperation,
    Variable,
)
from shared.schematron.tokens import END, Token, tokens_of

# official rules nest up to eleven deep
_MAX_DEPTH = 24
_KIND_TESTS = frozenset(
    ["node", "text", "comment", "element", "attribute", "document-node", "processing-instruction"]
)
_GENERAL = frozenset(("=", "!=", "<", "<=", ">", ">="))
_VALUE = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_NODE = frozenset(("is", "<<", ">>"))
_TYPE_OPERATORS = (("cast", "as"), ("castable", "as"), ("treat", "as"), ("instance", "of"))


@lru_cache(maxsize=4096)
def parse_expression(source: str) -> Expression:
    """The tree of an expression. Raises XPathSyntaxError or NotSupportedError."""
    try:
        return Parser(source).parse()
    except RecursionError:
        raise NotSupportedError("an expression nested too deeply") from None


class Parser:
    """Reads one expression; the position only moves forward."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = tokens_of(source)
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        expression = self._expression()
        if self._peek() is not END:
            raise self._wrong("an operator")
        return expression

    # tokens ---------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> Token:
        try:
            return self._tokens[self._at + ahead]
        except IndexError:
            return END

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _is_symbol(self, *texts: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.kind == "symbol" and token.text in texts

    def _is_name(self, *texts: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.kind == "name" and token.text in texts

    def _accept(self, symbol: str) -> bool:
        if self._is_symbol(symbol):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if self._next().text != text:
            self._at -= 1
            raise self._wrong(repr(text))

    def _wrong(self, expected: str) -> XPathSyntaxError:
        found = self._peek().text or "the end"
        return XPathSyntaxError(f"{expected} expected, {found!r} found in {self._source[:120]!r}")

    # productions, loosest binding first --------------------------------------------------------

    def _expression(self) -> Expression:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotSupportedError(f"more than {_MAX_DEPTH} nested parentheses")
        items = [self._single()]
        while self._accept(","):
            items.append(self._single())
        self._depth -= 1
        return items[0] if len(items) == 1 else Items(tuple(items))

    def _single(self) -> Expression:
        if self._is_name("for", "some", "every") and self._peek(1).kind == "variable":
            return self._binding_expression(self._next().text)
        if self._is_name("if") and self._is_symbol("(", ahead=1):
            return self._conditional()
        return self._or()

    def _binding_expression(self, keyword: str) -> Expression:
        bindings = [self._binding()]
        while self._accept(","):
            bindings.append(self._binding())
        self._expect("return" if keyword == "for" else "satisfies")
        body = self._single()
        if keyword == "for":
            return ForEach(tuple(bindings), body)
        return Quantified("some" if keyword == "some" else "every", tuple(bindings), body)

    def _binding(self) -> Binding:
        if self._peek().kind != "variable":
            raise self._wrong("a variable")
        name = self._next().text
        self._expect("in")
        return Binding(name, self._single())

    def _conditional(self) -> Expression:
        self._expect("if")
        self._expect("(")
        test = self._expression()
        self._expect(")")
        self._expect("then")
        then = self._single()
        self._expect("else")
        return Conditional(test, then, self._single())

    def _or(self) -> Expression:
        operands = [self._and()]
        while self._is_name("or"):
            self._next()
            operands.append(self._and())
        return operands[0] if len(operands) == 1 else Logical("or", tuple(operands))

    def _and(self) -> Expression:
        operands = [self._comparison()]
        while self._is_name("and"):
            self._next()
            operands.append(self._comparison())
        return operands[0] if len(operands) == 1 else Logical("and", tuple(operands))

    def _comparison(self) -> Expression:
        left = self._range()
        token = self._peek()
        if token.kind == "symbol" and token.text in _GENERAL:
            self._next()
            return Comparison("general", token.text, left, self._range())
        if token.kind == "name" and token.text in _VALUE:
            self._next()
            return Comparison("value", _VALUE[token.text], left, self._range())
        if token.text in _NODE and token.kind in ("name", "symbol"):
            self._next()
            return Comparison("node", token.text, left, self._range())
        return left

    def _range(self) -> Expression:
        first = self._additive()
        if self._is_name("to"):
            self._next()
            return Range(first, self._additive())
        return first

    def _additive(self) -> Expression:
        left = self._multiplicative()
        while self._is_symbol("+", "-"):
            operator = "+" if self._next().text == "+" else "-"
            left = Arithmetic(operator, left, self._multiplicative())  # type: ignore[arg-type]  # + or -
        return left

    def _multiplicative(self) -> Expression:
        left = self._union()
        while self._is_symbol("*") or self._is_name("div", "idiv", "mod"):
            operator = self._next().text
            left = Arithmetic(operator, left, self._union())  # type: ignore[arg-type]  # just tested
        return left

    def _union(self) -> Expression:
        left = self._intersection()
        while self._is_symbol("|") or self._is_name("union"):
            self._next()
            left = SetOperation("union", left, self._intersection())
        return left

    def _intersection(self) -> Expression:
        left = self._typed()
        while self._is_name("intersect", "except"):
            operator = self._next().text
            right = self._typed()
            left = SetOperation("intersect" if operator == "intersect" else "except", left, right)
        return left

    def _typed(self) -> Expression:
        """`cast as`, `castable as`, `treat as` and `instance of`, each binding looser."""
        operand = self._unary()
        if self._peek().kind != "name":
            return operand
        for first, second in _TYPE_OPERATORS:
            if self._is_name(first) and self._is_name(second, ahead=1):
                self._at += 2
                operand = self._type_operation(first, operand)
        return operand

    def _type_operation(self, operation: str, operand: Expression) -> Expression:
        token = self._next()
        if token.kind != "name" or self._is_symbol("("):
            raise NotSupportedError(f"the sequence type {token.text!r} after {operation!r}")
        if self._is_symbol("*", "+"):
            raise NotSupportedError(f"the sequence type {token.text}{self._peek().text}")
        optional = self._accept("?")
        return TypeOperation(operation, operand, token.text, optional)  # type: ignore[arg-type]  # of the table

    def _unary(self) -> Expression:
        negative = False
        signed = False
        while self._is_symbol("+", "-"):
            negative ^= self._next().text == "-"
            signed = True
        operand = self._path()
        if not signed:
            return operand
        return Negation(operand) if negative else Negation(Negation(operand))

    # paths ------------------------------------------------------------------------------------

    def _path(self) -> Expression:
        if self._accept("/"):
            return Path((Root(), *(self._relative() if self._starts_step() else ())))
        if self._accept("//"):
            return Path((Root(), Descend(), *self._relative()))
        steps = self._relative()
        if len(steps) == 1 and isinstance(steps[0], ExpressionStep):
            step = steps[0]
            return Filter(step.expression, step.predicates) if step.predicates else step.expression
        return Path(tuple(steps))

    def _starts_step(self) -> bool:
        token = self._peek()
        if token.kind == "symbol":
            return token.text in ("*", ".", "..", "@", "(")
        return token.kind in ("name", "variable", "string", "number")

    def _relative(self) -> list[Step]:
        steps = [self._step()]
        while self._is_symbol("/", "//"):
            if self._next().text == "//":
                steps.append(Descend())
            steps.append(self._step())
        return steps

    def _step(self) -> Step:
        if self._accept(".."):
            return AxisStep("parent", KindTest("node"), self._predicates())
        if self._accept("@"):
            return AxisStep("attribute", self._node_test("attribute"), self._predicates())
        if self._peek().kind == "name" and self._is_symbol("::", ahead=1):
            return self._axis_step()
        if self._is_symbol("*") or self._is_child_test():
            return AxisStep("child", self._node_test("child"), self._predicates())
        return ExpressionStep(self._primary(), self._predicates())

    def _is_child_test(self) -> bool:
        if self._peek().kind != "name":
            return False
        return not self._is_symbol("(", ahead=1) or self._peek().text in _KIND_TESTS

    def _axis_step(self) -> Step:
        axis = self._next().text
        if axis not in AXES:
            raise NotSupportedError(f"the axis {axis}")
        self._next()
        return AxisStep(cast(Axis, axis), self._node_test(axis), self._predicates())

    def _node_test(self, axis: str) -> NameTest | KindTest:
        token = self._next()
        if token.kind == "name" and self._is_symbol("("):
            return self._kind_test(token.text)
        if token.text == "*" or token.kind == "name":
            return _name_test(token.text)
        self._at -= 1
        raise self._wrong(f"a name after {axis}")

    def _kind_test(self, kind: str) -> KindTest:
        if kind not in _KIND_TESTS:
            raise NotSupportedError(f"the node test {kind}()")
        self._expect("(")
        name = None
        if not self._is_symbol(")"):
            token = self._next()
            name = None if token.text == "*" else _name_test(token.text)
        self._expect(")")
        # attribute(x) and schema types never occur in rules; processing instructions neither
        if name is not None and kind != "element":
            raise NotSupportedError(f"the node test {kind}() with a name")
        return KindTest(kind, name)

    def _predicates(self) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while self._accept("["):
            found.append(self._expression())
            self._expect("]")
        return tuple(found)

    # primaries ----------------------------------------------------------------------------------

    def _primary(self) -> Expression:
        token = self._peek()
        reader = _PRIMARIES.get(token.kind)
        if reader is not None:
            self._next()
            return reader(token.text)
        if self._accept("."):
            return ContextItem()
        if self._accept("("):
            return self._parenthesised()
        if token.kind == "name" and self._is_symbol("(", ahead=1):
            return self._call()
        raise self._wrong("an expression")

    def _parenthesised(self) -> Expression:
        if self._accept(")"):
            return EMPTY
        inner = self._expression()
        self._expect(")")
        return inner

    def _call(self) -> Expression:
        name = self._next().text
        self._expect("(")
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotSupportedError(f"more than {_MAX_DEPTH} nested calls")
        arguments: list[Expression] = []
        if not self._is_symbol(")"):
            arguments.append(self._single())
            while self._accept(","):
                arguments.append(self._single())
        self._depth -= 1
        self._expect(")")
        return Call(name.removeprefix("fn:"), tuple(arguments))


def _name_test(text: str) -> NameTest:
    if text == "*":
        return NameTest("*", "*")
    prefix, colon, local = text.partition(":")
    return NameTest(prefix, local) if colon else NameTest(None, text)


def _number(text: str) -> Expression:
    if "e" in text.lower():
        return Literal(float(text))
    return Literal(Decimal(text)) if "." in text else Literal(int(text))


def _string(text: str) -> Expression:
    quote = text[0]
    return Literal(text[1:-1].replace(quote * 2, quote))


_PRIMARIES: dict[str, Callable[[str], Expression]] = {
    "string": _string,
    "number": _number,
    "variable": Variable,
}
