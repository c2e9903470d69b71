"""The light tree that rules walk: built once per document, about a microsecond per element.

The serialised document is cut at every `<`: well-formed XML as libxml2 writes it has no other use
of that character, so each piece is one tag with the text after it. A start tag with its attributes
is read once (`Head`); elements with the same start tag in the same place share it. Nodes point to
their children only, and parents are found by number, so that a tree holds no cycle: it is freed at
once, and the garbage collector never looks at it (`gc=False`).

`content` is equal for two elements under equal heads when everything inside them is equal (blanks
between elements apart): rules that only look downwards are evaluated once per distinct content.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import msgspec
from lxml import etree

from shared.schematron.places import ROOT_PLACE, Place
from shared.xml.parse import Element, XmlTooLarge

_WINDOW = 1 << 18
_MOST_PLACES = 50_000
_XML = "http://www.w3.org/XML/1998/namespace"
_ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARKUP = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
# stands where a comment stood: no XML document may contain it
_CUT = "\0"
# the last descendant of a branch that is still being read
_OPEN = -2

NO_ATTRIBUTES: dict[str, str] = {}
NO_CHILDREN: dict[str, list["Node"]] = {}


class Head(msgspec.Struct, gc=False, eq=False, frozen=True):
    """A start tag in its place: `name` as written, attributes by `{address}local` name."""

    place: Place
    name: str
    attrs: dict[str, str]


class Node(msgspec.Struct, gc=False, eq=False):
    """An element, or the document itself (`order` -1).

    `value` is the text of an element without child elements, else empty; `by` its children by
    `{address}local` name; `order` its number in document order and `last` that of its last
    descendant.
    """

    head: Head
    value: str
    attrs: dict[str, str]
    by: dict[str, list["Node"]]
    order: int
    last: int
    content: Any  # str of a leaf, number of a branch: only compared and hashed


class Document:
    """One document: nodes grouped by head, parents by number, and what is worked out on demand.

    `groups` are the elements of each of `heads`; a head may occur twice, below different parents.
    """

    __slots__ = (
        "_element_root",
        "_elements",
        "_endings",
        "_paths",
        "by_tag",
        "cuts",
        "groups",
        "heads",
        "read_between",
        "root",
        "top",
        "up",
    )

    def __init__(self, builder: "_Builder", element_root: Callable[[], Element]) -> None:
        self.top = builder.top
        self.root = builder.groups[0][0]
        self.heads = builder.heads
        self.groups = builder.groups
        self.up = builder.up
        self.cuts = builder.cuts
        self.by_tag = _ByTag(builder.heads, builder.groups)
        # set when text between elements, or parted by a comment, was read: content does not show it
        self.read_between = False
        self._element_root = element_root
        self._elements: list[Element] | None = None
        self._paths: frozenset[tuple[str, ...]] | None = None
        self._endings: frozenset[tuple[str, ...]] | None = None

    @property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """Paths below the root element that exist; an attribute is a last step `@name`."""
        if self._paths is None:
            elements = {head.place.inner for head in self.heads}
            attributes = {
                (*head.place.inner, "@" + name) for head in self.heads for name in head.attrs
            }
            self._paths = frozenset(elements | attributes)
        return self._paths

    @property
    def endings(self) -> frozenset[tuple[str, ...]]:
        """All last parts of all paths, the root element included: `//a/b` exists if it is here.

        Parts of up to `MOST_STEPS` steps.
        """
        if self._endings is None:
            found: set[tuple[str, ...]] = set()
            for head in self.heads:
                endings = head.place.endings
                found.update(endings)
                for name in head.attrs:
                    step = "@" + name
                    found.update((*ending, step) for ending in endings)
                    found.add((step,))
            self._endings = frozenset(found)
        return self._endings

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
        return [str(text) for text in self.element(node).xpath("text()")]  # type: ignore[union-attr]  # a list


def document_of(root: Element) -> Document:
    """The tree of a parsed document, which it keeps for text between elements and for lines.

    Raises XmlTooLarge.
    """
    return Document(_Builder(serialised(root)), lambda: root)


def document_from(source: str, reopen: Callable[[], Element]) -> Document:
    """The tree of a serialised document, for large ones: the parsed one need not be kept.

    It is parsed again by `reopen` should a rule ask for text between elements or a finding for
    its line. Raises XmlTooLarge.
    """
    return Document(_Builder(source), reopen)


def serialised(root: Element) -> str:
    """As `document_from` wants it."""
    return etree.tostring(root, encoding="unicode", with_tail=False)


class _ByTag(dict[str, list[Node]]):
    """All elements of a name in document order, merged when first asked for."""

    def __init__(self, heads: list[Head], groups: list[list[Node]]) -> None:
        super().__init__()
        self._numbers: dict[str, list[int]] = {}
        for number, head in enumerate(heads):
            self._numbers.setdefault(head.place.tag, []).append(number)
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


# (head, its tag, its number, append to its group, heads of its children, prefixes in scope)
_Entry = tuple[Head, str, int, Callable[[Node], None], dict[str, Any], dict[str, str]]


class _Builder:
    def __init__(self, source: str) -> None:
        self.heads: list[Head] = []
        self.groups: list[list[Node]] = []
        self.up: list[Node] = []
        self.cuts: dict[int, list[str]] = {}
        self._lone: set[Place] = set()
        self._commented = "<!--" in source or "<?" in source
        if self._commented:
            source = _MARKUP.sub(_CUT, source)
        self._escaped = "&" in source
        document = Head(ROOT_PLACE, "", NO_ATTRIBUTES)
        self.top = Node(document, "", NO_ATTRIBUTES, {}, -1, -1, None)
        self._build(chain.from_iterable(_windows(source)))
        self.top.last = len(self.up) - 1

    def _build(self, pieces: Iterator[str]) -> None:  # noqa: PLR0912, PLR0915  one loop: calls would double its cost
        """`keys` gathers the content of the branch being read; `stack` keeps those around it."""
        heads: dict[str, _Entry] = {}
        scope: dict[str, str] = {"xml": _XML}
        parent, place, by, up = self.top, ROOT_PLACE, self.top.by, self.up
        keys: list[Any] = []
        stack: list[Any] = []
        interned: dict[tuple[Any, ...], int] = {}
        is_plain = not (self._escaped or self._commented)
        order = -1
        for piece in pieces:
            while piece[0] != "/":
                start, _, text = piece.partition(">")
                entry = heads.get(start)
                if entry is None:
                    entry = heads[start] = self._entry(start, place, scope)
                head, tag, number, append, inner, inner_scope = entry
                up.append(parent)
                order += 1
                is_empty = start[-1] == "/"
                if not is_empty:
                    piece = next(pieces)  # noqa: PLW2901  the next tag belongs to this element
                if is_empty or piece[0] == "/":
                    if is_empty:
                        text = ""
                    elif not is_plain:
                        text = self._text(text, order)
                    node = Node(head, text, head.attrs, NO_CHILDREN, order, order, text)
                    keys += (number, text)
                else:
                    node = Node(head, "", head.attrs, {}, order, _OPEN, None)
                append(node)
                if tag in by:
                    by[tag].append(node)
                else:
                    by[tag] = [node]
                if node.last != _OPEN:
                    break
                stack.append((parent, place, by, keys, heads, scope))
                parent, place, by = node, head.place, node.by
                keys, heads, scope = [number], inner, inner_scope
            else:
                key = tuple(keys)
                parent.content = interned.setdefault(key, len(interned))
                parent.last = order
                number = keys[0]
                content = parent.content
                parent, place, by, keys, heads, scope = stack.pop()
                keys += (number, content)

    def _text(self, text: str, order: int) -> str:
        if self._escaped and "&" in text:
            text = _unescaped(text)
        if self._commented and _CUT in text:
            self.cuts[order] = [part for part in text.split(_CUT) if part]
            text = text.replace(_CUT, "")
        return text

    def _entry(self, start: str, place: Place, scope: dict[str, str]) -> _Entry:
        """Read a start tag that was not seen in this place yet."""
        name, _, rest = start.removesuffix("/").partition(" ")
        declared = _declared(rest) if "xmlns" in rest else None
        if declared:
            scope = scope | declared
        prefix, _, local = name.rpartition(":")
        address = scope.get(prefix, "")
        child = place.child(f"{{{address}}}{local}" if address else local)
        if not child.is_shared:
            self._count(child)
        key = name + " " + rest
        known = child.heads.get(key)
        if known is None:
            known = Head(child, name, _attributes(rest, scope) if rest else NO_ATTRIBUTES)
            if ":" not in rest:  # else its meaning depends on the declarations in scope
                child.keep_head(key, known)
        group: list[Node] = []
        number = len(self.heads)
        self.heads.append(known)
        self.groups.append(group)
        return known, child.tag, number, group.append, {}, scope

    def _count(self, place: Place) -> None:
        """Paths of real documents are few: of hostile ones each would hold kilobytes."""
        self._lone.add(place)
        if len(self._lone) > _MOST_PLACES:
            raise XmlTooLarge(
                found=f"more than {_MOST_PLACES} element paths", expected=f"{_MOST_PLACES} paths"
            )


def _declared(attributes: str) -> dict[str, str]:
    """Namespace declarations by prefix; the empty prefix is that of names without one."""
    return {
        name[6:]: _unescaped(value)
        for name, value in _ATTRIBUTE.findall(attributes)
        if _is_declaration(name)
    }


def _attributes(attributes: str, scope: dict[str, str]) -> dict[str, str]:
    found = {
        _expanded(name, scope): _unescaped(value)
        for name, value in _ATTRIBUTE.findall(attributes)
        if not _is_declaration(name)
    }
    return found or NO_ATTRIBUTES


def _is_declaration(name: str) -> bool:
    return name == "xmlns" or name.startswith("xmlns:")


def _windows(source: str) -> Iterator[list[str]]:
    """Pieces between the `<`, some hundred kilobytes at a time, so that they need little memory."""
    at, end = 1, len(source)
    while at < end:
        stop = source.find("<", at + _WINDOW)
        if stop < 0:
            stop = end
        yield source[at:stop].split("<")
        at = stop + 1


def _expanded(name: str, scope: dict[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{scope.get(prefix, '')}}}{local}" if colon else name


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    return chr(int(decimal) if decimal else int(hexadecimal, 16))
