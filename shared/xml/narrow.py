"""Schemas narrowed to the elements that documents were seen to have.

UBL declares 2,800 elements and types, of which an invoice uses fifty: compiling the others took a
fifth of a cold start. A narrow schema is sure of one answer only: what it finds valid is valid by
the whole schema too. Anything else is judged by the whole.

That holds because narrowing takes away and never adds:
(1) an element that was not seen, where it is optional: its content model allows fewer sequences,
    and what is left matches the same declarations, since content models are deterministic
    (XML Schema 1.0 part 1, 3.8.6);
(2) wildcards that let undeclared elements pass: they ask for a declaration (3.10.1);
(3) declarations and types that no element seen leads to.
A schema in which (3) could let something pass, because an element may hold anything, or which
redefines others, is not narrowed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from lxml import etree

from shared.xml.copies import XSD, home_of, keep, kept, trees_of
from shared.xml.parse import Element

_SEEN = "seen"
_NOTHING: frozenset[str] = frozenset()
_EVERYTHING = frozenset("*")
_ANYTHING = "anyType"
_WILDCARDS = (XSD + "any", XSD + "anyAttribute")
_REFERRING = ("type", "base", "ref", "itemType", "memberTypes", "substitutionGroup")
_TYPING = frozenset(("type", "ref"))
_TYPES = frozenset((XSD + "simpleType", XSD + "complexType"))


def narrow(path: Path, folder: Path) -> Path | None:
    """The narrow schema below a folder, if one was learnt from documents."""
    home = home_of(path, folder, "narrow")
    try:
        found = kept(home)
        return None if found is None or _seen_in(home) == _EVERYTHING else found
    except (OSError, ValueError):
        return None


def learn(path: Path, folder: Path, root: Element) -> None:
    """Let the narrow schema have the elements of a valid document too.

    Where it cannot be made or written there is none, which costs time and nothing else.
    """
    home = home_of(path, folder, "narrow")
    try:
        before = _NOTHING if kept(home) is None else _seen_in(home)
        here = {_local_of_tag(tag) for tag in {element.tag for element in root.iter("*")}}
        if before != _EVERYTHING and not here <= before:
            _make(path, home, before, here)
    except (OSError, ValueError, etree.XMLSyntaxError):
        return


def _seen_in(home: Path) -> frozenset[str]:
    return frozenset((home / _SEEN).read_text(encoding="utf-8").split())


def _make(path: Path, home: Path, before: AbstractSet[str], here: AbstractSet[str]) -> None:
    trees = trees_of(path)
    roots = [tree.getroot() for tree in trees.values()]
    # what an extension may hold is the sender's own, and is not written down
    seen = before | (here & _declared(roots))
    if seen == before:
        return
    if narrowed(roots, seen):
        keep(path, home, trees, seen=" ".join(sorted(seen)))
        made = kept(home)
        if made is not None and _is_schema(made):
            return
    # so that the next start does not try again
    keep(path, home, trees, seen=" ".join(_EVERYTHING))


def _declared(roots: list[Element]) -> set[str]:
    return {each.get("name", "") for root in roots for each in root.iter(XSD + "element")}


def _is_schema(path: Path) -> bool:
    try:
        etree.XMLSchema(file=path)
    except etree.XMLSchemaParseError:
        return False
    return True


def narrowed(roots: list[Element], seen: AbstractSet[str]) -> bool:
    """Narrow the files of a schema in place; False when it cannot be done.

    Names stand without namespaces: what has the name of something seen stays too.
    """
    if any(root.find(XSD + "redefine") is not None for root in roots):
        return False
    for root in roots:
        etree.strip_elements(root, XSD + "annotation", with_tail=False)
        _take_away_options(root, seen)
        _ask_for_declarations(root)
    reached = _reached(_components(roots), seen)
    if any(_may_hold_anything(component) for component in reached):
        return False
    for root in roots:
        for component in list(root.iterchildren("*")):
            if component.get("name") is not None and component not in reached:
                root.remove(component)
    return True


def _take_away_options(root: Element, seen: AbstractSet[str]) -> None:
    for element in list(root.iter(XSD + "element")):
        parent, name = element.getparent(), element.get("name") or _local(element.get("ref", ""))
        is_option = parent is not root and element.get("minOccurs") == "0"
        if parent is not None and is_option and name not in seen:
            parent.remove(element)


def _ask_for_declarations(root: Element) -> None:
    for wildcard in root.iter(*_WILDCARDS):
        if wildcard.get("processContents") == "lax":
            wildcard.set("processContents", "strict")


def _components(roots: list[Element]) -> Mapping[str, list[Element]]:
    found: dict[str, list[Element]] = defaultdict(list)
    for root in roots:
        for component in root.iterchildren("*"):
            found[component.get("name", "")].append(component)
    return found


def _reached(components: Mapping[str, list[Element]], seen: AbstractSet[str]) -> set[Element]:
    """All that the elements seen lead to."""
    waiting = [c for name in seen for c in components.get(name, ()) if c.tag == XSD + "element"]
    reached = set(waiting)
    while waiting:
        for name in _names_in(waiting.pop()):
            new = [each for each in components.get(name, ()) if each not in reached]
            reached.update(new)
            waiting += new
    return reached


def _names_in(component: Element) -> Iterator[str]:
    for element in component.iter("*"):
        for attribute in _REFERRING:
            yield from map(_local, element.get(attribute, "").split())


def _may_hold_anything(component: Element) -> bool:
    """Whether what has no declaration may stand in it, and is judged by one that it has."""
    return any(
        _local(element.get("type", element.get("base", ""))) == _ANYTHING
        or (element.tag == XSD + "element" and _has_no_type(element))
        for element in component.iter("*")
    )


def _has_no_type(element: Element) -> bool:
    return _TYPING.isdisjoint(element.keys()) and _TYPES.isdisjoint(c.tag for c in element)


def _local_of_tag(tag: str) -> str:
    return tag.rpartition("}")[2]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
