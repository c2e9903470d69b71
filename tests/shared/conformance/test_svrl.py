"""Notices against their SVRL reports: rules and places, however the report writes them."""

import datetime as dt
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from shared.conformance.locations import canonical
from shared.conformance.svrl import PackUnreadable, compare, sdk_named
from shared.packs import Packs

DAY = dt.date(2026, 11, 21)
CN = "urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
RULES = f"""<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
<ns prefix="cn" uri="{CN}"/>
<phase id="eforms-16"><active pattern="one"/></phase><phase id="eforms-29"/>
<pattern id="one"><rule context="/*/cn:Lot"><assert id="R1" test="@id">x</assert>
<assert id="R2" test="cn:Size/number() > 1">x</assert></rule></pattern></schema>"""
NOTICE = f"""<ContractNotice xmlns="{CN}"><Lot id="1"><Size>2</Size></Lot><Lot><Size>1</Size></Lot>
<NoticeSubType><SubTypeCode>16</SubTypeCode></NoticeSubType></ContractNotice>"""
FAILED = '<failed-assert id="{}" location="{}"/>'
LOT = "/cn:ContractNotice/cn:Lot[2]"


def report(*failed: tuple[str, str], phase: str = "eforms-16") -> str:
    told = "".join(FAILED.format(*each) for each in failed)
    return (
        f'<schematron-output xmlns="http://purl.oclc.org/dsdl/svrl" phase="{phase}">'
        f'<ns-prefix-in-attribute-values prefix="cn" uri="{CN}"/>{told}</schematron-output>'
    )


@pytest.fixture
def sdk(tmp_path: Path) -> Path:
    rules = tmp_path / "eforms-sdk-9.9.1" / "schematrons" / "static" / "complete-validation.sch"
    rules.parent.mkdir(parents=True)
    rules.write_text(RULES)
    return tmp_path / "eforms-sdk-9.9.1"


def suite(folder: Path, text: str, notice: str | None = NOTICE) -> Path:
    for room, name, content in (("notices", "a.xml", notice), ("reports", "a.svrl", text)):
        (folder / "suite" / room).mkdir(parents=True, exist_ok=True)
        if content is not None:
            (folder / "suite" / room / name).write_text(content)
    return folder / "suite"


def test_a_notice_holds_when_rules_and_places_are_those_of_the_report(
    sdk: Path, tmp_path: Path
) -> None:
    tally = compare(suite(tmp_path, report(("R1", LOT), ("R2", LOT))), sdk, DAY)
    assert (tally.cases, tally.held, tally.failed) == (1, 1, ())


@pytest.mark.parametrize(
    ("failed", "expected", "got"),
    [
        ([("R1", LOT)], "-", "R2 at"),
        ([("R1", LOT), ("R2", LOT), ("R3", LOT)], "R3 at", "-"),
        ([("R1", LOT), ("R2", LOT), ("R2", LOT)], "R2 at", "-"),
        ([("R1", LOT), ("R2", "/cn:ContractNotice/cn:Lot[1]")], "R2 at", "R2 at"),
    ],
)
def test_a_difference_in_rule_place_or_number_is_a_failed_case(
    sdk: Path, tmp_path: Path, failed: list[tuple[str, str]], expected: str, got: str
) -> None:
    tally = compare(suite(tmp_path, report(*failed)), sdk, DAY)
    assert (tally.cases, tally.held) == (1, 0)
    told = tally.failed[0]
    assert told.file == "reports/a.svrl"
    assert told.expected.startswith(expected)
    assert told.got.startswith(got)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("<broken", NOTICE),
        (report(), "<broken"),
        (report(), None),
        (report(phase="eforms-77"), NOTICE),
    ],
)
def test_what_cannot_be_compared_is_a_failed_case_and_stops_nothing(
    sdk: Path, tmp_path: Path, text: str, notice: str | None
) -> None:
    tally = compare(suite(tmp_path, text, notice), sdk, DAY)
    assert (tally.cases, tally.held) == (1, 0)


def test_the_subtype_is_read_from_the_notice_where_the_report_names_no_phase(
    sdk: Path, tmp_path: Path
) -> None:
    text = report(("R1", LOT), ("R2", LOT)).replace(' phase="eforms-16"', "")
    assert compare(suite(tmp_path, text), sdk, DAY).all_held


def test_a_packed_sdk_is_opened(sdk: Path, tmp_path: Path) -> None:
    packed = tmp_path / "sdk.tar.xz"
    with tarfile.open(packed, "w:xz") as file:
        file.add(sdk, sdk.name)
    assert compare(suite(tmp_path, report(("R1", LOT), ("R2", LOT))), packed, DAY).all_held


def test_what_is_no_sdk_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.tar.xz").write_text("no archive")
    for pack in (tmp_path, tmp_path / "text.tar.xz", tmp_path / "absent.tar.xz"):
        with pytest.raises(PackUnreadable):
            compare(tmp_path, pack, DAY)


def test_an_sdk_is_named_by_path_pack_or_version(sdk: Path, tmp_path: Path) -> None:
    packs = Packs([tmp_path])
    (tmp_path / "eforms-sdk-9.8.0.tar.xz").write_bytes(b"")
    assert sdk_named(str(sdk), packs) == sdk_named("eforms-sdk-9.9.1", packs) == sdk
    assert sdk_named("9.8.0", packs) == tmp_path / "eforms-sdk-9.8.0.tar.xz"
    with pytest.raises(PackUnreadable):
        sdk_named("9.7", packs)


def test_the_command_compares_notices_with_their_reports(sdk: Path, tmp_path: Path) -> None:
    folder = suite(tmp_path, report(("R1", LOT)))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "shared.conformance",
            folder,
            "--eforms-sdk",
            sdk,
            "--svrl",
            "--json",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QUAESTOR_HOME": str(tmp_path / "home")},
    )
    told = json.loads(done.stdout)
    assert (done.returncode, told["cases"], told["held"]) == (1, 1, 0)
    assert told["failed"][0]["case"] == "eforms-16"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/cn:A/cn:B[2]/@x", "/Q{u}A[1]/Q{u}B[2]/@x"),
        ("/*:A[namespace-uri()='u'][1]/*:B[namespace-uri()='u'][2]", "/Q{u}A[1]/Q{u}B[2]"),
        ("/Q{u}A[1]/Q{u}B[2]", "/Q{u}A[1]/Q{u}B[2]"),
        ("/Q{http://a/b}A[1]/@*[local-name()='x']", "/Q{http://a/b}A[1]/@x"),
        ("/A/B", "/Q{}A[1]/Q{}B[1]"),
        ("id('x')", "id('x')"),
        ("", "/"),
    ],
)
def test_places_are_understood_in_every_common_writing(location: str, expected: str) -> None:
    assert canonical(location, {"cn": "u"}) == expected
