"""Writing UBL documents of a bid: elements in order, and a salt that no rule minds."""

import base64
import os

from lxml import etree

from shared.party import Party
from shared.xml.parse import Element

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
ENTERPRISE_NUMBER_SCHEME = "0208"
SALT_SIZE = 32


def document(name: str) -> Element:
    """The root of a UBL document, `Tender` or another, with random bytes in a comment.

    A short document could be guessed from its digest before the deadline; the comment makes that
    impossible, and neither schema nor rules look at comments.
    """
    namespace = f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
    prefixes = {None: namespace, "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=prefixes)  # type: ignore[arg-type]  # the stubs forget the default namespace
    salt = base64.b64encode(os.urandom(SALT_SIZE)).decode()
    root.append(etree.Comment(f" random: {salt} "))
    return root


def to_bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def basic(parent: Element, name: str, text: str, **attributes: str) -> Element:
    """A `cbc` child with its text."""
    element = etree.SubElement(parent, f"{{{CBC}}}{name}", attributes)
    element.text = text
    return element


def aggregate(parent: Element, name: str) -> Element:
    """An empty `cac` child."""
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def endpoint_and_identifier(party: Element, number: str) -> None:
    """A party by its enterprise number: electronic address and identifier (ICD 0208)."""
    basic(party, "EndpointID", number, schemeID=ENTERPRISE_NUMBER_SCHEME)
    identification = aggregate(party, "PartyIdentification")
    basic(identification, "ID", number, schemeID=ENTERPRISE_NUMBER_SCHEME)


def name_of(party: Element, name: str) -> None:
    basic(aggregate(party, "PartyName"), "Name", name)


def postal_address(party: Element, given: Party, *, country: str) -> None:
    """`country` is the code in the list that the document's rules ask for."""
    address = aggregate(party, "PostalAddress")
    basic(address, "StreetName", given.address.street)
    basic(address, "CityName", given.address.town)
    basic(address, "PostalZone", given.address.postcode)
    basic(aggregate(address, "Country"), "IdentificationCode", country)


def contact_of(party: Element, name: str, email: str) -> None:
    contact = aggregate(party, "Contact")
    basic(contact, "Name", name)
    basic(contact, "ElectronicMail", email)
