"""Invoice Responses are written as Peppol wants them and read as they come."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einvoice.documents.identifiers import (
    RESPONSE_TYPE,
    DocumentKind,
    is_billing_type,
    is_response_type,
)
from einvoice.documents.response import (
    ACTION_NAMES,
    REASON_NAMES,
    RESPONSE_NAMES,
    Clarification,
    ClarificationReason,
    Condition,
    InvoiceReference,
    InvoiceResponse,
    RequestedAction,
    ResponseCode,
    ResponseParty,
)
from einvoice.documents.response_xml import NotAResponse, read_response, write_response
from einvoice.documents.ubl import Identifier
from shared.clock import BRUSSELS
from shared.xml.parse import parse
from shared.xml.schema import schema
from tests.einvoice.invoices import BUYER, SUPPLIER, TODAY, pack

AT = dt.datetime(2026, 11, 21, 14, 30, 5, tzinfo=BRUSSELS)


def response(
    code: ResponseCode = ResponseCode.REJECTED, *clarifications: Clarification
) -> InvoiceResponse:
    return InvoiceResponse(
        number="IR-1",
        issued_at=AT,
        sender=ResponseParty(Identifier("0208", str(BUYER)), "Stad Vlierbeke"),
        receiver=ResponseParty(
            Identifier("0208", str(SUPPLIER)), "De Linde BV", Identifier("0208", str(SUPPLIER))
        ),
        code=code,
        invoice=InvoiceReference("F-2026-001", "380", TODAY),
        effective_on=TODAY,
        clarifications=clarifications,
        note="",
    )


REASON = Clarification(
    ClarificationReason.PRICE, "Prijs <hoger> dan besteld", (Condition("BT-146", "20.00"),)
)
ACTION = Clarification(RequestedAction.CREDIT_PARTIALLY)


@pytest.mark.parametrize("code", list(ResponseCode))
def test_what_is_written_is_read_back_unchanged(code: ResponseCode) -> None:
    document = response(code, REASON, ACTION)
    assert read_response(parse(write_response(document))) == document


@pytest.mark.conformance
def test_a_response_holds_against_the_official_schema() -> None:
    official = pack("ubl-2.1", "xsd/maindoc/UBL-ApplicationResponse-2.1.xsd")
    root = parse(write_response(response(ResponseCode.REJECTED, REASON, ACTION)))
    assert schema(official).validate(root) == []


@pytest.mark.parametrize("code", [ResponseCode.REJECTED, ResponseCode.UNDER_QUERY])
def test_a_refusal_without_a_reason_is_never_written(code: ResponseCode) -> None:
    with pytest.raises(ValueError, match="clarification"):
        write_response(response(code))


def test_a_partial_payment_is_never_written_without_saying_how_much() -> None:
    silent = Clarification(ClarificationReason.PARTIALLY_PAID)
    with pytest.raises(ValueError, match="PPD"):
        write_response(response(ResponseCode.PAID, silent))


def test_a_response_that_breaks_the_reason_rule_is_still_read() -> None:
    written = write_response(response(ResponseCode.ACCEPTED))
    received = read_response(parse(written.replace(b">AP<", b">RE<")))
    assert received.code is ResponseCode.REJECTED
    assert received.clarifications == ()


def test_a_reason_of_an_unknown_code_counts_as_another_reason() -> None:
    written = write_response(response(ResponseCode.REJECTED, REASON))
    received = read_response(parse(written.replace(b">PRI<", b">XYZ<")))
    assert received.clarifications[0].code is ClarificationReason.OTHER
    assert received.clarifications[0].text == REASON.text


@pytest.mark.parametrize(
    "damage", [(b">RE<", b">ZZ<"), (b">F-2026-001<", b"><"), (b">2026-11-21<", b">morgen<")]
)
def test_a_response_without_its_essence_is_refused(damage: tuple[bytes, bytes]) -> None:
    written = write_response(response(ResponseCode.REJECTED, REASON))
    with pytest.raises(NotAResponse):
        read_response(parse(written.replace(*damage)))


@pytest.mark.parametrize(
    ("written", "hour"), [("14:30:05", 14), ("13:30:05Z", 14), ("", 0), ("half drie", 0)]
)
def test_a_time_of_issue_is_read_with_and_without_zone(written: str, hour: int) -> None:
    document = write_response(response(ResponseCode.ACCEPTED))
    received = read_response(parse(document.replace(b">14:30:05<", f">{written}<".encode())))
    assert received.issued_at.astimezone(BRUSSELS).hour == hour


def test_a_response_to_nobody_is_refused() -> None:
    written = write_response(response(ResponseCode.ACCEPTED))
    with pytest.raises(NotAResponse):
        read_response(parse(written.replace(str(SUPPLIER).encode(), b"")))


def test_a_catalogue_response_of_another_root_is_refused() -> None:
    with pytest.raises(NotAResponse):
        read_response(parse(b"<ApplicationResponse/>"))


@given(st.text(max_size=60))
def test_any_text_of_a_clerk_makes_well_formed_xml(reason: str) -> None:
    spoken = Clarification(ClarificationReason.OTHER, reason)
    document = response(ResponseCode.REJECTED, spoken)
    assert read_response(parse(write_response(document))).code is ResponseCode.REJECTED


def test_every_code_has_a_name_for_people() -> None:
    assert set(RESPONSE_NAMES) == set(ResponseCode)
    assert set(REASON_NAMES) == set(ClarificationReason)
    assert set(ACTION_NAMES) == set(RequestedAction)


def test_document_types_are_told_apart_with_or_without_their_scheme() -> None:
    scheme = "busdox-docid-qns::"
    for kind in DocumentKind:
        assert is_billing_type(scheme + kind.document_type)
        assert not is_response_type(kind.document_type)
    assert is_response_type(scheme + RESPONSE_TYPE)
    assert not is_billing_type(RESPONSE_TYPE)
