"""Rules of EN 16931 about how UBL is used: what occurs once, and attributes that have no place."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_ONCE = msg("Keep one and leave the others out.")
_LEAVE_OUT = msg("It does not make the invoice wrong; leave it out if you can.")
_NO_DETAILS = msg("Leave it out, or put it in a document reference of its own without type 130.")
_ANOTHER_PAYEE = msg(
    "Leave the payee out if it is the seller; else name it, and give each number once."
)


def _once(what: str) -> Wording:
    says = msg("This occurs more than once: {what}.")
    demands = msg("This may occur only once: {what}.")
    return Wording(says, _ONCE, {"what": Word(what)}, demands=demands)


def _once_on_line(what: str) -> Wording:
    says = msg("This occurs more than once on a line: {what}.")
    demands = msg("This may occur only once on a line: {what}.")
    return Wording(says, _ONCE, {"what": Word(what)}, demands=demands)


def _payee(what: str) -> Wording:
    return Wording(
        msg("The payee has no name, or that of the seller, or this more than once: {what}."),
        _ANOTHER_PAYEE,
        {"what": Word(what)},
        demands=msg("A payee has another name than the seller, and this only once: {what}."),
    )


def _attribute(name: str) -> Wording:
    return Wording(
        msg("The invoice contains the attribute {attribute}, which EN 16931 does not use."),
        _LEAVE_OUT,
        {"attribute": name},
        demands=msg("An invoice does not contain the attribute {attribute}."),
    )


def _unused(name: str, what: str) -> Wording:
    return Wording(
        msg("EN 16931 does not use the attribute {attribute} here: {what}."),
        _LEAVE_OUT,
        {"attribute": name, "what": Word(what)},
        demands=msg("The attribute {attribute} has no place here: {what}."),
    )


def _scheme(what: str) -> Wording:
    return _unused("schemeID", what)


def _list(what: str) -> Wording:
    return _unused("listID", what)


# ubl-be writes the ids of these in small letters
_EITHER_CASE = {
    "CR-001": Wording(
        msg("The invoice contains extensions (UBLExtensions); EN 16931 has no place for them."),
        _LEAVE_OUT,
        demands=msg("An invoice does not contain extensions (UBLExtensions)."),
    ),
    "CR-648": _scheme(msg("the specification identifier (CustomizationID)")),
    "CR-649": _scheme(msg("the business process (ProfileID)")),
    "CR-650": _scheme(msg("the invoice number")),
    "CR-651": _scheme(msg("the seller's order number (SalesOrderID)")),
    "CR-652": _scheme(msg("the VAT or tax number of a party")),
    "CR-653": _scheme(msg("the payment reference")),
    "CR-654": _scheme(msg("the account number to pay to")),
    "CR-655": _scheme(msg("the bank of the account to pay to")),
    "CR-658": _list(msg("the accounting currency")),
    "CR-659": _list(msg("the type of a document reference")),
    "CR-660": _list(msg("the country of an address")),
    "CR-661": _list(msg("the means of payment")),
    "CR-662": _list(msg("the reason code of an allowance or charge")),
    "CR-663": _attribute("unitCodeListID"),
    "CR-665": _scheme(
        msg("the number of a document reference that is not an invoiced object (type 130)")
    ),
    "CR-666": Wording(
        msg("A reference to an invoiced object (type 130) has an attachment."),
        _NO_DETAILS,
        demands=msg("A reference to an invoiced object (type 130) must not have an attachment."),
    ),
    "CR-667": _scheme(msg("the buyer's number of an item")),
    "CR-668": _scheme(msg("the seller's number of an item")),
    "DT-08": _attribute("schemeName"),
    "DT-09": _attribute("schemeAgencyName"),
    "DT-10": _attribute("schemeDataURI"),
    "DT-11": _attribute("schemeURI"),
    "DT-12": _attribute("format"),
    "DT-13": _attribute("unitCodeListIdentifier"),
    "DT-14": _attribute("unitCodeListAgencyIdentifier"),
    "DT-15": _attribute("unitCodeListAgencyName"),
    "DT-16": _attribute("listAgencyName"),
    "DT-17": _attribute("listName"),
    "DT-18": Wording(
        msg(
            "The attribute name is used elsewhere than on the means of payment (PaymentMeansCode)."
        ),
        _LEAVE_OUT,
        demands=msg("The attribute name is only for the means of payment (PaymentMeansCode)."),
    ),
    "DT-19": _attribute("languageID"),
    "DT-20": _attribute("listURI"),
    "DT-21": _attribute("listSchemeURI"),
    "DT-22": _attribute("languageLocaleID"),
    "DT-23": _attribute("uri"),
    "DT-24": _attribute("currencyCodeListVersionID"),
    "DT-25": _attribute("characterSetCode"),
    "DT-26": _attribute("encodingCode"),
    "DT-27": _attribute("schemeAgencyID"),
    "DT-28": _attribute("listAgencyID"),
}

EXACT = {
    **{f"{ubl}-{rule}": said for rule, said in _EITHER_CASE.items() for ubl in ("UBL", "ubl")},
    "UBL-CR-002": Wording(
        msg("The invoice states a version of UBL (UBLVersionID) other than 2.1."),
        msg("Leave the version out, or write 2.1."),
        demands=msg("The version of UBL (UBLVersionID) is 2.1 or is not stated."),
    ),
    "UBL-CR-656": _list(msg("the type of the invoice, such as 380")),
    "UBL-CR-657": _list(msg("the currency of the invoice")),
    "UBL-CR-672": _list(msg("the type of the credit note, such as 381")),
    "UBL-CR-673": Wording(
        msg("A reference to an invoiced object (type 130) has a description."),
        _NO_DETAILS,
        demands=msg("A reference to an invoiced object (type 130) must not have a description."),
    ),
    "UBL-CR-674": _scheme(msg("the number of a payment card")),
    "UBL-CR-675": _scheme(msg("the network of a payment card")),
    "UBL-CR-676": _scheme(msg("the mandate reference of the direct debit")),
    "UBL-CR-677": _scheme(msg("the account of the payer")),
    "UBL-CR-678": _scheme(
        msg("the VAT category of an allowance, of a charge or in the VAT breakdown")
    ),
    "UBL-CR-679": _scheme(msg("the VAT category of a line")),
    "UBL-CR-680": Wording(
        msg("The account of the payer (PayerFinancialAccount) is not inside a mandate."),
        msg(
            "Put the account in the mandate of the direct debit (PaymentMandate), or leave it out."
        ),
        demands=msg("The account of the payer is stated only in the mandate of a direct debit."),
    ),
    "UBL-DT-06": Wording(
        msg("An attached file does not say of what type it is (mimeCode)."),
        msg("Add the attribute mimeCode, such as application/pdf."),
        demands=msg("An attached file must say of what type it is (mimeCode)."),
    ),
    "UBL-DT-07": Wording(
        msg("An attached file has no name (filename)."),
        msg("Add the attribute filename, such as timesheet.pdf."),
        demands=msg("An attached file must have a name (filename)."),
    ),
    "UBL-SR-01": _once(msg("the contract number")),
    "UBL-SR-02": _once(msg("the number of the receiving advice")),
    "UBL-SR-03": _once(msg("the number of the despatch advice")),
    "UBL-SR-04": _once(msg("the invoiced object (document reference of type 130)")),
    "UBL-SR-05": _once(msg("the terms of payment")),
    "UBL-SR-06": Wording(
        msg("One reference (BillingReference) names more than one preceding invoice."),
        msg("Give each preceding invoice its own reference (BillingReference)."),
        demands=msg("One reference (BillingReference) must name only one preceding invoice."),
    ),
    "UBL-SR-07": Wording(
        msg("A reference to a preceding invoice does not state its number."),
        msg("Fill this in and send the invoice again."),
        demands=msg("A reference to a preceding invoice must state its number."),
    ),
    "UBL-SR-08": _once(msg("the invoicing period")),
    "UBL-SR-09": _once(msg("the name of the seller")),
    "UBL-SR-10": _once(msg("the trading name of the seller")),
    "UBL-SR-11": _once(msg("the enterprise number of the seller")),
    "UBL-SR-12": _once(msg("the VAT number of the seller")),
    "UBL-SR-13": _once(msg("the tax number of the seller other than the VAT number")),
    "UBL-SR-14": _once(msg("the legal form or other legal information of the seller")),
    "UBL-SR-15": _once(msg("the name of the buyer")),
    "UBL-SR-16": _once(msg("the number that identifies the buyer (PartyIdentification)")),
    "UBL-SR-17": _once(msg("the enterprise number of the buyer")),
    "UBL-SR-18": _once(msg("the VAT number of the buyer")),
    "UBL-SR-19": Wording(
        msg("The payee has no name, or more than one, or that of the seller."),
        _ANOTHER_PAYEE,
        demands=msg("A payee must have one name, other than that of the seller."),
    ),
    "UBL-SR-20": _payee(msg("the number that identifies the payee (PartyIdentification)")),
    "UBL-SR-21": _payee(msg("the enterprise number of the payee")),
    "UBL-SR-22": _once(msg("the name of the tax representative")),
    "UBL-SR-23": _once(msg("the VAT number of the tax representative")),
    "UBL-SR-24": _once(msg("the details of the delivery (Delivery)")),
    "UBL-SR-25": _once(msg("the name of the recipient of the delivery")),
    "UBL-SR-26": _once(msg("the payment reference of one means of payment")),
    "UBL-SR-27": _once(
        msg("the code (PaymentMeansCode) or the text (InstructionNote) of one means of payment")
    ),
    "UBL-SR-28": _once(msg("the mandate reference of the direct debit")),
    "UBL-SR-29": _once(msg("the creditor identifier for direct debits (scheme SEPA)")),
    "UBL-SR-30": _once(msg("the reason of one and the same allowance")),
    "UBL-SR-31": _once(msg("the reason of one and the same charge")),
    "UBL-SR-32": _once(msg("the exemption reason of one part of the VAT breakdown")),
    "UBL-SR-33": _once(msg("the description of one supporting document")),
    "UBL-SR-34": _once_on_line(msg("the note")),
    "UBL-SR-35": _once_on_line(msg("the number of the order line")),
    "UBL-SR-36": _once_on_line(msg("the period of the line")),
    "UBL-SR-37": _once_on_line(msg("the discount on the price")),
    "UBL-SR-38": _once_on_line(msg("the VAT exemption reason")),
    "UBL-SR-39": _once(msg("the project reference")),
    "UBL-SR-40": _once(msg("the trading name of the buyer")),
    "UBL-SR-42": Wording(
        msg("The seller has more than two tax registrations (PartyTaxScheme)."),
        msg("Keep the VAT number and at most one other tax number."),
        demands=msg("The seller may have at most two tax registrations (PartyTaxScheme)."),
    ),
    "UBL-SR-43": Wording(
        msg(
            "A document reference that is not an invoiced object (type 130) has a type "
            "or a scheme for its number (schemeID)."
        ),
        msg(
            "Leave type and scheme out, or write type 130 for an invoiced object; "
            "on a credit note type 50 is the project."
        ),
        demands=msg(
            "Only an invoiced object (type 130) and the project of a credit note (type 50) have "
            "a type or a scheme for their number (schemeID)."
        ),
    ),
    "UBL-SR-44": Wording(
        msg("The invoice gives different payment references (PaymentID)."),
        msg("Use the same payment reference everywhere."),
        demands=msg("The payment reference (PaymentID) must be the same everywhere."),
    ),
    "UBL-SR-45": _once(msg("the due date with the means of payment (PaymentDueDate)")),
    "UBL-SR-46": _once(msg("the text with the means of payment (name of PaymentMeansCode)")),
    "UBL-SR-47": Wording(
        msg("The invoice gives different means of payment (PaymentMeansCode)."),
        msg("Use the same code everywhere."),
        demands=msg("The means of payment (PaymentMeansCode) must be the same everywhere."),
    ),
    "UBL-SR-48": Wording(
        msg("A line has no VAT category, or more than one."),
        msg("Give every line one VAT category."),
        demands=msg("Every line must have exactly one VAT category."),
    ),
    "UBL-SR-49": _once(msg("the code of the VAT point date (DescriptionCode)")),
    "UBL-SR-50": _once_on_line(msg("the description of the item")),
    "UBL-SR-51": _once(msg("the third line of one address (AddressLine)")),
    "UBL-SR-52": _once_on_line(msg("the document reference")),
    "UBL-SR-53": Wording(
        msg("A tax registration (PartyTaxScheme) lacks its number or its tax, such as VAT."),
        msg("Give the number and the tax, or leave the registration out."),
        demands=msg("A tax registration (PartyTaxScheme) must have a number and name its tax."),
    ),
    "UBL-SR-54": _once(msg("the payment card (CardAccount)")),
    "UBL-SR-55": _once(msg("the mandate of the direct debit (PaymentMandate)")),
    "UBL-SR-56": _once(msg("the reference of the tender or lot (OriginatorDocumentReference)")),
}
