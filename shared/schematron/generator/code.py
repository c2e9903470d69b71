"""Pieces of generated code with what is known about their value."""

from dataclasses import dataclass
from enum import Enum, auto


class Form(Enum):
    """What a piece of code yields. Plurals are lists or tuples."""

    NODE = auto()  # one node
    NODES = auto()
    STRING = auto()  # one xs:string
    STRINGS = auto()
    UNTYPED = auto()  # one untyped value, as str
    VALUES = auto()  # untyped values, as str
    INTEGER = auto()
    DECIMAL = auto()
    DOUBLE = auto()
    NUMBER = auto()  # one number of any type
    NUMBERS = auto()
    BOOLEANS = auto()
    BOOLEAN = auto()  # true or false as Python sees it; `bool()` where the value itself is wanted
    ATOM = auto()  # one atomic value of a type not known here
    ITEM = auto()  # one item, node or atomic
    ITEMS = auto()


NUMERIC = frozenset((Form.INTEGER, Form.DECIMAL, Form.DOUBLE, Form.NUMBER))
SINGLE = NUMERIC | {Form.NODE, Form.STRING, Form.UNTYPED, Form.BOOLEAN, Form.ATOM, Form.ITEM}
NODAL = frozenset((Form.NODE, Form.NODES))
# what a comparison treats as untyped
FROM_NODES = NODAL | {Form.UNTYPED, Form.VALUES}


@dataclass(frozen=True, slots=True)
class Walk:
    """A path as clauses of a comprehension.

    `item` is the node the clauses arrive at, `value` its string value. `plain` is the list itself
    when the path is one. `test` says exactly whether anything is found, `guard` whether there can
    be, both without walking. `is_flat`: no node found lies inside another. `is_single`: at most one
    node, there when the test holds. `lone` gives the string where one is asked, in its own way.
    """

    clauses: str
    item: str
    value: str
    plain: str | None = None
    test: str | None = None
    guard: str | None = None
    is_sorted: bool = True
    is_unique: bool = True
    is_flat: bool = False
    is_single: bool = False
    lone: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression. `optional`: a single value may be None, the empty sequence.

    `strings` holds the values of a constant list; `walk` a path not written out yet (`text` is
    then empty). `is_ordered` says that NODES are in document order without duplicates, `is_flat`
    also that none lies inside another; `is_fixed` that the value is the same wherever it is asked
    for in one document. `depth` of a NODE or of NODES: each has at least so many elements from the
    root element to itself; 0 when one may be no element.
    """

    form: Form
    text: str
    optional: bool = False
    walk: Walk | None = None
    strings: tuple[str, ...] | None = None
    is_ordered: bool = False
    is_flat: bool = False
    is_fixed: bool = False
    depth: int = 0


FALSE = Code(Form.BOOLEAN, "False")
TRUE = Code(Form.BOOLEAN, "True")
