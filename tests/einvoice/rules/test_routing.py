"""Invoices go to the authority they name; wrong numbers are told with the right check digits."""

from dataclasses import replace

import pytest

from einvoice.documents.billing import InvoiceParty
from einvoice.documents.ubl import Identifier
from einvoice.rules import routing
from einvoice.rules.findings import Severity, is_refused
from shared.party import EnterpriseNumber
from tests.einvoice.invoices import BUYER, ENGLISH, STRANGER, SUPPLIER, invoice

SERVED = frozenset({BUYER})


def buyer(**changes: object) -> tuple[routing.NamedNumber, ...]:
    party = replace(invoice().customer, **changes)  # type: ignore[arg-type]  # any field of a party
    return routing.customer_numbers(party)


def test_an_invoice_goes_to_the_authority_it_names() -> None:
    assert routing.route(buyer(), BUYER, SERVED) == routing.Route(BUYER)


def test_the_document_decides_when_the_network_delivered_elsewhere() -> None:
    decided = routing.route(buyer(), STRANGER, SERVED | {STRANGER})
    assert decided.authority == BUYER
    assert [found.code for found in decided.findings] == ["einvoice-delivered-elsewhere"]
    assert not is_refused(decided.findings)


def test_a_buyer_who_is_not_served_here_is_refused_with_the_number() -> None:
    decided = routing.route(
        buyer(endpoint=Identifier("0208", str(STRANGER)), legal_id=None), BUYER, SERVED
    )
    assert decided.findings[0].code == "einvoice-receiver-unknown"
    assert STRANGER.dotted in decided.findings[0].sentence(ENGLISH)
    assert decided.authority == BUYER, "the inbox it was delivered to keeps the refused document"


def test_an_invoice_that_names_no_buyer_stays_where_it_was_delivered() -> None:
    decided = routing.route(buyer(endpoint=None, legal_id=None), BUYER, SERVED)
    assert decided.authority == BUYER
    assert [found.severity for found in decided.findings] == [Severity.WARNING]


def test_an_invoice_for_nobody_known_is_refused_and_belongs_to_nobody() -> None:
    decided = routing.route(buyer(endpoint=None, legal_id=None), STRANGER, SERVED)
    assert decided.authority is None
    assert is_refused(decided.findings)


def test_wrong_check_digits_are_refused_with_the_number_that_would_be_right() -> None:
    named = buyer(endpoint=Identifier("0208", "0203201341"))
    found = routing.wrong_numbers(named)[0]
    assert found.code == "PEPPOL-COMMON-R043"
    assert (found.found, found.expected) == ("0203201341", "0203.201.340")
    assert found.sentence(ENGLISH).endswith("its last two digits should be 40.")


def test_the_receiver_of_the_envelope_tells_which_buyer_was_meant() -> None:
    named = buyer(endpoint=Identifier("0208", "0203201341"))
    found = routing.wrong_numbers(named, BUYER)[0]
    assert found.expected == BUYER.dotted
    assert found.sentence(ENGLISH).endswith(f"It was delivered to {BUYER.dotted}.")


def test_a_number_of_nine_letters_is_refused_without_guessing() -> None:
    found = routing.wrong_numbers(buyer(endpoint=Identifier("0208", "ABCDEFGHI")))[0]
    assert found.expected == ""
    assert "not a Belgian enterprise number" in found.sentence(ENGLISH)


def test_a_wrong_vat_number_alone_refuses_nothing() -> None:
    found = routing.wrong_numbers(buyer(vat_number="BE0203201341"))
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_a_supplier_known_only_by_vat_number_is_recognised() -> None:
    party = InvoiceParty(name="De Linde", vat_number=SUPPLIER.vat)
    assert routing.first_valid(routing.supplier_numbers(party)) == SUPPLIER


def test_a_vat_address_of_scheme_9925_is_recognised() -> None:
    party = InvoiceParty(endpoint=Identifier("9925", f"be{SUPPLIER}"))
    assert routing.first_valid(routing.supplier_numbers(party)) == SUPPLIER


def test_a_foreign_vat_number_is_not_taken_for_a_belgian_one() -> None:
    assert routing.supplier_numbers(InvoiceParty(vat_number="NL123456789B01")) == ()


@pytest.mark.parametrize(
    "participant", ["iso6523-actorid-upis::0208:{}", "0208:{}", "9925:BE{}", "0208: {} "]
)
def test_a_peppol_participant_gives_its_enterprise_number(participant: str) -> None:
    assert routing.participant_number(participant.format(BUYER)) == BUYER


@pytest.mark.parametrize("participant", ["0088:5412345000013", "", "0208:", "nonsense"])
def test_other_participants_have_no_enterprise_number(participant: str) -> None:
    assert routing.participant_number(participant) is None


def test_an_invoice_sent_by_somebody_else_is_pointed_out() -> None:
    assert routing.sender_differs(SUPPLIER, SUPPLIER) == []
    assert routing.sender_differs(SUPPLIER, STRANGER)[0].severity is Severity.WARNING
    assert routing.sender_differs(SUPPLIER, None) == []


def test_the_example_number_of_many_manuals_is_wrong_and_says_why() -> None:
    named = buyer(endpoint=Identifier("0208", "0123456789"))
    assert routing.wrong_numbers(named)[0].expected == EnterpriseNumber("0123456749").dotted
