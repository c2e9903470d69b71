"""A picture of where in a document the findings sit: one SVG, readable without colours.

Errors stand above a line that is the document, warnings hang below it. The same is said in words
in the title and description of the picture.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from shared.i18n import Catalogue, msg
from shared.validation.report import Finding, ValidationReport
from shared.validation.reports.words import counted, errors_counted, warnings_counted

_WIDTH, _MIDDLE, _HEIGHT = 720, 86, 162
# room for letters with marks in the large type of narrow screens
_ABOVE, _BELOW = 24, _HEIGHT - 6
_LEFT, _RIGHT, _TALLEST, _LEAST = 10, 710, 50, 6
_MOST_BINS = 60
_MOST_TOLD = 12
_RED, _AMBER, _INK = "#b3261e", "#8a5a00", "#1d1d1b"


@dataclass(frozen=True, slots=True)
class _Band:
    """A stretch of the document, first and last line (or column) included."""

    first: int
    last: int
    errors: int
    warnings: int


def error_map(report: ValidationReport, catalogue: Catalogue, identifier: str = "errors") -> str:
    """An `<svg>` for a page; empty when no finding has a line.

    `identifier` must be unique on the page. There is no style in it but attributes, so that a
    strict content security policy allows it.
    """
    places = [(line, column, error) for line, column, error in _places(report.findings) if line]
    if not places:
        return ""
    # a document on a single line is shown by its columns
    is_flat = report.lines <= 1 and all(line == 1 for line, _, _ in places)
    marks = [(max(1, column) if is_flat else line, error) for line, column, error in places]
    length = max([1 if is_flat else report.lines, *(at for at, _ in marks)])
    bands = _bands(marks, length)
    told = _told(bands, catalogue, is_flat=is_flat)
    return _drawn(bands, length, told, catalogue, identifier)


def _places(findings: Iterable[Finding]) -> Iterable[tuple[int, int, bool]]:
    for finding in findings:
        if not finding.is_ignored:
            is_error = finding.is_error or finding.could_not_evaluate
            yield from ((spot.line, spot.column, is_error) for spot in finding.spots)


def _bands(marks: Iterable[tuple[int, bool]], length: int) -> list[_Band]:
    """Equal stretches that hold something, in order."""
    bins = min(_MOST_BINS, length)
    counts = Counter(((at - 1) * bins // length, is_error) for at, is_error in marks)
    return [
        _Band(
            first=-(-number * length // bins) + 1,
            last=-(-(number + 1) * length // bins),
            errors=counts[number, True],
            warnings=counts[number, False],
        )
        for number in sorted({number for number, _ in counts})
    ]


# in words ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    description: str
    start: str
    end: str


def _told(bands: list[_Band], catalogue: Catalogue, *, is_flat: bool) -> _Words:
    parts = [_stretch(band, catalogue, is_flat=is_flat) for band in bands[:_MOST_TOLD]]
    if len(bands) > _MOST_TOLD:
        rest = len(bands) - _MOST_TOLD
        parts.append(
            counted(catalogue, rest, msg("and {n} more place"), msg("and {n} more places"))
        )
    place = catalogue.gettext(msg("column {n}") if is_flat else msg("line {n}"))
    title = catalogue.gettext(msg("Where in the document the findings are"))
    return _Words(title, "; ".join(parts), place, place)


def _stretch(band: _Band, catalogue: Catalogue, *, is_flat: bool) -> str:
    if band.first == band.last:
        text = catalogue.gettext(msg("column {n}") if is_flat else msg("line {n}"))
    else:
        text = catalogue.gettext(
            msg("columns {first} to {last}") if is_flat else msg("lines {first} to {last}")
        )
    where = text.format(n=band.first, first=band.first, last=band.last)
    found = [
        says(catalogue, count)
        for says, count in ((errors_counted, band.errors), (warnings_counted, band.warnings))
        if count
    ]
    return f"{where}: {', '.join(found)}"


# drawn ------------------------------------------------------------------------------------------


def _drawn(
    bands: list[_Band], length: int, told: _Words, catalogue: Catalogue, identifier: str
) -> str:
    most = max(max(band.errors, band.warnings) for band in bands)
    bars = "".join(_bars(band, length, most) for band in bands)
    title, description = f"{identifier}-title", f"{identifier}-desc"
    above = escape(catalogue.gettext(msg("errors: above the line")))
    below = escape(catalogue.gettext(msg("warnings: below the line")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="100%" aria-labelledby="{title} {description}" font-family="sans-serif" '
        f'font-size="12" fill="{_INK}">'
        f'<title id="{title}">{escape(told.title)}</title>'
        f'<desc id="{description}">{escape(told.description)}</desc>'
        f'<rect x="{_LEFT}" y="{_MIDDLE - 2}" width="{_RIGHT - _LEFT}" height="4"/>{bars}'
        f'<text x="{_LEFT}" y="{_ABOVE}" fill="{_RED}">{above}</text>'
        f'<text x="{_RIGHT}" y="{_ABOVE}" text-anchor="end" fill="{_AMBER}">{below}</text>'
        f'<text x="{_LEFT}" y="{_BELOW}">{escape(told.start.format(n=1))}</text>'
        f'<text x="{_RIGHT}" y="{_BELOW}" text-anchor="end">'
        f"{escape(told.end.format(n=length))}</text></svg>"
    )


def _bars(band: _Band, length: int, most: int) -> str:
    span = _RIGHT - _LEFT
    x = _LEFT + span * (band.first - 1) / length
    width = max(4.0, span * (band.last - band.first + 1) / length - 1)
    x = min(x, _RIGHT - width)
    drawn = ""
    if band.errors:
        tall = _tall(band.errors, most)
        drawn += (
            f'<rect x="{x:.1f}" y="{_MIDDLE - 3 - tall:.1f}" width="{width:.1f}" '
            f'height="{tall:.1f}" fill="{_RED}"/>'
        )
    if band.warnings:
        drawn += (
            f'<rect x="{x + 1:.1f}" y="{_MIDDLE + 4}" width="{max(width - 2, 2.0):.1f}" '
            f'height="{_tall(band.warnings, most):.1f}" fill="none" stroke="{_AMBER}" '
            'stroke-width="2"/>'
        )
    return drawn


def _tall(count: int, most: int) -> float:
    """By area, so that one finding stays visible beside a thousand."""
    return float(max(_LEAST, _TALLEST * (count / most) ** 0.5))
