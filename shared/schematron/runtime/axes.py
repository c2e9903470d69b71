"""Axes and node tests that generated code does not write out itself; all in document order."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from shared.schematron.elements import Node
from shared.schematron.runtime.nodes import Attribute, TextNode, predicate, texts
from shared.schematron.runtime.run import Run

_EMPTY: tuple[Any, ...] = ()
# comparing the contents of fewer costs more than asking each
_WORTH_COMPARING = 8


def children(node: Any) -> list[Node]:
    """`*`."""
    found = [child for same in node.by.values() for child in same]
    if len(node.by) > 1:
        found.sort(key=_order)
    return found


def child_nodes(node: Any, d: Run) -> list[Any]:
    """`node()` on the child axis: texts and elements in their order."""
    if not node.by:
        return list(texts(node, d))
    if node.order < 0:
        return children(node)  # no text stands beside the root element
    elements = iter(children(node))
    strings = iter(texts(node, d))
    mixed = d.document.mixed(node)
    return [next(elements) if is_child else next(strings) for is_child in mixed]


def parent(node: Any, d: Run) -> Sequence[Node]:
    if node.__class__ is Node:
        return _EMPTY if node.order < 0 else (d.up[node.order],)
    return (node.owner,)


def ancestors(node: Any, d: Run) -> list[Node]:
    """From the document down to the parent."""
    found: list[Node] = []
    above = parent(node, d)
    while above:
        found.append(above[0])
        above = parent(above[0], d)
    found.reverse()
    return found


def ancestors_or_self(node: Any, d: Run) -> list[Any]:
    return [*ancestors(node, d), node]


def descendants(node: Any, d: Run, tag: str) -> Sequence[Node]:
    """`descendant::tag` or `//tag`."""
    if node.order < 0:
        return d.by_tag[tag]
    if node.__class__ is not Node or not node.by:
        return _EMPTY
    low, high = node.order, node.last
    return [found for found in d.by_tag[tag] if low < found.order <= high]


def distinct_nodes(d: Run, tag: str) -> list[Node]:
    """One element of each content among all of that name: enough to say whether any is such."""
    every = d.by_tag[tag]
    if len(every) < _WORTH_COMPARING:
        return every
    place = ("distinct", tag)
    found: list[Node] | None = d.built.get(place)
    if found is None:
        document = d.document
        contents = {
            (number, content): node
            for number in document.profile.numbers.get(tag, ())
            for node, content in zip(
                document.groups[number], document.contents(number), strict=True
            )
        }
        found = d.built[place] = list(contents.values())
    return found


def all_descendants(node: Any, _d: Run) -> list[Node]:
    """`descendant::*`."""
    if node.__class__ is not Node:
        return []
    found: list[Node] = []
    waiting = children(node)[::-1]
    while waiting:
        child = waiting.pop()
        found.append(child)
        if child.by:
            waiting.extend(reversed(children(child)))
    return found


def self_and_descendants(node: Any, d: Run) -> list[Any]:
    return [node, *all_descendants(node, d)]


def following_siblings(node: Any, d: Run) -> list[Node]:
    above = parent(node, d) if node.__class__ is Node else _EMPTY
    return [other for p in above for other in children(p) if other.order > node.order]


def preceding_siblings(node: Any, d: Run) -> list[Node]:
    above = parent(node, d) if node.__class__ is Node else _EMPTY
    return [other for p in above for other in children(p) if other.order < node.order]


def following_tag(node: Any, d: Run, tag: str) -> list[Node]:
    """`following-sibling::tag`."""
    above = parent(node, d) if node.__class__ is Node else _EMPTY
    return [other for p in above for other in p.by.get(tag, _EMPTY) if other.order > node.order]


def preceding_tag(node: Any, d: Run, tag: str) -> list[Node]:
    """`preceding-sibling::tag`."""
    above = parent(node, d) if node.__class__ is Node else _EMPTY
    return [other for p in above for other in p.by.get(tag, _EMPTY) if other.order < node.order]


def preceding(node: Any, d: Run) -> list[Node]:
    """The preceding axis: all before, ancestors excepted."""
    return [other for other in all_descendants(d.top, d) if other.last < node.order]


def preceding_all(node: Any, d: Run, tag: str) -> list[Node]:
    """`preceding::tag`."""
    return [other for other in d.by_tag[tag] if other.last < node.order]


def following(node: Any, d: Run) -> list[Node]:
    end = node.last if node.__class__ is Node else node.order
    return [other for other in all_descendants(d.top, d) if other.order > end]


def following_all(node: Any, d: Run, tag: str) -> list[Node]:
    """`following::tag`."""
    end = node.last if node.__class__ is Node else node.order
    return [other for other in d.by_tag[tag] if other.order > end]


# tests and names ------------------------------------------------------------------------------


def is_element(node: Any) -> bool:
    return node.__class__ is Node and node.order >= 0


def is_named(node: Any, tag: str) -> bool:
    return node.__class__ is Node and node.head.place.tag == tag


def is_local(node: Any, local: str) -> bool:
    """`*:local`."""
    return node.__class__ is Node and node.head.place.local == local


def is_in(node: Any, uri: str) -> bool:
    """`prefix:*`."""
    return node.__class__ is Node and node.order >= 0 and node.head.place.uri == uri


def is_attribute(node: Attribute, name: str) -> bool:
    return node.name == name


def attribute_local(node: Attribute) -> str:
    return node.name.rpartition("}")[2]


def attribute_uri(node: Attribute) -> str:
    return node.name.rpartition("}")[0][1:]


def name(node: Any, d: Run) -> str:
    """fn:name: as written in the document."""
    if node.__class__ is Node:
        return node.head.name
    if node.__class__ is not Attribute:
        return ""
    return d.document.attribute_name(node.owner, node.name) if node.name[0] == "{" else node.name


def local_name(node: Any) -> str:
    if node.__class__ is Node:
        return node.head.place.local
    return attribute_local(node) if node.__class__ is Attribute else ""


def namespace_uri(node: Any) -> str:
    if node.__class__ is Node:
        return node.head.place.uri
    return attribute_uri(node) if node.__class__ is Attribute else ""


# sequences of nodes ---------------------------------------------------------------------------


def in_order(nodes: Iterable[Any]) -> list[Any]:
    """Document order without duplicates."""
    found = list({_identity(node): node for node in nodes}.values())
    if len(found) > 1:
        found.sort(key=_order)
    return found


def union(left: Sequence[Any], right: Sequence[Any]) -> Sequence[Any]:
    """Of two sequences in document order; most often one of them is empty."""
    if not left:
        return right
    return in_order([*left, *right]) if right else left


def intersection(left: Iterable[Any], right: Iterable[Any]) -> list[Any]:
    known = {_identity(node) for node in right}
    return in_order(node for node in left if _identity(node) in known)


def difference(left: Iterable[Any], right: Iterable[Any]) -> list[Any]:
    known = {_identity(node) for node in right}
    return in_order(node for node in left if _identity(node) not in known)


def _identity(node: Any) -> Any:
    if node.__class__ is Node:
        return id(node)
    if node.__class__ is Attribute:
        return (node.owner.order, node.name)
    return (node.owner.order, node.order, node.value, TextNode)


def _order(node: Any) -> float:
    return node.order  # type: ignore[no-any-return]  # its class was just tested


def has(node: Any, names: tuple[str, ...]) -> bool:
    """Does the path of child names exist below the node? A last name may be `@attribute`."""
    if len(names) == 1:
        name = names[0]
        return name in node.by or (name[0] == "@" and name[1:] in node.attrs)
    rest = names[1:]
    return any(has(child, rest) for child in node.by.get(names[0], ()))


def any_has(nodes: Sequence[Node], name: str) -> bool:
    """Has any of these elements a child of that name?"""
    for node in nodes:  # noqa: SIM110  a loop costs half of any()
        if name in node.by:
            return True
    return False


# positions ------------------------------------------------------------------------------------


def at(items: Sequence[Any], number: Any) -> Sequence[Any]:
    """`[number]`: the item there, or nothing."""
    if number is None or number != int(number) or number < 1:
        return _EMPTY
    return items[int(number) - 1 : int(number)]


def chosen(
    items: Sequence[Any], test: Callable[[Any, int, int], Any], is_backwards: bool = False
) -> list[Any]:
    """A predicate that asks for position() or last(); reverse axes count from the end."""
    size = len(items)
    if is_backwards:
        return [x for i, x in enumerate(items) if test(x, size - i, size)]
    return [x for i, x in enumerate(items, 1) if test(x, i, size)]


def selected(
    items: Sequence[Any], value: Callable[[Any], Sequence[Any]], is_backwards: bool = False
) -> list[Any]:
    """A predicate whose type is only known now: a number is a position."""
    size = len(items)
    return [
        x
        for i, x in enumerate(items, 1)
        if predicate(value(x), size + 1 - i if is_backwards else i)
    ]


def index_among(node: Any, d: Run) -> int:
    """The position of an element among its siblings of the same name."""
    return d.up[node.order].by[node.head.place.tag].index(node) + 1  # type: ignore[no-any-return]  # its class was just tested
