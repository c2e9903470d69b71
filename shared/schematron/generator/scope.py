"""What an expression being compiled can see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.schematron.expressions import Expression
from shared.schematron.generator.code import Code, Form


@dataclass(frozen=True, slots=True)
class Inlined:
    """A variable whose expression is compiled again where it is used, in the scope it came from."""

    value: Expression
    scope: "Scope"


Bound = Code | Inlined


@dataclass(frozen=True, slots=True)
class Scope:
    """`item` is the context item (None in a function body); `current` the node of current().

    `is_repeated`: the code may run many times per document, so that what is the same for all of
    it is worth keeping. `is_root`: the context item is certainly the root element.
    """

    item: Code | None
    current: Code | None = None
    variables: Mapping[str, Bound] = field(default_factory=dict)
    position: str | None = None
    last: str | None = None
    is_repeated: bool = True
    is_root: bool = False

    def at(self, item: Code, position: str | None = None, last: str | None = None) -> "Scope":
        """Inside a predicate or a later step."""
        return replace(
            self, item=item, position=position, last=last, is_repeated=True, is_root=False
        )

    def with_variable(self, name: str, bound: Bound) -> "Scope":
        return replace(self, variables={**self.variables, name: bound})

    def is_fixed(self, name: str) -> bool:
        """Is the variable the same wherever it is asked for in one document?"""
        bound = self.variables.get(name)
        return isinstance(bound, Code) and bound.is_fixed

    def repeated(self) -> "Scope":
        return replace(self, is_repeated=True)


def document_scope(variables: Mapping[str, Bound]) -> Scope:
    """Of what is computed once per document: the context item is the document."""
    top = Code(Form.NODE, "d.top")
    return Scope(top, top, variables, is_repeated=False)


def node_scope(variables: Mapping[str, Bound], *, is_root: bool = False, depth: int = 0) -> Scope:
    """Of a rule: the context item is `n`, an element that lies at least `depth` deep."""
    node = Code(Form.NODE, "n", depth=depth)
    return Scope(node, node, variables, is_repeated=not is_root, is_root=is_root)
