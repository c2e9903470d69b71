"""A Schematron schema as read: includes and abstract patterns resolved, not compiled."""

from dataclasses import dataclass, field

from shared.schematron.expressions import Expression
from shared.schematron.severity import Severity


@dataclass(frozen=True, slots=True)
class Let:
    """`value` is XPath text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """A `value-of` or `name` inside a text: XPath text, evaluated when the assertion fails."""

    select: str


Text = tuple[str | Embedded, ...]


@dataclass(frozen=True, slots=True)
class Assertion:
    """An `assert` (fails when the test is false) or a `report` (when it is true)."""

    id: str
    test: str
    is_report: bool
    severity: Severity
    text: Text
    diagnostics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    context: str
    lets: tuple[Let, ...]
    assertions: tuple[Assertion, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    id: str
    lets: tuple[Let, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    patterns: tuple[str, ...]
    lets: tuple[Let, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """`type` is the text of `as`, or None."""

    name: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Function:
    """An `xsl:function`; its body is already an expression."""

    name: str
    parameters: tuple[Parameter, ...]
    result: str | None
    body: Expression


@dataclass(frozen=True, slots=True)
class Key:
    """An `xsl:key`: match pattern and use expression as XPath text."""

    name: str
    match: str
    use: str


@dataclass(frozen=True, slots=True)
class Schema:
    """`namespaces` maps prefix to address, `diagnostics` id to text, `references` id to `see`."""

    name: str
    title: str
    namespaces: dict[str, str]
    lets: tuple[Let, ...]
    patterns: tuple[Pattern, ...]
    phases: tuple[Phase, ...]
    functions: tuple[Function, ...]
    keys: tuple[Key, ...]
    diagnostics: dict[str, Text]
    references: dict[str, str] = field(default_factory=dict)
