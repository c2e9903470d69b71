"""What the generator makes of a schema: plain values only, so that they can be kept on disk."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

from shared.schematron.places import PlaceStep

_Kind = TypeVar("_Kind")


class Thawing(Sequence[_Kind], Generic[_Kind]):
    """Rows of plain values as read from disk, made into what they stand for when looked at."""

    __slots__ = ("_make", "_rows")

    def __init__(self, make: Callable[..., _Kind], rows: Sequence[tuple[Any, ...]]) -> None:
        self._make = make
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[_Kind]:
        return (self._make(*row) for row in self._rows)

    @overload
    def __getitem__(self, at: int) -> _Kind: ...
    @overload
    def __getitem__(self, at: slice) -> "Thawing[_Kind]": ...
    def __getitem__(self, at: int | slice) -> "_Kind | Thawing[_Kind]":
        if isinstance(at, slice):
            return Thawing(self._make, self._rows[at])
        return self._make(*self._rows[at])


class CompiledAssertion(msgspec.Struct, frozen=True):
    """`text` and `diagnostics`: strings, and numbers of m functions for computed parts.

    `about` is what the diagnostics refer to (`see`): in eForms `field:BT-21-Lot`.
    """

    id: str
    severity: str
    is_report: bool
    test: str
    context: str
    text: tuple[str | int, ...]
    diagnostics: tuple[tuple[str | int, ...], ...]
    about: tuple[str, ...] = ()


class CompiledContext(msgspec.Struct, frozen=True):
    """One alternative of a rule's context; `first` is the number of the rule's first assertion.

    `documents`, `heads`, `choice` and `node` are numbers of functions: conditions on the document
    (h), on the start tag (p), a value that must equal a text (c), and a condition on the node (p).
    With `is_local` conditions and rule look only downwards. `outline`, `shape` and `function` are
    numbers of functions of the assertions, by what decides them; with `is_outlined` and `is_shaped`
    the outline and the shape decide the conditions too.
    """

    steps: tuple[PlaceStep, ...]
    attribute: str | None
    documents: tuple[int, ...]
    heads: tuple[int, ...]
    choice: tuple[int, str] | None
    node: int | None
    is_local: bool
    is_shaped: bool
    is_outlined: bool
    function: int | None
    shape: int | None
    outline: int | None
    first: int


class CompiledRules(msgspec.Struct, frozen=True):
    """Everything needed to run: source, constants and tables of plain values.

    `doubts` maps assertions to t functions of `second_look`, source that is made to code when an
    assertion first ends in an error. `singles` maps r functions of several assertions to functions
    of each, in `singly`: source that is executed when an outline is first learnt.
    """

    name: str
    title: str
    source: str
    constants: tuple[Any, ...]
    assertions: Sequence[CompiledAssertion]
    patterns: tuple[tuple[str, Sequence[CompiledContext]], ...]
    phases: dict[str, tuple[str, ...]]
    keys: dict[str, int]
    second_look: str = ""
    doubts: Mapping[int, int] = msgspec.field(default_factory=dict)
    singly: str = ""
    singles: Mapping[int, tuple[int, ...]] = msgspec.field(default_factory=dict)
