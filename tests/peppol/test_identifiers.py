"""Identifiers: what is accepted, how it is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peppol.identifiers import (
    INVOICE,
    SERVICES,
    DocumentTypeIdentifier,
    NotAnIdentifier,
    ParticipantIdentifier,
    ProcessIdentifier,
)
from shared.errors import InvalidInput
from shared.party import EnterpriseNumber, WrongCheckDigits


def test_a_participant_is_kept_in_lower_case_so_that_case_cannot_make_two_of_one() -> None:
    assert ParticipantIdentifier.parse("9925:BE0848934496").value == "9925:be0848934496"


def test_a_participant_may_be_given_with_its_scheme() -> None:
    given_with_scheme = ParticipantIdentifier.parse("iso6523-actorid-upis::0208:0203201340")
    assert given_with_scheme == ParticipantIdentifier.parse("0208:0203201340")
    assert given_with_scheme.uri == "iso6523-actorid-upis::0208:0203201340"


def test_a_belgian_participant_must_have_right_check_digits() -> None:
    with pytest.raises(WrongCheckDigits):
        ParticipantIdentifier.parse("0208:0203201341")


def test_a_belgian_participant_knows_its_enterprise_number() -> None:
    number = EnterpriseNumber.parse("0203.201.340")
    assert ParticipantIdentifier.of(number).enterprise_number == number
    assert ParticipantIdentifier.parse("9925:be0203201340").enterprise_number is None


@pytest.mark.parametrize(
    "text", ["", "0208", "0208:", "208:0203201340", "0088:12 34", "0088:<x>", "0088:" + "1" * 200]
)
def test_what_is_no_participant_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        ParticipantIdentifier.parse(text)


@given(st.text(max_size=60))
def test_any_text_is_either_a_participant_or_refused(text: str) -> None:
    try:
        parsed = ParticipantIdentifier.parse(text)
    except InvalidInput:
        return
    assert ParticipantIdentifier.parse(parsed.value) == parsed
    assert ParticipantIdentifier.parse(parsed.uri) == parsed


def test_the_case_of_a_document_type_counts() -> None:
    upper = DocumentTypeIdentifier.parse(INVOICE.document_type.value.upper())
    assert upper != INVOICE.document_type


def test_a_document_type_is_composed_of_root_customisation_and_version() -> None:
    parts = INVOICE.document_type.parts
    assert parts is not None
    assert parts.local_name == "Invoice"
    assert parts.root_namespace.endswith(":Invoice-2")
    assert parts.customization.startswith("urn:cen.eu:en16931:2017#compliant#")
    assert parts.version == "2.1"


def test_a_document_type_of_what_is_not_xml_has_no_root() -> None:
    assert DocumentTypeIdentifier.parse("urn:peppol:doctype:edifact:ORDERS##eb2b::0").parts is None


@pytest.mark.parametrize("text", ["", "a b", "x" * 501, "other-scheme::"])
def test_what_is_no_document_type_is_refused(text: str) -> None:
    scheme = "other-scheme" if text.startswith("other") else "busdox-docid-qns"
    with pytest.raises(NotAnIdentifier):
        DocumentTypeIdentifier.checked(text, scheme)


def test_a_process_of_another_scheme_is_refused() -> None:
    with pytest.raises(NotAnIdentifier):
        ProcessIdentifier.checked("urn:x", "oioubl-procid-ubl")


def test_every_service_has_a_name_of_its_own_and_reads_back() -> None:
    assert len({service.document_type for service in SERVICES.values()}) == len(SERVICES)
    for service in SERVICES.values():
        assert DocumentTypeIdentifier.parse(service.document_type.uri) == service.document_type
        assert ProcessIdentifier.parse(service.process.uri) == service.process
