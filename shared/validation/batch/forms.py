"""The forms an answer can take on the command line, part by part and put together."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from shared.i18n import Catalogue
from shared.validation.report import ValidationReport

Part = Callable[[str, ValidationReport, Catalogue], bytes]
Whole = Callable[[Iterable[bytes], bool], Iterator[bytes]]
"""Parts, and whether there may be several, to what is written."""


class Form(NamedTuple):
    """`suffix` names the file of one document; `is_page`: several never make one file."""

    suffix: str
    part: Part
    whole: Whole
    is_page: bool = False
    refused: Callable[[str, str], bytes] | None = None
    """A part for a document (by name) that could not be read (why), where the form has one."""


def _lines(parts: Iterable[bytes], _several: bool) -> Iterator[bytes]:
    for part in parts:
        yield part + b"\n"


def _array(parts: Iterable[bytes], several: bool) -> Iterator[bytes]:
    """A single object stands for itself."""
    if not several:
        yield from _lines(parts, False)
        return
    before = b"["
    for part in parts:
        yield before + b"\n" + part
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def _text(name: str, report: ValidationReport, catalogue: Catalogue) -> bytes:
    from shared.validation.batch.told import told_in_words

    return told_in_words(name, report, catalogue).encode()


def _json(name: str, report: ValidationReport, catalogue: Catalogue) -> bytes:
    from shared.validation.reports.own_json import to_json

    return to_json(report, catalogue, name)


def _phive(name: str, report: ValidationReport, catalogue: Catalogue) -> bytes:
    from shared.clock import SystemClock
    from shared.validation.reports.phive import to_phive

    return to_phive(report, catalogue, name, SystemClock().now())


def _svrl(_name: str, report: ValidationReport, _catalogue: Catalogue) -> bytes:
    return report.to_svrl()


def _html(name: str, report: ValidationReport, catalogue: Catalogue) -> bytes:
    from shared.validation.reports.html import to_html

    return to_html(report, catalogue, name)


def _junit(name: str, report: ValidationReport, catalogue: Catalogue) -> bytes:
    from shared.validation.reports.junit import junit_suite

    return junit_suite(report, catalogue, name)


def _junit_refused(name: str, reason: str) -> bytes:
    from shared.validation.reports.junit import junit_refusal

    return junit_refusal(name, reason)


def _all_junit(parts: Iterable[bytes], _several: bool) -> Iterator[bytes]:
    from shared.validation.reports.junit import to_junit

    yield to_junit(parts)


def _sarif(name: str, report: ValidationReport, catalogue: Catalogue) -> bytes:
    import json

    from shared.validation.reports.sarif import sarif_part

    return json.dumps(sarif_part(report, catalogue, name)).encode()


def _sarif_refused(name: str, reason: str) -> bytes:
    import json

    from shared.validation.reports.sarif import sarif_refusal

    return json.dumps(sarif_refusal(name, reason)).encode()


def _all_sarif(parts: Iterable[bytes], _several: bool) -> Iterator[bytes]:
    import json
    from importlib.metadata import version

    from shared.validation.reports.sarif import to_sarif

    yield to_sarif(map(json.loads, parts), version("quaestor")) + b"\n"


FORMS = {
    "text": Form(".txt", _text, _lines),
    "json": Form(".json", _json, _array),
    "phive": Form(".phive.json", _phive, _array),
    "svrl": Form(".svrl", _svrl, _lines, is_page=True),
    "html": Form(".html", _html, _lines, is_page=True),
    "junit": Form(".junit.xml", _junit, _all_junit, refused=_junit_refused),
    "sarif": Form(".sarif", _sarif, _all_sarif, refused=_sarif_refused),
}
