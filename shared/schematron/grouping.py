"""Applies the rules of one pattern to the elements of one start tag: once per shape and content."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from shared.schematron.elements import Node
from shared.schematron.errors import DynamicError
from shared.schematron.plans import Chain, Entry
from shared.schematron.runtime.nodes import attribute
from shared.schematron.runtime.run import Run

# (number of the assertion, node, error or None)
Failures = list[tuple[int, Any, Any]]
# comparing the contents of so few costs more than asking each
_FEW = 4
_Act = Callable[[Any, Run, Failures], None]


def apply_to_all(chain: Chain, number: int, run: Run, failures: Failures) -> None:
    """To all elements of a group of the document."""
    nodes = run.document.groups[number]
    if chain.attribute is not None:
        for node in nodes:
            if chain.attribute in node.attrs:
                apply_to(chain, attribute(node, chain.attribute)[0], run, failures)
    elif len(nodes) <= _FEW or not chain.is_local:
        _by_node(chain, nodes, run, failures)
    elif chain.is_shaped:
        _by_shape(chain, number, run, failures)
    else:
        _by_content(nodes, run.document.contents(number), partial(apply_to, chain), run, failures)


def _by_node(chain: Chain, nodes: Sequence[Node], run: Run, failures: Failures) -> None:
    """As `apply_to` each; written out for a chain of one rule, because most are."""
    only = chain.only
    if only is None:
        for node in nodes:
            apply_to(chain, node, run, failures)
        return
    condition, rules = only.condition, only.rules
    found: list[Any] = []
    for node in nodes:
        try:
            if condition is not None and not condition(node, run):
                continue
        except DynamicError:
            continue  # as in `claiming`
        for rule in rules:
            rule(node, run, found)
        if found:
            note(found, only.first, node, failures)
            found = []


def apply_to(chain: Chain, node: Any, run: Run, failures: Failures) -> None:
    """The first rule that matches claims the node."""
    entry = claiming(chain, node, run)
    if entry is not None:
        found: list[Any] = []
        for rule in entry.rules:
            rule(node, run, found)
        if found:
            note(found, entry.first, node, failures)


def claiming(chain: Chain, node: Any, run: Run) -> Entry | None:
    """The first rule of the pattern that matches, if any."""
    entries = chain.entries
    if chain.choose is not None:
        with suppress(DynamicError):  # no text, so none of the cases
            entries = chain.cases.get(chain.choose(node, run), entries)
    for entry in entries:
        condition = entry.condition
        if condition is None:
            return entry
        try:
            if condition(node, run):
                return entry
        except DynamicError:
            continue  # an error in a pattern means no match (XSLT 2.0, 5.5.4)
    return None


def _by_shape(chain: Chain, number: int, run: Run, failures: Failures) -> None:
    """What asks for the shape only: once per distinct shape; what asks for texts: per content."""
    document = run.document
    nodes, shapes = document.groups[number], document.shapes(number)
    claims: dict[Any, Entry | None] = {}
    bad: dict[Any, list[Any]] = {}
    document.read_between = False
    for shape, node in dict(zip(shapes, nodes, strict=True)).items():
        entry = claims[shape] = claiming(chain, node, run)
        found: list[Any] = []
        for rule in (entry.outline, entry.shape) if entry is not None else ():
            if rule is not None:
                rule(node, run, found)
        if found:
            bad[shape] = found
    if document.read_between:  # text between elements is no part of the shape
        _by_content(nodes, document.contents(number), partial(apply_to, chain), run, failures)
        return
    for shape, node in zip(shapes, nodes, strict=True) if bad else ():
        entry = claims[shape]
        if entry is not None:
            note(bad.get(shape, ()), entry.first, node, failures)
    if any(entry is not None and entry.rule is not None for entry in claims.values()):
        claimed = dict(zip(map(id, nodes), map(claims.__getitem__, shapes), strict=True))
        act = partial(_apply_rest, claimed)
        _by_content(nodes, document.contents(number), act, run, failures)


def _apply_rest(claimed: dict[int, Entry | None], node: Any, run: Run, failures: Failures) -> None:
    entry = claimed[id(node)]
    if entry is not None and entry.rule is not None:
        found: list[Any] = []
        entry.rule(node, run, found)
        if found:
            note(found, entry.first, node, failures)


def _by_content(
    nodes: Sequence[Node], contents: Sequence[Any], act: _Act, run: Run, failures: Failures
) -> None:
    """What looks only downwards: once per distinct content.

    Text between elements is not part of the content; the rare rule that reads it is seen to do so
    and then all of its pattern are asked for every element.
    """
    document = run.document
    bad: dict[Any, Failures] = {}
    found: Failures = []
    document.read_between = False
    for content, node in dict(zip(contents, nodes, strict=True)).items():
        act(node, run, found)
        if document.read_between:
            for every in nodes:
                act(every, run, failures)
            return
        if found:
            bad[content] = found
            found = []
    for content, node in zip(contents, nodes, strict=True) if bad else ():
        failures += [(number, node, error) for number, _, error in bad.get(content, ())]


def note(found: Iterable[Any], first: int, node: Any, failures: Failures) -> None:
    """Adds what a rule found; `first` is the number of its first assertion."""
    for item in found:
        if item.__class__ is int:
            failures.append((first + item, node, None))
        else:
            at, error = item
            failures.append((first + at, node, error))
