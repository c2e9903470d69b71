"""For each rule of our own Peppol pack: one change that keeps it and one that breaks it."""

from dataclasses import dataclass

from tests.shared.validation.invoices import PEPPOL, invoice

Changes = tuple[tuple[str, str], ...]
SELLER, BUYER = "<cac:AccountingSupplierParty>", "<cac:AccountingCustomerParty>"
MEANS, TOTALS, ITEM = "<cac:PaymentMeans>", "<cac:LegalMonetaryTotal>", "\n <cac:Item>"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SELF_BILLING = PEPPOL.replace("billing:3.0", "selfbilling:3.0")
CURRENCY = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
ENDPOINT = '<cbc:EndpointID schemeID="0208">0671516647</cbc:EndpointID>'
BUYERS_ENDPOINT = '<cbc:EndpointID schemeID="0208">0123456749</cbc:EndpointID>'
PRICE = '<cbc:PriceAmount currencyID="EUR">10.01</cbc:PriceAmount>'
QUANTITY = 'unitCode="C62">1<'
CATEGORY = "<cbc:Percent>21</cbc:Percent>\n   <cac:TaxScheme>"
TO_CREDIT = (
    ("InvoiceTypeCode", "CreditNoteTypeCode"),
    ("<Invoice ", "<CreditNote "),
    ("</Invoice>", "</CreditNote>"),
    (":Invoice-2", ":CreditNote-2"),
    ("InvoiceLine", "CreditNoteLine"),
    ("InvoicedQuantity", "CreditedQuantity"),
    (">380<", ">381<"),
)
GERMAN = ("<cbc:IdentificationCode>BE<", "<cbc:IdentificationCode>DE<")


@dataclass(frozen=True, slots=True)
class RuleCase:
    """`kept` must not break the rule, `broken` must; `base` is what both start from."""

    rule: str
    kept: Changes
    broken: Changes
    base: Changes = ()

    def documents(self) -> tuple[bytes, bytes]:
        return changed(*self.base, *self.kept), changed(*self.base, *self.broken)


def changed(*changes: tuple[str, str]) -> bytes:
    """A good invoice of one line with texts replaced, each of which must be there."""
    text = invoice(1).decode()
    for change, to in changes:
        assert change in text, change
        text = text.replace(change, to)
    return text.encode()


def before(place: str, part: str) -> tuple[str, str]:
    return place, part + place


def after(place: str, part: str) -> tuple[str, str]:
    return place, place + part


def allowance(indicator: str, amount: str, base: str = "", factor: str = "") -> str:
    factor = f"<cbc:MultiplierFactorNumeric>{factor}</cbc:MultiplierFactorNumeric>" * bool(factor)
    base = f'<cbc:BaseAmount currencyID="EUR">{base}</cbc:BaseAmount>' * bool(base)
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>"
        f'{factor}<cbc:Amount currencyID="EUR">{amount}</cbc:Amount>{base}</cac:AllowanceCharge>'
    )


def reasoned(indicator: str, code: str) -> tuple[str, str]:
    code = f"<cbc:AllowanceChargeReasonCode>{code}</cbc:AllowanceChargeReasonCode>"
    part = allowance(indicator, "1.00").replace("<cbc:Amount", f"{code}<cbc:Amount")
    return before("<cac:TaxTotal>", part)


def accounting(currency: str, amount: str = "1.00", times: int = 1) -> Changes:
    """An accounting currency and VAT totals in it."""
    stated = f'<cbc:TaxAmount currencyID="{currency}">{amount}</cbc:TaxAmount>'
    total = f"<cac:TaxTotal>{stated}</cac:TaxTotal>"
    return (
        after(CURRENCY, f"<cbc:TaxCurrencyCode>{currency}</cbc:TaxCurrencyCode>"),
        before(TOTALS, total * times),
    )


def period(start: str, end: str) -> str:
    return (
        f"<cac:InvoicePeriod><cbc:StartDate>{start}</cbc:StartDate>"
        f"<cbc:EndDate>{end}</cbc:EndDate></cac:InvoicePeriod>"
    )


def line_document(type_code: str, times: int = 1) -> tuple[str, str]:
    part = (
        "<cac:DocumentReference><cbc:ID>meter 7</cbc:ID>"
        f"<cbc:DocumentTypeCode>{type_code}</cbc:DocumentTypeCode></cac:DocumentReference>"
    )
    return before(ITEM, part * times)


def price_per(quantity: str, unit: str = "C62") -> tuple[str, str]:
    return after(PRICE, f'<cbc:BaseQuantity unitCode="{unit}">{quantity}</cbc:BaseQuantity>')


def attached(media_type: str) -> tuple[str, str]:
    part = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
        f'<cbc:EmbeddedDocumentBinaryObject mimeCode="{media_type}" filename="a">QQ=='
        "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    )
    return before(SELLER, part)


def exempt(reason: str, category: str) -> Changes:
    code = f"<cbc:TaxExemptionReasonCode>{reason}</cbc:TaxExemptionReasonCode>"
    return (
        (CATEGORY, CATEGORY.replace("\n", f"{code}\n")),
        ("<cac:TaxCategory><cbc:ID>S<", f"<cac:TaxCategory><cbc:ID>{category}<"),
    )


def numbered(scheme: str, number: str) -> Changes:
    """A buyer with a number of a scheme."""
    stated = f'<cbc:ID schemeID="{scheme}">{number}</cbc:ID>'
    part = f"<cac:PartyIdentification>{stated}</cac:PartyIdentification>"
    return (after(BUYERS_ENDPOINT, part),)


def addressed(scheme: str, number: str) -> Changes:
    return ((ENDPOINT, f'<cbc:EndpointID schemeID="{scheme}">{number}</cbc:EndpointID>'),)


def taxed(number: str) -> Changes:
    return ((">BE0671516647<", f">{number}<"),)


def project(times: int) -> tuple[str, str]:
    part = (
        "<cac:AdditionalDocumentReference><cbc:ID>P</cbc:ID>"
        "<cbc:DocumentTypeCode>50</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"
    )
    return before(SELLER, part * times)


def core(number: str, kept: Changes, broken: Changes, base: Changes = ()) -> RuleCase:
    return RuleCase(f"PEPPOL-EN16931-{number}", kept, broken, base)


def scheme(number: str, code: str, good: str, bad: str) -> RuleCase:
    return RuleCase(f"PEPPOL-COMMON-{number}", numbered(code, good), numbered(code, bad))


NOTE = "<cbc:Note>one</cbc:Note>"
SELF = ((PEPPOL, SELF_BILLING), (PROFILE, PROFILE.replace("billing", "selfbilling")))
WITH_PERIOD = (before(SELLER, period("2026-11-01", "2026-11-30")),)
MANDATE = "<cac:PaymentMandate><cbc:ID>M-1</cbc:ID></cac:PaymentMandate>"
DIRECT = (("<cbc:PaymentMeansCode>30<", "<cbc:PaymentMeansCode>59<"),)
BREAKDOWN_AMOUNT = '<cbc:TaxableAmount currencyID="EUR">'
ACCOUNT = "</cac:PayeeFinancialAccount>"
CHARGED = (
    '"EUR">10.01</cbc:LineExtensionAmount>\n <cac:Item>',
    '"EUR">12.01</cbc:LineExtensionAmount>\n <cac:Item>',
)

CASES = (
    core("R001", (), ((f"<cbc:ProfileID>{PROFILE}</cbc:ProfileID>", ""),)),
    core("R002", (before(CURRENCY, NOTE),), (before(CURRENCY, NOTE * 2),)),
    core("R002", (GERMAN,), (), (before(CURRENCY, NOTE * 2),)),
    core("R003", (), (("<cbc:BuyerReference>PO-4</cbc:BuyerReference>", ""),)),
    core("R004", ((PEPPOL, f"{PEPPOL}#conformant#urn:x"),), ((PEPPOL, "urn:cen.eu:en16931:2017"),)),
    core("R005", accounting("USD"), (after(CURRENCY, CURRENCY.replace("Document", "Tax")),)),
    core("R007", ((PROFILE, "urn:peppol:bis:billing_with_response"),), ((":01:1.0", ":02:1.0"),)),
    core("R007", (), ((PROFILE.replace("billing", "selfbilling"), PROFILE),), SELF),
    core("R008", (), (("PO-4", " "),)),
    core("R010", (), ((BUYERS_ENDPOINT, ""),)),
    core("R020", (), ((ENDPOINT, ""),)),
    core(
        "R040",
        (before("<cac:TaxTotal>", allowance("true", "2.02", "20.00", "10")),),
        (before("<cac:TaxTotal>", allowance("true", "2.03", "20.00", "10")),),
    ),
    core(
        "R041",
        (before("<cac:TaxTotal>", allowance("true", "2.00", "20.00", "10")),),
        (before("<cac:TaxTotal>", allowance("true", "2.00", "", "10")),),
    ),
    core(
        "R042",
        (before(ITEM, allowance("true", "2.00")),),
        (before(ITEM, allowance("true", "2.00", "20.00")),),
    ),
    core(
        "R043",
        (before(ITEM, allowance("false", "0")),),
        (before(ITEM, allowance("0", "0")),),
    ),
    core("R044", (after(PRICE, allowance("false", "1")),), (after(PRICE, allowance("true", "1")),)),
    core(
        "R046",
        (after(PRICE, allowance("false", "2.00", "12.01")),),
        (after(PRICE, allowance("false", "2.00", "12.02")),),
    ),
    core("R051", accounting("USD"), ((BREAKDOWN_AMOUNT, BREAKDOWN_AMOUNT.replace("EUR", "USD")),)),
    core("R053", (), (("<cac:TaxSubtotal>", "<!--"), ("</cac:TaxSubtotal>", "-->"))),
    core("R054", accounting("USD"), accounting("USD", times=2)),
    core("R054", (), (before(TOTALS, accounting("EUR")[1][1].removesuffix(TOTALS)),)),
    core("R055", accounting("USD", "0.00"), accounting("USD", "-1.00")),
    core("R061", (after(ACCOUNT, MANDATE),), (), DIRECT),
    core("R080", (project(1),), (project(2),), TO_CREDIT),
    core("R100", (line_document("130"),), (line_document("130", 2),)),
    core("R101", (line_document("130"),), (line_document("916"),)),
    core(
        "R110",
        (before(ITEM, period("2026-11-01", "2026-11-02")),),
        (before(ITEM, period("2026-10-31", "2026-11-02")),),
        WITH_PERIOD,
    ),
    core(
        "R111",
        (before(ITEM, period("2026-11-01", "2026-11-30")),),
        (before(ITEM, period("2026-11-01", "2026-12-01")),),
        WITH_PERIOD,
    ),
    core("R120", (CHARGED, before(ITEM, allowance("true", "2.00"))), (CHARGED,)),
    core(
        "R120",
        ((">10.01</cbc:Price", ">10.03</cbc:Price"),),
        ((">10.01</cbc:Price", ">10.04</cbc:Price"),),
    ),
    core("R121", (price_per("1"),), (price_per("-1"),)),
    core("R130", (price_per("1"),), (price_per("1", "XPP"),)),
    core("F001", (), (("2026-12-20", "2026-12-20Z"),)),
    core("P0100", ((">380<", ">877<"),), ((">380<", ">389<"),)),
    core("P0100", ((">380<", ">389<"),), (), SELF),
    core("P0101", ((">381<", ">396<"),), ((">381<", ">380<"),), TO_CREDIT),
    core("P0101", ((">381<", ">261<"),), (), (*SELF, *TO_CREDIT)),
    core("P0112", (GERMAN,), (), ((">380<", ">326<"),)),
    core("P0104", exempt("VATEX-EU-G", "G"), exempt("VATEX-EU-G", "S")),
    core("P0105", exempt("VATEX-EU-O", "O"), exempt("VATEX-EU-O", "E")),
    core("P0106", exempt("VATEX-EU-IC", "K"), exempt("vatex-eu-ic", "AE")),
    core("P0107", exempt("VATEX-EU-AE", "AE"), exempt("VATEX-EU-AE", "K")),
    core("P0108", exempt("VATEX-EU-D", "E"), exempt("VATEX-EU-D", "Z")),
    core("P0109", exempt("VATEX-EU-F", "E"), exempt("VATEX-EU-F", "S")),
    core("P0110", exempt("VATEX-EU-I", "E"), exempt("VATEX-EU-I", "O")),
    core("P0111", exempt("VATEX-EU-J", "E"), exempt("VATEX-EU-J", "G")),
    core("CL001", (attached("text/csv"),), (attached("image/gif"),)),
    core("CL002", (reasoned("false", "95"),), (reasoned("false", "FC"),)),
    core("CL003", (reasoned("true", "FC"),), (reasoned("true", "95"),)),
    core(
        "CL006",
        (
            before(
                SELLER,
                "<cac:InvoicePeriod><cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod>",
            ),
        ),
        (
            before(
                SELLER,
                "<cac:InvoicePeriod><cbc:DescriptionCode>5</cbc:DescriptionCode></cac:InvoicePeriod>",
            ),
        ),
    ),
    core("CL007", (("EUR", "XCG"),), (("EUR", "HRK"),)),
    core("CL008", addressed("0248", "1"), addressed("9958", "1")),
    scheme("R040", "0088", "7300010000001", "7300010000002"),
    scheme("R040", "0088", "73513537", "7351353A"),
    scheme("R041", "0192", "991825827", "991825828"),
    scheme("R042", "0184", "DK13585628", "DK1358562"),
    scheme("R043", "0208", "0671516647", "0671516648"),
    scheme("R043", "0208", "0123456749", "123456749"),
    scheme("R044", "0201", "UFI6NR", "UFI6N"),
    scheme("R045", "0210", "RSSMRA85T10A562S", "RSSMRA85T10A562"),
    RuleCase("PEPPOL-COMMON-R046", addressed("9907", "12345678903"), addressed("9907", "1")),
    scheme("R047", "0211", "IT12345678903", "IT12345678901"),
    scheme("R049", "0007", "5560360793", "5560360794"),
    scheme("R050", "0151", "51824753556", "51824753557"),
    scheme("R052", "0096", "1003373882", "DK10033738"),
    scheme("R053", "0198", "DK12345678", "12345678"),
    scheme("R054", "0106", "12345678", "1234567"),
    scheme("R055", "0190", "00000001003214345000", "0000000100321434500"),
    scheme("R056-1", "9944", "NL123456789B12", "NL123456789"),
    RuleCase("PEPPOL-COMMON-R056-2", taxed("NL123456789B12"), taxed("NL123456789B1")),
    scheme("R057", "0217", "123456789012", "12345678901"),
)
