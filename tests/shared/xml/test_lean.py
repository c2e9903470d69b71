"""Lean copies of schemas judge as the schemas do, and are never trusted blindly."""

import shutil
from pathlib import Path

import pytest

from shared.xml.lean import lean
from shared.xml.parse import parse
from shared.xml.schema import SchemaUnusable, installed_ubl_schema, schema
from tests.shared.validation.invoices import invoice, spoiled

XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><!-- about -->
<xs:include schemaLocation="below/part.xsd"/>
<xs:annotation><xs:documentation>Long words.</xs:documentation></xs:annotation>
<xs:element name="a" type="T"/></xs:schema>"""
PART = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:simpleType name="T"><xs:annotation><xs:documentation>Words.</xs:documentation></xs:annotation>
<xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
</xs:schema>"""


@pytest.fixture
def original(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "below").mkdir(parents=True)
    (folder / "main.xsd").write_text(XSD)
    (folder / "below" / "part.xsd").write_text(PART)
    return folder / "main.xsd"


def test_the_copy_has_the_rules_and_not_the_words(original: Path, tmp_path: Path) -> None:
    copy = lean(original, tmp_path / "copies")
    assert copy != original
    texts = [path.read_text() for path in copy.parent.rglob("*.xsd")]
    assert len(texts) == 2
    assert not any("ords" in text or "about" in text for text in texts)
    assert lean(original, tmp_path / "copies") == copy
    compiled = schema(copy)
    assert compiled.validate(parse(b"<a>abc</a>")) == []
    assert compiled.validate(parse(b"<a>abcd</a>"))


def test_a_change_of_any_part_makes_a_new_copy(original: Path, tmp_path: Path) -> None:
    lean(original, tmp_path / "copies")
    part = original.parent / "below" / "part.xsd"
    part.write_text(PART.replace('"3"', '"44"'))
    copy = lean(original, tmp_path / "copies")
    assert 'value="44"' in (copy.parent / "below" / "part.xsd").read_text()
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [copy.parent.name]


def test_a_copy_that_others_could_have_written_is_not_used(original: Path, tmp_path: Path) -> None:
    copy = lean(original, tmp_path / "copies")
    copy.write_text("<forged/>")
    copy.chmod(0o666)
    again = lean(original, tmp_path / "copies")
    assert "forged" not in again.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "<broken",
        XSD.replace("below/part.xsd", "http://elsewhere.example/x.xsd"),
        XSD.replace("below/part.xsd", "absent.xsd"),
    ],
)
def test_what_cannot_be_copied_is_used_as_it_is(original: Path, tmp_path: Path, text: str) -> None:
    original.write_text(text)
    assert lean(original, tmp_path / "copies") == original
    with pytest.raises(SchemaUnusable, match=r"main\.xsd"):
        schema(original, tmp_path / "copies")


def test_a_folder_that_cannot_be_written_does_no_harm(original: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert lean(original, tmp_path / "file" / "copies") == original


def test_invoices_are_judged_by_the_copy_as_by_the_schema(tmp_path: Path) -> None:
    path = installed_ubl_schema("Invoice")
    whole, copy = schema(path), schema(lean(path, tmp_path))
    for data in (
        invoice(),
        spoiled("2026-11-20", "yesterday"),
        spoiled("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:Odd/>"),
        spoiled(' currencyID="EUR"', ""),
    ):
        root = parse(data)
        assert copy.validate(root) == whole.validate(root)


def test_a_copy_that_is_taken_away_does_not_keep_a_violation_from_being_told(
    original: Path, tmp_path: Path
) -> None:
    compiled = schema(original, tmp_path / "copies")
    shutil.rmtree(tmp_path / "copies")
    assert compiled.validate(parse(b"<a>abc</a>")) == []
    assert len(compiled.validate(parse(b"<a>abcd</a>"))) == 1
    assert compiled.path.is_file()
