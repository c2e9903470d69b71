"""Changes a document so that an expression becomes false, or true, at an element."""

import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from shared.schematron.expressions import (
    Call,
    Comparison,
    Conditional,
    Expression,
    Filter,
    Literal,
    Logical,
    Path,
    Quantified,
    TypeOperation,
    Variable,
)
from shared.xml.parse import Element
from tests.differential.construct import Builder, Spot
from tests.differential.reading import Names, literals_in, paths_in
from tests.differential.values import VALUES, another, matching

_DEEPEST = 14
_SAMPLES = {
    "xs:date": ("2026-11-21", "2024-01-01"),
    "xs:time": ("12:00:00", "12:00:00Z"),
    "xs:dateTime": ("2026-11-21T12:00:00", "2026-11-21T12:00:00Z"),
    "xs:integer": ("1", "12"),
}
_EMPTY_IS_FALSE = frozenset(("exists", "boolean", "string-length", "normalize-space", "string"))
_CLEANING = frozenset(("replace", "translate", "normalize-space", "upper-case", "lower-case"))
_BESIDE = {"<": -1, ">": 1, "!=": 1}
_LONGEST = 10_000
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Aim:
    """Aims at one rule: its variables, its namespaces and a source of chance."""

    def __init__(self, namespaces: Mapping[str, str], names: Names, rnd: random.Random) -> None:
        self.names = names
        self._rnd = rnd
        self._depth = 0
        self.builder = Builder(namespaces, rnd, lambda e, at: self.make(e, at, wanted=True))

    def make(self, expression: Expression, at: Element, *, wanted: bool) -> None:
        """Tries to give an expression a truth value at an element."""
        self._depth += 1
        try:
            if self._depth < _DEEPEST:
                self._make(expression, at, wanted=wanted)
        finally:
            self._depth -= 1

    def _make(self, expression: Expression, at: Element, *, wanted: bool) -> None:  # noqa: C901, PLR0911  one branch per kind
        if isinstance(expression, Logical):
            return self._logical(expression, at, wanted=wanted)
        if isinstance(expression, Call):
            return self._call(expression, at, wanted=wanted)
        if isinstance(expression, Comparison):
            return self._comparison(expression, at, wanted=wanted)
        if isinstance(expression, Path | Filter):
            return self._existence(expression, at, wanted=wanted)
        if isinstance(expression, Variable):
            value = self.names.local.get(expression.name)
            fixed = self.names.fixed.get(expression.name)
            if value is not None:
                self.make(value, at, wanted=wanted)
            elif fixed is not None:
                self.make(fixed, at.getroottree().getroot(), wanted=wanted)
            return None
        if isinstance(expression, Conditional):
            return self._conditional(expression, at, wanted=wanted)
        if isinstance(expression, Quantified):
            return self._quantified(expression, at, wanted=wanted)
        if isinstance(expression, TypeOperation):
            good = _SAMPLES.get(expression.type, ("1.5", "2"))
            return self._set(expression.operand, at, good if wanted else VALUES)
        self.disturb(expression, at)
        return None

    def _logical(self, expression: Logical, at: Element, *, wanted: bool) -> None:
        needs_all = (expression.operator == "and") == wanted
        operands: Sequence[Expression] = expression.operands
        for operand in operands if needs_all else [self._rnd.choice(operands)]:
            self.make(operand, at, wanted=wanted)

    def _conditional(self, expression: Conditional, at: Element, *, wanted: bool) -> None:
        is_then = self._rnd.random() < 0.6
        self.make(expression.test, at, wanted=is_then)
        self.make(expression.then if is_then else expression.otherwise, at, wanted=wanted)

    def _quantified(self, expression: Quantified, at: Element, *, wanted: bool) -> None:
        before = self.names
        for binding in expression.bindings:
            spot = self._reach(binding.source, at)
            if spot is not None and spot.attribute is None and self._rnd.random() < 0.5:
                at = spot.element
        self.names = before.bound(expression.bindings)
        try:
            self.make(expression.body, at, wanted=wanted)
        finally:
            self.names = before

    def _call(self, call: Call, at: Element, *, wanted: bool) -> None:
        if call.name == "not":
            self.make(call.arguments[0], at, wanted=not wanted)
        elif call.name == "empty":
            self._existence(call.arguments[0], at, wanted=not wanted)
        elif call.name in _EMPTY_IS_FALSE and call.arguments:
            self._existence(call.arguments[0], at, wanted=wanted)
        elif call.name == "matches" and wanted:
            texts = [matching(text, self._rnd) for text in literals_in(call, self.names)]
            self._set(call.arguments[0], at, texts or VALUES)
        elif call.name in ("contains", "starts-with", "ends-with"):
            self._string_test(call, at, wanted=wanted)
        elif call.name not in ("true", "false"):
            self.disturb(call, at)

    def _string_test(self, call: Call, at: Element, *, wanted: bool) -> None:
        """Also membership in a list: `contains(' A B ', concat(' ', x, ' '))`."""
        known = [text.strip() for text in literals_in(call, self.names) if text.strip()]
        short = [text for text in known if len(text) < 60]
        self._set(call, at, (short if wanted else []) or VALUES)

    def _comparison(self, expression: Comparison, at: Element, *, wanted: bool) -> None:
        operator = expression.operator if wanted else _OPPOSITE.get(expression.operator, "=")
        left, right = expression.left, expression.right
        if self._rnd.random() < 0.3:
            left, right = right, left
        if self._counts(left, operator, right, at) or self._beside(left, operator, right, at):
            return
        goal = [text for text in literals_in(right, self.names) if len(text) < 80]
        if operator == "=" and goal:
            self._set(left, at, goal)
        elif operator == "=" and self._copied(left, right, at):
            return
        else:
            self.disturb(expression if self._rnd.random() < 0.3 else left, at)

    def _copied(self, left: Expression, right: Expression, at: Element) -> bool:
        """Gives a spot of one side the value of one of the other."""
        source = self._some(right, at)
        target = self._reach(left, at)
        if source is None or target is None:
            return False
        target.put(source.value)
        return True

    def _beside(self, side: Expression, operator: str, other: Expression, at: Element) -> bool:
        """`x < 5`, `string-length(x) <= 400`: a number, or a text as long, that is just so.

        `replace(x, 'a', '') = x`: a text that changes when its blanks are taken away.
        """
        if isinstance(side, Call) and side.name in _CLEANING and operator == "!=":
            return self._rewritten(side, at, lambda value: f" {value or 'x'}\n")
        if not isinstance(other, Literal) or isinstance(other.value, str):
            return False
        number = Decimal(str(other.value)) + _BESIDE.get(operator, 0)
        if not isinstance(side, Call) or side.name != "string-length":
            return self._rewritten(side, at, lambda _: str(number))
        return self._rewritten(side, at, lambda _: "x" * max(0, min(int(number), _LONGEST)))

    def _rewritten(self, side: Expression, at: Element, made: Callable[[str], str]) -> bool:
        spot = self._reach(side, at)
        if spot is None or (len(spot.element) and not spot.attribute):
            return False
        spot.put(made(spot.value))
        return True

    def _counts(self, side: Expression, operator: str, other: Expression, at: Element) -> bool:
        """`count(path) > 1`: more or fewer of them."""
        if not isinstance(side, Call) or side.name != "count" or not side.arguments:
            return False
        spot = self._reach(side.arguments[0], at)
        if spot is None:
            return False
        wants_more = operator in (">", ">=", "!=") or self._rnd.random() < 0.3
        if wants_more:
            for _ in range(self._rnd.choice((1, 1, 2, 4))):
                spot.duplicate()
        elif spot.element is not at:
            spot.remove()
        return True

    # existence and values -------------------------------------------------------------------------

    def _existence(self, expression: Expression, at: Element, *, wanted: bool) -> None:
        if isinstance(expression, Logical | Comparison | Call | Conditional | Quantified):
            if isinstance(expression, Call) and expression.name not in _EMPTY_IS_FALSE:
                return self.disturb(expression, at)
            return self.make(expression, at, wanted=wanted)
        if wanted:
            spot = self._reach(expression, at)
            if spot is not None and not spot.value.strip() and not len(spot.element):
                spot.put(self._rnd.choice(("x", "1", "2026-11-21")))
            return None
        self._take_away(expression, at)
        return None

    def _take_away(self, expression: Expression, at: Element) -> None:
        paths = list(dict.fromkeys(paths_in(expression, self.names)))
        if not paths:
            return
        spots = self.builder.found(at, self._rnd.choice(paths))
        spots = [spot for spot in spots if spot.element is not at or spot.attribute]
        if spots and self._rnd.random() < 0.3:
            spots = [self._rnd.choice(spots)]
        is_blanked = self._rnd.random() < 0.15
        for spot in spots:
            if is_blanked:
                spot.put(self._rnd.choice(("", " ")))
            else:
                spot.remove()

    def _set(self, expression: Expression, at: Element, values: Sequence[str]) -> None:
        spot = self._reach(expression, at)
        if spot is not None:
            spot.put(self._rnd.choice(values))

    def _reach(self, expression: Expression, at: Element) -> Spot | None:
        paths = list(dict.fromkeys(paths_in(expression, self.names)))
        if not paths:
            return None
        # predicates come before the path they belong to
        steps = paths[-1] if self._rnd.random() < 0.6 else self._rnd.choice(paths)
        return self.builder.reach(at, steps)

    def _some(self, expression: Expression, at: Element) -> Spot | None:
        for steps in list(dict.fromkeys(paths_in(expression, self.names)))[::-1]:
            spots = self.builder.found(at, steps)
            if spots:
                return self._rnd.choice(spots)
        return None

    def disturb(self, expression: Expression, at: Element) -> None:
        """Changes one thing that an expression reads."""
        paths = list(dict.fromkeys(paths_in(expression, self.names)))
        if not paths:
            return
        steps = self._rnd.choice(paths)
        spots = self.builder.found(at, steps)
        if not spots or self._rnd.random() < 0.1:
            made = self.builder.reach(at, steps)
            spots = [made] if made else []
        if spots:
            self._change(self._rnd.choice(spots), expression, at)

    def _change(self, spot: Spot, expression: Expression, at: Element) -> None:
        dice = self._rnd.random()
        known = [text for text in literals_in(expression, self.names) if len(text) < 80]
        if dice < 0.15 and spot.element is not at:
            spot.remove()
        elif dice < 0.27:
            spot.duplicate()
        elif dice < 0.5 and known:
            text = self._rnd.choice(known)
            spot.put(text if self._rnd.random() < 0.7 else another(text, self._rnd))
        elif not len(spot.element) or spot.attribute:
            spot.put(another(spot.value, self._rnd))
