"""The generator's state: constants, functions written so far, and the dispatch over the tree."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from shared.schematron.analysis import children, looks_outside, needs
from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import Call, Expression, NameTest, Path, Root
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.convert import as_list, as_truth
from shared.schematron.generator.scope import Bound, Scope, document_scope
from shared.schematron.model import Function

Identity = tuple[Expression, tuple[int, ...]]
Producer = Callable[["Generator", Any, Scope], Code]
PRODUCERS: dict[type, Producer] = {}
# shorter ways to say whether something holds; None where there is none
TRUTHS: dict[type, Callable[["Generator", Any, Scope], str | None]] = {}
# code no longer than this costs less where it stands than behind a call
_SHORT = 90
# ways so short that keeping their result would cost more
SHORTCUTS: dict[type, Callable[["Generator", Any, Scope], str | None]] = {}


def decides(
    kind: type, table: dict[type, Callable[["Generator", Any, Scope], str | None]] = TRUTHS
) -> Callable[[Callable[["Generator", Any, Scope], str | None]], Callable[..., Any]]:
    """Registers a shorter way to say whether such an expression holds."""

    def register(
        writer: Callable[["Generator", Any, Scope], str | None],
    ) -> Callable[["Generator", Any, Scope], str | None]:
        table[kind] = writer
        return writer

    return register


def produces(*kinds: type) -> Callable[[Producer], Producer]:
    """Registers the function that writes code for these nodes of the tree."""

    def register(producer: Producer) -> Producer:
        PRODUCERS.update(dict.fromkeys(kinds, producer))
        return producer

    return register


class Generator:
    """Writes one module. Names of generated things are a letter and a number.

    K constant, F frozenset, h value of a document, l variable of a rule, p predicate, u function,
    t second look, x index of a key, m message, v local variable, a value gathered from an
    ancestor.
    """

    def __init__(self, namespaces: Mapping[str, str], functions: Iterable[Function] = ()) -> None:
        self.namespaces = namespaces
        self.functions = {(f.name, len(f.parameters)): f for f in functions}
        self.function_numbers = {key: at for at, key in enumerate(self.functions)}
        self.constants: list[Any] = []
        self.lines: list[str] = []
        # r functions of several assertions, and those of each of them, written apart
        self.singles: dict[int, tuple[int, ...]] = {}
        self.single_lines: list[str] = []
        self.repeats: Counter[Expression] = Counter()
        self.common: frozenset[str] = frozenset()
        self.keys: dict[str, int] = {}
        self.gathered: dict[Any, Any] = {}  # by joins.py
        self._known: dict[Any, str] = {}
        self._once: dict[Identity, Code] = {}
        self._truths: dict[Identity, int] = {}
        self._predicates: dict[tuple[Identity, int], int] = {}
        self._conditions: dict[str, int] = {}
        self._common: dict[tuple[Identity, int, bool], str] = {}
        self._texts: dict[Identity, int | None] = {}
        self._counter = 0
        # producers that take the place of others, while a second look is written
        self.spared: dict[type, Producer] = {}
        # what a variable kept somewhere stands for, by the code that gets it
        self.meanings: dict[str, tuple[Expression, Scope]] = {}
        self.meant: dict[str, Code] = {}

    # names ----------------------------------------------------------------------------------

    def fresh(self) -> str:
        """A new local variable."""
        self._counter += 1
        return f"v{self._counter}"

    def number(self) -> int:
        """A new number for a function or a value kept."""
        self._counter += 1
        return self._counter

    def constant(self, value: Any) -> str:
        """The name of a module constant; equal constants share it."""
        key = (value.__class__, str(value) if isinstance(value, Decimal) else value)
        if key not in self._known:
            self._known[key] = f"K{len(self.constants)}"
            self.constants.append(value)
        return self._known[key]

    def strings(self, values: tuple[str, ...]) -> Code:
        """A literal list of strings."""
        return Code(Form.STRINGS, self.constant(values), strings=values, is_fixed=True)

    def members(self, values: Iterable[str]) -> str:
        """The name of a set constant."""
        return self.constant(frozenset(values))

    def define(self, header: str, body: Iterable[str]) -> None:
        """Add a function at module level."""
        self.lines += _function(header, body)

    def define_single(self, header: str, body: Iterable[str]) -> None:
        """Add a function to those that are executed only once something is learnt."""
        self.single_lines += _function(header, body)

    def address(self, prefix: str) -> str:
        if prefix not in self.namespaces:
            raise NotSupportedError(f"the undeclared prefix {prefix!r}")
        return self.namespaces[prefix]

    def tag(self, test: NameTest) -> str:
        """`{address}local` of a name without wildcard, as the tree spells it."""
        if test.prefix is None:
            return test.local
        address = self.address(test.prefix)
        return f"{{{address}}}{test.local}" if address else test.local

    # code -----------------------------------------------------------------------------------

    def code(self, expression: Expression, scope: Scope) -> Code:
        """The code of an expression; what only depends on the document is computed once."""
        if self._is_worth_keeping(expression, scope):
            return self.once(expression, scope)
        return self._produced(expression, scope)

    def truth(self, expression: Expression, scope: Scope) -> str:
        """Whether it holds: of a path only whether it leads anywhere, which costs less."""
        if self.spared:
            return self._spared_truth(expression, scope)
        shortcut = SHORTCUTS.get(expression.__class__)
        cheap = shortcut(self, expression, scope) if shortcut else None
        if cheap:
            return cheap
        if self._is_worth_keeping(expression, scope):
            number = self.truth_once(expression, scope)
            return f"once(d, {number}, h{number})"
        return self._truth(expression, scope)

    def _spared_truth(self, expression: Expression, scope: Scope) -> str:
        """In a second look a path is walked only as far as the first node found."""
        if not isinstance(expression, Path):
            return self._truth(expression, scope)
        code = self._produced(expression, scope)
        return f"any(True{code.walk.clauses})" if code.walk else as_truth(code)

    def _truth(self, expression: Expression, scope: Scope) -> str:
        kind = expression.__class__
        writer = None if kind in self.spared else TRUTHS.get(kind)
        written = writer(self, expression, scope) if writer else None
        return written or as_truth(self._produced(expression, scope))

    def _produced(self, expression: Expression, scope: Scope) -> Code:
        kind = expression.__class__
        producer = self.spared.get(kind) or PRODUCERS.get(kind)
        if producer is None:
            raise NotSupportedError(f"the expression {type(expression).__name__}")
        return producer(self, expression, scope)

    def _is_worth_keeping(self, expression: Expression, scope: Scope) -> bool:
        if self.spared or not isinstance(expression, Path | Call):
            return False
        if not self.is_fixed(expression, scope):
            return False
        if isinstance(expression, Call) and not _holds_path(expression):
            return False
        if isinstance(expression, Path) and len(expression.steps) == 1:
            return False
        return scope.is_repeated or self.repeats[expression] > 1

    def is_fixed(self, expression: Expression, scope: Scope) -> bool:
        """Is it the same wherever it is evaluated in one document?"""
        wanted = needs(expression)
        if wanted.context or wanted.current:
            return False
        return all(_is_fixed(scope.variables.get(name)) for name in wanted.variables)

    @staticmethod
    def identity(expression: Expression, scope: Scope) -> Identity:
        """The expression and what its variables mean here; bound values outlive the module."""
        names = sorted(needs(expression).variables)
        return expression, tuple(id(scope.variables[name]) for name in names)

    def is_fixed_variable(self, name: str, scope: Scope) -> bool:
        return _is_fixed(scope.variables.get(name))

    def outermost(self, scope: Scope) -> Scope:
        """The scope of the document with the variables that do not depend on a node."""
        fixed = {name: bound for name, bound in scope.variables.items() if _is_fixed(bound)}
        return document_scope(fixed)

    def once(self, expression: Expression, scope: Scope) -> Code:
        """A value kept per document, behind a function of its own."""
        key = self.identity(expression, scope)
        if key not in self._once:
            outermost = self.outermost(scope)
            self._once[key] = self.kept(self._produced(expression, outermost))
            self.meanings[self._once[key].text] = expression, outermost
        return self._once[key]

    def kept(self, code: Code) -> Code:
        """The same value, computed when first asked for in a document."""
        number = self.number()
        is_list = code.form is Form.NODES
        body = as_list(code) if is_list else code.text
        if code.form is Form.BOOLEAN:
            body = f"bool({body})"
        self.define(f"h{number}(d)", [f"return {body}"])
        call = f"once(d, {number}, h{number})"
        is_ordered = is_list
        depth = code.depth if is_list else 0
        return Code(
            code.form,
            call,
            code.optional,
            is_ordered=is_ordered,
            is_flat=is_list and code.is_flat,
            is_fixed=True,
            depth=depth,
        )

    def truth_once(self, expression: Expression, scope: Scope) -> int:
        """The number of a function of the document that says whether the expression holds."""
        key = self.identity(expression, scope)
        if key not in self._truths:
            self._truths[key] = self.number()
            code = self._truth(expression, self.outermost(scope))
            self.define(f"h{self._truths[key]}(d)", [f"return bool({code})"])
        return self._truths[key]

    def predicate_once(self, expression: Expression, scope: Scope) -> int:
        """The number of a function of a node that says whether the expression holds there."""
        depth = scope.item.depth if scope.item and looks_outside(expression) else 0
        key = (self.identity(expression, scope), depth)
        if key not in self._predicates:
            self._predicates[key] = self.condition_once(f"bool({self.truth(expression, scope)})")
        return self._predicates[key]

    def common_truth(self, test: Expression, scope: Scope) -> str:
        """Whether a test that many rules repeat holds: a function of the node, unless short."""
        depth = scope.item.depth if scope.item and looks_outside(test) else 0
        key = (self.identity(test, scope), depth, scope.is_root)
        if key not in self._common:
            code = self.truth(test, scope)
            is_short = len(code) <= _SHORT
            self._common[key] = (
                code if is_short else f"p{self.condition_once(f'bool({code})')}(n, d)"
            )
        return self._common[key]

    def condition_once(self, code: str) -> int:
        """The number of a function p(n, d); conditions that read alike share it."""
        if code not in self._conditions:
            self._conditions[code] = self.number()
            self.define(f"p{self._conditions[code]}(n, d)", [f"return {code}"])
        return self._conditions[code]

    def text_once(self, expression: Expression, scope: Scope) -> int | None:
        """The number of a function of a node that gives a string, or None when it is not one."""
        key = self.identity(expression, scope)
        if key not in self._texts:
            text = _one_string(self.code(expression, scope))
            self._texts[key] = None if text is None else self.number()
            if text is not None:
                self.define(f"c{self._texts[key]}(n, d)", [f"return {text}"])
        return self._texts[key]


def _function(header: str, body: Iterable[str]) -> list[str]:
    return [f"def {header}:", *(f"    {line}" for line in body)]


def _one_string(code: Code) -> str | None:
    """Of an attribute (None when it is missing) or a string function."""
    if code.form is Form.STRING and not code.optional:
        return code.text
    walk = code.walk
    if code.form is Form.NODES and walk and walk.is_single:
        return f"({walk.value} if {walk.test} else None)"
    return None


def _is_fixed(bound: Bound | None) -> bool:
    return isinstance(bound, Code) and bound.is_fixed


def _holds_path(expression: Expression) -> bool:
    """Does it read the document, and not only literals?"""
    if isinstance(expression, Path):
        return any(isinstance(step, Root) for step in expression.steps)
    return any(_holds_path(inner) for inner in children(expression)) or bool(
        needs(expression).variables
    )
