"""Finds or makes, in a document, the nodes that a path or match pattern of a rule speaks of."""

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from shared.schematron.expressions import (
    AxisStep,
    Descend,
    Expression,
    ExpressionStep,
    KindTest,
    NameTest,
    Root,
    Step,
)
from shared.xml.parse import Element
from tests.differential.reading import Steps

_REUSED = 0.85
_INVENTED = ("Surprise", "ID", "Name", "Amount", "Note")
_FOREIGN = "urn:example:foreign"


@dataclass(frozen=True, slots=True)
class Whole:
    """The document, above its root element."""

    root: Element


@dataclass(frozen=True, slots=True)
class Spot:
    """An element, or one of its attributes."""

    element: Element
    attribute: str | None = None

    @property
    def value(self) -> str:
        if self.attribute is not None:
            return self.element.get(self.attribute) or ""
        return str(self.element.xpath("string()"))

    def put(self, value: str) -> None:
        if self.attribute is not None:
            self.element.set(self.attribute, value)
        else:
            self.element.text = value

    def remove(self) -> None:
        if self.attribute is not None:
            if self.attribute in self.element.attrib:
                del self.element.attrib[self.attribute]
        else:
            parent = self.element.getparent()
            if parent is not None:
                parent.remove(self.element)

    def duplicate(self) -> None:
        parent = self.element.getparent()
        if self.attribute is None and parent is not None:
            parent.insert(parent.index(self.element) + 1, copy.deepcopy(self.element))


Place = Whole | Spot
Satisfy = Callable[[Expression, Element], None]


class Builder:
    """Walks steps through a document; `satisfy` makes the predicates of what it makes hold."""

    def __init__(self, namespaces: Mapping[str, str], rnd: random.Random, satisfy: Satisfy) -> None:
        self._namespaces = namespaces
        self._rnd = rnd
        self._satisfy = satisfy

    def tag(self, test: NameTest | KindTest) -> str | None:
        """The expanded name asked for, None for any."""
        name = test.name if isinstance(test, KindTest) else test
        if name is None or name.local == "*":
            return None
        uri = self._namespaces.get(name.prefix or "", "")
        return f"{{{uri}}}{name.local}" if uri else name.local

    # what is there --------------------------------------------------------------------------------

    def found(self, start: Element, steps: Steps) -> list[Spot]:
        """The spots a path leads to, its predicates not looked at."""
        places: list[Place] = [Spot(start)]
        for step in steps:
            places = [found for place in places for found in self._next(place, step)]
            if len(places) > 400:
                places = self._rnd.sample(places, 400)
        unique = {(id(p.element), p.attribute): p for p in places if isinstance(p, Spot)}
        return list(unique.values())

    def _next(self, place: Place, step: Step) -> Iterator[Place]:
        if isinstance(step, Root):
            root = place.root if isinstance(place, Whole) else _root(place.element)
            yield Whole(root)
        elif isinstance(step, Descend):
            yield place
            inside = place.root.iter("*") if isinstance(place, Whole) else place.element.iter("*")
            yield from (
                Spot(x) for x in inside if isinstance(place, Whole) or x is not place.element
            )
        elif isinstance(step, ExpressionStep):
            yield place
        elif isinstance(place, Whole):
            yield from self._below_document(place, step)
        elif place.attribute is None:
            yield from self._on_axis(place.element, step)

    def _below_document(self, whole: Whole, step: AxisStep) -> Iterator[Place]:
        if step.axis == "child" and self._is(whole.root, step.test):
            yield Spot(whole.root)
        elif step.axis.startswith("descendant"):
            yield from (Spot(x) for x in whole.root.iter("*") if self._is(x, step.test))

    def _on_axis(self, element: Element, step: AxisStep) -> Iterator[Place]:
        if step.axis == "attribute":
            wanted = self.tag(step.test)
            names = [wanted] if wanted else [str(name) for name in element.attrib]
            yield from (Spot(element, name) for name in names if name in element.attrib)
            return
        if isinstance(step.test, KindTest) and step.test.kind == "text":
            yield Spot(element)
            return
        yield from (Spot(x) for x in _along(element, step.axis) if self._is(x, step.test))

    def _is(self, element: Element, test: NameTest | KindTest) -> bool:
        if isinstance(test, KindTest):
            return test.kind in ("node", "element")
        name = etree.QName(element)
        if test.prefix == "*":
            return test.local in ("*", name.localname)
        if test.local == "*":
            return test.prefix is None or name.namespace == self._namespaces.get(test.prefix)
        return element.tag == self.tag(test)

    # what is made ---------------------------------------------------------------------------------

    def reach(self, start: Element, steps: Steps) -> Spot | None:
        """A spot at the end of a path, made where it is absent; None if that is not possible."""
        place: Place | None = Spot(start)
        for step in steps:
            if place is None:
                return None
            place = self._step(place, step)
            if isinstance(place, Spot) and isinstance(step, AxisStep | ExpressionStep):
                for predicate in step.predicates:
                    self._satisfy(predicate, place.element)
        return place if isinstance(place, Spot) else None

    def _step(self, place: Place, step: Step) -> Place | None:
        known = list(self._next(place, step))
        if known and (self._rnd.random() < _REUSED or not isinstance(step, AxisStep)):
            return self._rnd.choice(known)
        if not isinstance(step, AxisStep) or isinstance(place, Whole):
            return self._rnd.choice(known) if known else None
        return self._made(place.element, step)

    def _made(self, element: Element, step: AxisStep) -> Place | None:
        if step.axis == "attribute":
            name = self.tag(step.test) or "surprise"
            element.set(name, "")
            return Spot(element, name)
        if step.axis in ("child", "descendant", "descendant-or-self"):
            return Spot(self.child(element, step.test))
        parent = element.getparent()
        if step.axis == "parent" and parent is not None:
            return Spot(parent)
        if "sibling" in step.axis and parent is not None:
            made = self.child(parent, step.test)
            index = parent.index(element)
            parent.insert(index if step.axis.startswith("preceding") else index + 1, made)
            return Spot(made)
        return None

    def child(self, parent: Element, test: NameTest | KindTest) -> Element:
        """A new child, at the end or anywhere."""
        made = parent.makeelement(self.tag(test) or self._invented(test), nsmap=None)
        at = len(parent) if self._rnd.random() < 0.6 else self._rnd.randrange(len(parent) + 1)
        parent.insert(at, made)
        return made

    def _invented(self, test: NameTest | KindTest) -> str:
        prefix = test.prefix if isinstance(test, NameTest) and test.local == "*" else None
        local = self._rnd.choice(_INVENTED)
        if isinstance(test, NameTest) and test.local != "*":
            local = test.local
        known = [uri for uri in self._namespaces.values() if "Component" in uri]
        uri = self._namespaces.get(prefix or "") or self._rnd.choice([*known, _FOREIGN])
        return f"{{{uri}}}{local}"

    # contexts -------------------------------------------------------------------------------------

    def context(self, root: Element, steps: Steps) -> Spot | None:
        """A node that a match pattern matches, made where it is absent."""
        if isinstance(steps[0], Root):
            return self.reach(root, steps)
        first, rest = steps[0], steps[1:]
        if not isinstance(first, AxisStep):
            return None
        if first.axis == "attribute":
            return self.reach(self._rnd.choice(list(root.iter("*"))), steps)
        known = [x for x in root.iter("*") if self._is(x, first.test)]
        if known and self._rnd.random() < _REUSED:
            start = self._rnd.choice(known)
        else:
            any_parent = self._rnd.choice(list(root.iter("*")))
            start = self.child(self._rnd.choice([root, any_parent]), first.test)
        for predicate in first.predicates:
            self._satisfy(predicate, start)
        return self.reach(start, rest)


def _root(element: Element) -> Element:
    return element.getroottree().getroot()


def _along(element: Element, axis: str) -> Iterator[Element]:
    if axis == "child":
        yield from element.iterchildren("*")
    elif axis == "self":
        yield element
    elif axis == "parent":
        parent = element.getparent()
        if parent is not None:
            yield parent
    elif axis.startswith("descendant"):
        yield from element.iter("*")
    elif axis.startswith("ancestor"):
        if axis.endswith("self"):
            yield element
        yield from element.iterancestors("*")
    elif axis.startswith(("following", "preceding")):
        yield from element.itersiblings("*", preceding=axis.startswith("preceding"))
