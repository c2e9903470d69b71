"""Rule sets named by the user, and the answer by the rules to come."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shared.cli import quaestor
from shared.packs import Packs
from shared.validation.choosing import RuleSetUnknown, refuse_unknown
from shared.validation.report import Verdict
from shared.validation.reports.svrl import SVRL
from shared.validation.validator import Validator
from shared.xml.parse import parse
from tests.shared.validation.invoices import EN16931, invoice

DAY = dt.date(2026, 3, 1)
EARLIER, LATER = "peppol-2025.11", "peppol-2026.5"


def rules(test: str, name: str) -> str:
    return (
        '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">'
        f"<pattern><rule context='/*'><assert id='{name}' flag='fatal' test='{test}'>{name}"
        "</assert></rule></pattern></schema>"
    )


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of billing: the later one has a rule that no invoice keeps."""
    folder = tmp_path_factory.mktemp("packs")
    for pack, test in ((EARLIER, "true()"), (LATER, "false()")):
        (folder / pack).mkdir()
        (folder / pack / "PEPPOL-EN16931-UBL.sch").write_text(rules(test, "NEW-1"))
        (folder / pack / "CEN-EN16931-UBL.sch").write_text(rules("true()", "CORE-1"))
        (folder / pack / "PEPPOLBIS-T01.sch").write_text(rules("false()", "ORDER-1"))
    return folder


@pytest.fixture(scope="module")
def validator(packs: Path, tmp_path_factory: pytest.TempPathFactory) -> Validator:
    return Validator(Packs([packs]), tmp_path_factory.mktemp("cache"))


def run(packs: Path, tmp_path: Path, *arguments: str) -> Result:
    file = tmp_path / "invoice.xml"
    file.write_bytes(invoice())
    called = ["--home", str(tmp_path), "validate", str(file), "--packs", str(packs), *arguments]
    return CliRunner().invoke(quaestor, called)


# named rule sets ---------------------------------------------------------------------------------


def test_a_rule_set_named_by_its_id_is_the_only_one(validator: Validator) -> None:
    report = validator.validate(invoice(), DAY, only=["eu.peppol:billing:2026.5"])
    assert report.rule_sets == ("eu.peppol:billing:2026.5",)
    assert [finding.rule for finding in report.findings] == ["NEW-1"]


def test_a_rule_set_is_forced_upon_a_document_it_is_not_for(validator: Validator) -> None:
    report = validator.validate(invoice(), DAY, only=["eu.peppol:t01:2026.5"])
    assert [finding.rule for finding in report.findings] == ["ORDER-1"]


def test_a_pack_gives_the_rule_sets_of_the_document_whatever_the_day(validator: Validator) -> None:
    report = validator.validate(invoice(), DAY, only=[LATER])
    assert report.rule_sets == ("eu.cen.en16931:ubl:1.3.16", "eu.peppol:billing:2026.5")
    core = validator.validate(invoice(customization=EN16931), DAY, only=[LATER])
    assert core.rule_sets == ("eu.cen.en16931:ubl:1.3.16",)


def test_a_name_that_is_not_known_is_refused(packs: Path, tmp_path: Path) -> None:
    with pytest.raises(RuleSetUnknown):
        refuse_unknown([LATER, "nothing"], Packs([packs]).manifest)
    refused = run(packs, tmp_path, "--pack", "nothing", "--language", "nl")
    assert refused.exit_code == 3
    assert "nothing" in refused.output
    assert "quaestor rules list" in refused.output


# the rules to come -------------------------------------------------------------------------------


def test_the_rules_to_come_do_not_change_the_verdict_of_today(validator: Validator) -> None:
    report = validator.with_next(invoice(), DAY)
    assert report.verdict is Verdict.VALID
    assert report.coming is not None
    assert report.coming.verdict is Verdict.INVALID
    assert report.coming.as_of == "2026-08-17"
    assert [finding.rule for finding in report.findings_to_come] == ["NEW-1"]


def test_where_no_rules_are_to_come_none_are_told(
    validator: Validator, packs: Path, tmp_path: Path
) -> None:
    assert validator.with_next(invoice(), dt.date(2026, 11, 21)).coming is None
    told = run(packs, tmp_path, "--with-next", "--as-of", "2026-11-21")
    assert "No rules are known that become mandatory later." in told.stderr


def test_the_command_tells_both(packs: Path, tmp_path: Path) -> None:
    told = run(packs, tmp_path, "--with-next", "--as-of", "2026-03-01")
    assert told.exit_code == 0
    assert "By the rules mandatory from 2026-08-17: invalid" in told.stdout
    form = ("--with-next", "--as-of", "2026-03-01", "--format", "json")
    report = json.loads(run(packs, tmp_path, *form).stdout)
    assert [finding["rule"] for finding in report["next"]["new_findings"]] == ["NEW-1"]


def _with_next(packs: Path, tmp_path: Path, form: str) -> Result:
    return run(packs, tmp_path, "--with-next", "--as-of", "2026-03-01", "--format", form)


def test_a_test_report_tells_of_rules_to_come_in_a_case_that_passed(
    packs: Path, tmp_path: Path
) -> None:
    told = _with_next(packs, tmp_path, "junit")
    assert told.exit_code == 0
    suite = parse(told.stdout_bytes).find("testsuite")
    assert suite is not None
    assert suite.get("failures") == suite.get("errors") == "0"
    (case,) = suite.findall("testcase[@name='NEW-1']")
    assert case.get("classname") == "eu.peppol:billing:2026.5"
    said = case.findtext("system-out") or ""
    assert said.startswith("By the rules mandatory from 2026-08-17:\nfatal: ")


def test_a_log_for_code_hosts_tells_of_rules_to_come_in_notes(packs: Path, tmp_path: Path) -> None:
    (run_,) = json.loads(_with_next(packs, tmp_path, "sarif").stdout)["runs"]
    (result,) = run_["results"]
    assert result["level"] == "note"
    assert result["properties"] == {"mandatoryFrom": "2026-08-17"}
    assert result["message"]["text"].startswith("By the rules mandatory from 2026-08-17: ")
    assert run_["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "NEW-1"


def test_svrl_has_the_rules_to_come_apart(packs: Path, tmp_path: Path) -> None:
    root = parse(_with_next(packs, tmp_path, "svrl").stdout_bytes)
    assert root.get("verdict") == "valid"
    (coming,) = root.findall("{urn:quaestor:validation}next")
    assert (coming.get("verdict"), coming.get("begins")) == ("invalid", "2026-08-17")
    failed = list(root.iter(f"{{{SVRL}}}failed-assert"))
    assert len(failed) == len(coming.findall(f".//{{{SVRL}}}failed-assert")) == 1


def test_a_form_without_a_place_for_rules_to_come_is_refused(packs: Path, tmp_path: Path) -> None:
    refused = _with_next(packs, tmp_path, "phive")
    assert refused.exit_code == 3
    assert "--with-next" in refused.output


def test_named_rules_and_rules_to_come_exclude_each_other(packs: Path, tmp_path: Path) -> None:
    assert run(packs, tmp_path, "--with-next", "--pack", LATER).exit_code == 3
