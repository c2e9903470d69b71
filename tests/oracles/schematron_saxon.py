"""Official Schematron run by SaxonC-HE, the judge of what the product writes and of its engine.

A lean conversion to XSLT 3.0: one mode per pattern, so that the first rule that matches a node
takes it, and no report around the findings. Every construct it does not know is refused loudly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

from shared.xml.parse import Element, parse

SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
_KNOWN = {
    "ns",
    "let",
    "include",
    "phase",
    "pattern",
    "title",
    "p",
    "diagnostics",
    "key",
    "function",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed assert or successful report: rule id, severity as written, place and text."""

    rule: str
    severity: str
    location: str
    text: str


def failures(schematron: Path, document: bytes, phase: str = "") -> list[Failure]:
    """What the rules of a Schematron file (of one phase, if named) find in a document."""
    node = _processor().parse_xml(xml_text=document.decode())
    answer = _compiled(schematron, phase).transform_to_string(xdm_node=node)
    return [
        Failure(
            found.get("rule", ""),
            found.get("severity", ""),
            found.get("at", ""),
            " ".join((found.text or "").split()),
        )
        for found in parse(answer.encode())
    ]


@cache
def _processor() -> Any:
    return PySaxonProcessor(license=False)


@cache
def _compiled(schematron: Path, phase: str) -> Any:
    compiler = _processor().new_xslt30_processor()
    return compiler.compile_stylesheet(stylesheet_text=to_xslt(schematron, phase).decode())


def to_xslt(schematron: Path, phase: str = "") -> bytes:
    """The stylesheet; its output is `<findings><f rule= severity= at=>text</f>…</findings>`."""
    parts = list(_parts(schematron))
    active = _active(parts, phase)
    patterns = [p for p in parts if p.tag == SCH + "pattern" and _is_active(p, active)]
    lets = [part for part in parts if part.tag == SCH + "let"]
    declared = {p.get("prefix", ""): p.get("uri", "") for p in parts if p.tag == SCH + "ns"}
    # some rule files use types without declaring their prefix
    namespaces = {"xs": "http://www.w3.org/2001/XMLSchema", **declared}
    sheet = etree.Element(f"{{{XSL}}}stylesheet", nsmap={**namespaces, "xsl": XSL}, version="3.0")
    _add(sheet, "output", method="xml", encoding="UTF-8")
    for part in parts:
        if part.tag.startswith(f"{{{XSL}}}"):
            sheet.append(part)
    # lets of a pattern are read by other patterns of the phase too
    for let in [*lets, *(let for p in patterns for let in p.findall(SCH + "let"))]:
        _add(sheet, "variable", name=let.get("name"), select=let.get("value"))
    report = etree.SubElement(_add(sheet, "template", match="/"), "findings")
    for number, pattern in enumerate(patterns):
        _add(report, "apply-templates", select=".", mode=f"m{number}")
        _pattern(sheet, pattern, f"m{number}")
    return etree.tostring(sheet)


def _parts(path: Path) -> Iterator[Element]:
    """The parts of a schema file and of the files it includes, in order."""
    root = parse(path.read_bytes())
    if root.tag != SCH + "schema":
        yield root
        return
    for part in list(root):
        if not isinstance(part.tag, str):
            continue
        if etree.QName(part).localname not in _KNOWN:
            raise NotImplementedError(f"{path.name}: {part.tag}")
        if part.tag == SCH + "include":
            yield from _parts(path.parent / part.get("href", ""))
        else:
            yield part


def _active(parts: list[Element], phase: str) -> set[str] | None:
    if not phase:
        return None
    for part in parts:
        if part.tag == SCH + "phase" and part.get("id") == phase:
            return {active.get("pattern", "") for active in part.findall(SCH + "active")}
    raise LookupError(phase)


def _is_active(pattern: Element, active: set[str] | None) -> bool:
    if pattern.get("abstract") == "true" or pattern.get("is-a"):
        raise NotImplementedError("abstract patterns")
    return active is None or pattern.get("id") in active


def _pattern(sheet: Element, pattern: Element, mode: str) -> None:
    _add(sheet, "mode", name=mode, **{"on-no-match": "shallow-skip"})
    rules = pattern.findall(SCH + "rule")
    for place, rule in enumerate(rules):  # an earlier rule has priority: it takes the node
        if rule.get("abstract") == "true" or rule.find(SCH + "extends") is not None:
            raise NotImplementedError("abstract rules")
        context, priority = rule.get("context"), str(len(rules) - place)
        template = _add(sheet, "template", match=context, mode=mode, priority=priority)
        for let in rule.findall(SCH + "let"):
            _add(template, "variable", name=let.get("name"), select=let.get("value"))
        for check in rule.iter(SCH + "assert", SCH + "report"):
            _check(template, check)
        _add(template, "apply-templates", select="@*|*", mode="#current")
    skip = _add(sheet, "template", match="*", mode=mode, priority="-1")
    _add(skip, "apply-templates", select="@*|*", mode="#current")


def _check(template: Element, check: Element) -> None:
    test = check.get("test", "")
    fails = f"not({test})" if check.tag == SCH + "assert" else test
    severity = check.get("flag") or check.get("role") or ""
    finding = etree.SubElement(
        _add(template, "if", test=fails), "f", rule=check.get("id", ""), severity=severity
    )
    place = _add(finding, "attribute", name="at")
    _add(place, "value-of", select="path()")
    _add(finding, "text").text = "".join(map(str, check.itertext()))


def _add(parent: Element, tag: str, **attributes: Any) -> Element:
    return etree.SubElement(parent, f"{{{XSL}}}{tag}", attributes)
