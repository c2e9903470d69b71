"""A small correct Cross Industry Invoice between fictional parties, and ways to spoil it."""

from decimal import Decimal

from tests.shared.validation.invoices import EN16931

_LINE = """<ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>{number}</ram:LineID>
</ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:Name>Chair {number}</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
 <ram:ChargeAmount>10.01</ram:ChargeAmount></ram:NetPriceProductTradePrice>
</ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">{number}</ram:BilledQuantity>
</ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
 <ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>21</ram:RateApplicablePercent>
 </ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>
 <ram:LineTotalAmount>{amount}</ram:LineTotalAmount>
 </ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>"""
_PARTY = """<ram:Name>{name}</ram:Name><ram:PostalTradeAddress>
 <ram:PostcodeCode>9000</ram:PostcodeCode><ram:CityName>Gent</ram:CityName>
 <ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress>
 <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE{number}</ram:ID>
 </ram:SpecifiedTaxRegistration>"""
_INVOICE = """<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
 <ram:ID>{customization}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>F-2026-7</ram:ID><ram:TypeCode>380</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">20261120</udt:DateTimeString>
 </ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
{lines}
<ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>PO-4</ram:BuyerReference>
<ram:SellerTradeParty>{seller}</ram:SellerTradeParty>
<ram:BuyerTradeParty>{buyer}</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>
 <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>BE68539007547034</ram:IBANID>
 </ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount>
 <ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{net}</ram:BasisAmount>
 <ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>21</ram:RateApplicablePercent>
</ram:ApplicableTradeTax>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>
 <udt:DateTimeString format="102">20261220</udt:DateTimeString></ram:DueDateDateTime>
</ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
 <ram:LineTotalAmount>{net}</ram:LineTotalAmount>
 <ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>
 <ram:TaxTotalAmount currencyID="EUR">{vat}</ram:TaxTotalAmount>
 <ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount>
 <ram:DuePayableAmount>{gross}</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""


def cii_invoice(lines: int = 2, customization: str = EN16931) -> bytes:
    """Correct in every respect; line n is n pieces at 10.01."""
    amounts = [Decimal("10.01") * number for number in range(1, lines + 1)]
    net = sum(amounts, Decimal(0))
    vat = (net * Decimal("0.21")).quantize(Decimal("0.01"))
    written = [
        _LINE.format(number=number, amount=amount) for number, amount in enumerate(amounts, 1)
    ]
    return _INVOICE.format(
        customization=customization,
        lines="\n".join(written),
        seller=_PARTY.format(name="Meubelmakerij De Eik", number="0123456749"),
        buyer=_PARTY.format(name="Stad Voorbeeld", number="0987654394"),
        net=net,
        vat=vat,
        gross=net + vat,
    ).encode()


def spoiled_cii(what: str, by: str, lines: int = 2) -> bytes:
    """The first occurrence of something replaced."""
    text = cii_invoice(lines)
    assert what.encode() in text
    return text.replace(what.encode(), by.encode(), 1)
