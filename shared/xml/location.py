"""Where an element stands, as a short path for people, and back from libxml2's node paths."""

from lxml import etree

from shared.xml.parse import Element


def short_path(element: Element) -> str:
    """`/Invoice/cac:InvoiceLine[2]/cbc:ID`: the document's own prefixes, numbers where needed."""
    steps = [_short_step(node) for node in (element, *element.iterancestors())]
    return "/" + "/".join(reversed(steps))


def element_at(root: Element, path: str) -> Element | None:
    """The element a libxml2 node path points at (`/*/cac:Party[2]/*[3]`), or None.

    libxml2 counts `*` over all element children and `p:name` over those of the same name; an
    element of the default namespace is always written `*`.
    """
    node: Element | None = root
    for step in path.strip("/").split("/")[1:]:
        name, _, rest = step.partition("[")
        position = int(rest.rstrip("]")) if rest else 1
        if node is None:
            return None
        alike = [child for child in node if _is_named(child, name)]
        node = alike[position - 1] if position <= len(alike) else None
    return node


def _is_named(child: Element, name: str) -> bool:
    if not isinstance(child.tag, str):
        return False
    return name == "*" or _qualified(child) == name


def _qualified(element: Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def _short_step(element: Element) -> str:
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = before == 0 and next(element.itersiblings(element.tag), None) is None
    return _qualified(element) + ("" if alone else f"[{before + 1}]")
