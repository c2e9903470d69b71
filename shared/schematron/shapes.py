"""Is an expression decided without the texts of a document, but for blanks and short codes?

The shape of an element is which elements and attributes there are inside, with the values of
attributes, which elements are blank, and short codes such as `VAT` (see elements). Lines of an
invoice mostly have few shapes: tests that the shape decides are made rarely. The outline of a
document is the shape of all of it: documents from the same source often have the same, and what
the outline decides is then known.
"""

from collections.abc import Callable
from typing import Any

from shared.schematron.analysis import needs
from shared.schematron.elements import is_code
from shared.schematron.expressions import (
    Arithmetic,
    AxisStep,
    Call,
    Comparison,
    Conditional,
    ContextItem,
    Descend,
    Expression,
    ExpressionStep,
    Items,
    KindTest,
    Literal,
    Logical,
    NameTest,
    Negation,
    Path,
    Quantified,
    SetOperation,
    Step,
    Variable,
)

_AXES = frozenset(("child", "descendant", "descendant-or-self", "self", "attribute"))
_TRUTHS = frozenset(("not", "boolean", "exists", "empty", "true", "false"))
# of values that the shape decides they give such values
_PURE = frozenset(
    """abs ceiling concat contains ends-with floor last lower-case matches normalize-space
    number position replace round starts-with string string-length substring substring-after
    substring-before sum tokenize translate upper-case xs:decimal xs:integer""".split()  # noqa: SIM905  a list of words reads as one
)
_OF_CONTEXT = frozenset(("normalize-space", "string", "string-length", "number"))
_NOTHING = Literal("")
_LEAVING_CODES = frozenset(("normalize-space", "upper-case", "lower-case", "string", "data"))
_PARENT = AxisStep("parent", KindTest("node"))
_NAMES = frozenset(("name", "local-name", "namespace-uri"))


class Shapes:
    """What shapes decide; `is_fixed` says that a variable is the same in all of one document.

    With `is_outline`: what the outline decides, which may look around but takes no variable.
    """

    def __init__(self, is_fixed: Callable[[str], bool], *, is_outline: bool = False) -> None:
        self._is_fixed_variable = is_fixed
        self._is_outline = is_outline
        self._values: dict[type, Callable[[Any], bool]] = {
            Literal: lambda _: True,
            Variable: lambda e: is_fixed(e.name),
            Logical: self.decide_truth,
            Comparison: self._decide_comparison,
            Arithmetic: lambda e: self.decide(e.left) and self.decide(e.right),
            Negation: lambda e: self.decide(e.operand),
            Items: lambda e: all(map(self.decide, e.items)),
            Conditional: self._decide_conditional,
            Path: lambda e: _ends_in_attribute(e) and self._decide_steps(e.steps),
            Call: self._decide_call,
            Quantified: self._decide_quantified,
        }

    def decide_truth(self, expression: Expression) -> bool:
        """Do they decide its effective boolean value? False when not sure."""
        if isinstance(expression, Logical):
            return all(map(self.decide_truth, expression.operands))
        if isinstance(expression, Call) and expression.name in _TRUTHS:
            return all(map(self.decide_truth, expression.arguments))
        if self._is_blankness(expression) or self._is_path_to_truth(expression):
            return True
        return self._decide_nodes(expression) or self.decide(expression)

    def decide(self, expression: Expression) -> bool:
        """Do they decide its value? False when not sure."""
        decide = self._values.get(expression.__class__)
        return self._is_fixed(expression) or (decide is not None and decide(expression))

    def _is_blankness(self, expression: Expression) -> bool:
        """`normalize-space(E)`, where only its truth is asked."""
        if not isinstance(expression, Call) or expression.name != "normalize-space":
            return False
        return all(map(self._decide_nodes, expression.arguments or (ContextItem(),)))

    def _is_path_to_truth(self, expression: Expression) -> bool:
        """`a/b/(c = 'VAT')`: a truth from each node; of more than one it is an error."""
        last = expression.steps[-1] if isinstance(expression, Path) else None
        if not isinstance(expression, Path) or not isinstance(last, ExpressionStep):
            return False
        gives_truth = isinstance(last.expression, Comparison | Logical) or (
            isinstance(last.expression, Call) and last.expression.name in _TRUTHS
        )
        is_decided = gives_truth and not last.predicates and self.decide_truth(last.expression)
        return is_decided and self._decide_steps(expression.steps[:-1])

    def _decide_comparison(self, comparison: Comparison) -> bool:
        if comparison.style == "node":
            return False
        sides = comparison.left, comparison.right
        if comparison.operator in ("=", "!=", "eq", "ne") and _NOTHING in sides:
            other = sides[sides.index(_NOTHING) - 1]
            if self._is_blankness(other):
                return True
        return all(map(self.decide, sides)) or self._compares_with_codes(comparison)

    def _compares_with_codes(self, comparison: Comparison) -> bool:
        """`normalize-space(a) = 'VAT'`: any text but a code is certainly another."""
        if comparison.operator not in ("=", "!=", "eq", "ne"):
            return False
        left, right = comparison.left, comparison.right
        return (_are_codes(left) and self._is_text(right)) or (
            _are_codes(right) and self._is_text(left)
        )

    def _is_text(self, expression: Expression) -> bool:
        """The text of nodes that are decided, in capitals or without blanks around it perhaps."""
        if isinstance(expression, Call) and expression.name in _LEAVING_CODES:
            return all(map(self._is_text, expression.arguments or (ContextItem(),)))
        last = expression.steps[-1] if isinstance(expression, Path) else None
        if isinstance(expression, Path) and isinstance(last, ExpressionStep):
            texts = not last.predicates and self._is_text(last.expression)
            return texts and self._decide_steps(expression.steps[:-1])
        return self._decide_nodes(expression)

    def _decide_conditional(self, conditional: Conditional) -> bool:
        branches = self.decide(conditional.then) and self.decide(conditional.otherwise)
        return branches and self.decide_truth(conditional.test)

    def _decide_quantified(self, quantified: Quantified) -> bool:
        """`some $code in (literals) satisfies @scheme = $code`."""
        names = {binding.name for binding in quantified.bindings}
        inside = Shapes(
            lambda name: name in names or self._is_fixed_variable(name), is_outline=self._is_outline
        )
        sources = all(inside.decide(binding.source) for binding in quantified.bindings)
        return sources and inside.decide_truth(quantified.body)

    def _decide_call(self, call: Call) -> bool:
        if call.name in _TRUTHS:
            return self.decide_truth(call)
        if call.name == "count" or (call.name in _NAMES and call.arguments):
            return all(map(self._decide_nodes, call.arguments))
        if call.name in _OF_CONTEXT and not call.arguments:
            return False  # the text of the context item
        return call.name in _PURE and all(map(self.decide, call.arguments))

    def _is_fixed(self, expression: Expression) -> bool:
        """The same for all elements of one document."""
        if not isinstance(expression, Path) or self._is_outline:
            return False
        wanted = needs(expression)
        return not (wanted.context or wanted.current) and all(
            map(self._is_fixed_variable, wanted.variables)
        )

    def _decide_nodes(self, expression: Expression) -> bool:
        """Do they decide which nodes it gives?"""
        if isinstance(expression, ContextItem):
            return True
        if isinstance(expression, SetOperation):
            return self._decide_nodes(expression.left) and self._decide_nodes(expression.right)
        return isinstance(expression, Path) and (
            self._is_fixed(expression) or self._decide_steps(expression.steps)
        )

    def _decide_steps(self, steps: tuple[Step, ...]) -> bool:
        return all(map(self._decide_step, steps))

    def _decide_step(self, step: Step) -> bool:
        if isinstance(step, ExpressionStep):
            is_decided = self._decide_nodes(step.expression)
        else:
            is_decided = _is_downward(step) or (self._is_outline and _is_anywhere(step))
        return is_decided and all(map(self.decide_truth, getattr(step, "predicates", ())))


def _are_codes(expression: Expression) -> bool:
    items = expression.items if isinstance(expression, Items) else (expression,)
    return bool(items) and all(
        isinstance(item, Literal) and isinstance(item.value, str) and is_code(item.value)
        for item in items
    )


def _is_downward(step: Step) -> bool:
    if isinstance(step, Descend):
        return True
    if not isinstance(step, AxisStep) or step.axis not in _AXES:
        return False
    # texts are no part of the shape
    return isinstance(step.test, NameTest) or step.test.kind == "element"


def _is_anywhere(step: Step) -> bool:
    if not isinstance(step, AxisStep):
        return True
    return isinstance(step.test, NameTest) or step.test.kind == "element" or step == _PARENT


def _ends_in_attribute(path: Path) -> bool:
    last = path.steps[-1]
    return (
        isinstance(last, AxisStep) and last.axis == "attribute" and isinstance(last.test, NameTest)
    )
