"""An envelope left around a document is taken off before any rule looks at it."""

import pytest

from einvoice.documents.billing_reader import read_invoice
from einvoice.documents.envelope import EmptyEnvelope, unwrap, without_envelope
from einvoice.documents.identifiers import SBDH_NS
from shared.xml.parse import parse
from tests.einvoice.invoices import invoice, invoice_bytes


def enveloped(document: bytes) -> bytes:
    inner = document.partition(b"?>")[2] if document.startswith(b"<?xml") else document
    return (
        b'<StandardBusinessDocument xmlns="%b"><StandardBusinessDocumentHeader>'
        b"<HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>%b"
        b"</StandardBusinessDocument>" % (SBDH_NS.encode(), inner)
    )


def test_an_invoice_inside_an_envelope_is_read_as_if_it_came_alone() -> None:
    root = parse(enveloped(invoice_bytes()))
    assert read_invoice(unwrap(root)) == invoice()


def test_the_inner_document_stands_on_its_own_once_taken_out() -> None:
    inner = without_envelope(parse(enveloped(invoice_bytes())))
    assert inner is not None
    assert read_invoice(parse(inner)) == invoice()


def test_an_envelope_in_an_envelope_is_opened_too() -> None:
    root = parse(enveloped(enveloped(invoice_bytes())))
    assert read_invoice(unwrap(root)) == invoice()


def test_a_document_without_envelope_is_left_alone() -> None:
    root = parse(invoice_bytes())
    assert unwrap(root) is root
    assert without_envelope(root) is None


def test_an_empty_envelope_says_so() -> None:
    with pytest.raises(EmptyEnvelope):
        unwrap(parse(enveloped(b"")))
