"""What a document says it is, and the document itself when an envelope was left around it."""

from lxml import etree

from shared.validation.report import DocumentId
from shared.xml.parse import Element

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
_SUBTYPE = ".//{*}NoticeSubType/{*}SubTypeCode"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_CONTEXT = f"{{{CII}}}ExchangedDocumentContext"
_GUIDELINE = f"{_CONTEXT}/{_RAM}GuidelineSpecifiedDocumentContextParameter/{_RAM}ID"
_PROCESS = f"{_CONTEXT}/{_RAM}BusinessProcessSpecifiedDocumentContextParameter/{_RAM}ID"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CUSTOMIZATION, _PROFILE = f"{_CBC}CustomizationID", f"{_CBC}ProfileID"


def document_id(root: Element) -> DocumentId:
    """Root element, its namespace, CustomizationID and ProfileID; of a notice the subtype.

    A Cross Industry Invoice has the two in its context (EN 16931-3-3, BT-24 and BT-23).
    """
    address, _, name = str(root.tag).rpartition("}")
    if address[1:] == CII:
        guideline, process = (root.findtext(each, "").strip() for each in (_GUIDELINE, _PROCESS))
        return DocumentId(name, CII, guideline, process)
    return DocumentId(
        root=name,
        namespace=address[1:],
        customization=_text_of_child(root, _CUSTOMIZATION),
        profile=_text_of_child(root, _PROFILE),
        subtype=root.findtext(_SUBTYPE, "").strip() if name.endswith("Notice") else "",
    )


def _text_of_child(root: Element, name: str) -> str:
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
