"""Rule sets are chosen by what a document says it is, by the day, and by what is here."""

import datetime as dt
from pathlib import Path

import pytest

from shared.packs import Packs
from shared.packs.manifest_reading import built_in
from shared.packs.refusals import ManifestUnusable
from shared.validation.identify import document_id
from shared.validation.library import Library
from shared.validation.releases import (
    RuleSource,
    choose,
    en16931_installed,
    next_release,
    offers,
    releases_for,
    releases_of,
    schema_for,
)
from shared.validation.report import DocumentId, LayerKind, LayerStatus
from shared.validation.validator import Validator
from shared.xml.parse import parse
from tests.shared.packs.samples import pack_entry, packs_of
from tests.shared.validation.invoices import invoice

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
UBL_BE = "urn:cen.eu:en16931:2017#conformant#urn:UBL.BE:1.0.0.20180214"
ORDER = "urn:fdc:peppol.eu:poacc:trns:order:3"
EN16931 = "urn:cen.eu:en16931:2017"
DAY = dt.date(2026, 11, 21)
BEFORE = dt.date(2026, 8, 16)

# a national rule set and a Peppol release of the future, as an operator would add them
NATIONAL = """
[[family]]
id = "national"
[[family.rules]]
id = "xx.national:ubl:{release}"
name = "National rules {release}"
file = "national.sch"
roots = ["Invoice"]
customization = ["*urn:xx:national:1*"]
"""
NATIONAL_1 = pack_entry(
    "national-1", 'family = "national"\npublished = 2026-01-01\nfacts = { release = "1" }'
)
COMING = pack_entry(
    "peppol-2026.11",
    'family = "peppol"\npublished = 2026-11-16\nmandatory_from = 2027-02-22\n'
    'facts = { release = "2026.11", en16931 = "1.3.17" }',
)


def document(customization: str, root: str = "Invoice", profile: str = "") -> DocumentId:
    return DocumentId(root, f"{UBL}{root}-2", customization, profile)


def chosen(doc: DocumentId, day: dt.date = DAY, *, here: bool = True) -> list[str]:
    return [s.id for s in choose(offers(doc, day, built_in()), lambda _: here)]


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (document(EN16931), ["eu.cen.en16931:ubl:1.3.16"]),
        (document(BILLING), ["eu.cen.en16931:ubl:1.3.16", "eu.peppol:billing:2026.5"]),
        (document(SELF_BILLING), ["eu.cen.en16931:ubl:1.3.16", "eu.peppol:selfbilling:2026.5"]),
        (document(UBL_BE), ["eu.cen.en16931:ubl:1.3.16", "be.ubl:ubl-be:1.31"]),
    ],
)
def test_an_invoice_is_checked_by_the_core_and_by_what_it_names(
    doc: DocumentId, expected: list[str]
) -> None:
    assert chosen(doc) == expected


def test_a_transaction_is_chosen_by_its_whole_identifier() -> None:
    assert chosen(document(ORDER, "Order")) == ["eu.peppol:t01:2026.5"]
    assert chosen(document(f"{ORDER}0", "Order")) == []
    assert chosen(document(f"x{ORDER}", "Order")) == []


def test_an_invoice_of_another_namespace_has_no_ubl_rules() -> None:
    assert chosen(DocumentId("Invoice", "urn:other", BILLING, "")) == []


def test_a_message_level_status_is_known_by_its_profile_too() -> None:
    status = document("", "ApplicationResponse", "urn:peppol:edec:mls")
    assert chosen(status) == ["eu.peppol:mls:1.0.1"]
    assert chosen(document("urn:peppol:edec:mls:1.0", "ApplicationResponse")) == chosen(status)


def test_the_release_in_force_on_the_day_is_taken() -> None:
    assert chosen(document(BILLING), BEFORE)[1] == "eu.peppol:billing:2025.11"
    assert chosen(document(BILLING), BEFORE)[0] == "eu.cen.en16931:ubl:1.3.15"
    assert [r.pack.name for r in releases_for(BEFORE)] == ["peppol-2025.11", "peppol-2026.5"]


def test_the_nearest_release_that_is_here_stands_in_and_an_absent_one_is_named() -> None:
    offered = offers(document(BILLING), BEFORE, built_in())
    new = choose(offered, lambda s: s.pack != "peppol-2025.11")
    assert new[1].pack == "peppol-2026.5"
    assert choose(offered, lambda _: False)[1].pack == "peppol-2025.11"


def test_one_more_entry_is_a_new_release(tmp_path: Path) -> None:
    known = packs_of(tmp_path, COMING).manifest
    day = dt.date(2027, 2, 22)
    assert [r.mandatory_from for r in releases_of("peppol", known)][-1] == day
    assert releases_for(day, manifest=known)[0].pack.name == "peppol-2026.11"
    assert known.replaced_on(known.pack("peppol-2026.5")) == day
    assert next_release(DAY, manifest=known) == releases_of("peppol", known)[-1]
    assert next_release(day, manifest=known) is None
    assert next_release(DAY) is None


def test_a_preview_takes_the_next_release_and_nothing_in_its_place(tmp_path: Path) -> None:
    known = packs_of(tmp_path, COMING).manifest
    preview = choose(offers(document(BILLING), DAY, known, preview=True), lambda _: False)
    assert [source.id for source in preview] == [
        "eu.cen.en16931:ubl:1.3.17",
        "eu.peppol:billing:2026.11",
    ]
    same = choose(offers(document(UBL_BE), DAY, built_in(), preview=True), lambda _: True)
    assert [source.id for source in same] == chosen(document(UBL_BE))


def test_a_preview_without_its_pack_is_undetermined_and_not_checked_by_other_rules(
    tmp_path: Path,
) -> None:
    validator = Validator(packs_of(tmp_path, COMING))
    data = invoice()
    assert validator.validate(data, DAY).verdict.value == "valid"
    report = validator.validate(data, DAY, preview=True)
    assert report.verdict.value == "undetermined"
    assert [absent.name for absent in report.absent_packs] == ["peppol-2026.11"]
    rules = [layer for layer in report.layers if layer.kind is LayerKind.RULES]
    assert {layer.status for layer in rules} == {LayerStatus.UNDETERMINED}


def test_a_national_rule_set_of_the_operator_is_run(tmp_path: Path) -> None:
    packs = packs_of(tmp_path, NATIONAL, NATIONAL_1)
    national = document("urn:cen.eu:en16931:2017#compliant#urn:xx:national:1.0")
    rules = tmp_path / "national-1" / "national.sch"
    rules.parent.mkdir()
    rules.touch()
    assert Library(packs, None).rule_sources(national, DAY) == [
        en16931_installed(),
        RuleSource("xx.national:ubl:1", "National rules 1", "national-1", "national.sch"),
    ]


def test_a_manifest_that_cannot_be_used_is_told_when_a_validator_is_made(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnusable):
        Validator(packs_of(tmp_path, "[[pack]]"))


def test_identifiers_of_megabytes_are_not_kept(tmp_path: Path) -> None:
    library = Library(Packs([tmp_path]), None)
    library.rule_sources(document("x" * 1_000_000), DAY)
    assert library._offers.cache_info().currsize == 0
    library.rule_sources(document(BILLING), DAY)
    assert library._offers.cache_info().currsize == 1


# what is not UBL ---------------------------------------------------------------------------------

SLOT = """<rim:Slot name="{name}"><rim:SlotValue><rim:Value>
{value} </rim:Value></rim:SlotValue></rim:Slot>"""
SEARCH = """<q:QueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:4.0"
 xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:4.0">{slots}</q:QueryRequest>"""
TSR = """<TransactionStatisticsReport xmlns="urn:fdc:peppol:transaction-statistics-report:1.0">
<CustomizationID> urn:c </CustomizationID><ProfileID>urn:p</ProfileID>
</TransactionStatisticsReport>"""


def test_a_search_for_notices_says_in_slots_what_it_follows() -> None:
    said = ("SpecificationIdentification", "BusinessProcessTypeIdentifier")
    values = ("urn:fdc:peppol.eu:prac:trns:t011:1.1", "urn:fdc:peppol.eu:prac:bis:p006:1.1")
    slots = "".join(SLOT.format(name=n, value=v) for n, v in zip(said, values, strict=True))
    known = document_id(parse(SEARCH.format(slots=slots).encode()))
    assert (known.customization, known.profile) == values
    assert schema_for(known) is None
    assert chosen(known) == ["eu.peppol:t011:2023-04"]


def test_other_messages_of_a_registry_are_not_taken_for_peppol_s() -> None:
    known = document_id(parse(SEARCH.format(slots="").encode()))
    assert chosen(known) == []


def test_a_statistics_report_has_a_schema_and_rules_of_its_own() -> None:
    known = document_id(parse(TSR.encode()))
    assert (known.customization, known.profile) == ("urn:c", "urn:p")
    schema = schema_for(known)
    assert schema is not None
    assert schema.pack == "reporting"
    assert chosen(known) == ["eu.peppol:tsr:1.0.5"]


def test_a_tender_is_ubl_2_2() -> None:
    known = DocumentId("Tender", f"{UBL}Tender-2", "urn:fdc:peppol.eu:prac:trns:t005:1.2")
    schema = schema_for(known)
    assert schema is not None
    assert schema.path == "xsdrt/maindoc/UBL-Tender-2.2.xsd"
    assert chosen(known) == ["eu.peppol:t005:2023-04"]
