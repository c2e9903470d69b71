"""The syntax tree of XPath 2.0 expressions: frozen, comparable, hashable."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf

Axis = OneOf[
    "child",
    "descendant",
    "attribute",
    "self",
    "descendant-or-self",
    "following-sibling",
    "following",
    "parent",
    "ancestor",
    "preceding-sibling",
    "preceding",
    "ancestor-or-self",
]
AXES: frozenset[str] = frozenset(Axis.__args__)  # type: ignore[attr-defined]  # of a Literal
REVERSE_AXES: frozenset[str] = frozenset(
    ("parent", "ancestor", "ancestor-or-self", "preceding", "preceding-sibling")
)


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | Decimal | float


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class ContextItem:
    """The dot."""


@dataclass(frozen=True, slots=True)
class Items:
    """A comma-separated sequence; `()` has none."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Logical:
    operator: OneOf["and", "or"]
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Style general (`=`), value (`eq`) or node (`is`); value operators are written as general."""

    style: OneOf["general", "value", "node"]
    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: OneOf["+", "-", "*", "div", "idiv", "mod"]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Negation:
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Range:
    first: "Expression"
    last: "Expression"


@dataclass(frozen=True, slots=True)
class SetOperation:
    operator: OneOf["union", "intersect", "except"]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Conditional:
    test: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Binding:
    name: str
    source: "Expression"


@dataclass(frozen=True, slots=True)
class ForEach:
    bindings: tuple[Binding, ...]
    body: "Expression"


@dataclass(frozen=True, slots=True)
class Quantified:
    quantifier: OneOf["some", "every"]
    bindings: tuple[Binding, ...]
    body: "Expression"


@dataclass(frozen=True, slots=True)
class LetIn:
    """A variable of an XSLT function body; XPath 2.0 itself has none."""

    name: str
    value: "Expression"
    body: "Expression"


@dataclass(frozen=True, slots=True)
class TypeOperation:
    """`castable as`, `cast as`, `treat as` or `instance of` one atomic type."""

    operation: OneOf["castable", "cast", "treat", "instance"]
    operand: "Expression"
    type: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Filter:
    base: "Expression"
    predicates: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class NameTest:
    """`prefix` None: no prefix; "*": any namespace. `local` "*": any name."""

    prefix: str | None
    local: str


@dataclass(frozen=True, slots=True)
class KindTest:
    """`node()`, `text()`, `element(name)` ..."""

    kind: str
    name: NameTest | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """The leading slash."""


@dataclass(frozen=True, slots=True)
class Descend:
    """A double slash: `descendant-or-self::node()`."""


@dataclass(frozen=True, slots=True)
class AxisStep:
    axis: Axis
    test: NameTest | KindTest
    predicates: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class ExpressionStep:
    """A step that is no axis: `(a | b)`, `normalize-space(.)`, `key(...)`."""

    expression: "Expression"
    predicates: tuple["Expression", ...] = ()


Step = Root | Descend | AxisStep | ExpressionStep


@dataclass(frozen=True, slots=True)
class Path:
    steps: tuple[Step, ...]


Expression = (
    Literal
    | Variable
    | ContextItem
    | Items
    | Logical
    | Comparison
    | Arithmetic
    | Negation
    | Range
    | SetOperation
    | Conditional
    | ForEach
    | Quantified
    | LetIn
    | TypeOperation
    | Call
    | Filter
    | Path
)

EMPTY = Items(())
# the text node that xsl:value-of and xsl:text make: a call that no expression can be written as
TEXT_NODE = "=text"
