"""Compares what the engine finds in eForms notices with the SVRL reports that lie beside them."""

import datetime as dt
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.conformance.locations import canonical
from shared.conformance.tally import Failure, Tally, tally_of
from shared.errors import InvalidInput, QuaestorError
from shared.i18n import msg
from shared.packs import Packs
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.schematron.location import eqname_path
from shared.schematron.tree import document_of
from shared.xml.parse import Element, parse

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
RULES = "complete-validation.sch"
_SUBTYPE = ".//{*}NoticeSubType/{*}SubTypeCode"
# (rule, canonical location) and how often
Found = Counter[tuple[str, str]]


class PackUnreadable(InvalidInput):
    """What was named is no eForms SDK."""

    code = "sdk-unreadable"
    says = msg("No eForms rules are found in {pack}.")
    remedy = msg("Name the folder or the .tar.xz of an eForms SDK.")


def compare(
    folder: Path,
    pack: Path,
    today: dt.date,
    cache: Path | None = None,
    *,
    dynamic: bool = False,
) -> Tally:
    """Each notice below a folder that has a report, against the rules of an SDK.

    `folder` holds `notices/NAME.xml` and `reports/NAME.svrl`, or both side by side, at any depth;
    `pack` is an SDK's folder or `.tar.xz`. A notice is one case; it holds when rules and locations
    are exactly those of the report. Raises PackUnreadable, RulesUnusable.
    """
    with opened_sdk(pack) as sdk:
        rules = rule_set(sdk / "schematrons" / ("dynamic" if dynamic else "static") / RULES, cache)
        reports = sorted(folder.rglob("*.svrl"))
        return tally_of(_outcome(report, folder, rules, today) for report in reports)


def sdk_named(name: str, packs: Packs) -> Path:
    """A path, or a pack (`eforms-sdk-1.14.2`) as folder or archive. Raises PackUnreadable."""
    names = (name, f"eforms-sdk-{name}")
    places = [Path(name), *(folder / each for folder in packs.folders for each in names)]
    archives = [place.with_name(f"{place.name}.tar.xz") for place in places]
    found = next((place for place in (*places, *archives) if place.exists()), None)
    if found is None:
        raise PackUnreadable(pack=name)
    return found


@contextmanager
def opened_sdk(pack: Path) -> Iterator[Path]:
    """The folder of an SDK, unpacked for the while if need be."""
    if pack.is_dir():
        yield _sdk_in(pack)
        return
    with tempfile.TemporaryDirectory() as work:
        try:
            with tarfile.open(pack) as file:
                file.extractall(work, filter="data")
        except (OSError, tarfile.TarError):
            raise PackUnreadable(pack=pack.name) from None
        yield _sdk_in(Path(work))


def _sdk_in(folder: Path) -> Path:
    for place in (folder, *sorted(folder.iterdir())):
        if (place / "schematrons").is_dir():
            return place
    raise PackUnreadable(pack=folder.name)


def _outcome(report: Path, folder: Path, rules: RuleSet, today: dt.date) -> Failure | None:
    name = report.relative_to(folder).as_posix()
    try:
        expected_root = parse(report.read_bytes())
        root = parse(_notice_of(report).read_bytes())
        phase = expected_root.get("phase") or f"eforms-{root.findtext(_SUBTYPE, '').strip()}"
        if phase not in rules.rules.phases:
            return Failure(name, phase, "a notice subtype of the SDK", phase)
        expected, got = expectation(expected_root), findings(root, rules, today, phase)
    except (QuaestorError, OSError) as error:
        return Failure(name, "", "a notice and its report", str(error))
    if expected == got:
        return None
    return Failure(name, phase, _written(expected - got), _written(got - expected))


def _notice_of(report: Path) -> Path:
    beside = report.with_suffix(".xml")
    return beside if beside.exists() else report.parent.parent / "notices" / beside.name


def expectation(report: Element) -> Found:
    """The failed asserts of a report; its own prefixes and way of writing places are resolved."""
    prefixes = {
        element.get("prefix", ""): element.get("uri", "")
        for element in report.iter(f"{SVRL}ns-prefix-in-attribute-values")
    }
    return Counter(
        (failed.get("id", ""), canonical(failed.get("location", ""), prefixes))
        for failed in report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")
    )


def findings(root: Element, rules: RuleSet, today: dt.date, phase: str) -> Found:
    """What the engine finds; a rule that could not be evaluated is told with its error."""
    document = document_of(root)
    return Counter(
        (
            f"{found.assertion.id}!{found.error}" if found.error else found.assertion.id,
            eqname_path(document, found.node),
        )
        for found in rules.run(document, today, phase)
    )


def _written(found: Found) -> str:
    return "; ".join(f"{rule} at {place}" for rule, place in sorted(found.elements())) or "-"
