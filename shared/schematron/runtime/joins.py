"""What stands elsewhere in a document, gathered once and then looked up by its value."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from shared.schematron.errors import DynamicError
from shared.schematron.runtime.run import Run

_NOTHING: tuple[Any, ...] = ()


class _Failed:
    """An error kept: it is raised again wherever the value is asked for."""

    __slots__ = ("error",)

    def __init__(self, error: DynamicError) -> None:
        self.error = error


def anchored(d: Run, number: int, gather: Callable[[Any, Run], Any], node: Any) -> Any:
    """What is gathered from a node, the same for all elements that climb to it."""
    place = (number, node.order)
    value = d.built.get(place)
    if value is None:
        try:
            value = gather(node, d)
        except DynamicError as error:
            value = _Failed(error)
        d.built[place] = value
    if value.__class__ is _Failed:
        raise value.error
    return value


def indexed(pairs: Iterable[tuple[Any, Iterable[str]]]) -> dict[str, list[Any]]:
    """Nodes by the values that a key expression gives for them, in the order given."""
    index: dict[str, list[Any]] = {}
    for node, values in pairs:
        for value in dict.fromkeys(values):
            known = index.get(value)
            if known is None:
                index[value] = [node]
            else:
                known.append(node)
    return index


def among(index: dict[str, list[Any]], values: Iterable[str]) -> Sequence[Any]:
    """The nodes of any of the values, each once and in document order."""
    wanted = set(values)
    if len(wanted) == 1:
        return index.get(wanted.pop(), _NOTHING)
    found = {id(node): node for value in wanted for node in index.get(value, _NOTHING)}
    return sorted(found.values(), key=_order)


def _order(node: Any) -> float:
    return node.order  # type: ignore[no-any-return]  # of an element, attribute or text
