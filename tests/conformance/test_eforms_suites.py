"""eForms: the product's notices against the official SDK, and the SDK's own example notices.

Reads `packs/eforms-sdk-*.tar.xz` and `suites/eforms-examples-*.tar.xz` below QUAESTOR_DATA.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from lxml import etree

from enot.eforms.award_notice import award_notice
from enot.eforms.builder import (
    CONTRACT_AWARD_NOTICE,
    CONTRACT_NOTICE,
    DocumentType,
    build_notice,
    to_bytes,
)
from enot.eforms.conceptual import NodeInstance
from enot.eforms.content import AwardedProcedure, LotOutcome
from enot.eforms.contract_notice import contract_notice
from enot.eforms.reader import read_notice, uncovered
from enot.eforms.sdk import schema_findings
from enot.eforms.table import FieldTable, own_table
from enot.subtypes import Subtype
from shared.packs import Packs
from shared.tender import ProcedureKind
from shared.xml.parse import Element, parse
from tests.conformance.conftest import EFORMS_VERSIONS
from tests.enot.canonical import canonical
from tests.enot.samples import ALL_REJECTED, NOT_AWARDED, PAPER, TENDERS, awarded, content, contract
from tests.oracles.schematron_saxon import failures

pytestmark = pytest.mark.conformance

OWN_VERSION = "1.15.1"
E = Subtype
K = ProcedureKind


@dataclass(frozen=True, slots=True)
class Sdk:
    """One SDK version with its table and its examples."""

    packs: Packs
    folder: Path
    table: FieldTable
    examples: tuple[Path, ...]


@pytest.fixture(scope="session")
def sdks(unpacked: Path) -> dict[str, Sdk]:
    return {
        version: Sdk(
            Packs([unpacked]),
            unpacked / f"eforms-sdk-{version}",
            FieldTable.of_sdk(unpacked / f"eforms-sdk-{version}" / "fields" / "fields.json"),
            tuple(sorted((unpacked / f"eforms-examples-{version}" / "notices").glob("*.xml"))),
        )
        for version in EFORMS_VERSIONS
    }


def test_the_own_field_table_is_the_sdks(sdks: dict[str, Sdk]) -> None:
    official, own = sdks[OWN_VERSION].table, own_table()
    assert {key: official.nodes[key] for key in own.nodes} == own.nodes
    assert {key: official.fields[key] for key in own.fields} == own.fields


NOTICES = [
    pytest.param(
        CONTRACT_NOTICE,
        contract_notice(content(subtype, kind, lots=lots, urgent=urgent)),
        id=f"{subtype.value}-{kind.value}-{lots}{'-urgent' if urgent else ''}",
    )
    for subtype, kind, lots, urgent in [
        (E.CONTRACT_NOTICE, K.OPEN, 2, False),
        (E.CONTRACT_NOTICE, K.OPEN, 1, True),
        (E.CONTRACT_NOTICE, K.RESTRICTED, 2, False),
        (E.CONTRACT_NOTICE, K.COMPETITIVE_NEGOTIATION, 1, False),
        (E.NATIONAL_CONTRACT_NOTICE, K.OPEN, 2, False),
        (E.NATIONAL_CONTRACT_NOTICE, K.RESTRICTED, 1, True),
        (E.NATIONAL_CONTRACT_NOTICE, K.COMPETITIVE_NEGOTIATION, 2, False),
        (E.NATIONAL_CONTRACT_NOTICE, K.SIMPLIFIED_NEGOTIATED, 1, False),
    ]
] + [
    pytest.param(CONTRACT_AWARD_NOTICE, award_notice(sample), id=f"{subtype.value}-{name}")
    for subtype in (E.AWARD_NOTICE, E.NATIONAL_AWARD_NOTICE)
    for name, sample in {
        "two-contracts": awarded(subtype),
        "one-contract": awarded(
            subtype,
            LotOutcome(1, TENDERS, contract(1)),
            LotOutcome(2, TENDERS, contract(1)),
        ),
        "one-lot-without-tenders": awarded(
            subtype, LotOutcome(1, TENDERS, contract(1)), NOT_AWARDED
        ),
        "one-lot-all-rejected": awarded(subtype, LotOutcome(1, TENDERS, contract(1)), ALL_REJECTED),
        "winner-from-outside": awarded(
            subtype,
            LotOutcome(1, TENDERS, contract(1, replace(PAPER, country="GB", nuts=""))),
            LotOutcome(2, TENDERS, contract(2)),
        ),
        "undivided": AwardedProcedure(
            content(subtype, lots=1, dispatch=awarded(subtype).content.identity.dispatched_at),
            (LotOutcome(1, TENDERS, contract(1)),),
        ),
    }.items()
]


@pytest.mark.parametrize(("document", "notice"), NOTICES)
def test_a_notice_is_valid_by_schema_and_by_every_official_rule(
    sdks: dict[str, Sdk], document: DocumentType, notice: NodeInstance
) -> None:
    sdk = sdks[OWN_VERSION]
    xml = to_bytes(build_notice(own_table(), document, notice))
    root = parse(xml)
    assert schema_findings(sdk.packs, root) == []
    subtype = root.findtext(".//{*}NoticeSubType/{*}SubTypeCode")
    rules = sdk.folder / "schematrons" / "static" / "complete-validation.sch"
    assert failures(rules, xml, f"eforms-{subtype}") == []


@pytest.mark.parametrize("document", [CONTRACT_NOTICE, CONTRACT_AWARD_NOTICE])
def test_the_judge_would_see_a_missing_title(sdks: dict[str, Sdk], document: DocumentType) -> None:
    notices = {
        CONTRACT_NOTICE: contract_notice(content()),
        CONTRACT_AWARD_NOTICE: award_notice(awarded(E.AWARD_NOTICE)),
    }
    root = build_notice(own_table(), document, notices[document])
    for project in root.findall("{*}ProcurementProject"):
        for name in project.findall("{*}Name"):
            project.remove(name)
    subtype = root.findtext(".//{*}NoticeSubType/{*}SubTypeCode")
    rules = sdks[OWN_VERSION].folder / "schematrons" / "static" / "complete-validation.sch"
    rules_broken = {found.rule for found in failures(rules, to_bytes(root), f"eforms-{subtype}")}
    assert any(rule.startswith("BR-BT-00021") for rule in rules_broken)


@pytest.mark.parametrize("version", EFORMS_VERSIONS)
def test_the_examples_of_the_sdk_are_rebuilt_from_the_conceptual_notice(
    sdks: dict[str, Sdk], version: str
) -> None:
    sdk = sdks[version]
    regular = [path for path in sdk.examples if not path.name.startswith("INVALID")]
    differing, invalid = [], []
    for path in regular:
        original = parse(path.read_bytes())
        rebuilt = _rebuild(sdk.table, original)
        if canonical(rebuilt) != canonical(original, set(uncovered(sdk.table, original))):
            differing.append(path.name)
        if schema_findings(sdk.packs, rebuilt):
            invalid.append(path.name)
    assert len(regular) == 52
    assert (differing, invalid) == ([], [])


def _rebuild(table: FieldTable, original: Element) -> Element:
    name = etree.QName(original)
    document = DocumentType(name.localname, name.namespace or "")
    return build_notice(table, document, read_notice(table, original))


def test_the_judge_agrees_with_the_reports_of_the_sdk(sdks: dict[str, Sdk]) -> None:
    """So that its silence about the product's notices means something (SDK 1.14.2, subtype 16)."""
    sdk = sdks["1.14.2"]
    rules = sdk.folder / "schematrons" / "static" / "complete-validation.sch"
    compared = 0
    for path in sdk.examples:
        report = path.parent.parent / "reports" / f"{path.stem}.svrl"
        subtype = parse(path.read_bytes()).findtext(".//{*}NoticeSubType/{*}SubTypeCode")
        if subtype != "16" or not report.exists():
            continue
        expected = [f.get("id") for f in parse(report.read_bytes()).iter("{*}failed-assert")]
        found = [f.rule for f in failures(rules, path.read_bytes(), "eforms-16")]
        assert sorted(found) == sorted(map(str, expected)), path.name
        compared += 1
    assert compared >= 5
