"""Rules of Peppol BIS for invoices between two parties in Germany."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_FILL_IN = msg("Fill this in and send the invoice again.")
_CORRECT = msg("Correct this and send the document again.")
_CHECK_IBAN = msg("Check the IBAN for a typing error.")
_CREDIT_TRANSFER = msg("credit transfer (30, 58)")
_CARD = msg("payment card (48, 54, 55)")
_DIRECT_DEBIT = msg("direct debit (59)")


def _missing(what: str, remedy: str = _FILL_IN) -> Wording:
    return Wording(
        msg("Seller and buyer are in Germany; missing: {what}."),
        remedy,
        {"what": Word(what)},
        demands=msg("When seller and buyer are in Germany, the invoice must state: {what}."),
    )


def _missing_for_debit(what: str) -> Wording:
    return Wording(
        msg("Seller and buyer are in Germany; missing for the direct debit: {what}."),
        _FILL_IN,
        {"what": Word(what)},
        demands=msg("A direct debit between two parties in Germany must state: {what}."),
    )


def _missing_with(means: str, what: str) -> Wording:
    return Wording(
        msg("Missing for payment by {means} between two parties in Germany: {what}."),
        _FILL_IN,
        {"means": Word(means), "what": Word(what)},
        demands=msg("Payment by {means} between two parties in Germany must state: {what}."),
    )


def _not_with(means: str, what: str) -> Wording:
    return Wording(
        msg("Not allowed with payment by {means} between two parties in Germany: {what}."),
        msg("Leave this out, or choose another means of payment."),
        {"means": Word(means), "what": Word(what)},
        demands=msg("Payment by {means} between two parties in Germany excludes: {what}."),
    )


EXACT = {
    "DE-R-001": _missing(msg("the means of payment")),
    "DE-R-002": _missing(msg("the contact details of the seller")),
    "DE-R-003": _missing(msg("the city in the seller's address")),
    "DE-R-004": _missing(msg("the post code in the seller's address")),
    "DE-R-005": _missing(msg("the name of the seller's contact")),
    "DE-R-006": _missing(msg("the telephone number of the seller's contact")),
    "DE-R-007": _missing(msg("the e-mail address of the seller's contact")),
    "DE-R-008": _missing(msg("the city in the buyer's address")),
    "DE-R-009": _missing(msg("the post code in the buyer's address")),
    "DE-R-010": _missing(msg("the city in the delivery address")),
    "DE-R-011": _missing(msg("the post code in the delivery address")),
    "DE-R-014": _missing(msg("the VAT rate in the VAT breakdown")),
    "DE-R-015": _missing(
        msg("the buyer's reference"),
        msg("Ask the buyer which reference to write; public buyers give a Leitweg-ID."),
    ),
    "DE-R-016": Wording(
        msg(
            "Seller and buyer are in Germany and VAT category S, Z, E, AE, K, G, L or M is used, "
            "but there is neither a VAT or tax number of the seller nor a tax representative."
        ),
        msg("Give the VAT number or the tax number of the seller."),
        demands=msg(
            "When seller and buyer are in Germany, VAT categories S, Z, E, AE, K, G, L and M need "
            "a VAT or tax number of the seller or a tax representative."
        ),
    ),
    "DE-R-017": Wording(
        msg(
            "Seller and buyer are in Germany, and the type of the document is not one of these: "
            "326, 380, 381, 384, 389, 875, 876, 877."
        ),
        msg("Use 380 for an invoice and 381 for a credit note, unless you know better."),
        demands=msg(
            "When seller and buyer are in Germany, the type of the document is one of these: "
            "326, 380, 381, 384, 389, 875, 876, 877."
        ),
    ),
    "DE-R-018": Wording(
        msg(
            "Seller and buyer are in Germany, and a cash discount in the payment terms (a line "
            "that begins with #) is not in the prescribed form, or no line break follows it."
        ),
        msg(
            "Write #SKONTO#TAGE=14#PROZENT=2.00#, or with a base amount "
            "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00#, and end with a line break."
        ),
        demands=msg(
            "When seller and buyer are in Germany, a cash discount is written as "
            "#SKONTO#TAGE=14#PROZENT=2.00# with a line break after it."
        ),
    ),
    "DE-R-019": Wording(
        msg(
            "Seller and buyer are in Germany and payment is by SEPA credit transfer (58), "
            "but the account to pay to is not a valid IBAN."
        ),
        _CHECK_IBAN,
        demands=msg(
            "For a SEPA credit transfer (58) between two parties in Germany, "
            "the account to pay to is a valid IBAN."
        ),
    ),
    "DE-R-020": Wording(
        msg(
            "Seller and buyer are in Germany and payment is by SEPA direct debit (59), "
            "but the account to be debited is not a valid IBAN."
        ),
        _CHECK_IBAN,
        demands=msg(
            "For a SEPA direct debit (59) between two parties in Germany, "
            "the account to be debited is a valid IBAN."
        ),
    ),
    "DE-R-022": Wording(
        msg("Seller and buyer are in Germany, and two attachments have the same file name."),
        msg("Give each attachment a file name of its own, also apart from capital letters."),
        demands=msg(
            "When seller and buyer are in Germany, each attachment has a file name of its own."
        ),
    ),
    "DE-R-023-1": _missing_with(_CREDIT_TRANSFER, msg("the account to pay to")),
    "DE-R-023-2": _not_with(
        _CREDIT_TRANSFER, msg("the details of a payment card or of a direct debit")
    ),
    "DE-R-024-1": _missing_with(_CARD, msg("the details of the payment card")),
    "DE-R-024-2": _not_with(_CARD, msg("the account to pay to or the details of a direct debit")),
    "DE-R-025-1": _missing_with(_DIRECT_DEBIT, msg("the details of the direct debit")),
    "DE-R-025-2": _not_with(
        _DIRECT_DEBIT, msg("the account to pay to or the details of a payment card")
    ),
    "DE-R-026": Wording(
        msg(
            "Seller and buyer are in Germany and the document corrects an invoice (384), "
            "but it does not say which one."
        ),
        msg("Give the number of the preceding invoice."),
        demands=msg(
            "Between two parties in Germany, a corrected invoice (384) "
            "refers to the preceding invoice."
        ),
    ),
    "DE-R-027": Wording(
        msg(
            "Seller and buyer are in Germany, and the telephone number of the seller's contact "
            "does not have three digits or more."
        ),
        _CORRECT,
        demands=msg(
            "When seller and buyer are in Germany, the telephone number of the seller's contact "
            "has at least three digits."
        ),
    ),
    "DE-R-028": Wording(
        msg(
            "Seller and buyer are in Germany, and the e-mail address of the seller's contact "
            "does not look like name@example.com."
        ),
        msg("Write one address with one @, a domain with a dot in it, and no spaces."),
        demands=msg(
            "When seller and buyer are in Germany, the e-mail address of the seller's contact "
            "looks like name@example.com."
        ),
    ),
    "DE-R-030": _missing_for_debit(
        msg("the creditor identifier of the seller or the payee, with scheme SEPA")
    ),
    "DE-R-031": _missing_for_debit(msg("the number of the account to be debited")),
    "DE-R-T02": Wording(
        msg(
            "Seller and buyer are in Germany, and the location of an external document is "
            "not a full address such as https://example.com/file.pdf."
        ),
        msg("Write the full address, with https:// in front."),
        demands=msg(
            "When seller and buyer are in Germany, the location of an external document is "
            "a full address such as https://example.com/file.pdf."
        ),
    ),
}
