"""eForms rules of the official SDKs: their own reports, all subtypes, and SaxonC as judge.

Reads `packs/eforms-sdk-*.tar.xz` and `suites/eforms-examples-*.tar.xz` below QUAESTOR_DATA. Saxon
takes a minute and hundreds of megabytes per subtype: it judges them, and the dynamic rules are
compiled, with QUAESTOR_THOROUGH set and one process (`-n 0`).
"""

import datetime as dt
import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from shared.conformance.svrl import RULES, compare, expectation, findings
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.xml.parse import parse
from tests.conformance.conftest import EFORMS_VERSIONS
from tests.oracles import schematron_saxon
from tests.oracles.schematron_saxon import failures

pytestmark = pytest.mark.conformance

TODAY = dt.datetime.now(tz=dt.UTC).date()  # noqa: TID251  dynamic rules ask the day, and so does Saxon
SUBTYPES = 51
COMBINATIONS = [(version, kind) for version in EFORMS_VERSIONS for kind in ("static", "dynamic")]
COMPILED = [(version, "static") for version in EFORMS_VERSIONS]
THOROUGH = bool(os.environ.get("QUAESTOR_THOROUGH"))
# no report was made anew for SDK 1.15; SaxonC says that these rules, new in it, do fail
NEWER_THAN_THE_REPORTS = ("_MA", "0123", "0053", "0158", "0152", "0215")


@cache
def rules(folder: Path, version: str, kind: str) -> RuleSet:
    return rule_set(_file(folder, version, kind), folder / "cache")


def _file(folder: Path, version: str, kind: str) -> Path:
    return folder / f"eforms-sdk-{version}" / "schematrons" / kind / RULES


def _examples(folder: Path, version: str) -> list[Path]:
    return sorted((folder / f"eforms-examples-{version}" / "notices").glob("*.xml"))


@pytest.mark.parametrize("version", ["1.13.3", "1.14.2"])
def test_every_example_fails_exactly_what_its_report_says(unpacked: Path, version: str) -> None:
    tally = compare(
        unpacked / f"eforms-examples-{version}",
        unpacked / f"eforms-sdk-{version}",
        TODAY,
        unpacked / "cache",
    )
    assert tally.failed == ()
    assert tally.held == tally.cases == 61


def test_what_reports_of_an_older_sdk_lack_is_what_is_new(unpacked: Path) -> None:
    """The reports of 1.15 are those of 1.14: every difference is a rule they could not know."""
    lacking, extra = _differences(unpacked, "1.15.1")
    assert lacking == Counter()
    assert extra
    assert [rule for rule in extra if not rule.endswith(NEWER_THAN_THE_REPORTS)] == []


def _differences(folder: Path, version: str) -> tuple[Counter[str], Counter[str]]:
    lacking: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for notice in _examples(folder, version):
        report = notice.parent.parent / "reports" / f"{notice.stem}.svrl"
        if not report.exists():
            continue
        told = parse(report.read_bytes())
        expected = expectation(told)
        root = parse(notice.read_bytes())
        got = findings(root, rules(folder, version, "static"), TODAY, told.get("phase", ""))
        lacking.update(rule for rule, _ in (expected - got).elements())
        extra.update(rule for rule, _ in (got - expected).elements())
    return lacking, extra


@pytest.mark.parametrize(("version", "kind"), COMBINATIONS if THOROUGH else COMPILED)
def test_all_subtypes_compile_from_one_file_and_run(
    unpacked: Path, version: str, kind: str
) -> None:
    compiled = rules(unpacked, version, kind)
    assert len(compiled.rules.phases) == SUBTYPES
    root = parse(_examples(unpacked, version)[0].read_bytes())
    for phase in compiled.rules.phases:
        found = findings(root, compiled, TODAY, phase)
        assert not [rule for rule, _ in found if "!" in rule], phase


@pytest.mark.skipif(not THOROUGH, reason="NOT RUN: SaxonC on eForms, set QUAESTOR_THOROUGH")
@pytest.mark.parametrize(("version", "kind"), COMBINATIONS)
def test_every_example_fails_where_saxon_says(unpacked: Path, version: str, kind: str) -> None:
    by_phase: dict[str, list[Path]] = {}
    for notice in _examples(unpacked, version):
        by_phase.setdefault(_phase(notice), []).append(notice)
    different = []
    for phase, notices in sorted(by_phase.items()):
        for notice in notices:
            judged = failures(_file(unpacked, version, kind), notice.read_bytes(), phase)
            ours = findings(
                parse(notice.read_bytes()), rules(unpacked, version, kind), TODAY, phase
            )
            if ours != Counter((found.rule, found.location) for found in judged):
                different.append(notice.name)
        schematron_saxon._compiled.cache_clear()
    assert different == []


def _phase(notice: Path) -> str:
    root = parse(notice.read_bytes())
    return f"eforms-{root.findtext('.//{*}NoticeSubType/{*}SubTypeCode', '').strip()}"
