"""What the generator makes of a schema: plain values only, so that they can be kept on disk."""

from dataclasses import dataclass
from typing import Any

from shared.schematron.places import PlaceStep


@dataclass(frozen=True, slots=True)
class CompiledAssertion:
    """`text` and `diagnostics`: strings, and numbers of m functions for computed parts."""

    id: str
    severity: str
    is_report: bool
    test: str
    context: str
    text: tuple[str | int, ...]
    diagnostics: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class CompiledContext:
    """One alternative of a rule's context; `first` is the number of the rule's first assertion.

    `documents`, `heads`, `choice` and `node` are numbers of functions: conditions on the document
    (h), on the start tag (p), a value that must equal a text (c), and a condition on the node (p).
    """

    steps: tuple[PlaceStep, ...]
    attribute: str | None
    documents: tuple[int, ...]
    heads: tuple[int, ...]
    choice: tuple[int, str] | None
    node: int | None
    is_local: bool
    function: int
    first: int


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """Everything needed to run: source, constants and tables of plain values."""

    name: str
    title: str
    source: str
    constants: tuple[Any, ...]
    assertions: tuple[CompiledAssertion, ...]
    patterns: tuple[tuple[str, tuple[CompiledContext, ...]], ...]
    phases: dict[str, tuple[str, ...]]
    keys: dict[str, int]
