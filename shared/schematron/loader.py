"""Reads `.sch` files: includes, abstract patterns, lets, functions, keys, phases, texts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.errors import QuaestorError
from shared.schematron.errors import ExpressionError, NotSupportedError, RulesUnusable
from shared.schematron.errors import UnknownConstruct as Unknown
from shared.schematron.fingerprint import read_within
from shared.schematron.model import (
    Assertion,
    Embedded,
    Key,
    Let,
    Pattern,
    Phase,
    Rule,
    Schema,
    Text,
)
from shared.schematron.severity import Severity
from shared.schematron.xslt_functions import XSL, function_of
from shared.xml.parse import Element, parse

SCH = "{http://purl.oclc.org/dsdl/schematron}"
_MAX_INCLUDES = 2_000
_DEEPEST_INCLUDE = 20
_LONGEST_FILLED = 1_000_000
_MAX_EXTENDS = 2_000


def load_schema(path: Path) -> Schema:
    """The schema with everything it includes.

    Includes must lie in the folder of the file or below it: nothing else is read, nothing fetched.
    Raises RulesUnusable, or UnknownConstruct naming what is not known.
    """
    try:
        return _Loader(path).load()
    except NotSupportedError as error:
        raise Unknown(name=path.name, found=error.found) from None
    except ExpressionError as error:
        raise RulesUnusable(name=path.name, found=error.found) from None


@dataclass
class _Abstract:
    patterns: dict[str, Element] = field(default_factory=dict)
    rules: dict[str, Element] = field(default_factory=dict)


class _Loader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._included = 0
        self._extended = 0
        self._abstract = _Abstract()

    def load(self) -> Schema:
        root = self._parse(self._path)
        if root.tag != SCH + "schema":
            raise NotSupportedError(f"the root element {root.tag}")
        binding = root.get("queryBinding", "xslt")
        if binding not in ("xslt2", "xslt3", "xpath2"):
            raise NotSupportedError(f"the query binding {binding}")
        parts = list(self._parts(root))
        self._collect_abstract(parts)
        return Schema(
            name=self._path.stem,
            title=" ".join("".join(root.findtext(SCH + "title", "")).split()),
            namespaces=_namespaces(parts),
            lets=tuple(_let(part) for part in parts if part.tag == SCH + "let"),
            patterns=tuple(self._patterns(parts)),
            phases=tuple(_phase(part) for part in parts if part.tag == SCH + "phase"),
            functions=tuple(function_of(part) for part in parts if part.tag == XSL + "function"),
            keys=tuple(_key(part) for part in parts if part.tag == XSL + "key"),
            diagnostics={x.get("id", ""): text_of(x, {}) for x in _diagnostics(parts)},
            references={x.get("id", ""): x.get("see", "") for x in _diagnostics(parts)},
        )

    def _parse(self, path: Path) -> Element:
        try:
            return parse(read_within(path, self._path))
        except RulesUnusable:
            raise
        except QuaestorError as error:
            raise RulesUnusable(name=path.name, found=str(error)) from None

    def _parts(self, root: Element, depth: int = 0) -> Iterator[Element]:
        """The children of the schema, includes replaced by what they include."""
        for child in root:
            if not isinstance(child.tag, str):
                continue
            if child.tag == SCH + "include":
                yield from self._include(child, depth + 1)
            else:
                yield child

    def _include(self, element: Element, depth: int) -> Iterator[Element]:
        if depth > _DEEPEST_INCLUDE:
            raise NotSupportedError("includes that include each other")
        self._included += 1
        if self._included > _MAX_INCLUDES:
            raise NotSupportedError(f"more than {_MAX_INCLUDES} includes")
        href = element.get("href", "")
        if "#" in href or ":" in href:
            raise NotSupportedError(f"an include of {href!r}")
        included = self._parse(self._path.parent / href)
        if included.tag == SCH + "schema":
            yield from self._parts(included, depth)
        else:
            yield included

    def _collect_abstract(self, parts: list[Element]) -> None:
        for part in parts:
            if part.tag == SCH + "pattern" and part.get("abstract") == "true":
                self._abstract.patterns[part.get("id", "")] = part
            for rule in part.iter(SCH + "rule"):
                if rule.get("abstract") == "true":
                    self._abstract.rules[rule.get("id", "")] = rule

    def _patterns(self, parts: list[Element]) -> Iterator[Pattern]:
        for number, part in enumerate(p for p in parts if p.tag == SCH + "pattern"):
            if part.get("abstract") == "true":
                continue
            identifier = part.get("id") or f"pattern-{number}"
            source, parameters = part, {}
            if part.get("is-a"):
                source = self._known(self._abstract.patterns, part.get("is-a", ""))
                parameters = _parameters(part)
            yield Pattern(
                identifier,
                tuple(_let(child, parameters) for child in source.findall(SCH + "let")),
                tuple(self._rules(source, parameters)),
            )

    @staticmethod
    def _known(of: Mapping[str, Element], identifier: str) -> Element:
        if identifier not in of:
            raise NotSupportedError(f"the missing abstract {identifier!r}")
        return of[identifier]

    def _rules(self, pattern: Element, parameters: Mapping[str, str]) -> Iterator[Rule]:
        for rule in pattern.findall(SCH + "rule"):
            if rule.get("abstract") == "true":
                continue
            context = _filled(rule.get("context"), parameters, rule)
            bodies = list(self._bodies(rule, 0))
            lets = [_let(x, parameters) for body in bodies for x in body.findall(SCH + "let")]
            yield Rule(
                context,
                tuple(lets),
                tuple(a for body in bodies for a in _assertions(body, rule, parameters)),
            )

    def _bodies(self, rule: Element, depth: int) -> Iterator[Element]:
        """The rule and the abstract rules it extends."""
        if depth > len(self._abstract.rules):
            raise NotSupportedError("abstract rules that extend each other in a circle")
        for extends in rule.findall(SCH + "extends"):
            self._extended += 1
            if self._extended > _MAX_EXTENDS:
                raise NotSupportedError(f"more than {_MAX_EXTENDS} extensions")
            yield from self._bodies(
                self._known(self._abstract.rules, extends.get("rule", "")), depth + 1
            )
        yield rule


def _namespaces(parts: list[Element]) -> dict[str, str]:
    found = {
        part.get("prefix", ""): part.get("uri", "") for part in parts if part.tag == SCH + "ns"
    }
    found.setdefault("xs", "http://www.w3.org/2001/XMLSchema")
    return found


def _parameters(pattern: Element) -> dict[str, str]:
    return {x.get("name", ""): x.get("value", "") for x in pattern.findall(SCH + "param")}


def _filled(text: str | None, parameters: Mapping[str, str], element: Element) -> str:
    """Abstract patterns: `$name` is replaced as text (ISO 19757-3, 5.3.5), longest name first."""
    if text is None:
        raise NotSupportedError(f"{element.tag} without its expression")
    for name in sorted(parameters, key=len, reverse=True):
        # parameters that hold each other twice double with each one
        if len(text) + text.count("$" + name) * len(parameters[name]) > _LONGEST_FILLED:
            raise NotSupportedError(f"parameters that make more than {_LONGEST_FILLED} characters")
        text = text.replace("$" + name, parameters[name])
    return text


def _let(element: Element, parameters: Mapping[str, str] | None = None) -> Let:
    if element.get("value") is None:
        raise NotSupportedError(f"the let {element.get('name')!r} without value")
    return Let(element.get("name", ""), _filled(element.get("value"), parameters or {}, element))


def _phase(element: Element) -> Phase:
    active = tuple(x.get("pattern", "") for x in element.findall(SCH + "active"))
    return Phase(
        element.get("id", ""), active, tuple(_let(x) for x in element.findall(SCH + "let"))
    )


def _key(element: Element) -> Key:
    return Key(element.get("name", ""), element.get("match", ""), element.get("use", ""))


def _diagnostics(parts: list[Element]) -> Iterator[Element]:
    for part in parts:
        if part.tag == SCH + "diagnostics":
            yield from part.findall(SCH + "diagnostic")


def _assertions(body: Element, rule: Element, parameters: Mapping[str, str]) -> Iterator[Assertion]:
    for element in body:
        if element.tag not in (SCH + "assert", SCH + "report"):
            continue
        flags = (element.get("flag"), element.get("role"), rule.get("flag"), rule.get("role"))
        yield Assertion(
            id=element.get("id", ""),
            test=_filled(element.get("test"), parameters, element),
            is_report=element.tag == SCH + "report",
            severity=Severity.of(*flags),
            text=text_of(element, parameters),
            diagnostics=tuple(element.get("diagnostics", "").split()),
        )


def text_of(element: Element, parameters: Mapping[str, str]) -> Text:
    """The text with blanks collapsed; what must be computed stays as Embedded."""
    parts: list[str | Embedded] = [element.text or ""]
    for child in element:
        if child.tag == SCH + "value-of":
            parts.append(Embedded(_filled(child.get("select"), parameters, child)))
        elif child.tag == SCH + "name":
            parts.append(Embedded(child.get("path", "name()")))
        elif isinstance(child.tag, str):
            parts.append("".join(child.itertext(with_tail=False)))  # type: ignore[arg-type]  # str or bytes in the stubs
        parts.append(child.tail or "")
    return collapsed(parts)


def collapsed(parts: list[str | Embedded]) -> Text:
    """Join neighbouring strings and collapse their blanks."""
    joined: list[str | Embedded] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    collapsed_parts = [re.sub(r"\s+", " ", p) if isinstance(p, str) else p for p in joined]
    if isinstance(collapsed_parts[0], str):
        collapsed_parts[0] = collapsed_parts[0].lstrip()
    if isinstance(collapsed_parts[-1], str):
        collapsed_parts[-1] = collapsed_parts[-1].rstrip()
    return tuple(part for part in collapsed_parts if part)
