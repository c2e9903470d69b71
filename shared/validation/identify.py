"""What a document says it is, and the document itself when an envelope was left around it."""

from lxml import etree

from shared.validation.report import DocumentId
from shared.xml.parse import Element

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
_SUBTYPE = ".//{*}NoticeSubType/{*}SubTypeCode"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def document_id(root: Element) -> DocumentId:
    """Root element, its namespace, CustomizationID and ProfileID; of a notice the subtype."""
    name = etree.QName(root)
    return DocumentId(
        root=name.localname,
        namespace=name.namespace or "",
        customization=root.findtext(f"{_CBC}CustomizationID", "").strip(),
        profile=root.findtext(f"{_CBC}ProfileID", "").strip(),
        subtype=root.findtext(_SUBTYPE, "").strip() if name.localname.endswith("Notice") else "",
    )


def without_envelope(root: Element) -> Element:
    """The document inside an SBDH envelope (UN/CEFACT, 1.3), or the root itself."""
    if root.tag != f"{{{SBDH}}}StandardBusinessDocument":
        return root
    inside = [child for child in root.iterchildren("*") if _namespace(child) != SBDH]
    return inside[0] if len(inside) == 1 else root


def _namespace(element: Element) -> str:
    return etree.QName(element).namespace or ""
