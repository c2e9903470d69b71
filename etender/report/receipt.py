"""The receipt of a bid as Peppol Tender Receipt (T006, BIS P003 1.2; UBL 2.2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lxml import etree

from etender.opening.values import Bidder
from shared.clock import BRUSSELS
from shared.i18n import Catalogue, format_moment, msg
from shared.tender import DocumentRef
from shared.xml.parse import Element

_RECEIPT = "urn:oasis:names:specification:ubl:schema:xsd:TenderReceipt-2"
_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_CUSTOMISATION = "urn:fdc:peppol.eu:prac:trns:t006:1.2"
_PROFILE = "urn:fdc:peppol.eu:prac:bis:p003:1.2"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_ENTERPRISE_NUMBER_SCHEME = "0208"
_OFFER = "310"


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """What a receipt attests: these bytes, from this sender, at this moment, late or not.

    The submitter is the receiver of the receipt; the tenderer is the issuer of the documents.
    """

    receipt_id: UUID
    version_id: UUID
    reference: str
    authority: Bidder
    submitter: Bidder
    tenderer: Bidder
    payload: DocumentRef
    key_envelope: DocumentRef
    received_at: datetime
    deadline: datetime
    is_late: bool


def receipt_xml(content: ReceiptContent, catalogue: Catalogue) -> bytes:
    """The receipt's bytes; valid UBL 2.2.

    A receipt of a bid in time keeps to the elements of T006. A late bid's receipt says so in a
    Note, which T006 merely advises against (PEPPOL-T006-S312): the bidder must be able to read it.
    """
    root = etree.Element(
        f"{{{_RECEIPT}}}TenderReceipt",
        nsmap={None: _RECEIPT, "cac": _CAC, "cbc": _CBC},  # type: ignore[dict-item]  # the stubs forget the default namespace
    )
    _identification(root, content)
    received = content.received_at.astimezone(BRUSSELS)
    _cbc(root, "IssueDate", received.date().isoformat())
    _cbc(root, "IssueTime", _time(received))
    if content.is_late:
        _cbc(root, "Note", _late_note(content, catalogue))
    _cbc(root, "RegisteredDate", received.date().isoformat())
    _cbc(root, "RegisteredTime", _time(received))
    for document in (content.payload, content.key_envelope):
        _document(root, content, document)
    _party(root, "SenderParty", content.authority)
    _party(root, "ReceiverParty", content.submitter)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _identification(root: Element, content: ReceiptContent) -> None:
    _cbc(root, "UBLVersionID", "2.2")
    _cbc(root, "CustomizationID", _CUSTOMISATION)
    _cbc(root, "ProfileID", _PROFILE)
    _cbc(root, "ID", str(content.receipt_id)).set("schemeURI", "urn:uuid")
    _cbc(root, "ContractFolderID", content.reference)


def _late_note(content: ReceiptContent, catalogue: Catalogue) -> str:
    text = catalogue.gettext(
        msg("LATE: received after the deadline of {deadline}. The bid is kept sealed.")
    )
    return text.format(deadline=format_moment(content.deadline, catalogue.language))


def _document(root: Element, content: ReceiptContent, document: DocumentRef) -> None:
    reference = etree.SubElement(root, f"{{{_CAC}}}TenderDocumentReference")
    _cbc(reference, "ID", str(content.version_id))
    _cbc(reference, "DocumentTypeCode", _OFFER).set("listID", "UNCL1001")
    attachment = etree.SubElement(reference, f"{{{_CAC}}}Attachment")
    external = etree.SubElement(attachment, f"{{{_CAC}}}ExternalReference")
    _cbc(external, "DocumentHash", document.sha256)
    _cbc(external, "HashAlgorithmMethod", _SHA256)
    issuer = etree.SubElement(reference, f"{{{_CAC}}}IssuerParty")
    _endpoint(issuer, content.tenderer)


def _party(root: Element, name: str, party: Bidder) -> None:
    element = etree.SubElement(root, f"{{{_CAC}}}{name}")
    _endpoint(element, party)
    identification = etree.SubElement(element, f"{{{_CAC}}}PartyIdentification")
    identifier = _cbc(identification, "ID", party.enterprise_number)
    identifier.set("schemeID", _ENTERPRISE_NUMBER_SCHEME)
    party_name = etree.SubElement(element, f"{{{_CAC}}}PartyName")
    _cbc(party_name, "Name", party.name)


def _endpoint(parent: Element, party: Bidder) -> None:
    endpoint = _cbc(parent, "EndpointID", party.enterprise_number)
    endpoint.set("schemeID", _ENTERPRISE_NUMBER_SCHEME)


def _time(moment: datetime) -> str:
    """Seconds and zone, as PEPPOL-T006-R007 and R012 demand: `10:59:58+01:00`."""
    return moment.isoformat(timespec="seconds").partition("T")[2]


def _cbc(parent: Element, name: str, text: str) -> Element:
    element = etree.SubElement(parent, f"{{{_CBC}}}{name}")
    element.text = text
    return element
