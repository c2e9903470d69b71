"""What a schema wants where an element is missing, misplaced or too many, in plain words."""

import datetime as dt
from pathlib import Path

import pytest

import shared
from shared.i18n import Catalogue, load_catalogues
from shared.packs import Packs
from shared.validation import explaining
from shared.validation.report import Finding
from shared.validation.validator import Validator
from shared.xml import contents
from shared.xml.contents import contents_of
from shared.xml.schema import installed_ubl_schema
from tests.shared.validation.invoices import EN16931, invoice, spoiled

DAY = dt.date(2026, 11, 21)
ENGLISH = Catalogue("en", {})
NUMBER, DATE = "<cbc:ID>F-2026-7</cbc:ID>", "<cbc:IssueDate>2026-11-20</cbc:IssueDate>"
CASES = [
    (
        NUMBER,
        "<cbc:Id>7</cbc:Id>",
        "Inside Invoice there is no element cbc:Id. Is cbc:ID meant?",
    ),
    (
        NUMBER,
        f"{NUMBER}<cbc:Colour>red</cbc:Colour>",
        "Inside Invoice there is no element cbc:Colour. There may be: ",
    ),
    (
        NUMBER,
        "<cac:ID>7</cac:ID>",
        "Inside Invoice the element cac:ID is of another namespace; it must be cbc:ID (urn:",
    ),
    (
        NUMBER + DATE,
        DATE + NUMBER,
        "Inside Invoice this is missing before cbc:IssueDate: cbc:ID.",
    ),
    (
        NUMBER,
        NUMBER * 2,
        "Inside Invoice the element cbc:ID may stand only once.",
    ),
    (
        "<cbc:DueDate>2026-12-20</cbc:DueDate>",
        "<cbc:UUID>7</cbc:UUID>",
        "Inside Invoice the element cbc:UUID comes too late: before cbc:IssueDate.",
    ),
    (
        '<cac:Price><cbc:PriceAmount currencyID="EUR">10.01</cbc:PriceAmount></cac:Price>',
        "<cac:Price/>",
        "Inside cac:Price this is missing: cbc:PriceAmount.",
    ),
]


@pytest.fixture(scope="module")
def validator(compiled_rules: Path) -> Validator:
    return Validator(Packs(), compiled_rules)


def first(validator: Validator, data: bytes) -> Finding:
    return validator.validate(data, DAY).findings[0]


@pytest.mark.parametrize(("change", "to", "said"), CASES)
def test_a_misplaced_element_is_explained(
    validator: Validator, change: str, to: str, said: str
) -> None:
    if "IssueDate" in change:
        data = invoice(1).replace(f"{NUMBER}{DATE}".encode(), to.encode())
    else:
        data = spoiled(change, to, lines=1)
    finding = first(validator, data)
    assert finding.rule == "xsd"
    assert finding.sentence(ENGLISH).startswith(said)
    assert finding.official.startswith("Element '")


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
@pytest.mark.parametrize(("change", "to", "said"), CASES[:1] + CASES[4:])
def test_the_explanation_comes_in_every_language(  # noqa: PLR0913, RUF100  the columns of the table
    validator: Validator, change: str, to: str, said: str, language: str
) -> None:
    catalogue = load_catalogues([Path(shared.__file__).parent / "locale"])[language]
    finding = first(validator, spoiled(change, to, lines=1))
    assert finding.sentence(catalogue) != finding.sentence(ENGLISH)
    assert finding.advice(catalogue) != finding.advice(ENGLISH)


def test_a_violation_has_the_term_of_its_element(validator: Validator) -> None:
    assert first(validator, spoiled("2026-11-20", "yesterday")).term == "BT-2"


def test_only_the_first_violations_of_small_documents_are_explained(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explaining, "MOST_EXPLAINED", 2)
    data = spoiled("</cac:InvoiceLine>", "<cbc:Odd/></cac:InvoiceLine>", lines=4)
    told = [finding.says for finding in validator.validate(data, DAY).findings]
    assert [says.startswith("Inside {parent}") for says in told] == [True, True, False, False]
    monkeypatch.setattr(explaining, "MOST_ELEMENTS", 10)
    assert "belong here" in first(validator, data).says


def test_the_table_is_kept_beside_the_copy_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a schema compiled by another test came from another copy
    monkeypatch.setattr("shared.xml.schema._compiled", {})
    data = spoiled(NUMBER, NUMBER * 2)
    said = first(Validator(Packs(), tmp_path), data).says
    (kept,) = tmp_path.rglob("*.contents.json")
    monkeypatch.setattr(contents, "_known", {})
    monkeypatch.setattr(contents, "_made", lambda _schema: {})
    assert first(Validator(Packs(), tmp_path), data).says == said
    kept.write_text("{")
    monkeypatch.setattr(contents, "_known", {})
    assert "does not belong here" in first(Validator(Packs(), tmp_path), data).says


def test_nothing_is_written_beside_a_schema_that_is_not_ours(validator: Validator) -> None:
    path = installed_ubl_schema("Invoice")
    assert contents_of(path, keep=False)
    assert list(path.parent.glob("*.contents.json")) == []


def test_a_schema_that_the_tool_cannot_read_leaves_the_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_known", {})
    monkeypatch.setattr("xmlschema.XMLSchema10", None)
    finding = first(
        Validator(Packs(), tmp_path), spoiled(NUMBER, NUMBER * 2, customization=EN16931)
    )
    assert "does not belong here" in finding.says
