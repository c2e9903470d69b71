"""The report as one page: self-contained, without scripts, accessible, ready to print."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree

from shared.errors import fill
from shared.i18n import Catalogue, msg
from shared.validation.report import Finding, LayerStatus, Spot, ValidationReport
from shared.validation.reports import words
from shared.validation.reports.picture import error_map
from shared.xml.parse import parse
from shared.xml.text import printable

MOST_SPOTS = 20
_CSS = Path(__file__).with_name("page.css")
_MARKS = {
    LayerStatus.PASSED: "✓",
    LayerStatus.FAILED: "✗",
    LayerStatus.UNDETERMINED: "?",
    LayerStatus.SKIPPED: "–",
}


def to_html(report: ValidationReport, catalogue: Catalogue, name: str = "") -> bytes:
    """UTF-8; the same input gives the same bytes. `name` is what the document is called."""
    return _Page(report, catalogue, name).made()


def _add(parent: "etree._Element", tag: str, text: str = "", **attributes: str) -> "etree._Element":
    """An element with a text; `class_` and `for_` lose their underscore."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    element = etree.SubElement(parent, tag, named)
    element.text = printable(text) or None
    return element


class _Page:
    def __init__(self, report: ValidationReport, catalogue: Catalogue, name: str) -> None:
        self._report = report
        self._catalogue = catalogue
        self._name = name or report.document.root or "XML"
        self._say = catalogue.gettext

    def made(self) -> bytes:
        root = etree.Element("html", lang=self._catalogue.language)
        self._head(root)
        body = _add(root, "body")
        findings = self._say(msg("Go to the findings"))
        _add(body, "a", findings, href="#findings", class_="skip")
        main = _add(body, "main")
        self._verdict(main)
        self._facts(main)
        self._layers(main)
        self._absent(main)
        self._picture(main)
        self._findings(main)
        self._coming(main)
        return bytes(
            etree.tostring(root, method="html", doctype="<!DOCTYPE html>", encoding="utf-8")
        )

    def _head(self, root: "etree._Element") -> None:
        head = _add(root, "head")
        _add(head, "meta", charset="utf-8")
        _add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
        _add(head, "title", f"{self._say(words.VERDICTS[self._report.verdict])}: {self._name}")
        _add(head, "style", _CSS.read_text(encoding="utf-8"))

    def _verdict(self, main: "etree._Element") -> None:
        report = self._report
        header = _add(main, "header", class_=f"verdict {report.verdict.value}")
        title = _add(header, "h1")
        _add(title, "span", self._say(words.VERDICTS[report.verdict]), class_="answer")
        title[-1].tail = printable(f" {self._name}")
        _add(header, "p", self._say(words.MEANINGS[report.verdict]))
        _add(header, "p", words.summary(report, self._catalogue))

    def _facts(self, main: "etree._Element") -> None:
        document = self._report.document
        facts = (
            (msg("Kind of document"), document.root),
            (msg("Specification"), document.customization),
            (msg("Business process"), document.profile),
            (msg("Checked by the rules of"), self._report.as_of),
            (msg("Profile of the receiver"), self._report.profile),
        )
        shown = _add(main, "dl")
        for label, value in facts:
            if value:
                pair = _add(shown, "div")
                _add(pair, "dt", self._say(label))
                _add(pair, "dd", value)

    # what was checked ----------------------------------------------------------------------------

    def _layers(self, main: "etree._Element") -> None:
        _add(main, "h2", self._say(msg("What was checked")))
        self._layer_table(main, self._report)

    def _layer_table(self, main: "etree._Element", report: ValidationReport) -> None:
        table = self._table(main, (msg("Check"), msg("Result"), msg("Remark")))
        for layer in report.layers:
            row = _add(table, "tr")
            _add(row, "th", layer.name, scope="row")
            answer = f"{_MARKS[layer.status]} {self._say(words.STATUSES[layer.status])}"
            _add(row, "td", answer, class_=layer.status.value)
            _add(row, "td", fill(self._say(layer.reason), dict(layer.facts)))

    def _absent(self, main: "etree._Element") -> None:
        if not self._report.absent_packs:
            return
        _add(main, "h2", self._say(msg("What could not be checked here")))
        _add(main, "p", self._say(msg("These official packs are not installed:")))
        listed = _add(main, "ul")
        for absent in self._report.absent_packs:
            _add(listed, "li", f"{absent.name}: {self._say(absent.gives)}")

    def _table(self, parent: "etree._Element", labels: Sequence[str]) -> "etree._Element":
        """The body of a table with these marked texts as heads."""
        table = _add(_add(parent, "div", class_="wide", tabindex="0", role="group"), "table")
        heads = _add(_add(table, "thead"), "tr")
        for label in labels:
            _add(heads, "th", self._say(label), scope="col")
        table.getparent().set("aria-label", self._say(labels[0]))  # type: ignore[union-attr]  # just made
        return _add(table, "tbody")

    # what was found ------------------------------------------------------------------------------

    def _picture(self, main: "etree._Element") -> None:
        drawn = error_map(self._report, self._catalogue)
        if drawn:
            _add(main, "h2", self._say(msg("Where the findings are")))
            svg = parse(drawn.encode())
            figure = _add(main, "figure")
            figure.append(svg)
            _add(figure, "figcaption", svg.findtext("{*}desc", ""))

    def _findings(self, main: "etree._Element") -> None:
        _add(main, "h2", self._say(msg("Findings")), id="findings")
        if not self._report.findings:
            _add(main, "p", self._say(msg("Nothing was found.")))
        for title, found in self._groups():
            if found:
                _add(main, "h3", f"{self._say(title)} ({len(found)})")
                for finding in found:
                    self._finding(main, finding)

    def _coming(self, main: "etree._Element") -> None:
        """What the rules say that become mandatory next."""
        coming = self._report.coming
        if coming is None:
            return
        label = words.from_that_day(coming, self._catalogue)
        verdict = self._say(words.VERDICTS[coming.verdict])
        _add(main, "h2", f"{label} {verdict}")
        self._layer_table(main, coming)
        found = self._report.findings_to_come
        if found:
            _add(main, "h3", f"{self._say(msg('New findings'))} ({len(found)})")
        for finding in found:
            self._finding(main, finding)

    def _groups(self) -> Iterable[tuple[str, list[Finding]]]:
        found = self._report.findings
        yield msg("Errors"), [x for x in found if x.is_error]
        yield msg("Could not be evaluated"), [x for x in found if x.could_not_evaluate]
        yield msg("Warnings"), [*self._report.warnings]
        yield msg("Ignored by the receiver's profile"), [x for x in found if x.is_ignored]

    def _finding(self, main: "etree._Element", finding: Finding) -> None:
        kind = "error" if finding.is_error or finding.could_not_evaluate else "warning"
        article = _add(main, "article", class_=kind)
        title = _add(article, "h4")
        _add(title, "code", finding.rule)
        title[-1].tail = f" {finding.term}" if finding.term else None
        _add(article, "p", finding.sentence(self._catalogue), class_="says")
        _add(article, "p", finding.advice(self._catalogue))
        if finding.ruling:
            label = self._say(msg("The receiver treats this rule as: {treatment}. {reason}"))
            treatment = self._say(words.WEIGHTS[finding.weight])
            reason = finding.ruling.reason
            _add(article, "p", fill(label, {"treatment": treatment, "reason": reason}))
        if finding.official:
            said = self._say(msg("Official text:"))
            official = _add(article, "p", f"{said} ", class_="official")
            _add(official, "span", finding.official, lang="en")
        self._places(article, finding)

    def _places(self, article: "etree._Element", finding: Finding) -> None:
        places = words.counted(self._catalogue, finding.count, msg("{n} place"), msg("{n} places"))
        if not any(spot.line or spot.path for spot in finding.spots):
            return
        shown = finding.spots[:MOST_SPOTS]
        if finding.count > len(shown):
            first = self._say(msg("the first {n} are shown")).format(n=len(shown))
            places = f"{places}, {first}"
        _add(article, "p", places)
        labels = [msg("Line"), msg("Column"), msg("Element"), msg("Found"), msg("Expected")]
        table = self._table(article, labels)
        for spot in shown:
            self._place(table, spot)

    @staticmethod
    def _place(table: "etree._Element", spot: Spot) -> None:
        row = _add(table, "tr")
        for value in (spot.line or "", spot.column or ""):
            _add(row, "td", str(value))
        _add(_add(row, "td"), "code", spot.path)
        _add(row, "td", spot.found)
        _add(row, "td", spot.expected)
