"""How it is written right: a few lines of XML or a sum, the same in every language."""

from collections.abc import Mapping

_PARTY_NUMBER = (
    '<cac:PartyLegalEntity>\n  <cbc:CompanyID schemeID="0208">0671516647</cbc:CompanyID>\n'
    "</cac:PartyLegalEntity>"
)
_COUNTRY = "<cac:Country>\n  <cbc:IdentificationCode>BE</cbc:IdentificationCode>\n</cac:Country>"
_SELLER = "<cac:PartyLegalEntity>\n  <cbc:RegistrationName>Meubelen Peeters</cbc:RegistrationName>"
_REASON = "<cbc:AllowanceChargeReason>Volume discount</cbc:AllowanceChargeReason>"
_ENDPOINT = '<cbc:EndpointID schemeID="0208">0671516647</cbc:EndpointID>'
_EXEMPT = (
    "<cac:TaxCategory>\n  <cbc:ID>{category}</cbc:ID>\n  <cbc:Percent>0</cbc:Percent>\n"
    "  <cbc:TaxExemptionReasonCode>{reason}</cbc:TaxExemptionReasonCode>"
)

EXAMPLES: Mapping[str, str] = {
    "BR-01": "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant"
    "#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>",
    "BR-02": "<cbc:ID>2026-0017</cbc:ID>",
    "BR-03": "<cbc:IssueDate>2026-11-21</cbc:IssueDate>",
    "BR-04": "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
    "BR-05": "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
    "BR-06": _SELLER,
    "BR-07": _SELLER.replace("Meubelen Peeters", "Stad Voorbeeld"),
    "BR-09": _COUNTRY,
    "BR-11": _COUNTRY,
    "BR-22": '<cbc:InvoicedQuantity unitCode="C62">3</cbc:InvoicedQuantity>',
    "BR-23": '<cbc:InvoicedQuantity unitCode="C62">3</cbc:InvoicedQuantity>',
    "BR-25": "<cac:Item>\n  <cbc:Name>Chair</cbc:Name>\n</cac:Item>",
    "BR-26": '<cac:Price>\n  <cbc:PriceAmount currencyID="EUR">49.90</cbc:PriceAmount>\n'
    "</cac:Price>",
    "BR-29": "<cbc:StartDate>2026-11-01</cbc:StartDate>\n<cbc:EndDate>2026-11-30</cbc:EndDate>",
    "BR-30": "<cbc:StartDate>2026-11-01</cbc:StartDate>\n<cbc:EndDate>2026-11-30</cbc:EndDate>",
    "BR-33": _REASON,
    "BR-38": _REASON.replace("Volume discount", "Transport"),
    "BR-42": _REASON,
    "BR-44": _REASON.replace("Volume discount", "Transport"),
    "BR-49": "<cac:PaymentMeans>\n  <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>",
    "BR-50": "<cac:PayeeFinancialAccount>\n  <cbc:ID>BE68539007547034</cbc:ID>",
    "BR-61": "<cac:PayeeFinancialAccount>\n  <cbc:ID>BE68539007547034</cbc:ID>",
    "BR-62": _ENDPOINT,
    "BR-63": _ENDPOINT,
    "BR-CL-14": _COUNTRY,
    "BR-CL-23": '<cbc:InvoicedQuantity unitCode="HUR">7.5</cbc:InvoicedQuantity>',
    "BR-CO-09": "<cbc:CompanyID>BE0671516647</cbc:CompanyID>",
    "BR-CO-10": "LineExtensionAmount: 60.00 + 40.00 = 100.00",
    "BR-CO-11": "AllowanceTotalAmount: 5.00 + 2.50 = 7.50",
    "BR-CO-12": "ChargeTotalAmount: 10.00 + 4.00 = 14.00",
    "BR-CO-13": "TaxExclusiveAmount: 100.00 - 7.50 + 14.00 = 106.50",
    "BR-CO-14": "TaxAmount: 21.00 (21 %) + 0.39 (6 %) = 21.39",
    "BR-CO-15": "TaxInclusiveAmount: 106.50 + 21.39 = 127.89",
    "BR-CO-16": "PayableAmount: 127.89 - 27.89 + 0.00 = 100.00",
    "BR-CO-17": "TaxAmount: 100.00 x 21 % = 21.00",
    "BR-CO-25": "<cbc:DueDate>2026-12-21</cbc:DueDate>",
    "BR-CO-26": _PARTY_NUMBER,
    "BR-S-08": "TaxableAmount: 60.00 + 40.00 = 100.00",
    "BR-S-09": "TaxAmount: 100.00 x 21 % = 21.00",
    "BR-AE-10": _EXEMPT.format(category="AE", reason="VATEX-EU-AE"),
    "BR-G-10": _EXEMPT.format(category="G", reason="VATEX-EU-G"),
    "BR-IC-10": _EXEMPT.format(category="K", reason="VATEX-EU-IC"),
    "PEPPOL-COMMON-R043": _ENDPOINT,
    "PEPPOL-EN16931-F001": "<cbc:IssueDate>2026-11-21</cbc:IssueDate>",
    "PEPPOL-EN16931-R001": "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    "</cbc:ProfileID>",
    "PEPPOL-EN16931-R003": "<cbc:BuyerReference>PO-4711</cbc:BuyerReference>",
    "PEPPOL-EN16931-R010": _ENDPOINT,
    "PEPPOL-EN16931-R020": _ENDPOINT,
    "PEPPOL-EN16931-R040": "Amount: 200.00 x 10 % = 20.00",
    "PEPPOL-EN16931-R046": "PriceAmount: 50.00 - 5.00 = 45.00",
    "PEPPOL-EN16931-R120": "LineExtensionAmount: 3 x 49.90 / 1 + 0.30 - 10.00 = 140.00",
}
