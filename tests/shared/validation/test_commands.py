"""`quaestor validate`: what it says, and the code it ends with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shared.cli import quaestor
from tests.shared.validation.invoices import EN16931, invoice, spoiled


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "good.xml").write_bytes(invoice(customization=EN16931))
    (tmp_path / "bad.xml").write_bytes(spoiled("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:ID> </cbc:ID>"))
    (tmp_path / "odd.xml").write_bytes(b"<odd/>")
    return tmp_path


def run(home: Path, *arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(
        quaestor, ["--home", str(home / "home"), "validate", *arguments], input=given
    )


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good.xml"], 0),
        (["bad.xml"], 1),
        (["odd.xml"], 2),
        (["good.xml", "odd.xml", "bad.xml"], 1),
        (["good.xml", "odd.xml"], 2),
        (["none.xml"], 3),
        ([], 3),
        (["--format", "pdf", "good.xml"], 3),
        (["--as-of", "today", "good.xml"], 3),
    ],
)
def test_the_exit_code_says_the_verdict(files: Path, names: list[str], code: int) -> None:
    arguments = [str(files / name) if name.endswith(".xml") else name for name in names]
    assert run(files, *arguments).exit_code == code


def test_the_answer_names_file_layers_rule_line_and_remedy(files: Path) -> None:
    told = run(files, str(files / "bad.xml")).output
    assert "bad.xml: invalid" in told
    assert "EN 16931 1.3.16" in told
    assert "BR-02" in told
    assert "line " in told
    assert "Missing on the invoice: the invoice number." in told
    assert "peppol-2026.5" in told


def test_the_answer_comes_in_dutch_and_as_json(files: Path) -> None:
    told = run(files, "--language", "nl", "--format", "json", str(files / "bad.xml")).output
    report = json.loads(told)
    assert report["verdict"] == "invalid"
    assert report["findings"][0]["message"] == "Ontbreekt op de factuur: het factuurnummer."


def test_a_document_may_come_through_a_pipe(files: Path) -> None:
    result = run(files, "-", given=invoice(customization=EN16931))
    assert result.exit_code == 0
    assert "standard input: valid" in result.output
