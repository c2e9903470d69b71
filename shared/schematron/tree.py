"""The light tree that rules walk: a document's elements, and what follows from its start tags.

A start tag with its attributes is read once (`Head`); elements with the same start tag in the same
place share it. Nodes point to their children only, and parents are found by number, so that a tree
holds no cycle: it is freed at once, and the garbage collector never looks at it (`gc=False`).

The content of two elements is equal when everything inside them is (blanks between elements apart):
rules that only look downwards are evaluated once per distinct content. Their shape is equal when
they differ in texts at most, and none of these is blank in one of them only: rules that ask no more
than that are evaluated once per distinct shape.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from operator import attrgetter
from typing import Any

from lxml import etree

from shared.schematron.building import Builder
from shared.schematron.elements import Head, Node
from shared.schematron.places import Stock
from shared.xml.parse import Element

_TEXTS = etree.XPath("text()")
_MOST_PROFILES = 200
# larger ones hardly ever come back
_LARGEST_PROFILE = 2_000
_LARGEST_OUTLINE = 1_500
_LARGEST_COMPARED = 200
_SAMPLE = 64
_WITH_CODE = 2
_order = attrgetter("order")


class Profile:
    """What follows from the start tags that occur in a document: kept, for the next is often alike.

    `paths` below the root element that exist; an attribute is a last step `@name`. `endings` are
    all last parts of all paths, the root element included (`//a/b` exists if it is here), of up to
    `MOST_STEPS` steps. `numbers` are those of the start tags by `{address}local` name.
    """

    __slots__ = ("endings", "heads", "is_kept", "numbers", "paths")

    def __init__(self, heads: tuple[Head, ...]) -> None:
        self.heads = heads
        self.is_kept = False
        paths: set[tuple[str, ...]] = set()
        found: set[tuple[str, ...]] = set()
        self.numbers: dict[str, list[int]] = {}
        for number, head in enumerate(heads):
            place = head.place
            self.numbers.setdefault(place.tag, []).append(number)
            inner, endings = place.path[1:], place.endings()
            paths.add(inner)
            found.update(endings)
            for name in head.attrs:
                step = "@" + name
                paths.add((*inner, step))
                found.update((*ending, step) for ending in endings)
                found.add((step,))
        self.paths = frozenset(paths)
        self.endings = frozenset(found)


class Outline:
    """Stands for all documents with the same elements, attributes and blanks."""

    __slots__ = ()


def _outline(stock: Stock, tags: list[Any]) -> Outline | None:
    """Of a document that is not large, unless it is the first of its outline."""
    if len(tags) > _LARGEST_OUTLINE:
        return None
    key = tuple(tags)
    known: Outline | None = stock.outlines.get(key)
    if known is None:
        if len(stock.outlines) >= _MOST_PROFILES:
            stock.outlines.clear()
        stock.outlines[key] = Outline()
    return known


def _profile(stock: Stock, heads: tuple[Head, ...]) -> Profile:
    known: Profile | None = stock.profiles.get(heads)
    if known is None:
        known = Profile(heads)
        if len(heads) <= _LARGEST_PROFILE and all(head.is_shared for head in heads):
            if len(stock.profiles) >= _MOST_PROFILES:
                stock.profiles.clear()
            known.is_kept = True
            stock.profiles[heads] = known
    return known


class Document:
    """One document: nodes grouped by start tag, parents by number, the rest on demand.

    `groups` are the elements of each of the `heads` of its profile; `numbers` the texts that were
    read as decimals, for all rule sets.
    """

    __slots__ = (
        "_contents",
        "_element_root",
        "_elements",
        "_shapes",
        "_tags",
        "_texts",
        "by_tag",
        "cuts",
        "endings",
        "groups",
        "heads",
        "numbers",
        "outline",
        "paths",
        "profile",
        "read_between",
        "root",
        "stock",
        "top",
        "up",
    )

    def __init__(self, builder: Builder, element_root: Callable[[], Element]) -> None:
        self.top = builder.top
        self.stock = builder.stock
        self.profile = _profile(builder.stock, tuple(builder.groups))
        self.outline = _outline(builder.stock, builder.tags) if self.profile.is_kept else None
        self.heads = self.profile.heads
        self.paths = self.profile.paths
        self.endings = self.profile.endings
        self.groups: Sequence[list[Node]] = list(builder.groups.values())
        self.root = self.groups[0][0]
        self.up = builder.up
        self.cuts = builder.cuts
        self.by_tag = _ByTag(self.profile.numbers, self.groups)
        # set when text between elements, or parted by a comment, was read: content does not show it
        self.read_between = False
        self.numbers: dict[str, Decimal] = {}
        self._tags = builder.tags
        self._texts = builder.texts
        self._contents: dict[int, list[Any]] = {}
        self._shapes: dict[int, list[Any]] = {}
        self._element_root = element_root
        self._elements: list[Element] | None = None

    def contents(self, number: int) -> list[Any]:
        """What is inside each element of a group, to be compared and hashed.

        If it differs between all of the first branches, it is not sought in others.
        """
        known = self._contents.get(number)
        if known is None:
            nodes = self.groups[number]
            known = [self._content(node) for node in nodes[:_SAMPLE]]
            if len(nodes) > _SAMPLE:
                is_varied = nodes[0].by and len(set(known)) == _SAMPLE
                act = _order if is_varied else self._content
                known += map(act, nodes[_SAMPLE:])
            self._contents[number] = known
        return known

    def shapes(self, number: int) -> list[Any]:
        """The same apart from texts."""
        known = self._shapes.get(number)
        if known is None:
            tags = self._tags
            known = self._shapes[number] = [
                _inside(tags, node) if node.by else tags[node.order] for node in self.groups[number]
            ]
        return known

    def _content(self, node: Node) -> Any:
        if not node.by:
            return node.value
        tags = _inside(self._tags, node)
        return node.order if tags == node.order else (tags, _inside(self._texts, node))

    @contextmanager
    def unreadable(self) -> Iterator[None]:
        """Inside, reading a text raises AttributeError.

        What is found all the same follows from the outline; its short codes can be read.
        """
        leaves = [node for nodes in self.groups for node in nodes if not node.by]
        hidden = [(n, n.value) for n in leaves if not _has_code(self._tags[n.order])]
        kept = self._texts, self._contents, self._element_root, self._elements
        for node, _ in hidden:
            del node.value
        del self._texts, self._element_root
        self._contents, self._elements = {}, None
        try:
            yield
        finally:
            for node, text in hidden:
                node.value = text
            self._texts, self._contents, self._element_root, self._elements = kept

    def element(self, node: Node) -> Element:
        """The libxml2 element of a node: for text between elements, and for lines of findings."""
        if self._elements is None:
            self._elements = list(self._element_root().iter("*"))
        return self._elements[node.order]

    def text_of(self, node: Node) -> str:
        """The string value of an element that has child elements (XPath data model, 6.2.2)."""
        if not node.by:
            return node.value
        self.read_between = True
        element = self._element_root() if node.order < 0 else self.element(node)
        return str(element.xpath("string()"))

    def attribute_name(self, owner: Node, name: str) -> str:
        """A qualified attribute as written; the tree keeps no prefixes of attributes."""
        uri, _, local = name[1:].partition("}")
        asked = "name(@*[namespace-uri() = $uri and local-name() = $local])"
        return str(self.element(owner).xpath(asked, uri=uri, local=local))

    def mixed(self, node: Node) -> list[bool]:
        """For each child node but comments: is it an element (else a text)?"""
        found = self.element(node).xpath("text() | *")
        return [isinstance(item, Element) for item in found]  # type: ignore[union-attr]  # a list

    def texts_of(self, node: Node) -> list[str]:
        """The values of an element's text nodes; a comment between two of them parts them."""
        self.read_between |= bool(self.cuts or node.by)
        if not node.by:
            return self.cuts.get(node.order) or ([node.value] if node.value else [])
        if node.order < 0:
            return []
        return [str(text) for text in _TEXTS(self.element(node))]  # type: ignore[union-attr]  # a list


def _has_code(tag: Any) -> bool:
    """See `Builder`: a start tag stands alone, in a tuple, or in one with its code."""
    return tag.__class__ is tuple and len(tag) == _WITH_CODE


def _inside(values: list[Any], node: Node) -> Any:
    """Of the element and what is inside; of a large one its number: it is hardly there twice."""
    if node.last - node.order > _LARGEST_COMPARED:
        return node.order
    return tuple(values[node.order : node.last + 1])


def document_of(root: Element) -> Document:
    """The tree of a parsed document, which it keeps for text between elements and for lines.

    Raises XmlTooLarge.
    """
    return Document(Builder(serialised(root)), lambda: root)


def document_from(source: str, reopen: Callable[[], Element]) -> Document:
    """The tree of a serialised document, for large ones: the parsed one need not be kept.

    It is parsed again by `reopen` should a rule ask for text between elements or a finding for
    its line. Raises XmlTooLarge.
    """
    return Document(Builder(source), reopen)


def serialised(root: Element) -> str:
    """As `document_from` wants it."""
    return etree.tostring(root, encoding="unicode", with_tail=False)


class _ByTag(dict[str, list[Node]]):
    """All elements of a name in document order, merged when first asked for."""

    def __init__(self, numbers: dict[str, list[int]], groups: Sequence[list[Node]]) -> None:
        super().__init__()
        self._numbers = numbers
        self._groups = groups

    def __missing__(self, tag: str) -> list[Node]:
        numbers = self._numbers.get(tag, ())
        if len(numbers) == 1:
            found = self._groups[numbers[0]]
        else:
            found = [node for number in numbers for node in self._groups[number]]
            found.sort(key=lambda node: node.order)
        self[tag] = found
        return found

    def __contains__(self, tag: object) -> bool:
        return tag in self._numbers
