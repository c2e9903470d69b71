"""What two engines say of one document: failed assertions, and those that end in an error."""

import copy
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor

from shared.schematron.cache import rule_set
from shared.schematron.engine import Finding
from shared.schematron.location import eqname_path, exact_path
from shared.schematron.tree import document_of
from shared.xml.parse import Element, parse
from tests.oracles.schematron_saxon import XSL, to_xslt

_ERR = "http://www.w3.org/2005/xqt-errors"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
TODAY = dt.date(2026, 11, 21)

Places = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """(rule, place) of what failed and of what could not be evaluated."""

    failed: Places
    errors: Places


class Judge(Protocol):
    """Raises Aborted when no judgement can be had for the whole document."""

    def verdicts(self, document: bytes) -> Verdicts: ...


class Aborted(Exception):
    """The other engine gave up on the document as a whole."""


class OwnEngine:
    """Ours; `numbers` are the assertions that failed in the last document.

    It judges each document three times: as the first of its outline, when it learns from it, and
    with what it has learnt.
    """

    def __init__(self, path: Path, phase: str | None = None) -> None:
        self.rules = rule_set(path)
        self._path_of = exact_path if path.suffix != ".sch" else eqname_path
        self._phase = phase
        self.numbers: set[int] = set()

    def findings(self, root: Element) -> Sequence[Finding]:
        return self.rules.run(document_of(root), TODAY, self._phase)

    def verdicts(self, document: bytes) -> Verdicts:
        verdicts = [self._verdicts(document) for _ in range(3)]
        if any(each != verdicts[0] for each in verdicts):
            raise AssertionError(f"another answer the next time: {verdicts}")
        return verdicts[0]

    def _verdicts(self, document: bytes) -> Verdicts:
        tree = document_of(parse(document))
        failed: Places = Counter()
        errors: Places = Counter()
        self.numbers = set()
        for found in self.rules.run(tree, TODAY, self._phase):
            if not found.error:
                self.numbers.add(found.number)
            into = errors if found.error else failed
            into[found.assertion.id, self._path_of(tree, found.node)] += 1
        return Verdicts(failed, errors)


class SaxonOnRules:
    """SaxonC on the rules as written, each assertion in a `try` of its own."""

    def __init__(self, path: Path, phase: str = "") -> None:
        self._sheet = _Sheet(guarded(to_xslt(path, phase)))

    def verdicts(self, document: bytes) -> Verdicts:
        report = self._sheet.report(document)
        return Verdicts(
            Counter((x.get("rule", ""), x.get("at", "")) for x in report.iter("f")),
            Counter((x.get("rule", ""), x.get("at", "")) for x in report.iter("e")),
        )


class SaxonOnStylesheet:
    """SaxonC on an official stylesheet, which ends at the first error."""

    def __init__(self, path: Path) -> None:
        self._sheet = _Sheet(path.read_bytes())

    def verdicts(self, document: bytes) -> Verdicts:
        found = self._sheet.report(document).iter(
            f"{_SVRL}failed-assert", f"{_SVRL}successful-report"
        )
        return Verdicts(Counter((x.get("id", ""), x.get("location", "")) for x in found), Counter())


class _Sheet:
    def __init__(self, stylesheet: bytes) -> None:
        self._processor = PySaxonProcessor(license=False)
        compiler = self._processor.new_xslt30_processor()
        self._compiled: Any = compiler.compile_stylesheet(stylesheet_text=stylesheet.decode())

    def report(self, document: bytes) -> Element:
        """Raises Aborted."""
        try:
            node = self._processor.parse_xml(xml_text=document.decode())
            answer = self._compiled.transform_to_string(xdm_node=node)
        except PySaxonApiError as error:
            raise Aborted(str(error)) from None
        if not answer:
            raise Aborted("no answer")
        return parse(answer.encode())


def guarded(stylesheet: bytes) -> bytes:
    """The stylesheet with an error boundary around each assertion (XSLT 3.0, 8.3)."""
    root = parse(stylesheet)
    xsl = f"{{{XSL}}}"
    for finding in [x for x in root.iter("f") if x.get("rule") is not None]:
        test = finding.getparent()
        template = None if test is None else test.getparent()
        if test is None or template is None:
            continue
        guard = etree.Element(f"{xsl}try")
        template.replace(test, guard)
        # an error in a variable is caught where the variable is declared
        guard.extend(copy.deepcopy(x) for x in template.findall(f"{xsl}variable"))
        guard.append(test)
        caught = etree.SubElement(guard, f"{xsl}catch", nsmap={"err": _ERR})
        error = etree.SubElement(caught, "e", rule=finding.get("rule", ""))
        for name, select in (("at", "path()"), ("code", "string($err:code)")):
            etree.SubElement(error, f"{xsl}attribute", name=name, select=select)
    for template in root.iter(f"{xsl}template"):
        for variable in template.findall(f"{xsl}variable"):
            template.remove(variable)
    return etree.tostring(root)
