"""Findings say what is wrong with amounts and places, in four languages, repeats in one."""

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import shared
from shared.errors import fill
from shared.i18n import Catalogue, load_catalogues
from shared.packs import Packs
from shared.schematron.tree import document_of
from shared.validation.books.explanation import own_text
from shared.validation.books.rule_sets import known_rule_sets
from shared.validation.library import Library
from shared.validation.observed import observed
from shared.validation.report import Finding
from shared.validation.validator import Validator
from shared.validation.wording.choice import BY_TEXT, EXACT, FAMILIES, UNWORDED, wording_of
from shared.validation.wording.examples import EXAMPLES
from shared.validation.wording.model import Wording
from shared.validation.wording.schema import schema_wording
from shared.validation.wording.terms import term_of
from shared.xml.parse import Element, parse
from tests.shared.validation.invoices import EN16931, invoice, spoiled

PACKS = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent")) / "packs"
DAY = dt.date(2026, 11, 21)
ENGLISH = Catalogue("en", {})


@pytest.fixture(scope="module")
def validator(compiled_rules: Path) -> Validator:
    return Validator(Packs(), compiled_rules)


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Catalogue]:
    return load_catalogues([Path(shared.__file__).parent / "locale"])


def found(validator: Validator, data: bytes) -> dict[str, Finding]:
    return {finding.rule: finding for finding in validator.validate(data, DAY).findings}


AMOUNTS = [
    ("BR-CO-10", ">30.03</cbc:LineExt", ">30.04</cbc:LineExt", "30.04", "30.03"),
    ("BR-CO-13", ">30.03</cbc:TaxExcl", ">30.00</cbc:TaxExcl", "30.00", "30.03"),
    ("BR-CO-14", ">6.31</cbc:TaxAmount>\n <cac", ">6.30</cbc:TaxAmount>\n <cac", "6.30", "6.31"),
    ("BR-CO-15", ">36.34</cbc:TaxIncl", ">36.35</cbc:TaxIncl", "36.35", "36.34"),
    ("BR-CO-16", ">36.34</cbc:Payable", ">36.00</cbc:Payable", "36.00", "36.34"),
    ("BR-S-08", ">30.03</cbc:TaxableA", ">32.03</cbc:TaxableA", "32.03", "30.03"),
    ("BR-CO-17", ">6.31</cbc:TaxAmount>\n  <cac", ">8.31</cbc:TaxAmount>\n  <cac", "8.31", "6.31"),
]


@pytest.mark.parametrize(("rule", "change", "to", "stated", "expected"), AMOUNTS)
def test_an_arithmetic_rule_says_by_how_much(  # noqa: PLR0913, RUF100  the columns of the table
    validator: Validator, rule: str, change: str, to: str, stated: str, expected: str
) -> None:
    finding = found(validator, spoiled(change, to))[rule]
    assert (finding.first.found, finding.first.expected) == (stated, expected)
    sentence = finding.sentence(ENGLISH)
    assert stated in sentence
    assert expected in sentence


def test_repeats_are_one_finding_with_a_count(validator: Validator) -> None:
    units = found(validator, spoiled('unitCode="C62"', 'unitCode="PIECE"', lines=30))["BR-CL-23"]
    assert units.count == len(units.spots) == 30
    assert units.first.found == "PIECE"
    assert units.first.path == "/Invoice/cac:InvoiceLine[1]/cbc:InvoicedQuantity"


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_a_finding_is_told_in_every_language(
    validator: Validator, catalogues: dict[str, Catalogue], language: str
) -> None:
    finding = found(validator, spoiled("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:ID> </cbc:ID>"))["BR-02"]
    english, other = finding.sentence(ENGLISH), finding.sentence(catalogues[language])
    assert english == "Missing on the invoice: the invoice number."
    assert other != english
    assert "invoice" not in other
    assert finding.advice(catalogues[language]) != finding.advice(ENGLISH)


def test_json_tells_findings_in_the_language_asked(
    validator: Validator, catalogues: dict[str, Catalogue]
) -> None:
    data = spoiled(">30.03</cbc:LineExt", ">30.04</cbc:LineExt", customization=EN16931)
    told = json.loads(validator.validate(data, DAY).to_json(catalogues["nl"]))
    assert told["language"] == "nl"
    assert told["findings"][0]["message"].startswith("De som van de lijnen is vermeld als 30.04")
    assert told["findings"][0]["term"] == "BT-106"
    assert told["findings"][0]["places"][0]["expected"] == "30.03"


def test_the_words_of_a_rule_are_used_where_a_fact_is_missing() -> None:
    assert wording_of("BR-CO-10").needs == ("found", "expected")
    assert wording_of("SOMETHING-ELSE-1") is UNWORDED


@pytest.mark.parametrize(
    ("rule", "category"),
    [("BR-S-08", "S"), ("BR-IC-01", "K"), ("BR-AF-05", "L"), ("BR-AG-10", "M")],
)
def test_a_family_of_rules_names_the_vat_category_by_its_code(rule: str, category: str) -> None:
    assert wording_of(rule).facts["category"] == category


FORMS = [
    ("Element 'cbc:ID' MUST be provided.", "cbc:ID is missing."),
    ("Attribute 'mimeCode' MUST be present.", "The attribute mimeCode is missing."),
    (
        "Value MUST be part of code list 'Country codes (ISO 3166-1:Alpha2)'.",
        "XX is not a code of this list: Country codes (ISO 3166-1:Alpha2).",
    ),
    (
        "Value MUST be part of code list 'One (A)' or 'Another (B)'.",
        "XX is neither a code of the list One (A) nor of the list Another (B).",
    ),
    (
        "Element 'cbc:ChargeIndicator' MUST contain value 'false'.",
        "cbc:ChargeIndicator is XX; in this document it must be false.",
    ),
    (
        "A UBL invoice should not include the PaymentMeans CardAccount NetworkID",
        "The invoice contains PaymentMeans CardAccount NetworkID, for which EN 16931 has no place.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), FORMS)
def test_rules_written_by_machine_are_known_by_the_form_of_their_text(
    text: str, sentence: str
) -> None:
    wording = wording_of("PEPPOL-T00-B00000", text)
    assert fill(wording.says, {"found": "XX", **wording.facts}) == sentence
    assert wording_of("PEPPOL-T00-B00000", f"Never: {text}") is UNWORDED


def test_a_code_in_an_attribute_is_the_value_found() -> None:
    document = document_of(parse(b'<Quantity unitCode="bag">5</Quantity>'))
    test = "not(@unitCode) or (some $code in $clUNECERec20 satisfies $code = @unitCode)"
    assert observed("PEPPOL-T01-B11102", test, document.root) == "bag"
    assert observed("PEPPOL-T01-B11101", "number(.) > 9", document.root) == "5"


@pytest.mark.conformance
@pytest.mark.skipif(not PACKS.is_dir(), reason=f"NOT RUN: no official packs at {PACKS}")
def test_every_official_rule_has_a_sentence_in_four_languages(compiled_rules: Path) -> None:
    library = Library(Packs([PACKS]), compiled_rules)
    known = [found.source for found in known_rule_sets(library.packs.manifest)]
    rules = [found.rules for source in known if (found := library.rules(source)) is not None]
    without = {
        assertion.id
        for found in rules
        for assertion in found.assertions
        if assertion.id and wording_of(assertion.id, own_text(assertion)) is UNWORDED
    }
    assert without == set()


def test_every_sentence_finds_its_facts() -> None:
    given = {"text", "found", "expected", "rule", "error", "category"}
    by_id: list[Wording] = [*EXACT.values(), *(wording for _, wording in FAMILIES)]
    asking: list[tuple[Wording, set[str]]] = [(wording, set()) for wording in by_id]
    asking += [(wording, set(pattern.groupindex)) for pattern, wording in BY_TEXT]
    for wording, groups in asking:
        asked = set(re.findall(r"\{(\w+)\}", wording.says + wording.remedy))
        assert asked <= given | groups | set(wording.facts), wording.says
        demanded = set(re.findall(r"\{(\w+)\}", wording.demands))
        assert demanded <= {"category"} | groups | set(wording.facts), wording.demands
        assert asked & {"found", "expected"} <= set(wording.needs) | {"text"}, wording.says


SCHEMA = [
    (
        "Element 'ID': This element is not expected. Expected is ( IssueDate ).",
        "The element ID does not belong here; the schema wants IssueDate.",
    ),
    (
        "Element 'Party': Missing child element(s). Expected is one of ( Name, ID ).",
        "Inside Party something is missing: Name, ID.",
    ),
    (
        "Element 'Amount': The attribute 'currencyID' is required but missing.",
        "Amount lacks its attribute currencyID.",
    ),
    (
        "Element 'DueDate': 'soon' is not a valid value of the atomic type 'xs:date'.",
        "DueDate holds 'soon', which is no date.",
    ),
    ("Something new", "The file does not follow the schema: Something new"),
]


@pytest.mark.parametrize(("message", "sentence"), SCHEMA)
def test_what_libxml2_says_is_said_plainly(message: str, sentence: str) -> None:
    wording = schema_wording(message)
    assert wording.says.format(**wording.facts) == sentence


def test_a_correct_invoice_has_no_findings(validator: Validator) -> None:
    assert found(validator, invoice(7)) == {}


def test_what_a_rule_demands_is_said_without_an_example() -> None:
    for wording in (*EXACT.values(), *(wording for _, wording in FAMILIES)):
        assert wording.demands or not wording.needs, wording.says


def test_every_term_of_the_syntax_binding_is_known() -> None:
    """Held against the syntax tree that OpenPeppol publishes, where it is at hand."""
    tree = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent")) / SYNTAX
    if not tree.exists():
        pytest.skip(f"NOT RUN: no {SYNTAX} found at QUAESTOR_DATA")
    wrong = {path: terms for path, terms in _published(tree) if terms_at(path) != terms}
    assert wrong == {}


SYNTAX = "packs/bis-billing-3.0.19/syntax/ubl-invoice.xml"
# the pack names the account of a direct debit and an attribute of the means of payment as we do
STRUCTURE = "{urn:fdc:difi.no:2017:vefa:structure-1}"


def terms_at(path: str) -> set[str]:
    return set(term_of("", "", f"/Invoice/{path}").split(", "))


def _published(tree: Path) -> Iterator[tuple[str, set[str]]]:
    document = parse(tree.read_bytes()).find(f"{STRUCTURE}Document")
    assert document is not None
    yield from _below(document, tree.parent, ())


def _below(element: Element, folder: Path, path: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    for include in element.findall(f"{STRUCTURE}Include"):
        yield from _of(parse((folder / str(include.text)).read_bytes()), folder, path)
    for child in element.findall(f"{STRUCTURE}Element"):
        yield from _of(child, folder, path)


def _of(element: Element, folder: Path, path: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    here = (*path, element.findtext(f"{STRUCTURE}Term", "").rpartition(":")[2])
    terms = [
        term.strip()
        for reference in element.findall(f"{STRUCTURE}Reference")
        if reference.get("type") == "BUSINESS_TERM"
        for term in str(reference.text).split(",")
    ]
    if terms:
        yield "/".join(here), set(terms)
    yield from _below(element, folder, here)


@pytest.mark.parametrize(
    ("rule", "path", "term"),
    [
        ("PEPPOL-EN16931-R120", "/Invoice/cac:InvoiceLine[2]", "BT-131"),
        ("BR-CL-14", "/Invoice/a:PayeeParty/x:PartyName/x:Name", "BT-59"),
        ("X", "/CreditNote/cac:CreditNoteLine[7]/cbc:CreditedQuantity/@unitCode", "BT-129"),
        ("X", "/Invoice/cac:InvoiceLine/cac:Item/cac:Unknown", "BG-31"),
        ("X", "/Invoice", ""),
        ("X", "", ""),
    ],
)
def test_a_finding_without_a_term_in_its_text_gets_that_of_its_element(
    rule: str, path: str, term: str
) -> None:
    assert term_of(rule, "without a term", path) == term
    assert term_of(rule, "the text says (BT-1)", path) == "BT-1"


def test_examples_are_of_rules_that_have_a_sentence() -> None:
    assert [rule for rule in EXAMPLES if wording_of(rule) is UNWORDED] == []
