"""Parties in ordering documents: identifiers with their schemes, name, address, contact."""

import re
from dataclasses import dataclass

from ecatalog.documents.reading import Node
from ecatalog.documents.writing import Branch
from shared.errors import InvalidInput
from shared.party import Address, EnterpriseNumber, Party

ENTERPRISE_SCHEME = "0208"
VAT_SCHEME = "9925"
_LINE_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value and its scheme (ISO 6523 ICD or Peppol EAS); the scheme may be empty."""

    value: str
    scheme: str = ""

    def enterprise_number(self) -> EnterpriseNumber | None:
        """The Belgian enterprise number this states, if its scheme says so and it is right."""
        if self.scheme not in {ENTERPRISE_SCHEME, VAT_SCHEME}:
            return None
        try:
            return EnterpriseNumber.parse(self.value)
        except InvalidInput:
            return None


@dataclass(frozen=True, slots=True)
class TradingParty:
    """A party as an ordering document names it."""

    endpoint: Identifier
    name: str
    identifiers: tuple[Identifier, ...] = ()
    registration: Identifier | None = None
    address: Address | None = None
    contact_name: str = ""
    email: str = ""

    @classmethod
    def of(cls, party: Party) -> "TradingParty":
        """A party of the tender model, addressed by its enterprise number."""
        number = Identifier(party.enterprise_number.digits, ENTERPRISE_SCHEME)
        return cls(
            endpoint=number,
            name=party.name,
            identifiers=(number,),
            registration=number,
            address=party.address,
            email=party.email,
        )

    def enterprise_number(self) -> EnterpriseNumber | None:
        """The enterprise number: registration first, then identifiers, then the endpoint.

        None when the document states none.
        """
        places = (self.registration, *self.identifiers, self.endpoint)
        numbers = (place.enterprise_number() for place in places if place is not None)
        return next((number for number in numbers if number is not None), None)

    def stated(self) -> str:
        """What the document says of the party, for a refusal that shows it."""
        number = self.enterprise_number()
        return number.dotted if number else (self.endpoint.value or self.name or "—")


def read_party(node: Node) -> TradingParty:
    """Read a cac:Party or a party at the top (cac:ProviderParty)."""
    registration = _identifier(node, "cac:PartyLegalEntity/cbc:CompanyID")
    name = node.text("cac:PartyLegalEntity/cbc:RegistrationName")
    return TradingParty(
        endpoint=_identifier(node, "cbc:EndpointID") or Identifier(""),
        name=name or node.text("cac:PartyName/cbc:Name"),
        identifiers=tuple(
            Identifier(found.value, (found.element.get("schemeID") or "").strip())
            for found in node.all("cac:PartyIdentification/cbc:ID")
        ),
        registration=registration,
        address=read_address(node.one("cac:PostalAddress")),
        contact_name=node.text("cac:Contact/cbc:Name"),
        email=node.text("cac:Contact/cbc:ElectronicMail"),
    )


def read_address(node: Node | None) -> Address | None:
    if node is None:
        return None
    parts = [node.text("cbc:StreetName"), node.text("cbc:AdditionalStreetName")]
    return Address(
        street=", ".join(part for part in parts if part),
        postcode=node.text("cbc:PostalZone"),
        town=node.text("cbc:CityName"),
        country=node.text("cac:Country/cbc:IdentificationCode"),
    )


def write_party(into: Branch, party: TradingParty, *parts: str) -> None:
    """Write the party's content; `parts` of name, address, legal, registration, contact.

    The order is that of UBL's cac:Party; each document's model says which parts it takes.
    """
    into.leaf("EndpointID", party.endpoint.value, schemeID=party.endpoint.scheme)
    for identifier in party.identifiers[:1]:
        into.leaf_in("PartyIdentification/ID", identifier.value, schemeID=identifier.scheme)
    if "name" in parts:
        into.leaf_in("PartyName/Name", party.name)
    if "address" in parts and party.address is not None:
        write_address(into.branch("PostalAddress"), party.address)
    if "legal" in parts:
        _write_legal_entity(into, party, with_number="registration" in parts)
    if "contact" in parts:
        contact = into.branch("Contact")
        contact.leaf("Name", party.contact_name)
        contact.leaf("ElectronicMail", party.email)
        contact.drop_if_empty()


def write_address(into: Branch, address: Address) -> None:
    into.leaf("StreetName", _on_one_line(address.street))
    into.leaf("CityName", address.town)
    into.leaf("PostalZone", address.postcode)
    into.leaf_in("Country/IdentificationCode", address.country)


def _write_legal_entity(into: Branch, party: TradingParty, *, with_number: bool) -> None:
    legal = into.branch("PartyLegalEntity")
    legal.leaf("RegistrationName", party.name)
    if with_number and party.registration is not None:
        legal.leaf("CompanyID", party.registration.value, schemeID=party.registration.scheme)
    legal.drop_if_empty()


def _identifier(node: Node, path: str) -> Identifier | None:
    value = node.text(path)
    return Identifier(value, node.attribute(path, "schemeID")) if value else None


def _on_one_line(text: str) -> str:
    return _LINE_BREAKS.sub(" ", text).strip()
