"""Whose invoice is it: enterprise numbers named in the document, and the authority they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from einvoice.documents.billing import InvoiceParty
from einvoice.documents.identifiers import ENTERPRISE_SCHEME, VAT_SCHEME
from einvoice.documents.ubl import Identifier
from einvoice.rules.findings import Finding, Severity
from shared.errors import WhoActs
from shared.i18n import msg
from shared.party import EnterpriseNumber, NotAnEnterpriseNumber, WrongCheckDigits


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the document that names a party: BT number and path."""

    term: str
    path: str


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """An enterprise number as a document names it; `number` is None when it is wrong."""

    text: str
    place: Place
    number: EnterpriseNumber | None
    expected_check: str = ""
    """The check digits that would be right, when only they are wrong."""
    is_vat: bool = False


_SELLER = "cac:AccountingSupplierParty/cac:Party"
_BUYER = "cac:AccountingCustomerParty/cac:Party"


def supplier_numbers(party: InvoiceParty) -> tuple[NamedNumber, ...]:
    """Enterprise numbers of the seller, the most telling first."""
    return _numbers(party, _SELLER, ("BT-34", "BT-30", "BT-29", "BT-31"))


def customer_numbers(party: InvoiceParty) -> tuple[NamedNumber, ...]:
    """Enterprise numbers of the buyer, the most telling first."""
    return _numbers(party, _BUYER, ("BT-49", "BT-47", "BT-46", "BT-48"))


def participant_number(participant: str) -> EnterpriseNumber | None:
    """The number in a Peppol participant (`iso6523-actorid-upis::0208:…`), if it is Belgian."""
    bare = participant.rsplit("::", 1)[-1]
    scheme, _, value = bare.partition(":")
    named = _read(Identifier(scheme, value), Place("", ""))
    return None if named is None else named.number


def first_valid(named: Iterable[NamedNumber]) -> EnterpriseNumber | None:
    return next((found.number for found in named if found.number is not None), None)


def wrong_numbers(
    named: Iterable[NamedNumber], delivered_to: EnterpriseNumber | None = None
) -> list[Finding]:
    """A finding per number that is not an enterprise number (PEPPOL-COMMON-R043).

    For the buyer's numbers the receiver the network delivered to tells which one was meant.
    """
    wrong = [_wrong(found) for found in named if found.number is None]
    if delivered_to is None:
        return wrong
    says = msg("{found} is not a Belgian enterprise number. It was delivered to {expected}.")
    return [
        replace(finding, says=says, facts={}, expected=delivered_to.dotted) for finding in wrong
    ]


@dataclass(frozen=True, slots=True)
class Route:
    """The authority an invoice goes to; None when no authority here is meant."""

    authority: EnterpriseNumber | None
    findings: tuple[Finding, ...] = ()


def route(
    named: tuple[NamedNumber, ...],
    delivered_to: EnterpriseNumber | None,
    served: frozenset[EnterpriseNumber],
) -> Route:
    """Decide for the number in the document; the envelope's receiver helps when that says nothing.

    `named` are the buyer's numbers in the document, `delivered_to` the receiver the network
    delivered to, `served` the authorities of this installation.
    """
    buyer = first_valid(named)
    fallback = delivered_to if delivered_to in served else None
    if buyer is None:
        missing = () if named else (_buyer_not_named(fallback),)
        return Route(fallback, missing if fallback else (*missing, _unknown(delivered_to)))
    if buyer not in served:
        return Route(fallback, (_unknown(buyer, _place_of(named, buyer)),))
    if delivered_to is not None and delivered_to != buyer:
        return Route(buyer, (_delivered_elsewhere(buyer, delivered_to),))
    return Route(buyer)


def sender_differs(
    supplier: EnterpriseNumber | None, sender: EnterpriseNumber | None
) -> list[Finding]:
    """Advice when somebody else sent the invoice than the seller it names."""
    if supplier is None or sender is None or supplier == sender:
        return []
    return [
        Finding(
            code="einvoice-other-sender",
            severity=Severity.WARNING,
            says=msg("The invoice of {expected} was sent by {found}."),
            remedy=msg("Check that the sender may invoice for the supplier."),
            who=WhoActs.AUTHORITY,
            found=sender.dotted,
            expected=supplier.dotted,
            term="BT-34",
        )
    ]


def _numbers(
    party: InvoiceParty, path: str, terms: tuple[str, str, str, str]
) -> tuple[NamedNumber, ...]:
    endpoint, legal, identification, vat = terms
    named = [
        _read(party.endpoint, Place(endpoint, f"{path}/cbc:EndpointID")),
        _read(party.legal_id, Place(legal, f"{path}/cac:PartyLegalEntity/cbc:CompanyID")),
        *(
            _read(found, Place(identification, f"{path}/cac:PartyIdentification/cbc:ID"))
            for found in party.identifications
        ),
        _read_vat(party.vat_number, Place(vat, f"{path}/cac:PartyTaxScheme/cbc:CompanyID")),
    ]
    return tuple(found for found in named if found is not None)


def _read(identifier: Identifier | None, place: Place) -> NamedNumber | None:
    if identifier is None or identifier.scheme not in {ENTERPRISE_SCHEME, VAT_SCHEME}:
        return None
    return _named(identifier.value, place, is_vat=identifier.scheme == VAT_SCHEME)


def _read_vat(text: str, place: Place) -> NamedNumber | None:
    is_belgian = re.match(r"\s*BE", text, re.IGNORECASE) is not None
    return _named(text, place, is_vat=True) if is_belgian else None


def _named(text: str, place: Place, *, is_vat: bool) -> NamedNumber:
    try:
        return NamedNumber(text, place, EnterpriseNumber.parse(text), is_vat=is_vat)
    except WrongCheckDigits as refusal:
        expected = str(refusal.facts["expected"])
        return NamedNumber(text, place, None, expected_check=expected, is_vat=is_vat)
    except NotAnEnterpriseNumber:
        return NamedNumber(text, place, None, is_vat=is_vat)


def _wrong(named: NamedNumber) -> Finding:
    refusal = WrongCheckDigits if named.expected_check else NotAnEnterpriseNumber
    return Finding(
        code="einvoice-vat-number" if named.is_vat else "PEPPOL-COMMON-R043",
        severity=Severity.WARNING if named.is_vat else Severity.FATAL,
        says=refusal.says,
        remedy=refusal.remedy,
        facts={"expected": named.expected_check},
        found=named.text,
        expected=_corrected(named),
        term=named.place.term,
        path=named.place.path,
    )


def _corrected(named: NamedNumber) -> str:
    """The number with the check digits it should have; empty when it is no number at all."""
    if not named.expected_check:
        return ""
    digits = re.sub(r"\D", "", named.text.rpartition(":")[2]).zfill(10)
    return EnterpriseNumber(digits[:8] + named.expected_check).dotted


def _place_of(named: tuple[NamedNumber, ...], number: EnterpriseNumber) -> Place:
    return next(found.place for found in named if found.number == number)


def _unknown(number: EnterpriseNumber | None, place: Place | None = None) -> Finding:
    found = number.dotted if number else "–"
    return Finding(
        code="einvoice-receiver-unknown",
        severity=Severity.FATAL,
        says=msg("No authority with number {found} receives invoices here."),
        remedy=msg("Check the buyer's enterprise number and send the invoice again."),
        found=found,
        term="BT-49" if place is None else place.term,
        path="" if place is None else place.path,
    )


def _buyer_not_named(fallback: EnterpriseNumber | None) -> Finding:
    return Finding(
        code="einvoice-buyer-not-identified",
        severity=Severity.WARNING if fallback else Severity.FATAL,
        says=msg("The invoice does not give the buyer's enterprise number."),
        remedy=msg("Put the number with scheme 0208 into the buyer's electronic address."),
        expected=fallback.dotted if fallback else "0208:…",
        term="BT-49",
        path=f"{_BUYER}/cbc:EndpointID",
    )


def _delivered_elsewhere(buyer: EnterpriseNumber, receiver: EnterpriseNumber) -> Finding:
    return Finding(
        code="einvoice-delivered-elsewhere",
        severity=Severity.WARNING,
        says=msg("The invoice names {expected} as buyer but was delivered to {found}."),
        remedy=msg("Nothing to do now: it was put into the inbox of the buyer it names."),
        found=receiver.dotted,
        expected=buyer.dotted,
        term="BT-49",
        path=f"{_BUYER}/cbc:EndpointID",
    )
