"""An answer for the terminal, with colours that are taken out where it is not shown on one."""

from collections.abc import Iterator, Mapping

import click

from shared.errors import fill
from shared.i18n import Catalogue, msg
from shared.validation.report import (
    Finding,
    Layer,
    LayerKind,
    LayerStatus,
    ValidationReport,
    Verdict,
)

_MARKS = {
    LayerStatus.PASSED: "✓",
    LayerStatus.FAILED: "✗",
    LayerStatus.UNDETERMINED: "?",
    LayerStatus.SKIPPED: "–",
}
_COLOURS = {Verdict.VALID: "green", Verdict.INVALID: "red", Verdict.UNDETERMINED: "yellow"}
VERDICTS = {
    Verdict.VALID: msg("valid"),
    Verdict.INVALID: msg("invalid"),
    Verdict.UNDETERMINED: msg("undetermined"),
}
_WEIGHTS = {
    "fatal": msg("fatal"),
    "warning": msg("warning"),
    "information": msg("information"),
    "ignored": msg("ignored by the receiver's profile"),
}


def told_in_words(name: str, report: ValidationReport, catalogue: Catalogue) -> str:
    """Name and verdict, layers, absent packs, findings; no line end behind the last line."""
    return "\n".join(_lines(name, report, catalogue))


def _lines(name: str, report: ValidationReport, catalogue: Catalogue) -> Iterator[str]:
    said = catalogue.gettext(VERDICTS[report.verdict])
    yield f"{_harmless(name)}: " + click.style(said, fg=_COLOURS[report.verdict], bold=True)
    if report.profile:
        yield f"  {catalogue.gettext(msg('Profile of the receiver'))}: {_harmless(report.profile)}"
    for layer in report.layers:
        yield _layer_line(layer, catalogue)
    for absent in report.absent_packs:
        yield f"    {absent.name}: {catalogue.gettext(absent.gives)}"
    for finding in report.findings:
        yield from _finding_lines(finding, catalogue)
    if report.coming is not None:
        yield from _coming_lines(report, report.coming, catalogue)


def _coming_lines(
    report: ValidationReport, coming: ValidationReport, catalogue: Catalogue
) -> Iterator[str]:
    from shared.validation.reports.words import from_that_day

    said = click.style(catalogue.gettext(VERDICTS[coming.verdict]), fg=_COLOURS[coming.verdict])
    yield f"  {from_that_day(coming, catalogue)} {said}"
    for layer in coming.layers:
        if layer.kind is LayerKind.RULES:
            yield f"  {_layer_line(layer, catalogue)}"
    for finding in report.findings_to_come:
        yield from _finding_lines(finding, catalogue)


def _layer_line(layer: Layer, catalogue: Catalogue) -> str:
    reason = fill(catalogue.gettext(layer.reason), dict(layer.facts))
    shown = f"  {_MARKS[layer.status]} {layer.name}"
    status = catalogue.gettext(_STATUSES[layer.status])
    return f"{shown} ({status}: {reason})" if reason else shown


_STATUSES = {
    LayerStatus.PASSED: msg("passed"),
    LayerStatus.FAILED: msg("failed"),
    LayerStatus.UNDETERMINED: msg("undetermined"),
    LayerStatus.SKIPPED: msg("skipped"),
}


def _finding_lines(finding: Finding, catalogue: Catalogue) -> Iterator[str]:
    term = f"  {finding.term}" if finding.term else ""
    times = catalogue.gettext(msg("({n} times)")).format(n=finding.count)
    parts = [catalogue.gettext(_WEIGHTS[finding.weight]) + term]
    parts += [times] if finding.count > 1 else []
    parts += [_place(finding, catalogue)] if finding.spots else []
    rule = click.style(f"  {_harmless(finding.rule)}", fg="red" if finding.is_error else "yellow")
    yield "  ".join([rule, *(part for part in parts if part)])
    yield f"      {_harmless(finding.sentence(catalogue))}"
    yield f"      {_harmless(finding.advice(catalogue))}"
    if finding.ruling:
        yield f"      {_harmless(finding.ruling.reason)}"


def _place(finding: Finding, catalogue: Catalogue) -> str:
    spot = finding.first
    path = _harmless(spot.path)
    if not spot.line:
        return path
    if not spot.column:
        place = catalogue.gettext(msg("line {n}")).format(n=spot.line)
    else:
        both = catalogue.gettext(msg("line {line}, column {column}"))
        place = both.format(line=spot.line, column=spot.column)
    return f"{place}  {path}".rstrip()


def refusal_in_words(name: str, reason: str) -> str:
    return f"{_harmless(name)}: {_harmless(reason)}"


def _harmless(text: str) -> str:
    """Strangers' text must not steer a terminal: XML allows control characters above 127."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def tally_in_words(counts: Mapping[str, int], catalogue: Catalogue) -> str:
    """`4 documents: 2 valid, 1 invalid, 1 could not be read`."""
    labels = {
        "valid": msg("{n} valid"),
        "invalid": msg("{n} invalid"),
        "undetermined": msg("{n} undetermined"),
        "unreadable": msg("{n} could not be read"),
    }
    parts = [catalogue.gettext(text).format(n=counts[k]) for k, text in labels.items() if counts[k]]
    total = sum(counts.values())
    documents = catalogue.ngettext(msg("{n} document"), msg("{n} documents"), total)
    return f"{documents.format(n=total)}: {', '.join(parts)}"
