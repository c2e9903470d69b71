"""Builds the light tree in one pass over a serialised document, about a microsecond per element.

The text is cut at every `</`: in well-formed XML as libxml2 writes it these characters begin end
tags and nothing else, so each piece holds the name of an end tag, the start tags that follow it and
the text of the last of them, which is a leaf. All but that text is the `structure` of the piece.
What a structure means inside a given start tag is worked out once and kept, also for the documents
that follow: it is a `Step`. Of a document like those before it hardly anything is read twice.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from shared.schematron.collecting import collector_held
from shared.schematron.elements import BLANKS, NO_ATTRIBUTES, NO_CHILDREN, Head, Node, is_code
from shared.schematron.places import Place, Stock
from shared.xml.parse import XmlTooLarge

_LONGEST_CODE = 3
_WINDOW = 1 << 18
_LARGE = 1 << 17
_MOST_PLACES = 50_000
_SCOPE = {"xml": "http://www.w3.org/XML/1998/namespace"}
_ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARKUP = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
# stands where a comment stood: no XML document may contain it
_CUT = "\0"

# (start tag of the leaf, its name, its attributes, other tags before it: (start tag, is it empty?))
Step = tuple[Head | None, str, dict[str, str], tuple[tuple[Head, bool], ...]]


Tag = Head | tuple[Head] | tuple[Head, str]


class Builder:
    """Nodes by start tag, their parents by number, and texts that a comment parts.

    `tags` and `texts` are those of all elements in document order; the start tag of an element that
    is blank stands in a tuple, that of a code with the code: a slice of `tags` says all but texts.

    Raises XmlTooLarge when the document has more paths than any real one.
    """

    def __init__(self, source: str) -> None:
        self.stock = Stock.for_document()
        self.groups: defaultdict[Head, list[Node]] = defaultdict(list)
        self.up: list[Node] = []
        self.tags: list[Tag] = []
        self.texts: list[str] = []
        self.cuts: dict[int, list[str]] = {}
        self._lone_places: dict[tuple[int, str], Place] = {}
        self._lone_heads: dict[tuple[int, str], Head] = {}
        self._lone_steps: dict[tuple[int, str], Step] = {}
        self._commented = "<!--" in source or "<?" in source
        if self._commented:
            source = _MARKUP.sub(_CUT, source)
        self._escaped = "&" in source
        document = Head(
            self.stock.top, "", NO_ATTRIBUTES, _SCOPE, _steps_in(self.stock.top, _SCOPE), True
        )
        self.top = Node(document, "", NO_ATTRIBUTES, {}, -1, -1)
        with collector_held() if len(source) > _LARGE else nullcontext():
            self._build(source)
        self.top.last = len(self.up) - 1

    def _build(self, source: str) -> None:
        """`stack` keeps the branches around the one being read.

        `is_leaf`: the next end tag is that of a leaf, else it ends the branch.
        """
        parent, by, steps = self.top, self.top.by, self.top.head.steps
        up, tags, texts, groups = self.up, self.tags, self.texts, self.groups
        stack: list[Any] = []
        is_plain = not (self._escaped or self._commented)
        is_leaf, order = True, -1
        for pieces in _windows(source):
            for piece in pieces:
                structure, _, text = piece.rpartition(">")
                if not is_leaf:
                    parent.last = order
                    parent, by, steps = stack.pop()
                leaf, tag, attrs, others = steps.get(structure) or self._step(
                    structure, parent.head
                )
                for head, is_empty in others:
                    order += 1
                    up.append(parent)
                    tags.append((head,) if is_empty else head)
                    texts.append("")
                    children: dict[str, Any] = NO_CHILDREN if is_empty else {}
                    node = Node(head, "", head.attrs, children, order, order)
                    groups[head].append(node)
                    _add(by, head.place.tag, node)
                    if not is_empty:
                        stack.append((parent, by, steps))
                        parent, by, steps = node, children, head.steps
                if leaf is None:
                    is_leaf = False
                    continue
                is_leaf = True
                order += 1
                if not is_plain:
                    text = self._text(text, order)
                up.append(parent)
                is_usual = "!" <= text < ":" or (len(text) > _LONGEST_CODE and text[0] > " ")
                tags.append(leaf if is_usual and text[-1] > " " else _marked(leaf, text))
                texts.append(text)
                node = Node(leaf, text, attrs, NO_CHILDREN, order, order)
                groups[leaf].append(node)
                if tag in by:
                    _add(by, tag, node)
                else:
                    by[tag] = (node,)

    def _text(self, text: str, order: int) -> str:
        if self._escaped and "&" in text:
            text = _unescaped(text)
        if self._commented and _CUT in text:
            self.cuts[order] = [part for part in text.split(_CUT) if part]
            text = text.replace(_CUT, "")
        return text

    # what was not read before -------------------------------------------------------------------

    def _step(self, structure: str, head: Head) -> Step:
        """Inside elements of that start tag."""
        place = (id(head.steps), structure)
        known = self._lone_steps.get(place)
        if known is not None:
            return known
        others: list[tuple[Head, bool]] = []
        leaf: Head | None = None
        above = head
        for part in structure.split("<")[1:]:
            start = part.partition(">")[0]
            is_empty = start.endswith("/")
            leaf = self._head(start.removesuffix("/"), above)
            others.append((leaf, is_empty))
            above = above if is_empty else leaf
        if others and not others[-1][1]:
            others.pop()
        else:
            leaf = None
        is_shared = all(found.is_shared for found in (head, leaf or head, *(h for h, _ in others)))
        tag, attrs = (leaf.place.tag, leaf.attrs) if leaf else ("", NO_ATTRIBUTES)
        step = (leaf, tag, attrs, tuple(others))
        if is_shared and self.stock.takes(structure):
            head.steps[structure] = step
        else:
            self._lone_steps[place] = step
        return step

    def _head(self, start: str, above: Head) -> Head:
        key = " " + start  # no structure begins with a blank
        known = above.steps.get(key) or self._lone_heads.get((id(above.steps), key))
        if known is None:
            known = self._new_head(start, above)
            if known.is_shared:
                above.steps[key] = known
            else:
                self._lone_heads[id(above.steps), key] = known
        return known

    def _new_head(self, start: str, above: Head) -> Head:
        name, _, rest = start.partition(" ")
        scope = above.scope
        if "xmlns" in rest:
            scope = scope | _declared(rest)
        prefix, _, local = name.rpartition(":")
        address = scope.get(prefix, "")
        place = self._place(above.place, f"{{{address}}}{local}" if address else local)
        attributes = _attributes(rest, scope) if rest else NO_ATTRIBUTES
        is_shared = above.is_shared and place.is_shared and self.stock.takes(start)
        steps = _steps_in(place, scope) if is_shared else {}
        return Head(place, name, attributes, scope, steps, is_shared)

    def _place(self, above: Place, tag: str) -> Place:
        """Paths of real documents are few: of hostile ones each would hold kilobytes."""
        place = above.child(tag, self.stock)
        if place.is_shared:
            return place
        place = self._lone_places.setdefault((id(above), tag), place)
        if len(self._lone_places) > _MOST_PLACES:
            raise XmlTooLarge(
                found=f"more than {_MOST_PLACES} element paths", expected=f"{_MOST_PLACES} paths"
            )
        return place


def _marked(leaf: Head, text: str) -> Tag:
    stripped = text.strip(BLANKS)
    if not stripped:
        return (leaf,)
    return (leaf, text) if is_code(stripped) else leaf


def _add(by: dict[str, Sequence[Node]], tag: str, node: Node) -> None:
    """Most often a child is the only one of its name: a tuple is no burden to the collector."""
    same = by.get(tag)
    if same is None:
        by[tag] = (node,)
    elif same.__class__ is list:
        same.append(node)
    else:
        by[tag] = [*same, node]


def _steps_in(place: Place, scope: dict[str, str]) -> dict[str, Any]:
    return place.steps.setdefault(frozenset(scope.items()), {})


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
    """Pieces between the `</`, some hundred kilobytes at a time to need little memory."""
    at, end = 0, len(source)
    while at < end:
        stop = source.find("</", at + _WINDOW)
        if stop < 0:
            stop = end
        yield source[at:stop].split("</")
        at = stop + 2


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
