"""XML compared as a tree in which siblings of different kinds may change places."""

from collections.abc import Collection
from typing import Any

from shared.xml.parse import Element

Tree = tuple[Any, ...]


def canonical(element: Element, without: Collection[Element] = ()) -> Tree:
    """Name, text, attributes and children, the children sorted; `without` leaves elements out."""
    children = [child for child in element.iterchildren("*") if child not in without]
    below = sorted((canonical(child, without) for child in children), key=repr)
    text = "" if len(element) else (element.text or "").strip()
    return str(element.tag), text, tuple(sorted(element.attrib.items())), tuple(below)
