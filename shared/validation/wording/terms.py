"""Business terms of EN 16931-1 by element of a UBL invoice or credit note, and by rule.

Most official texts name their terms; these are for those that do not, and for the schema's
findings. Where an element carries one of two terms, such as allowance or charge, both are given.
"""

import re
from collections.abc import Iterator, Mapping

_STEP = re.compile(r"(?:[^:/]*:)?([^:/\[]+)(?:\[\d+\])?")
_NAMED = re.compile(r"\bB[TG]-\d+\b")


def term_of(rule: str, official: str, path: str) -> str:
    """The terms a finding is about, separated by commas; empty when none are known.

    `path` is the short path of the element in an invoice or credit note, else empty.
    """
    named = _NAMED.search(official)
    if named:
        return named[0]
    return BY_RULE.get(rule, "") or _of_path(path)


def terms_in(rule: str, official: str) -> list[str]:
    """All terms that a rule concerns, in the order its text names them."""
    named = dict.fromkeys(_NAMED.findall(official))
    return list(named) or [term for term in BY_RULE.get(rule, "").split(", ") if term]


def _of_path(path: str) -> str:
    """Of the element itself, or of the nearest group around it; attributes are of their element."""
    steps = list(_STEP.findall(path.partition("/@")[0]))[1:]
    lines = {"CreditNoteLine": "InvoiceLine", "CreditedQuantity": "InvoicedQuantity"}
    steps = [lines.get(step, step) for step in steps]
    while steps:
        term = BY_PATH.get("/".join(steps))
        if term:
            return term
        steps.pop()
    return ""


def _address(country: int, line: int, first: int) -> dict[str, str]:
    """The terms of an address: five in a row, then the country; the third line came later."""
    parts = ("StreetName", "AdditionalStreetName", "CityName", "PostalZone", "CountrySubentity")
    terms = {part: f"BT-{first + number}" for number, part in enumerate(parts)}
    return {
        **terms,
        "AddressLine/Line": f"BT-{line}",
        "Country/IdentificationCode": f"BT-{country}",
    }


def _allowance(allowance: int, charge: int) -> dict[str, str]:
    """Amount, base amount and percentage; allowances and charges count alike."""
    parts = ("Amount", "BaseAmount", "MultiplierFactorNumeric")
    return {
        part: f"BT-{allowance + number}, BT-{charge + number}" for number, part in enumerate(parts)
    }


_GROUPS: Mapping[str, Mapping[str, str]] = {
    "": {
        "CustomizationID": "BT-24",
        "ProfileID": "BT-23",
        "ID": "BT-1",
        "IssueDate": "BT-2",
        "DueDate": "BT-9",
        "InvoiceTypeCode": "BT-3",
        "CreditNoteTypeCode": "BT-3",
        "Note": "BT-22",
        "TaxPointDate": "BT-7",
        "DocumentCurrencyCode": "BT-5",
        "TaxCurrencyCode": "BT-6",
        "AccountingCost": "BT-19",
        "BuyerReference": "BT-10",
        "DespatchDocumentReference/ID": "BT-16",
        "ReceiptDocumentReference/ID": "BT-15",
        "OriginatorDocumentReference/ID": "BT-17",
        "ContractDocumentReference/ID": "BT-12",
        "ProjectReference/ID": "BT-11",
        "PaymentTerms/Note": "BT-20",
        "TaxTotal/TaxAmount": "BT-110, BT-111",
    },
    "InvoicePeriod": {
        "": "BG-14",
        "StartDate": "BT-73",
        "EndDate": "BT-74",
        "DescriptionCode": "BT-8",
    },
    "OrderReference": {"ID": "BT-13", "SalesOrderID": "BT-14"},
    "BillingReference": {
        "": "BG-3",
        "InvoiceDocumentReference/ID": "BT-25",
        "InvoiceDocumentReference/IssueDate": "BT-26",
    },
    "AdditionalDocumentReference": {
        "": "BG-24",
        "ID": "BT-18, BT-122",
        "DocumentTypeCode": "BT-18",
        "DocumentDescription": "BT-123",
        "Attachment/ExternalReference/URI": "BT-124",
        "Attachment/EmbeddedDocumentBinaryObject": "BT-125",
    },
    "AccountingSupplierParty": {
        "": "BG-4",
        "Party/EndpointID": "BT-34",
        "Party/PartyIdentification/ID": "BT-29, BT-90",
        "Party/PartyName/Name": "BT-28",
        "Party/PostalAddress": "BG-5",
        "Party/PartyTaxScheme/CompanyID": "BT-31, BT-32",
        "Party/PartyLegalEntity/RegistrationName": "BT-27",
        "Party/PartyLegalEntity/CompanyID": "BT-30",
        "Party/PartyLegalEntity/CompanyLegalForm": "BT-33",
        "Party/Contact": "BG-6",
        "Party/Contact/Name": "BT-41",
        "Party/Contact/Telephone": "BT-42",
        "Party/Contact/ElectronicMail": "BT-43",
    },
    "AccountingSupplierParty/Party/PostalAddress": _address(40, 162, 35),
    "AccountingCustomerParty": {
        "": "BG-7",
        "Party/EndpointID": "BT-49",
        "Party/PartyIdentification/ID": "BT-46",
        "Party/PartyName/Name": "BT-45",
        "Party/PostalAddress": "BG-8",
        "Party/PartyTaxScheme/CompanyID": "BT-48",
        "Party/PartyLegalEntity/RegistrationName": "BT-44",
        "Party/PartyLegalEntity/CompanyID": "BT-47",
        "Party/Contact": "BG-9",
        "Party/Contact/Name": "BT-56",
        "Party/Contact/Telephone": "BT-57",
        "Party/Contact/ElectronicMail": "BT-58",
    },
    "AccountingCustomerParty/Party/PostalAddress": _address(55, 163, 50),
    "PayeeParty": {
        "": "BG-10",
        "PartyIdentification/ID": "BT-60, BT-90",
        "PartyName/Name": "BT-59",
        "PartyLegalEntity/CompanyID": "BT-61",
    },
    "TaxRepresentativeParty": {
        "": "BG-11",
        "PartyName/Name": "BT-62",
        "PostalAddress": "BG-12",
        "PartyTaxScheme/CompanyID": "BT-63",
    },
    "TaxRepresentativeParty/PostalAddress": _address(69, 164, 64),
    "Delivery": {
        "": "BG-13",
        "ActualDeliveryDate": "BT-72",
        "DeliveryLocation/ID": "BT-71",
        "DeliveryLocation/Address": "BG-15",
        "DeliveryParty/PartyName/Name": "BT-70",
    },
    "Delivery/DeliveryLocation/Address": _address(80, 165, 75),
    "PaymentMeans": {
        "": "BG-16",
        "PaymentMeansCode": "BT-81",
        "PaymentID": "BT-83",
        "CardAccount": "BG-18",
        "CardAccount/PrimaryAccountNumberID": "BT-87",
        "CardAccount/HolderName": "BT-88",
        "PayeeFinancialAccount": "BG-17",
        "PayeeFinancialAccount/ID": "BT-84",
        "PayeeFinancialAccount/Name": "BT-85",
        "PayeeFinancialAccount/FinancialInstitutionBranch/ID": "BT-86",
        "PaymentMandate": "BG-19",
        "PaymentMandate/ID": "BT-89",
        "PaymentMandate/PayerFinancialAccount/ID": "BT-91",
    },
    "AllowanceCharge": {
        "": "BG-20, BG-21",
        **_allowance(92, 99),
        "TaxCategory/ID": "BT-95, BT-102",
        "TaxCategory/Percent": "BT-96, BT-103",
        "AllowanceChargeReason": "BT-97, BT-104",
        "AllowanceChargeReasonCode": "BT-98, BT-105",
    },
    "TaxTotal/TaxSubtotal": {
        "": "BG-23",
        "TaxableAmount": "BT-116",
        "TaxAmount": "BT-117",
        "TaxCategory/ID": "BT-118",
        "TaxCategory/Percent": "BT-119",
        "TaxCategory/TaxExemptionReason": "BT-120",
        "TaxCategory/TaxExemptionReasonCode": "BT-121",
    },
    "LegalMonetaryTotal": {
        "": "BG-22",
        "LineExtensionAmount": "BT-106",
        "AllowanceTotalAmount": "BT-107",
        "ChargeTotalAmount": "BT-108",
        "TaxExclusiveAmount": "BT-109",
        "TaxInclusiveAmount": "BT-112",
        "PrepaidAmount": "BT-113",
        "PayableRoundingAmount": "BT-114",
        "PayableAmount": "BT-115",
    },
    "InvoiceLine": {
        "": "BG-25",
        "ID": "BT-126",
        "Note": "BT-127",
        "DocumentReference/ID": "BT-128",
        "DocumentReference/DocumentTypeCode": "BT-128",
        "InvoicedQuantity": "BT-129",
        "LineExtensionAmount": "BT-131",
        "OrderLineReference/LineID": "BT-132",
        "AccountingCost": "BT-133",
        "InvoicePeriod": "BG-26",
        "InvoicePeriod/StartDate": "BT-134",
        "InvoicePeriod/EndDate": "BT-135",
    },
    "InvoiceLine/AllowanceCharge": {
        "": "BG-27, BG-28",
        **_allowance(136, 141),
        "AllowanceChargeReason": "BT-139, BT-144",
        "AllowanceChargeReasonCode": "BT-140, BT-145",
    },
    "InvoiceLine/Price": {
        "": "BG-29",
        "PriceAmount": "BT-146",
        "AllowanceCharge/Amount": "BT-147",
        "AllowanceCharge/BaseAmount": "BT-148",
        "BaseQuantity": "BT-149",
    },
    "InvoiceLine/Item": {
        "": "BG-31",
        "ClassifiedTaxCategory": "BG-30",
        "ClassifiedTaxCategory/ID": "BT-151",
        "ClassifiedTaxCategory/Percent": "BT-152",
        "Name": "BT-153",
        "Description": "BT-154",
        "SellersItemIdentification/ID": "BT-155",
        "BuyersItemIdentification/ID": "BT-156",
        "StandardItemIdentification/ID": "BT-157",
        "CommodityClassification/ItemClassificationCode": "BT-158",
        "OriginCountry/IdentificationCode": "BT-159",
        "AdditionalItemProperty": "BG-32",
        "AdditionalItemProperty/Name": "BT-160",
        "AdditionalItemProperty/Value": "BT-161",
    },
}


def _paths() -> Iterator[tuple[str, str]]:
    for group, terms in _GROUPS.items():
        for path, term in terms.items():
            yield "/".join(part for part in (group, path) if part), term


BY_PATH: Mapping[str, str] = dict(_paths())
BY_RULE: Mapping[str, str] = {
    "BR-08": "BG-5",
    "BR-44": "BT-144",
    "BR-CL-01": "BT-3",
    "BR-CL-04": "BT-5",
    "BR-CL-05": "BT-6",
    "BR-CL-06": "BT-8",
    "BR-CL-07": "BT-18, BT-128",
    "BR-CL-08": "BT-21",
    "BR-CL-13": "BT-158",
    "BR-CL-15": "BT-159",
    "BR-CL-16": "BT-81",
    "BR-CL-17": "BT-118, BT-95, BT-102",
    "BR-CL-18": "BT-151",
    "BR-CL-19": "BT-98, BT-140",
    "BR-CL-20": "BT-105, BT-145",
    "BR-CL-21": "BT-157",
    "BR-CL-22": "BT-121",
    "BR-CL-23": "BT-130, BT-150",
    "BR-CL-24": "BT-125",
    "BR-CL-25": "BT-34, BT-49",
    "BR-CL-26": "BT-71",
    "PEPPOL-EN16931-CL001": "BT-125",
    "PEPPOL-EN16931-CL002": "BT-98, BT-140",
    "PEPPOL-EN16931-CL003": "BT-105, BT-145",
    "PEPPOL-EN16931-CL006": "BT-8",
    "PEPPOL-EN16931-CL008": "BT-34, BT-49",
    "PEPPOL-EN16931-P0100": "BT-3",
    "PEPPOL-EN16931-P0101": "BT-3",
    "PEPPOL-EN16931-P0112": "BT-3",
    "PEPPOL-EN16931-R001": "BT-23",
    "PEPPOL-EN16931-R002": "BT-22",
    "PEPPOL-EN16931-R003": "BT-10, BT-13",
    "PEPPOL-EN16931-R004": "BT-24",
    "PEPPOL-EN16931-R005": "BT-6",
    "PEPPOL-EN16931-R007": "BT-23",
    "PEPPOL-EN16931-R010": "BT-49",
    "PEPPOL-EN16931-R020": "BT-34",
    "PEPPOL-EN16931-R040": "BT-92, BT-99, BT-136, BT-141",
    "PEPPOL-EN16931-R041": "BT-93, BT-100, BT-137, BT-142",
    "PEPPOL-EN16931-R042": "BT-94, BT-101, BT-138, BT-143",
    "PEPPOL-EN16931-R044": "BT-147",
    "PEPPOL-EN16931-R046": "BT-146",
    "PEPPOL-EN16931-R053": "BT-110",
    "PEPPOL-EN16931-R054": "BT-111",
    "PEPPOL-EN16931-R055": "BT-110, BT-111",
    "PEPPOL-EN16931-R061": "BT-89",
    "PEPPOL-EN16931-R080": "BT-11",
    "PEPPOL-EN16931-R100": "BT-128",
    "PEPPOL-EN16931-R101": "BT-128",
    "PEPPOL-EN16931-R110": "BT-134",
    "PEPPOL-EN16931-R111": "BT-135",
    "PEPPOL-EN16931-R120": "BT-131",
    "PEPPOL-EN16931-R121": "BT-149",
    "PEPPOL-EN16931-R130": "BT-150",
    **{f"PEPPOL-EN16931-P0{number}": "BT-118, BT-121" for number in range(104, 112)},
}
