"""Invoices and credit notes survive writing and reading, and hold against the official schema."""

import base64
import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einvoice.documents.billing import AllowanceCharge, Contact, Invoice, Payment, References
from einvoice.documents.billing_reader import (
    NoSuchAttachment,
    NotAnInvoice,
    attachment_content,
    read_invoice,
)
from einvoice.documents.billing_writer import write_invoice
from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.ubl import Identifier
from einvoice.rules.drafting import Draft, DraftLine, VatRate, compose
from samples.invoice.orders import EXAMPLE
from shared.xml.parse import parse
from shared.xml.schema import installed_ubl_schema, schema
from tests.einvoice.invoices import TODAY, invoice, with_first_line

_ROOTS = {DocumentKind.INVOICE: "Invoice", DocumentKind.CREDIT_NOTE: "CreditNote"}


def rich(kind: DocumentKind) -> Invoice:
    """A document that uses every element the writer knows."""
    plain = replace(invoice(), kind=kind, type_code=kind.default_type_code)
    line = with_first_line(
        plain,
        note="Tweede levering",
        description="Wit, 80 g",
        price_base=Decimal(1),
        buyer_item="1",
        standard_item=Identifier("0160", "05412345000013"),
        allowances=(AllowanceCharge(is_charge=False, amount=Decimal("0.00"), reason="Korting"),),
    )
    charge = AllowanceCharge(
        is_charge=True,
        amount=Decimal("5.00"),
        reason="Verzending",
        reason_code="FC",
        vat_category="S",
        vat_rate=Decimal(21),
    )
    return replace(
        line,
        allowances=(charge,),
        references=References("afdeling 7", "BO-1", "SO-9", "RO-1", ("F-2025-900",)),
        payment=Payment("30", "+++090/9337/55493+++", "BE68539007547034", "KREDBEBB", "De Linde"),
        payment_terms="30 dagen",
        note="Dank u",
        supplier=replace(
            line.supplier,
            trading_name="De Linde",
            identifications=(Identifier("", "lev-12"),),
            contact=Contact("An Peeters", "+32 9 000 00 00", "an@delinde.example"),
        ),
    )


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_what_is_written_is_read_back_unchanged(kind: DocumentKind) -> None:
    document = rich(kind)
    assert read_invoice(parse(write_invoice(document))) == document


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_element_stands_in_the_order_of_the_schema(kind: DocumentKind) -> None:
    root = parse(write_invoice(rich(kind)))
    assert schema(installed_ubl_schema(_ROOTS[kind])).validate(root) == []


def test_an_invoice_without_anything_is_read_without_inventing() -> None:
    empty = read_invoice(parse(b'<Invoice xmlns="%s"/>' % DocumentKind.INVOICE.namespace.encode()))
    assert empty.number == ""
    assert empty.issued_on is None
    assert empty.totals.payable is None
    assert empty.supplier.endpoint is None
    assert empty.lines == ()


def test_an_order_is_not_an_invoice() -> None:
    with pytest.raises(NotAnInvoice) as refusal:
        read_invoice(
            parse(b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>')
        )
    assert refusal.value.facts["found"] == "Order"


def test_an_invoice_of_another_vocabulary_is_not_an_invoice() -> None:
    with pytest.raises(NotAnInvoice):
        read_invoice(parse(b"<Invoice/>"))


@pytest.mark.parametrize("text", ["12,50", "1e9", "NaN", "", "twaalf", "1" * 200])
def test_an_amount_that_is_no_decimal_is_read_as_absent(text: str) -> None:
    written = write_invoice(invoice()).decode()
    payable = f"{invoice().totals.payable}</cbc:PayableAmount>"
    spoiled = written.replace(payable, f"{text}</cbc:PayableAmount>")
    assert spoiled != written
    assert read_invoice(parse(spoiled.encode())).totals.payable is None


def test_blanks_around_an_electronic_address_do_not_matter() -> None:
    number = str(EXAMPLE.buyer.enterprise_number)
    padded = write_invoice(invoice()).replace(
        f">{number}</cbc:EndpointID>".encode(), f"> {number}\n </cbc:EndpointID>".encode()
    )
    assert read_invoice(parse(padded)).customer.endpoint == Identifier("0208", number)


def test_a_second_tax_total_in_another_currency_is_not_taken_for_the_vat() -> None:
    other = b'<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">999.00</cbc:TaxAmount></cac:TaxTotal>'
    written = write_invoice(invoice()).replace(b"<cac:TaxTotal>", other + b"<cac:TaxTotal>", 1)
    assert read_invoice(parse(written)).totals.vat == invoice().totals.vat


def with_attachment(coded: str, document: Invoice | None = None) -> bytes:
    reference = (
        "<cac:AdditionalDocumentReference><cbc:ID>B-1</cbc:ID>"
        "<cbc:DocumentDescription>Leverbon</cbc:DocumentDescription><cac:Attachment>"
        '<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="leverbon.pdf">'
        f"{coded}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>"
        "</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
    )
    written = write_invoice(document or invoice()).decode()
    return written.replace("<cac:AccountingSupplierParty>", reference, 1).encode()


def test_an_attachment_is_named_with_its_size_and_can_be_taken_out() -> None:
    root = parse(with_attachment(base64.b64encode(b"%PDF-1.7 bon").decode()))
    named = read_invoice(root).attachments[0]
    assert (named.number, named.file_name, named.size) == ("B-1", "leverbon.pdf", 12)
    assert attachment_content(root, 1) == (named, b"%PDF-1.7 bon")


def test_an_attachment_that_cannot_be_decoded_is_named_without_content() -> None:
    root = parse(with_attachment("not base64 at all!"))
    assert read_invoice(root).attachments[0].size == 0
    with pytest.raises(NoSuchAttachment):
        attachment_content(root, 2)
    with pytest.raises(NoSuchAttachment):
        attachment_content(root, 1)


def test_control_characters_in_a_text_never_make_broken_xml() -> None:
    document = replace(invoice(), note="bel\x07 en nul\x00\ud800")
    assert read_invoice(parse(write_invoice(document))).note == "bel  en nul"


money = st.decimals(Decimal("0.01"), Decimal(100_000), places=2)
quantities = st.decimals(Decimal("0.001"), Decimal(10_000), places=3)
draft_lines = st.builds(
    DraftLine,
    name=st.text("abc é€<&>", min_size=1).filter(str.strip),
    quantity=quantities,
    unit_price=money,
    vat=st.sampled_from(VatRate),
)


@given(st.lists(draft_lines, min_size=1, max_size=8))
def test_the_totals_of_a_drafted_invoice_always_add_up(lines: list[DraftLine]) -> None:
    draft = Draft(
        number="F-1",
        issued_on=TODAY,
        due_on=TODAY + dt.timedelta(days=30),
        supplier=EXAMPLE.supplier,
        customer=EXAMPLE.buyer,
        lines=tuple(lines),
        order="BO-1",
    )
    composed = compose(draft)
    totals = composed.totals
    assert totals.lines == sum(line.net or 0 for line in composed.lines)  # BR-CO-10
    assert totals.vat == sum(row.tax or 0 for row in composed.vat)  # BR-CO-14
    assert totals.with_vat == (totals.without_vat or 0) + (totals.vat or 0)  # BR-CO-15
    assert sum(row.taxable or 0 for row in composed.vat) == totals.without_vat
    assert schema(installed_ubl_schema("Invoice")).validate(parse(write_invoice(composed))) == []
