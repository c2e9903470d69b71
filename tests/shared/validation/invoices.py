"""A small correct Peppol invoice between fictional parties, and ways to spoil it."""

from decimal import Decimal

LINE = """<cac:InvoiceLine><cbc:ID>{number}</cbc:ID>
 <cbc:InvoicedQuantity unitCode="C62">{quantity}</cbc:InvoicedQuantity>
 <cbc:LineExtensionAmount currencyID="EUR">{amount}</cbc:LineExtensionAmount>
 <cac:Item><cbc:Name>Chair {number}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
  <cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
 </cac:ClassifiedTaxCategory></cac:Item>
 <cac:Price><cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount></cac:Price>
</cac:InvoiceLine>"""
PARTY = """<cac:Party><cbc:EndpointID schemeID="0208">{number}</cbc:EndpointID>
 <cac:PostalAddress><cbc:CityName>Gent</cbc:CityName><cbc:PostalZone>9000</cbc:PostalZone>
  <cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>
 </cac:PostalAddress>
 <cac:PartyTaxScheme><cbc:CompanyID>BE{number}</cbc:CompanyID>
  <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
 <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party>"""
INVOICE = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>{customization}</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>F-2026-7</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate>
<cbc:DueDate>2026-12-20</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>PO-4</cbc:BuyerReference>
<cac:AccountingSupplierParty>{seller}</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty>{buyer}</cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
 <cac:PayeeFinancialAccount><cbc:ID>BE68539007547034</cbc:ID></cac:PayeeFinancialAccount>
</cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
 <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{net}</cbc:TaxableAmount>
  <cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
  <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>
   <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
 </cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal>
 <cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
 <cbc:TaxExclusiveAmount currencyID="EUR">{net}</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount currencyID="EUR">{gross}</cbc:TaxInclusiveAmount>
 <cbc:PayableAmount currencyID="EUR">{gross}</cbc:PayableAmount>
</cac:LegalMonetaryTotal>
{lines}
</Invoice>"""
PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
EN16931 = "urn:cen.eu:en16931:2017"


def invoice(lines: int = 2, customization: str = PEPPOL) -> bytes:
    """Correct in every respect; line n is n pieces at 10.01."""
    amounts = [Decimal("10.01") * number for number in range(1, lines + 1)]
    net = sum(amounts, Decimal(0))
    vat = (net * Decimal("0.21")).quantize(Decimal("0.01"))
    written = [
        LINE.format(number=number, quantity=number, amount=amount, price="10.01")
        for number, amount in enumerate(amounts, 1)
    ]
    return INVOICE.format(
        customization=customization,
        seller=PARTY.format(number="0671516647", name="Meubelen Peeters"),
        buyer=PARTY.format(number="0123456749", name="Stad Voorbeeld"),
        net=net,
        vat=vat,
        gross=net + vat,
        lines="\n".join(written),
    ).encode()


def spoiled(change: str, to: str, lines: int = 2, customization: str = PEPPOL) -> bytes:
    """With every occurrence of a text replaced; it must occur."""
    good = invoice(lines, customization)
    assert change.encode() in good
    return good.replace(change.encode(), to.encode())
