"""Rules of Peppol BIS and of UBL.BE for invoices of Greek sellers."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_ONE_VALID_NUMBER = msg("Give one VAT number with EL in front, and check it for a typing error.")
_NEEDS_FOUND = ("found",)


def _missing(what: str, remedy: str) -> Wording:
    return Wording(
        msg("The seller is Greek; missing: {what}."),
        remedy,
        {"what": Word(what)},
        demands=msg("The invoice of a Greek seller must state: {what}."),
    )


def _about_found(says: str, remedy: str, demands: str) -> Wording:
    return Wording(says, remedy, needs=_NEEDS_FOUND, demands=demands)


_TAX_NUMBER_ADDRESS = msg("Use scheme 9933 and the nine digits of the tax number, without EL.")

EXACT = {
    "GR-R-001-1": _about_found(
        msg(
            "The seller is Greek, and the invoice number {found} "
            "does not have six parts with | between them."
        ),
        msg(
            "Write the tax number, the date, the branch, the document type, the series "
            "and the number, with | between them."
        ),
        msg("The invoice number of a Greek seller has six parts with | between them."),
    ),
    "GR-R-001-2": _about_found(
        msg(
            "The seller is Greek, and the first part of the invoice number {found} is not the "
            "valid tax number of the seller or the tax representative."
        ),
        msg("Begin with the nine digits of the tax number, without EL."),
        msg(
            "The invoice number of a Greek seller begins with the valid nine-digit tax number "
            "of the seller or the tax representative."
        ),
    ),
    "GR-R-001-3": _about_found(
        msg(
            "The seller is Greek, and the second part of the invoice number {found} "
            "is not the invoice date, written as 21/11/2026."
        ),
        msg("Write the invoice date as day/month/year in the second part."),
        msg(
            "The second part of a Greek seller's invoice number is the invoice date, "
            "written as 21/11/2026."
        ),
    ),
    "GR-R-001-4": _about_found(
        msg(
            "The seller is Greek, and the third part of the invoice number {found}, the branch, "
            "is not a whole number of zero or more."
        ),
        msg("Write the number of the branch, or 0 for the head office."),
        msg(
            "The third part of a Greek seller's invoice number, the branch, "
            "is a whole number of zero or more."
        ),
    ),
    "GR-R-001-5": _about_found(
        msg(
            "The seller is Greek, and the fourth part of the invoice number {found} "
            "is not a Greek document type, such as 1.1."
        ),
        msg("Write the document type of the Greek tax office: 1.1, 1.6, 2.1, 2.4, 5.1 or 5.2."),
        msg(
            "The fourth part of a Greek seller's invoice number is a Greek document type, "
            "such as 1.1."
        ),
    ),
    "GR-R-001-6": _about_found(
        msg(
            "The seller is Greek, and the fifth part of the invoice number {found}, "
            "the series, is empty or absent."
        ),
        msg("Write the series, or 0 if there is none."),
        msg("The fifth part of a Greek seller's invoice number, the series, is not empty."),
    ),
    "GR-R-001-7": _about_found(
        msg(
            "The seller is Greek, and the sixth part of the invoice number {found}, "
            "the number within the series, is empty or absent."
        ),
        msg("Write the number within the series as the sixth part."),
        msg(
            "The sixth part of a Greek seller's invoice number, "
            "the number within the series, is not empty."
        ),
    ),
    "GR-R-002": _missing(
        msg("the full name of the seller, in PartyName"),
        msg("Write the name as it is in the Greek business or tax register."),
    ),
    "GR-R-003": Wording(
        msg("{found} is not a valid number of this kind: {what}."),
        msg("Check the number for a typing error."),
        {
            "what": Word(
                msg(
                    "the VAT number of a Greek seller, "
                    "EL and nine digits of which the last one checks the others"
                )
            )
        },
        _NEEDS_FOUND,
        msg("The number must be valid: {what}."),
    ),
    "GR-R-004-1": Wording(
        msg(
            "The seller is Greek, and there is not exactly one reference "
            "to the MARK, the number the Greek tax office gave the invoice."
        ),
        msg(
            "Add one document reference with the MARK as its number "
            "and ##M.AR.K## as its description."
        ),
        demands=msg(
            "The invoice of a Greek seller has exactly one reference "
            "to its MARK, the number the Greek tax office gave it."
        ),
    ),
    "GR-R-004-2": _about_found(
        msg("The seller is Greek, and the MARK {found} does not begin with a digit from 1 to 9."),
        msg("Write the MARK as a whole number, without anything in front of it."),
        msg("The MARK on the invoice of a Greek seller begins with a digit from 1 to 9."),
    ),
    "GR-R-005": _missing(
        msg("the full name of the buyer, in PartyName"),
        msg("Fill this in and send the invoice again."),
    ),
    "GR-R-006": Wording(
        msg(
            "Seller and buyer are Greek, and the buyer does not have "
            "exactly one VAT number that is valid: EL and nine digits."
        ),
        _ONE_VALID_NUMBER,
        demands=msg(
            "When seller and buyer are Greek, the buyer has "
            "exactly one VAT number that is valid: EL and nine digits."
        ),
    ),
    "GR-R-007-1": Wording(
        msg(
            "The seller is Greek and has neither one VAT number nor, on an invoice, "
            "one tax representative."
        ),
        msg(
            "Give the VAT number of the seller; "
            "only on an invoice, not on a credit note, a tax representative will do as well."
        ),
        demands=msg("A Greek seller has one VAT number or, on an invoice, one tax representative."),
    ),
    "GR-R-007-2": _missing(
        msg("the name of the tax representative"),
        msg("Fill this in and send the invoice again."),
    ),
    "GR-R-007-3": Wording(
        msg(
            "The seller is Greek, and the tax representative does not have "
            "exactly one VAT number that is valid: EL and nine digits."
        ),
        _ONE_VALID_NUMBER,
        demands=msg(
            "The tax representative of a Greek seller has "
            "exactly one VAT number that is valid: EL and nine digits."
        ),
    ),
    "GR-R-008-2": Wording(
        msg("The seller is Greek, and there is more than one web address of the invoice."),
        msg("Keep one web address and leave the others out."),
        demands=msg("The invoice of a Greek seller has at most one web address of the invoice."),
    ),
    "GR-R-008-3": _missing(
        msg("the web address (URI) in the reference to the invoice's web page"),
        msg("Fill in the address, or leave the reference out."),
    ),
    "GR-R-009": _about_found(
        msg(
            "The seller is Greek, and its electronic address {found} "
            "is not a valid tax number with scheme 9933."
        ),
        _TAX_NUMBER_ADDRESS,
        msg("The electronic address of a Greek seller is its tax number with scheme 9933."),
    ),
    "GR-R-010": _about_found(
        msg(
            "Seller and buyer are Greek, and the electronic address {found} of the buyer "
            "is not a valid tax number with scheme 9933."
        ),
        _TAX_NUMBER_ADDRESS,
        msg(
            "When seller and buyer are Greek, the electronic address of the buyer "
            "is its tax number with scheme 9933."
        ),
    ),
    "GR-S-008-1": Wording(
        msg("The seller is Greek, and there is not exactly one web address of the invoice."),
        msg(
            "Add one document reference with the web address and ##INVOICE|URL## "
            "(in UBL.BE ##INVOICE-URL##) as its description."
        ),
        demands=msg(
            "The invoice of a Greek seller has exactly one reference to its own web address."
        ),
    ),
    "GR-S-011": Wording(
        msg(
            "The seller is Greek and does not have "
            "exactly one VAT number that is valid: EL and nine digits."
        ),
        _ONE_VALID_NUMBER,
        demands=msg("A Greek seller has exactly one VAT number that is valid: EL and nine digits."),
    ),
}
