"""What a document says it is, and the document itself when an envelope was left around it."""

from lxml import etree

from shared.validation.report import DocumentId
from shared.xml.parse import Element

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_CONTEXT = f"{{{CII}}}ExchangedDocumentContext"
_REGREP = "urn:oasis:names:tc:ebxml-regrep:xsd:"
_RIM = f"{{{_REGREP}rim:4.0}}"
TSR = "urn:fdc:peppol:transaction-statistics-report:"
EUSR = "urn:fdc:peppol:end-user-statistics-report:"
_SUBTYPE = ".//{*}NoticeSubType/{*}SubTypeCode"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def _slot(name: str) -> str:
    return f"{_RIM}Slot[@name='{name}']/{_RIM}SlotValue/{_RIM}Value"


# where a document that is not UBL says what it follows (CustomizationID) and in which process
_SLOTS = (_slot("SpecificationIdentification"), _slot("BusinessProcessTypeIdentifier"))
_ELSEWHERE = {
    # EN 16931-3-3, BT-24 and BT-23
    CII: (
        f"{_CONTEXT}/{_RAM}GuidelineSpecifiedDocumentContextParameter/{_RAM}ID",
        f"{_CONTEXT}/{_RAM}BusinessProcessSpecifiedDocumentContextParameter/{_RAM}ID",
    ),
    # Peppol pre-award: notices are searched and published by messages of OASIS RegRep
    f"{_REGREP}query:4.0": _SLOTS,
    f"{_REGREP}lcm:4.0": _SLOTS,
}


def document_id(root: Element) -> DocumentId:
    """Root element, its namespace, CustomizationID and ProfileID; of a notice the subtype."""
    address, _, name = str(root.tag).rpartition("}")
    namespace = address[1:]
    customization, profile = _stated(root, namespace)
    subtype = root.findtext(_SUBTYPE, "").strip() if name.endswith("Notice") else ""
    return DocumentId(name, namespace, customization, profile, subtype)


def _stated(root: Element, namespace: str) -> tuple[str, str]:
    if namespace in _ELSEWHERE:
        customization, profile = _ELSEWHERE[namespace]
        return root.findtext(customization, "").strip(), root.findtext(profile, "").strip()
    # Peppol's reports have them in their own namespace
    place = f"{{{namespace}}}" if namespace.startswith((TSR, EUSR)) else _CBC
    return _of_child(root, f"{place}CustomizationID"), _of_child(root, f"{place}ProfileID")


def _of_child(root: Element, name: str) -> str:
    child = next(root.iterchildren(name), None)
    return "" if child is None else (child.text or "").strip()


def without_envelope(root: Element) -> Element:
    """The document inside an SBDH envelope (UN/CEFACT, 1.3), or the root itself."""
    if root.tag != f"{{{SBDH}}}StandardBusinessDocument":
        return root
    inside = [child for child in root.iterchildren("*") if _namespace(child) != SBDH]
    return inside[0] if len(inside) == 1 else root


def _namespace(element: Element) -> str:
    return etree.QName(element).namespace or ""
