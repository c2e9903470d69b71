"""Schema validation: official schemas, nothing fetched, findings with line and path."""

import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.xml.parse import parse
from shared.xml.schema import (
    CompiledSchema,
    SchemaNotInstalled,
    SchemaUnusable,
    installed_ubl_schema,
    schema,
)

INVOICE = b"""<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
<cbc:ID>F-1</cbc:ID>
<cbc:IssueDate>%s</cbc:IssueDate>
<cac:AccountingSupplierParty><cac:Party/></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty/>
<cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">1</cbc:PayableAmount>\
</cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">1\
</cbc:LineExtensionAmount><cac:Item/></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">%s\
</cbc:LineExtensionAmount><cac:Item/></cac:InvoiceLine>
</Invoice>"""


@pytest.fixture(scope="module")
def ubl_invoice() -> CompiledSchema:
    return schema(installed_ubl_schema("Invoice"))


def test_a_document_the_schema_allows_has_no_findings(ubl_invoice: CompiledSchema) -> None:
    assert ubl_invoice.validate(parse(INVOICE % (b"2026-11-21", b"1.00"))) == []


def test_a_finding_names_line_and_path_without_namespaces(ubl_invoice: CompiledSchema) -> None:
    findings = ubl_invoice.validate(parse(INVOICE % (b"2026-11-21", b"one")))
    assert findings[0].line == 10
    assert findings[0].path == "/Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount"
    assert "{" not in findings[0].message
    assert "'one'" in findings[0].message


def test_blanks_around_a_date_are_collapsed_as_the_schema_language_says(
    ubl_invoice: CompiledSchema,
) -> None:
    assert ubl_invoice.validate(parse(INVOICE % (b" 2026-11-21\n", b"1"))) == []


def test_collapsing_blanks_hides_no_other_violation(ubl_invoice: CompiledSchema) -> None:
    findings = ubl_invoice.validate(parse(INVOICE % (b" 2026-11-21\n", b"one")))
    assert {finding.line for finding in findings} == {11}
    findings = ubl_invoice.validate(parse(INVOICE % (b" yesterday ", b"1")))
    assert findings[0].path == "/Invoice/cbc:IssueDate"


def test_a_schema_is_compiled_once_until_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.xsd"
    text = '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:element name="{}"/></s:schema>'
    path.write_text(text.format("a"))
    first = schema(path)
    assert schema(path) is first
    path.write_text(text.format("longer"))
    assert schema(path).validate(parse(b"<longer/>")) == []


def test_threads_do_not_mix_their_findings(ubl_invoice: CompiledSchema) -> None:
    good, bad = INVOICE % (b"2026-11-21", b"1"), INVOICE % (b"2026-11-21", b"one")
    with ThreadPoolExecutor(8) as pool:
        counts = list(
            pool.map(lambda n: len(ubl_invoice.validate(parse(bad if n % 2 else good))), range(200))
        )
    expected = len(ubl_invoice.validate(parse(bad)))
    assert counts == [0, expected] * 100


def test_a_missing_document_type_and_a_broken_schema_are_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaNotInstalled, match="Order"):
        installed_ubl_schema("Order")
    with pytest.raises(SchemaUnusable, match="none"):
        schema(tmp_path / "none.xsd")
    (tmp_path / "broken.xsd").write_text("<a")
    with pytest.raises(SchemaUnusable, match="broken"):
        schema(tmp_path / "broken.xsd")


@pytest.fixture
def web() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
            return

    with http.server.HTTPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


def test_a_schema_that_points_to_the_web_fetches_nothing(
    tmp_path: Path, web: tuple[int, list[str]]
) -> None:
    port, asked = web
    address = f"http://127.0.0.1:{port}"
    (tmp_path / "a.xsd").write_text(
        f'<!DOCTYPE s:schema SYSTEM "{address}/a.dtd">'
        '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema">'
        f'<s:import namespace="urn:x" schemaLocation="{address}/x.xsd"/>'
        '<s:element name="a" type="s:date"/></s:schema>'
    )
    assert schema(tmp_path / "a.xsd").validate(parse(b"<a>2026-11-21</a>")) == []
    assert asked == []
