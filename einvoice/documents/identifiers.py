"""The names Peppol gives to specifications, processes and document types of invoicing."""

from enum import StrEnum

BILLING_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
BILLING_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
BILLING_WITH_RESPONSE_PROCESS = "urn:peppol:bis:billing_with_response"
RESPONSE_CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
RESPONSE_PROCESS = "urn:fdc:peppol.eu:poacc:bis:invoice_response:3"

ENTERPRISE_SCHEME = "0208"
VAT_SCHEME = "9925"

INVOICE_NS = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE_NS = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
RESPONSE_NS = "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"
SBDH_NS = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"

INVOICE_TYPE = f"{INVOICE_NS}::Invoice##{BILLING_CUSTOMIZATION}::2.1"
CREDIT_NOTE_TYPE = f"{CREDIT_NOTE_NS}::CreditNote##{BILLING_CUSTOMIZATION}::2.1"
RESPONSE_TYPE = f"{RESPONSE_NS}::ApplicationResponse##{RESPONSE_CUSTOMIZATION}::2.1"


class DocumentKind(StrEnum):
    """What an invoicing document is; UBL gives each its own root element."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"

    @property
    def namespace(self) -> str:
        return INVOICE_NS if self is DocumentKind.INVOICE else CREDIT_NOTE_NS

    @property
    def document_type(self) -> str:
        """The Peppol document type identifier, without its scheme."""
        return INVOICE_TYPE if self is DocumentKind.INVOICE else CREDIT_NOTE_TYPE

    @property
    def default_type_code(self) -> str:
        """UNCL1001: 380 commercial invoice, 381 credit note."""
        return "380" if self is DocumentKind.INVOICE else "381"


def is_billing_type(document_type: str) -> bool:
    """Whether a Peppol document type identifier names an invoice or a credit note.

    The scheme prefix (`busdox-docid-qns::`) may be there or not.
    """
    return f"{INVOICE_NS}::Invoice" in document_type or (
        f"{CREDIT_NOTE_NS}::CreditNote" in document_type
    )


def is_response_type(document_type: str) -> bool:
    """Whether a Peppol document type identifier names an Invoice Response (T111)."""
    return "ApplicationResponse" in document_type and RESPONSE_CUSTOMIZATION in document_type
