"""Code of literals, variables, logic, conditions, loops, sequences and arithmetic."""

from dataclasses import replace
from decimal import Decimal

from shared.schematron.analysis import MANY, needs, uses
from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    Arithmetic,
    Binding,
    Call,
    Comparison,
    Conditional,
    ContextItem,
    Expression,
    ForEach,
    Items,
    LetIn,
    Literal,
    Logical,
    Negation,
    Quantified,
    Range,
    SetOperation,
    Variable,
)
from shared.schematron.generator.code import NODAL, NUMERIC, Code, Form
from shared.schematron.generator.convert import (
    as_atom,
    as_items,
    as_list,
    as_number,
    item_by_item,
    listed,
    may_be_moment,
)
from shared.schematron.generator.scope import Inlined, Scope
from shared.schematron.generator.sharing import shared_in_body
from shared.schematron.generator.writer import Generator, produces

_ARITHMETIC = {
    "+": ("add", "plus"),
    "-": ("subtract", "minus"),
    "*": ("multiply", "times"),
    "div": ("divide", "over"),
    "idiv": ("integer_divide", "integer_divide"),
    "mod": ("modulo", "modulo"),
}
_SMALL = 999
_LONGEST = 5_000
_EXACT = frozenset((Form.INTEGER, Form.DECIMAL))
_ELEMENT_OF = {
    Form.NODES: Form.NODE,
    Form.STRINGS: Form.STRING,
    Form.VALUES: Form.UNTYPED,
    Form.NUMBERS: Form.NUMBER,
    Form.BOOLEANS: Form.BOOLEAN,
    Form.ITEMS: Form.ITEM,
}
_LIST_OF = {
    Form.STRING: Form.STRINGS,
    Form.UNTYPED: Form.VALUES,
    Form.INTEGER: Form.NUMBERS,
    Form.DECIMAL: Form.NUMBERS,
    Form.DOUBLE: Form.NUMBERS,
    Form.NUMBER: Form.NUMBERS,
}


@produces(Literal)
def literal(g: Generator, expression: Literal, _scope: Scope) -> Code:
    value = expression.value
    if isinstance(value, str):
        return Code(Form.STRING, g.constant(value), strings=(value,), is_fixed=True)
    if isinstance(value, int):
        text = g.constant(value) if value > _SMALL else str(value)
        return Code(Form.INTEGER, text, is_fixed=True)
    form = Form.DECIMAL if isinstance(value, Decimal) else Form.DOUBLE
    return Code(form, g.constant(value), is_fixed=True)


@produces(ContextItem)
def context_item(_g: Generator, _expression: ContextItem, scope: Scope) -> Code:
    if scope.item is None:
        raise NotSupportedError("the context item in a function")
    return scope.item


@produces(Variable)
def variable(g: Generator, expression: Variable, scope: Scope) -> Code:
    bound = scope.variables.get(expression.name)
    if bound is None:
        raise NotSupportedError(f"the undeclared variable ${expression.name}")
    if isinstance(bound, Inlined):
        inner = replace(bound.scope, is_repeated=scope.is_repeated)
        return g.code(bound.value, inner)
    return _meant(g, bound) if g.spared else bound


def _meant(g: Generator, bound: Code) -> Code:
    """In a second look what a variable stands for, unless that grows too long."""
    meant = g.meant.get(bound.text)
    if meant is None and bound.text in g.meanings:
        code = g.code(*g.meanings[bound.text])
        written = code.walk.clauses if code.walk else code.text
        meant = g.meant[bound.text] = code if len(written) < _LONGEST else bound
    return meant or bound


@produces(Logical)
def logical(g: Generator, expression: Logical, scope: Scope) -> Code:
    parts = [g.truth(operand, scope) for operand in expression.operands]
    return Code(Form.BOOLEAN, f"({f' {expression.operator} '.join(parts)})")


@produces(Conditional)
def conditional(g: Generator, expression: Conditional, scope: Scope) -> Code:
    test = g.truth(expression.test, scope)
    then, otherwise = g.code(expression.then, scope), g.code(expression.otherwise, scope)
    form, optional = _common(then, otherwise)
    if form in NUMERIC or form in (Form.STRING, Form.BOOLEAN, Form.ATOM):
        return Code(form, f"({then.text} if {test} else {otherwise.text})", optional=optional)
    if form is Form.NODES:
        return listed(f"({as_list(then)} if {test} else {as_list(otherwise)})", is_ordered=False)
    return Code(Form.ITEMS, f"({as_items(then)} if {test} else {as_items(otherwise)})")


def _common(a: Code, b: Code) -> tuple[Form, bool]:
    """The form both branches fit, and whether it may be empty."""
    optional = a.optional or b.optional
    if a.form is b.form:
        return a.form, optional
    if a.form in NUMERIC and b.form in NUMERIC:
        return Form.NUMBER, optional
    if a.form in NODAL and b.form in NODAL:
        return Form.NODES, False
    return Form.ITEMS, False


@produces(Items)
def items(g: Generator, expression: Items, scope: Scope) -> Code:
    if not expression.items:
        return Code(Form.STRINGS, "E", strings=())
    if all(isinstance(item, Literal) and isinstance(item.value, str) for item in expression.items):
        return g.strings(tuple(str(item.value) for item in expression.items))  # type: ignore[union-attr]  # literals
    codes = [g.code(item, scope) for item in expression.items]
    if all(code.form in NODAL for code in codes):
        parts = ", ".join(f"*{as_list(code)}" for code in codes)
        return listed(f"[{parts}]", is_ordered=False)
    if all(_LIST_OF.get(code.form) is Form.NUMBERS or code.form is Form.NUMBERS for code in codes):
        return Code(Form.NUMBERS, "[" + ", ".join(f"*{as_list(code)}" for code in codes) + "]")
    return Code(Form.ITEMS, "[" + ", ".join(f"*{as_items(code)}" for code in codes) + "]")


@produces(SetOperation)
def set_operation(g: Generator, expression: SetOperation, scope: Scope) -> Code:
    a, b = _nodes(g, expression.left, scope), _nodes(g, expression.right, scope)
    left, right = as_list(a), as_list(b)
    if expression.operator == "union" and all(c.is_ordered or c.walk for c in (a, b)):
        return listed(f"union({left}, {right})")
    if expression.operator == "union":
        return listed(f"in_order([*{left}, *{right}])")
    name = "intersection" if expression.operator == "intersect" else "difference"
    return listed(f"{name}({left}, {right})")


def _nodes(g: Generator, expression: Expression, scope: Scope) -> Code:
    code = g.code(expression, scope)
    if code.form not in NODAL and code.form not in (Form.ITEM, Form.ITEMS) and code.text != "E":
        raise NotSupportedError("a union of values that are no nodes")
    return code


# arithmetic -----------------------------------------------------------------------------------


@produces(Arithmetic)
def arithmetic(g: Generator, expression: Arithmetic, scope: Scope) -> Code:
    return _in_hundredths(g, expression, scope) or _arithmetic(g, expression, scope)


def _in_hundredths(g: Generator, expression: Arithmetic, scope: Scope) -> Code | None:
    """`round(E * 10 * 10) div 100`, the commonest sum of all."""
    rounded = expression.left
    if (expression.operator, expression.right) != ("div", Literal(100)):
        return None
    if not isinstance(rounded, Call) or rounded.name != "round" or len(rounded.arguments) != 1:
        return None
    amount: Expression = rounded.arguments[0]
    for _ in range(2):
        if not isinstance(amount, Arithmetic) or amount.operator != "*":
            return None
        if amount.right != Literal(10):
            return None
        amount = amount.left
    code = g.code(amount, scope)
    if may_be_moment(code):
        return None
    number = as_number(code)
    form = Form.DECIMAL if number.form in _EXACT else number.form
    return Code(form, f"in_hundredths({number.text})", optional=number.optional)


def _arithmetic(g: Generator, expression: Arithmetic, scope: Scope) -> Code:
    left, right = g.code(expression.left, scope), g.code(expression.right, scope)
    plain, general = _ARITHMETIC[expression.operator]
    if may_be_moment(left) or may_be_moment(right):
        a, b = as_atom(left), as_atom(right)
        if plain == general:
            return Code(Form.NUMBER, f"{plain}(operand({a}), operand({b}))", optional=True)
        return Code(Form.ATOM, f"{general}({a}, {b})", optional=True)
    a_number, b_number = as_number(left), as_number(right)
    optional = a_number.optional or b_number.optional
    form = _result(expression.operator, a_number.form, b_number.form)
    is_direct = {a_number.form, b_number.form} <= _EXACT and not optional
    if is_direct and expression.operator in ("+", "-", "*"):
        text = f"({a_number.text} {expression.operator} {b_number.text})"
    else:
        text = f"{plain}({a_number.text}, {b_number.text})"
    return Code(form, text, optional=optional)


def _result(operator: str, a: Form, b: Form) -> Form:
    if operator == "idiv":
        return Form.INTEGER
    if Form.DOUBLE in (a, b):
        return Form.DOUBLE
    if Form.NUMBER in (a, b):
        return Form.NUMBER
    if operator == "div" or Form.DECIMAL in (a, b):
        return Form.DECIMAL
    return Form.INTEGER


@produces(Negation)
def negation(g: Generator, expression: Negation, scope: Scope) -> Code:
    operand = as_number(g.code(expression.operand, scope))
    return Code(operand.form, f"negate({operand.text})", optional=operand.optional)


@produces(Range)
def range_of(g: Generator, expression: Range, scope: Scope) -> Code:
    first = as_atom(g.code(expression.first, scope))
    last = as_atom(g.code(expression.last, scope))
    return Code(Form.NUMBERS, f"integers({first}, {last}, d)")


# loops ----------------------------------------------------------------------------------------


def _loops(g: Generator, bindings: tuple[Binding, ...], scope: Scope) -> tuple[str, Scope]:
    """The clauses of a comprehension and the scope inside it."""
    clauses, inner = "", scope.repeated()
    for binding in bindings:
        source = g.code(binding.source, inner)
        name = g.fresh()
        rounds = as_list(source)
        if g.spared:  # an item that fails leaves those before it, as in `some_item`
            rounds = item_by_item(rounds) or rounds
        clauses += f" for {name} in {rounds}"
        inner = inner.with_variable(binding.name, element_of(source, name))
    return clauses, inner


def element_of(source: Code, name: str) -> Code:
    """One item of a sequence, as a loop variable."""
    form = _ELEMENT_OF.get(source.form, source.form)
    return Code(form, name, depth=source.depth)


@produces(ForEach)
def for_each(g: Generator, expression: ForEach, scope: Scope) -> Code:
    clauses, inner = _loops(g, expression.bindings, scope)
    names = [binding.name for binding in expression.bindings]
    body = shared_in_body(names, expression.body, lambda e: g.is_fixed(e, inner))
    return mapped(g, g.code(body, inner), clauses)


def mapped(g: Generator, body: Code, clauses: str) -> Code:
    """The bodies of all rounds, one after the other."""
    if body.form is Form.BOOLEAN and not body.optional:
        return Code(Form.BOOLEANS, f"[bool({body.text}){clauses}]")
    if body.form in _LIST_OF and not body.optional:
        return Code(_LIST_OF[body.form], f"[{body.text}{clauses}]")
    if body.form is Form.NODE:
        return listed(f"[{body.text}{clauses}]", is_ordered=False)
    name = g.fresh()
    if body.form is Form.NODES:
        return listed(f"[{name}{clauses} for {name} in {as_list(body)}]", is_ordered=False)
    plural = body.form if body.form in (Form.STRINGS, Form.VALUES, Form.NUMBERS) else Form.ITEMS
    form = _LIST_OF.get(body.form, plural)
    source = as_list(body) if form is not Form.ITEMS else as_items(body)
    return Code(form, f"[{name}{clauses} for {name} in {source}]")


@produces(Quantified)
def quantified(g: Generator, expression: Quantified, scope: Scope) -> Code:
    rewritten = _as_membership(g, expression, scope)
    if rewritten is not None:
        return rewritten
    clauses, inner = _loops(g, expression.bindings, scope)
    name = "any" if expression.quantifier == "some" else "all"
    names = [binding.name for binding in expression.bindings]
    body = shared_in_body(names, expression.body, lambda e: g.is_fixed(e, inner))
    return Code(Form.BOOLEAN, f"{name}({g.truth(body, inner)}{clauses})")


def _as_membership(g: Generator, expression: Quantified, scope: Scope) -> Code | None:
    """`some $c in (literals) satisfies E = $c` is the comparison `E = (literals)`."""
    if expression.quantifier != "some" or len(expression.bindings) != 1:
        return None
    binding, test = expression.bindings[0], expression.body
    if not isinstance(test, Comparison) or test.operator != "=" or test.style == "node":
        return None
    for this, other in ((test.left, test.right), (test.right, test.left)):
        if this == Variable(binding.name) and binding.name not in needs(other).variables:
            if g.code(binding.source, scope).strings is None:
                return None
            return g.code(Comparison("general", "=", other, binding.source), scope)
    return None


@produces(LetIn)
def let_in(g: Generator, expression: LetIn, scope: Scope) -> Code:
    """A variable of a function: written in place when used once, else computed when first used."""
    if uses(expression.body, expression.name) < MANY:
        bound = Inlined(expression.value, scope)
        return g.code(expression.body, scope.with_variable(expression.name, bound))
    value = g.code(expression.value, scope)
    if value.strings is not None:
        return g.code(expression.body, scope.with_variable(expression.name, value))
    name = g.fresh()
    source = as_list(value) if value.form in NODAL else value.text
    form = Form.NODES if value.form is Form.NODE else value.form
    called = f"{name}()"
    bound_value = Code(form, called, optional=value.optional, is_ordered=value.is_ordered)
    body = g.code(expression.body, scope.with_variable(expression.name, bound_value))
    text = as_list(body) if body.form is Form.NODES else body.text
    wrapped = f"(lambda {name}: {text})(Lazy(lambda: {source}))"
    return Code(body.form, wrapped, optional=body.optional)
