"""Envelopes: built without touching the payload, read by every rule."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peppol import sbdh
from peppol.identifiers import ORDER
from peppol.sbdh import Addressing, EnvelopeRefused, MlsType, PayloadRefused, Remark
from shared.errors import InvalidInput
from tests.peppol.world import ADDRESSING, CITY, INVOICE_XML, NOW, SUPPLIER, UBL, envelope

BARE = INVOICE_XML.partition(b"\n")[2]


def test_what_was_put_into_an_envelope_comes_out_byte_for_byte() -> None:
    message = sbdh.read(envelope())
    assert message.payload == BARE
    assert message.addressing == ADDRESSING
    assert message.created_at == NOW
    assert message.mls_type is MlsType.FAILURE_ONLY
    assert message.remarks == ()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_survives_the_envelope(text: str) -> None:
    note = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    payload = INVOICE_XML.replace(b"F-1", note.encode())
    assert sbdh.read(envelope(payload)).payload == payload.partition(b"\n")[2]


def test_a_byte_order_mark_and_a_declaration_are_left_outside() -> None:
    assert sbdh.read(envelope(b"\xef\xbb\xbf" + INVOICE_XML)).payload == BARE


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a xmlns="urn:x"/>', "another encoding"),
        (b"<a/>", "no namespace"),
        (envelope(), "an envelope in an envelope"),
    ],
)
def test_a_payload_that_does_not_fit_is_refused(payload: bytes, why: str) -> None:
    with pytest.raises(PayloadRefused):
        sbdh.accept_payload(payload)


def test_a_payload_with_a_doctype_is_refused() -> None:
    with pytest.raises(InvalidInput):
        sbdh.accept_payload(b'<!DOCTYPE a [<!ENTITY e "x">]><a xmlns="urn:x">&e;</a>')


def test_an_invoice_cannot_be_addressed_as_an_order() -> None:
    as_order = Addressing(SUPPLIER, CITY, ORDER.document_type, ORDER.process, "BE")
    with pytest.raises(PayloadRefused):
        envelope(addressing=as_order)


def test_a_country_is_two_capitals() -> None:
    nowhere = Addressing(SUPPLIER, CITY, ADDRESSING.document_type, ADDRESSING.process, "be")
    with pytest.raises(PayloadRefused):
        envelope(addressing=nowhere)


SCOPE = b"<Scope><Type>%s</Type><InstanceIdentifier>%s</InstanceIdentifier>%s</Scope>"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"<HeaderVersion>1.0", b"<HeaderVersion>2.0", "HeaderVersion"),
        (b"<TypeVersion>2.1", b"<TypeVersion>2.0", "TypeVersion"),
        (b"<Type>Invoice</Type>", b"<Type>Order</Type>", "Type"),
        (b"<Standard>" + UBL.encode() + b"Invoice-2", b"<Standard>urn:x", "Standard"),
        (b">BE<", b">Belgium<", "Scope COUNTRY_C1"),
        (b"<Type>COUNTRY_C1<", b"<Type>COUNTRY<", "Scope COUNTRY_C1"),
        (b"<Type>PROCESSID<", b"<Type>DOCUMENTID<", "Scope DOCUMENTID"),
        (b"cenbii-procid-ubl", b"other-procid", "Scope PROCESSID"),
        (b"billing:3.0::2.1", b"billing:*::2.1", "Scope DOCUMENTID"),
        (b"2027-01-11T08:00:00Z", b"2027-13-11T08:00:00Z", "CreationDateAndTime"),
        (b"2027-01-11T08:00:00Z", b"yesterday", "CreationDateAndTime"),
        (b"</Type><CreationDate", b"</Type><MultipleType>true</MultipleType><CreationDate",
         "MultipleType"),
        (b"0208:0403101811", b"0208:0403101812", "Sender/Identifier"),
        (b"<Receiver>", b"<Receiver><Identifier/></Receiver><Receiver>",
         "StandardBusinessDocumentHeader/Receiver"),
        (b"</BusinessScope>", SCOPE % (b"MLS_TO", b"nobody", b"") + b"</BusinessScope>",
         "Scope MLS_TO/Identifier"),
        (b"</BusinessScope>", SCOPE % (b"MLS_TYPE", b"NEVER", b"") + b"</BusinessScope>",
         "Scope MLS_TYPE"),
    ],
)  # fmt: skip
def test_an_envelope_that_breaks_a_rule_is_refused_where_it_breaks_it(
    old: bytes, new: bytes, where: str
) -> None:
    built = envelope()
    assert old in built
    with pytest.raises(EnvelopeRefused) as refused:
        sbdh.read(built.replace(old, new, 1))
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("payload", "what"), [(b"", "nothing"), (b"<a xmlns='urn:x'/>" * 2, "two"), (b"text", "text")]
)
def test_an_envelope_holds_exactly_one_document(payload: bytes, what: str) -> None:
    with pytest.raises(EnvelopeRefused):
        sbdh.read(envelope().replace(BARE, payload))


def test_elements_in_another_order_are_refused() -> None:
    built = envelope()
    header = b"<HeaderVersion>1.0</HeaderVersion>"
    moved = built.replace(header, b"").replace(b"<BusinessScope>", header + b"<BusinessScope>")
    with pytest.raises(EnvelopeRefused):
        sbdh.read(moved)


def test_unknown_scopes_are_ignored_and_known_optional_ones_read() -> None:
    more = (
        SCOPE % (b"TECHNICAL_VALIDATION_URL", b"x", b"")
        + SCOPE % (b"MLS_TYPE", b"ALWAYS_SEND", b"")
        + SCOPE % (b"MLS_TO", b"0242:000001", b"<Identifier>iso6523-actorid-upis</Identifier>")
    )
    message = sbdh.read(envelope().replace(b"</BusinessScope>", more + b"</BusinessScope>"))
    assert message.mls_type is MlsType.ALWAYS_SEND
    assert message.mls_to is not None
    assert message.mls_to.value == "0242:000001"


def test_what_the_specifications_own_examples_do_is_remarked_not_refused() -> None:
    built = envelope().replace(b"2027-01-11T08:00:00Z", b"2027-01-11T08:00:00.123456789")
    built = built.replace(b"0f8fad5b-d9cb-469f-a165-70867728950e", b"123123")
    message = sbdh.read(built)
    assert message.created_at == NOW + dt.timedelta(microseconds=123456)
    assert set(message.remarks) == set(Remark)


def test_a_payload_whose_namespaces_stand_on_the_envelope_is_cut_out_whole() -> None:
    prefixed = BARE.replace(b"<Invoice", b"<u:Invoice").replace(b"</Invoice", b"</u:Invoice")
    prefixed = prefixed.replace(b" xmlns=", b" xmlns:u=", 1)
    declaration = f' xmlns:u="{UBL}Invoice-2"'.encode()
    moved = envelope().replace(BARE, prefixed.replace(declaration, b"", 1))
    moved = moved.replace(
        b"<StandardBusinessDocument ", b"<StandardBusinessDocument" + declaration + b" ", 1
    )
    payload = sbdh.accept_payload(sbdh.read(moved).payload)
    assert payload.local_name == "Invoice"


def test_a_prefix_that_only_occurs_in_a_value_is_not_lost() -> None:
    built = envelope().replace(b"F-1", b"q:F-1")
    built = built.replace(
        b"<StandardBusinessDocument ", b'<StandardBusinessDocument xmlns:q="urn:q" ', 1
    )
    assert b'xmlns:q="urn:q"' in sbdh.read(built).payload


@given(st.binary(max_size=300))
def test_any_octets_are_either_an_envelope_or_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        sbdh.read(data)
