"""`quaestor rules`: a rule explained in four languages, with who carries it and near names."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shared.cli import quaestor
from shared.i18n import Catalogue, kernel_catalogue
from shared.packs import Packs
from shared.validation.books.explanation import RuleUnknown, explained, ids_in
from shared.validation.books.readiness import made_ready
from shared.validation.books.rule_sets import known_rule_sets
from shared.validation.library import Library
from shared.validation.notices.names import names_of
from tests.shared.validation.small_sdk import small_sdk

PACKS = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent")) / "packs"
ENGLISH = Catalogue("en", {})
SCH = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><pattern>
<!-- <assert id="GONE-1" test="1"/> -->
<rule context="a"><assert test="b > 1 or c = '>'" flag="warning" id="OWN-1">Own (BT-7) text</assert>
<report id='OWN-2' test="b">Other</report></rule></pattern></schema>"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "peppol-2026.5").mkdir()
    (folder / "peppol-2026.5" / "PEPPOLBIS-T01.sch").write_text(SCH)
    return Library(Packs([folder]), folder / "cache")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(quaestor, ["--home", str(home), "rules", *arguments])


def test_a_rule_of_an_installation_without_packs_is_explained(home: Path) -> None:
    told = run(home, "explain", "br-co-15").output
    assert "BR-CO-15  fatal  BT-112, BT-109, BT-110" in told
    assert "en  The total with VAT is the total without VAT plus the VAT." in told
    assert "nl  Het totaal met btw is het totaal zonder btw plus de btw." in told
    assert "fr  Le total TVA comprise" in told
    assert "de  Der Gesamtbetrag" in told
    assert "106.50 + 21.39 = 127.89" in told
    assert "eu.cen.en16931:ubl:1.3.16" in told
    assert "cac:LegalMonetaryTotal" in told


def test_one_language_may_be_asked_for(home: Path) -> None:
    told = run(home, "explain", "BR-S-08", "--language", "fr").output
    assert "Ce qu'elle exige" in told
    assert "La base imposable de la catégorie de TVA S" in told
    assert "The taxable amount" not in told


def test_a_rule_without_a_sentence_of_ours_has_its_official_text(library: Library) -> None:
    found = explained("own-1", library)
    assert found.rule == "OWN-1"
    assert found.terms == ("BT-7",)
    (carrier,) = found.carriers
    assert (carrier.severity, carrier.test) == ("warning", "b > 1 or c = '>'")
    assert carrier.source.id == "eu.peppol:t01:2026.5"
    assert carrier.begins is not None
    assert found.demand(ENGLISH) == "Own (BT-7) text"
    assert found.advice(ENGLISH) == ""


def test_a_rule_is_explained_even_where_no_rule_set_here_has_it(library: Library) -> None:
    found = explained("PEPPOL-COMMON-R043", library)
    assert "enterprise number" in found.demand(ENGLISH)


def test_an_unknown_rule_is_answered_with_near_names(library: Library, home: Path) -> None:
    with pytest.raises(RuleUnknown) as refused:
        explained("BR-C0-15", library)
    assert "BR-CO-15" in str(refused.value.facts["expected"])
    with pytest.raises(RuleUnknown):
        explained("GONE-1", library)
    assert run(home, "explain", "nothing-at-all").exit_code != 0


def test_rule_sets_are_listed_and_their_rules_when_asked(home: Path, library: Library) -> None:
    assert "factur-x: 979" in run(home, "list").output
    asked = run(home, "list", "--pack", "factur-x").output
    assert "  BR-CO-15\n" in asked
    assert "peppol" not in asked


@pytest.mark.conformance
@pytest.mark.slow
def test_ids_read_from_the_files_are_those_of_the_compiled_rules(tmp_path: Path) -> None:
    if not PACKS.exists():
        pytest.skip(f"NOT RUN: no official packs at QUAESTOR_DATA={PACKS.parent}")
    library = Library(Packs([PACKS]), tmp_path)
    for known in known_rule_sets():
        rules = library.rules(known.source)
        if rules is not None:
            compiled = {one.id for one in rules.rules.assertions if one.id}
            assert ids_in(known.source, library) == compiled, known.source.id


@pytest.fixture(params=[False, True], ids=["without texts", "with texts"])
def sdk(tmp_path: Path, request: pytest.FixtureRequest) -> Library:
    names_of.cache_clear()
    small_sdk(tmp_path, "1.12.0")
    small_sdk(tmp_path, "1.13.7", with_texts=request.param)
    return Library(Packs([tmp_path]), None)


def test_a_rule_of_notices_is_explained_by_the_newest_sdk(sdk: Library) -> None:
    found = explained("br-bt-21-16", sdk)
    assert (found.rule, found.terms, found.subtypes) == ("BR-BT-21-16", ("BT-21-Lot",), ("16",))
    assert [carrier.source.pack for carrier in found.carriers] == ["eforms-sdk-1.13.7"]
    dutch = kernel_catalogue("nl")
    if found.official:
        assert found.official == "The title is mandatory."
        assert found.demand(dutch) == "De titel is verplicht."
    else:
        assert found.demand(dutch) == "Titel (BT-21-Lot) ontbreekt."
        assert found.demand(ENGLISH) == "Title (BT-21-Lot) is missing."


def test_a_rule_of_all_notices_names_all_subtypes(sdk: Library) -> None:
    assert explained("BT-21-Lot_length", sdk).subtypes == ("16", "29")


def test_a_rule_that_only_a_sender_meets_is_explained_too(sdk: Library) -> None:
    found = explained("D-0001", sdk)
    assert found.carriers[0].source.id == "eu.europa.ted:eforms-dynamic:1.13.7"
    assert found.demand(ENGLISH).startswith("The date of dispatch")


def test_an_eforms_rule_that_no_sdk_has_is_unknown(sdk: Library) -> None:
    with pytest.raises(RuleUnknown):
        explained("BR-BT-21-.*", sdk)


# made ready --------------------------------------------------------------------------------------


def test_all_that_is_here_is_compiled_beforehand(tmp_path: Path) -> None:
    packs, home = tmp_path / "packs", tmp_path / "home"
    (packs / "peppol-2026.5").mkdir(parents=True)
    (packs / "peppol-2026.5" / "PEPPOLBIS-T01.sch").write_text(SCH)
    small_sdk(packs)
    told = run(home, "prepare", "--packs", str(packs), "--language", "nl")
    assert told.exit_code == 0
    assert "Quaestor's own rules" in told.output
    names = [line.partition("  klaar na ")[0] for line in told.output.splitlines()]
    assert {"EN 16931 1.3.16 (UBL)", "Peppol Order 2026.5"} < set(names)
    assert names.count("eForms 1.13.7") == 2, "static and dynamic rules"


def test_what_was_made_ready_lies_compiled_on_disk(tmp_path: Path) -> None:
    small_sdk(tmp_path / "packs")
    library = Library(Packs([tmp_path / "packs"]), tmp_path / "cache")
    made = list(made_ready(library))
    assert not [each for each in made if each.refusal]
    compiled = {file.name.rpartition("-")[0] for file in (tmp_path / "cache" / "rules").iterdir()}
    assert len(compiled) == len(made)


def test_rules_that_cannot_be_compiled_are_named_and_the_others_made_ready(tmp_path: Path) -> None:
    packs = tmp_path / "packs" / "peppol-2026.5"
    packs.mkdir(parents=True)
    (packs / "PEPPOLBIS-T01.sch").write_text("<broken")
    told = run(tmp_path / "home", "prepare", "--packs", str(packs.parent))
    assert told.exit_code == 1
    (broken,) = [line for line in told.output.splitlines() if "Order" in line]
    assert "PEPPOLBIS-T01.sch" in broken
    assert "EN 16931 1.3.16 (UBL)  ready after" in told.output
