"""Rules of Peppol BIS for sellers in Denmark, Sweden and Iceland."""

from shared.i18n import msg
from shared.validation.wording.model import Wording

_FILL_IN = msg("Fill this in and send the invoice again.")
_CVR = msg("Check that it is a CVR number and give it the scheme 0184.")
_DIGITS = msg("Write the digits only, without hyphens or spaces.")
_KENNITALA = msg("Add the kennitala and give it the scheme 0196.")
_STREET = msg("Add the street and the postcode.")


def _swedish_account(says: str, demands: str) -> Wording:
    return Wording(says, _DIGITS, needs=("found",), demands=demands)


def _icelandic_account(code: str) -> Wording:
    return Wording(
        msg(
            "The seller is in Iceland, and a payment with code {what} "
            "has no account number of twelve digits."
        ),
        msg("Write four digits for the bank, two for the type of account and six for the account."),
        {"what": code},
        demands=msg(
            "For a seller in Iceland, a payment with code {what} "
            "has an account number of twelve digits."
        ),
    )


_SWEDISH_VAT = Wording(
    msg("The Swedish VAT number of the seller is not SE followed by twelve digits."),
    msg("Write SE and twelve digits, such as SE123456789001."),
    demands=msg("A Swedish VAT number of a seller in Sweden is SE followed by twelve digits."),
)
_SWEDISH_NUMBER = Wording(
    msg("The seller is in Sweden, and its organisation number is not ten digits."),
    _DIGITS,
    demands=msg("The organisation number of a seller in Sweden is ten digits."),
)
_PLUSGIRO = _swedish_account(
    msg("{found} is not a Plusgiro number of two to eight digits."),
    msg("The Plusgiro number of a seller in Sweden is two to eight digits."),
)
_BANKGIRO = _swedish_account(
    msg("{found} is not a Bankgiro number of seven or eight digits."),
    msg("The Bankgiro number of a seller in Sweden is seven or eight digits."),
)
_DENMARK = {
    "DK-R-002": Wording(
        msg("The seller is in Denmark, and its company number (CVR) is missing."),
        _FILL_IN,
        demands=msg("A seller in Denmark states its company number (CVR)."),
    ),
    "DK-R-003": Wording(
        msg(
            "Seller and buyer are in Denmark, and a line has a UNSPSC classification (TST) "
            "but no allowed version of it."
        ),
        msg("State version 19.05.01; Peppol also allows 26.08.01."),
        demands=msg(
            "Between two parties in Denmark, a UNSPSC classification (TST) "
            "is of a version that is allowed there."
        ),
    ),
    "DK-R-004": Wording(
        msg(
            "Seller and buyer are in Denmark, and the reason of an allowance or charge "
            "with code ZZZ does not name a tax in the prescribed way."
        ),
        msg(
            "Write the four digits of the tax category as the reason; "
            "Peppol also allows a text with a # inside."
        ),
        demands=msg(
            "Between two parties in Denmark, the reason of an allowance or charge "
            "with code ZZZ names a tax: a category of four digits, in Peppol also a text with a #."
        ),
    ),
    "DK-R-005": Wording(
        msg("Seller and buyer are in Denmark, and the means of payment is not allowed there."),
        msg("Use one of these codes: {what}."),
        {"what": "1, 10, 31, 42, 48, 49, 50, 58, 59, 93, 97"},
        demands=msg(
            "Between two parties in Denmark, the means of payment is one of these: {what}."
        ),
    ),
    "DK-R-006": Wording(
        msg(
            "Seller and buyer are in Denmark, and a transfer (31 or 42) lacks "
            "the account number or the registration number of the bank."
        ),
        msg("Add the account number and the registration number (FinancialInstitutionBranch)."),
        demands=msg(
            "Between two parties in Denmark, a transfer (31 or 42) has "
            "an account number and a registration number of the bank."
        ),
    ),
    "DK-R-007": Wording(
        msg(
            "Seller and buyer are in Denmark, and a direct debit (49) lacks "
            "the mandate reference or the account to be debited."
        ),
        msg("Add the mandate reference and the account number of the payer."),
        demands=msg(
            "Between two parties in Denmark, a direct debit (49) has "
            "a mandate reference and an account to be debited."
        ),
    ),
    "DK-R-008": Wording(
        msg(
            "Seller and buyer are in Denmark, and the payment reference "
            "or the account number of a giro payment (50) is missing or wrong."
        ),
        msg(
            "Begin the reference with 01#, 04# or 15# and write seven digits for the account; "
            "Peppol also allows eight."
        ),
        demands=msg(
            "Between two parties in Denmark, a giro payment (50) has a reference "
            "that begins with 01#, 04# or 15# and a giro account number."
        ),
    ),
    "DK-R-009": Wording(
        msg(
            "Seller and buyer are in Denmark, and the reference of a giro payment (50) "
            "does not have 16 digits after 04# or 15#."
        ),
        msg("Write 16 digits after the #, such as 04#1234567890123456."),
        demands=msg(
            "Between two parties in Denmark, the reference of a giro payment (50) "
            "has 16 digits after 04# or 15#."
        ),
    ),
    "DK-R-010": Wording(
        msg(
            "Seller and buyer are in Denmark, and the payment reference "
            "or the account number of a FIK payment (93) is missing or wrong."
        ),
        msg("Begin the reference with 71#, 73# or 75# and write eight digits for the account."),
        demands=msg(
            "Between two parties in Denmark, a FIK payment (93) has a reference "
            "that begins with 71#, 73# or 75# and an account number of eight digits."
        ),
    ),
    "DK-R-011": Wording(
        msg(
            "Seller and buyer are in Denmark, and the reference of a FIK payment (93) "
            "does not have 15 or 16 digits after 71# or 75#."
        ),
        msg("Write 15 or 16 digits after the #, such as 71#123456789012345."),
        demands=msg(
            "Between two parties in Denmark, the reference of a FIK payment (93) "
            "has 15 or 16 digits after 71# or 75#."
        ),
    ),
    "DK-R-013": Wording(
        msg(
            "Seller and buyer are in Denmark, and an identifier of one of them "
            "does not say of what scheme it is."
        ),
        msg("Give the identifier its scheme, such as 0088 for a GLN or 0184 for a CVR number."),
        demands=msg(
            "Between two parties in Denmark, each identifier of a party says of what scheme it is."
        ),
    ),
    "DK-R-014": Wording(
        msg(
            "The seller is in Denmark, and its company number "
            "is not marked as a CVR number (scheme 0184)."
        ),
        _CVR,
        demands=msg("The company number of a seller in Denmark is a CVR number (scheme 0184)."),
    ),
    "DK-R-015": Wording(
        msg("The seller is in Denmark, and its VAT number is not DK followed by eight digits."),
        msg("Write DK and eight digits, such as DK12345678."),
        demands=msg("The VAT number of a seller in Denmark is DK followed by eight digits."),
    ),
    "DK-R-016": Wording(
        msg("Seller and buyer are in Denmark, and the amount due of a credit note is negative."),
        msg("State the amounts of a credit note without minus, or send an invoice instead."),
        demands=msg(
            "Between two parties in Denmark, the amount due of a credit note is not negative."
        ),
    ),
    "DK-R-017": Wording(
        msg(
            "Seller and buyer are in Denmark, and the company number of the buyer "
            "is not marked as a CVR number (scheme 0184)."
        ),
        _CVR,
        demands=msg(
            "Between two parties in Denmark, the company number of the buyer "
            "is a CVR number (scheme 0184)."
        ),
    ),
}
_SWEDEN = {
    "SE-R-001": _SWEDISH_VAT,
    "SE-R-002": _SWEDISH_VAT,
    "SE-R-003": _SWEDISH_NUMBER,
    "SE-R-004": _SWEDISH_NUMBER,
    "SE-R-005": Wording(
        msg("The seller is in Sweden, and {found} stands where 'Godkänd för F-skatt' must stand."),
        msg("Write 'Godkänd för F-skatt', or leave this tax registration out."),
        needs=("found",),
        demands=msg(
            "The tax registration of a seller in Sweden, besides its VAT number, "
            "is 'Godkänd för F-skatt'."
        ),
    ),
    "SE-R-006": Wording(
        msg(
            "The seller is in Sweden with a Swedish VAT number, "
            "and the VAT rate of category S is not 25, 12 or 6 %."
        ),
        msg("Use one of these rates, or choose the VAT category that applies."),
        demands=msg(
            "For a seller in Sweden with a Swedish VAT number, "
            "the VAT rate of category S is 25, 12 or 6 %."
        ),
    ),
    "SE-R-007": _PLUSGIRO,
    "SE-R-008": _BANKGIRO,
    "SE-R-009": _BANKGIRO,
    "SE-R-010": _PLUSGIRO,
    "SE-R-011": Wording(
        msg("The seller is in Sweden, and the means of payment has code 50 or 56."),
        msg(
            "Use code 30 and state SE:BANKGIRO or SE:PLUSGIRO as the bank "
            "(FinancialInstitutionBranch)."
        ),
        demands=msg(
            "For a seller in Sweden, Bankgiro and Plusgiro have code 30, not 50 or 56, "
            "and SE:BANKGIRO or SE:PLUSGIRO as the bank."
        ),
    ),
    "SE-R-012": Wording(
        msg("Seller and buyer are in Sweden, and a transfer is stated as code 31."),
        msg("Use code 30."),
        demands=msg("Between two parties in Sweden, a transfer has code 30, not 31."),
    ),
    "SE-R-013": Wording(
        msg(
            "The seller is in Sweden, and the last digit of its organisation number "
            "does not match the others."
        ),
        msg("Check the number for a typing error."),
        demands=msg(
            "The last digit of the organisation number of a seller in Sweden checks the others."
        ),
    ),
}
_ICELAND = {
    "IS-R-001": Wording(
        msg(
            "The seller is in Iceland, and the type of the document is "
            "neither 380 (invoice) nor 381 (credit note)."
        ),
        msg("Use 380 for an invoice and 381 for a credit note, unless you know better."),
        demands=msg(
            "The type of a document of a seller in Iceland is 380 (invoice) or 381 (credit note)."
        ),
    ),
    "IS-R-002": Wording(
        msg("The seller is in Iceland, and its kennitala (scheme 0196) is missing."),
        _KENNITALA,
        demands=msg("A seller in Iceland states its kennitala (scheme 0196)."),
    ),
    "IS-R-003": Wording(
        msg("The seller is in Iceland, and its address lacks the street or the postcode."),
        _STREET,
        demands=msg("The address of a seller in Iceland has a street and a postcode."),
    ),
    "IS-R-004": Wording(
        msg(
            "Seller and buyer are in Iceland, and the kennitala of the buyer "
            "(scheme 0196) is missing."
        ),
        _KENNITALA,
        demands=msg(
            "Between two parties in Iceland, the kennitala of the buyer (scheme 0196) is stated."
        ),
    ),
    "IS-R-005": Wording(
        msg(
            "Seller and buyer are in Iceland, and the address of the buyer "
            "lacks the street or the postcode."
        ),
        _STREET,
        demands=msg(
            "Between two parties in Iceland, the address of the buyer has a street and a postcode."
        ),
    ),
    "IS-R-006": _icelandic_account("9"),
    "IS-R-007": _icelandic_account("42"),
    "IS-R-008": Wording(
        msg(
            "The seller is in Iceland, and the last day of payment (EINDAGI) "
            "is not a date written as 2026-11-21."
        ),
        msg("Write year, month and day with hyphens, without time zone."),
        demands=msg(
            "For a seller in Iceland, the last day of payment (EINDAGI) "
            "is a date written as 2026-11-21."
        ),
    ),
    "IS-R-009": Wording(
        msg(
            "The seller is in Iceland, and there is a last day of payment (EINDAGI) "
            "but no due date."
        ),
        msg("Add the due date, or leave the last day of payment out."),
        demands=msg(
            "For a seller in Iceland, there is a due date "
            "if there is a last day of payment (EINDAGI)."
        ),
    ),
    "IS-R-010": Wording(
        msg(
            "The seller is in Iceland, and the last day of payment (EINDAGI) "
            "is not the due date or a later day."
        ),
        msg("Correct the due date or the last day of payment."),
        demands=msg(
            "For a seller in Iceland, the last day of payment (EINDAGI) "
            "is the due date or a later day."
        ),
    ),
}
EXACT = {**_DENMARK, **_SWEDEN, **_ICELAND}
