"""Elements that are missing, misplaced or too many, said with what the schema wants there."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from lxml import etree

from shared.i18n import msg
from shared.validation.wording.model import Wording
from shared.xml.contents import Contents, Particle
from shared.xml.parse import Element

_MOST_NAMES = 12
_NOT_EXPECTED = "This element is not expected"
_MISSING = "Missing child element(s)"
_ORDER = msg("Put the elements in the order of the schema.")
_ADD = msg("Add the element.")
_LEAVE_OUT = msg("Leave the element out, or give it its right name.")
_TOO_MANY = msg("Leave out those that are too many.")


def is_of_structure(message: str) -> bool:
    """Is it about elements that are missing, misplaced or too many?"""
    return _NOT_EXPECTED in message or _MISSING in message


def structure_wording(element: Element, message: str, contents: Contents) -> Wording | None:
    """The sentence for a violation at an element; None where nothing better can be said."""
    if _MISSING in message:
        return _Place(element, contents).lacking(None)
    parent = element.getparent()
    if _NOT_EXPECTED in message and parent is not None:
        return _Place(parent, contents).unexpected(element)
    return None


class _Place:
    """One element, what it holds and what the schema lets it hold."""

    def __init__(self, element: Element, contents: Contents) -> None:
        self._element = element
        self._model: Sequence[Particle] = contents.get(str(element.tag), ())
        self._order = {particle.name: number for number, particle in enumerate(self._model)}
        self._name = _shown(element)

    def unexpected(self, child: Element) -> Wording | None:
        if not self._model:
            return None
        if str(child.tag) not in self._order:
            return self._unknown(child)
        return self._too_many(child) or self._too_late(child) or self.lacking(child)

    def lacking(self, before: Element | None) -> Wording | None:
        """What must stand before a child, or at all, and does not."""
        children = self._element.iterchildren("*")
        if before is not None:
            children = before.itersiblings("*", preceding=True)
        there = {str(child.tag) for child in children}
        last = len(self._model) if before is None else self._order[str(before.tag)]
        absent = [x.name for x in self._model[:last] if x.least and x.name not in there]
        if not absent:
            return None
        facts = {"parent": self._name, "expected": self._names(absent)}
        if before is None:
            return Wording(msg("Inside {parent} this is missing: {expected}."), _ADD, facts)
        says = msg("Inside {parent} this is missing before {element}: {expected}.")
        return Wording(says, _ADD, {**facts, "element": _shown(before)})

    def _unknown(self, child: Element) -> Wording:
        facts = {"parent": self._name, "element": _shown(child)}
        local = etree.QName(child).localname
        locals_ = {etree.QName(name).localname: name for name in self._order}
        lower = {name.lower(): full for name, full in locals_.items()}
        if local in locals_:
            says = msg(
                "Inside {parent} the element {element} is of another namespace; "
                "it must be {expected}."
            )
            expected = f"{self._names([locals_[local]])} ({etree.QName(locals_[local]).namespace})"
            return Wording(says, _LEAVE_OUT, {**facts, "expected": expected})
        near = get_close_matches(local.lower(), lower, 1)
        if near:
            says = msg("Inside {parent} there is no element {element}. Is {expected} meant?")
            return Wording(says, _LEAVE_OUT, {**facts, "expected": self._names([lower[near[0]]])})
        says = msg("Inside {parent} there is no element {element}. There may be: {expected}.")
        return Wording(says, _LEAVE_OUT, {**facts, "expected": self._names(self._order)})

    def _too_many(self, child: Element) -> Wording | None:
        most = self._model[self._order[str(child.tag)]].most
        before = sum(1 for _ in child.itersiblings(child.tag, preceding=True))
        if most is None or before < most:
            return None
        facts = {"parent": self._name, "element": _shown(child), "expected": str(most)}
        if most == 1:
            says = msg("Inside {parent} the element {element} may stand only once.")
            return Wording(says, _TOO_MANY, facts)
        says = msg("Inside {parent} the element {element} may stand at most {expected} times.")
        return Wording(says, _TOO_MANY, facts)

    def _too_late(self, child: Element) -> Wording | None:
        own = self._order[str(child.tag)]
        passed = [
            (self._order[str(other.tag)], other)
            for other in child.itersiblings("*", preceding=True)
            if self._order.get(str(other.tag), -1) > own
        ]
        if not passed:
            return None
        _, first = min(passed, key=lambda found: found[0])
        says = msg("Inside {parent} the element {element} comes too late: before {expected}.")
        facts = {"parent": self._name, "element": _shown(child), "expected": _shown(first)}
        return Wording(says, _ORDER, facts)

    def _names(self, names: Iterable[str]) -> str:
        """With the prefixes the document uses."""
        prefixes = {address: prefix for prefix, address in self._element.nsmap.items()}
        shown = [_prefixed(etree.QName(name), prefixes) for name in names]
        more = [f"… ({len(shown)})"] if len(shown) > _MOST_NAMES else []
        return ", ".join(shown[:_MOST_NAMES] + more)


def _prefixed(name: "etree.QName", prefixes: dict[str, str | None]) -> str:
    prefix = prefixes.get(name.namespace or "")
    return f"{prefix}:{name.localname}" if prefix else name.localname


def _shown(element: Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local
