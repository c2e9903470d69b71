"""Rules for sellers in the Netherlands, and of UBL.BE, the Belgian variant of EN 16931."""

from shared.i18n import msg
from shared.validation.wording.model import Wording

_FILL_IN = msg("Fill this in and send the invoice again.")
_ADDRESS = msg("Add the street, the city and the postcode.")
_KVK = msg("Give the number its scheme: 0106 for a KVK number, 0190 for an OIN.")
_NETHERLANDS = {
    "NL-R-001": Wording(
        msg("The seller is in the Netherlands, and the credit note does not name an invoice."),
        msg("Add the number of the invoice that is credited."),
        demands=msg("A credit note of a seller in the Netherlands names the invoice it is about."),
    ),
    "NL-R-002": Wording(
        msg(
            "The seller is in the Netherlands, and its address lacks "
            "the street, the city or the postcode."
        ),
        _ADDRESS,
        demands=msg(
            "The address of a seller in the Netherlands has a street, a city and a postcode."
        ),
    ),
    "NL-R-003": Wording(
        msg(
            "The seller is in the Netherlands, and its company number "
            "is empty or not marked as a KVK number (scheme 0106) or an OIN (0190)."
        ),
        _KVK,
        demands=msg(
            "The company number of a seller in the Netherlands "
            "is a KVK number (scheme 0106) or an OIN (0190)."
        ),
    ),
    "NL-R-004": Wording(
        msg(
            "Seller and buyer are in the Netherlands, and the address of the buyer "
            "lacks the street, the city or the postcode."
        ),
        _ADDRESS,
        demands=msg(
            "Between two parties in the Netherlands, the address of the buyer "
            "has a street, a city and a postcode."
        ),
    ),
    "NL-R-005": Wording(
        msg(
            "Seller and buyer are in the Netherlands, and the company number of the buyer "
            "is empty or not marked as a KVK number (scheme 0106) or an OIN (0190)."
        ),
        _KVK,
        demands=msg(
            "Between two parties in the Netherlands, the company number of the buyer "
            "is a KVK number (scheme 0106) or an OIN (0190)."
        ),
    ),
    "NL-R-006": Wording(
        msg(
            "Seller and tax representative are in the Netherlands, and the address "
            "of the representative lacks the street, the city or the postcode."
        ),
        _ADDRESS,
        demands=msg(
            "If seller and tax representative are in the Netherlands, the address "
            "of the representative has a street, a city and a postcode."
        ),
    ),
    "NL-R-007": Wording(
        msg(
            "The seller is in the Netherlands, and the means of payment is missing "
            "although the buyer has to pay."
        ),
        _FILL_IN,
        demands=msg("A seller in the Netherlands states the means of payment if the buyer pays."),
    ),
    "NL-R-008": Wording(
        msg(
            "Seller and buyer are in the Netherlands, and the means of payment "
            "is not allowed there."
        ),
        msg("Use one of these codes: {what}."),
        {"what": "30, 48, 49, 57, 58, 59"},
        demands=msg(
            "Between two parties in the Netherlands, the means of payment is one of these: {what}."
        ),
    ),
    "NL-R-009": Wording(
        msg(
            "The seller is in the Netherlands, and a line refers to a line of an order "
            "but the document does not name the order."
        ),
        msg("Add the order number, or leave the reference to the line of the order out."),
        demands=msg(
            "A document of a seller in the Netherlands names the order "
            "if a line refers to a line of it."
        ),
    ),
}
_UBL_BE = {
    "ubl-BE-01": Wording(
        msg("UBL.BE wants two references to additional documents; there are fewer."),
        msg("Add one with the number UBL.BE and one described as CommercialInvoice or CreditNote."),
        demands=msg("UBL.BE wants at least two references to additional documents."),
    ),
    "ubl-BE-02": Wording(
        msg(
            "UBL.BE wants one additional document described as CommercialInvoice or CreditNote; "
            "there is none, or more than one."
        ),
        msg("Write CommercialInvoice or CreditNote as the description of one document only."),
        demands=msg(
            "UBL.BE wants exactly one additional document "
            "described as CommercialInvoice or CreditNote."
        ),
    ),
    "ubl-BE-03": Wording(
        msg("The number UBL.BE must stand exactly once in the document, and does not."),
        msg("Give one additional document the number UBL.BE and leave it out elsewhere."),
        demands=msg("The number UBL.BE stands exactly once, as that of an additional document."),
    ),
    "ubl-BE-04": Wording(
        msg("The additional document {found} has no description, or more than one."),
        msg("Add one description (DocumentDescription)."),
        needs=("found",),
        demands=msg("Each additional document has one description."),
    ),
    "ubl-BE-05": Wording(
        msg("The code of a Belgian legal mention is missing or not one of BELM-001 to BELM-008."),
        msg("Use the code of the mention that applies, or leave the delivery terms out."),
        demands=msg("The code of a Belgian legal mention is one of BELM-001 to BELM-008."),
    ),
    "ubl-BE-06": Wording(
        msg("The text of a Belgian legal mention is missing or not one that UBL.BE prescribes."),
        msg("Copy the text that belongs to the code exactly, in Dutch or in English."),
        demands=msg("The text of a Belgian legal mention is one that UBL.BE prescribes."),
    ),
    "ubl-BE-07": Wording(
        msg("The percentage of the discount for prompt payment is not between 0 and 100."),
        msg("Write a percentage above 0 and below 100, or leave the discount out."),
        demands=msg("The percentage of a discount for prompt payment is above 0 and below 100."),
    ),
    "ubl-BE-08": Wording(
        msg(
            "There is a discount for prompt payment, but the amount to pay then is missing or zero."
        ),
        msg("Add the amount (Amount) beside the percentage, or leave the discount out."),
        demands=msg("With a discount for prompt payment, the amount to pay is stated."),
    ),
    "ubl-BE-09": Wording(
        msg(
            "There is a discount for prompt payment, but the day until which it holds "
            "is missing or not written as 2026-11-21."
        ),
        msg("Add the day (PaymentDueDate) beside the percentage, written as 2026-11-21."),
        demands=msg(
            "With a discount for prompt payment, the day until which it holds "
            "is stated and written as 2026-11-21."
        ),
    ),
    "ubl-BE-10": Wording(
        msg("The Belgian code of a VAT category (Name) is missing or not on the list of UBL.BE."),
        msg("Write the Belgian code as the name of the category, such as 03 for 21 %."),
        demands=msg("The name of a VAT category is a Belgian code, such as 03 for 21 %."),
    ),
    "ubl-BE-11": Wording(
        msg("The code of a VAT exemption reason is not one of UBL.BE, such as BETE-45."),
        msg("Use a code of UBL.BE, or leave the code out."),
        demands=msg("The code of a VAT exemption reason is one of UBL.BE, such as BETE-45."),
    ),
    "ubl-BE-12": Wording(
        msg("The text of a VAT exemption reason is not one that UBL.BE prescribes."),
        msg("Copy the English text that belongs to the code exactly, or leave the text out."),
        demands=msg("The text of a VAT exemption reason is one that UBL.BE prescribes."),
    ),
    "ubl-BE-13": Wording(
        msg("The VAT amount of a line is not a number."),
        msg("Write the VAT amount of the line in digits, with a point before the cents."),
        demands=msg("The VAT amount of a line is a number."),
    ),
    "ubl-BE-14": Wording(
        msg("UBL.BE wants one VAT total on each line; a line has none, or more than one."),
        msg("State the VAT amount of the line once (TaxTotal)."),
        demands=msg("UBL.BE wants exactly one VAT total on each line."),
    ),
    "ubl-BE-15": Wording(
        msg(
            "UBL.BE wants one name for the VAT category of a line; "
            "a line has none, or more than one."
        ),
        msg("Write the Belgian code as the name of the category, such as 03 for 21 %."),
        demands=msg("UBL.BE wants exactly one name for the VAT category of a line."),
    ),
}
EXACT = {**_NETHERLANDS, **_UBL_BE}
