"""Rules of Peppol on catalogues, despatch advices, shopping carts and invoice responses."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording
from shared.validation.wording.ordering import (
    NEGATIVE_PRICE,
    NO_RATE,
    ORIGINATOR,
    PERIOD,
    UNIDENTIFIED,
    ZERO_RATE,
    advised,
    lacking,
    process,
)

_ABOVE_ZERO = msg("State quantities above zero.")


def reason_in_words(code: str, meaning: str) -> Wording:
    """A code that says too little without words beside it."""
    return Wording(
        msg("The reason code is {code} ({meaning}), but no reason is given in words."),
        msg("Give the reason in words."),
        {"code": code, "meaning": Word(meaning)},
        demands=msg("With reason code {code} ({meaning}) a reason in words is given."),
    )


def not_listed(codes: str) -> Wording:
    """A code that is not among those of a list; which one it is, the finding does not show."""
    return Wording(
        msg("A code is missing or not in this list: {what}."),
        msg("Use a code of that list."),
        {"what": codes},
        demands=msg("The code must be one of this list: {what}."),
    )


_LINE_OR_PRICE_PERIOD = Wording(
    msg(
        "The validity of a line or price ends before it starts; "
        "dates that are left out are those of the line or the catalogue."
    ),
    msg("Correct the start or the end date."),
    demands=msg("The validity of a line or price does not end before it starts."),
)
_DESPATCH_ADVICES = {
    "PEPPOL-T16-R008": lacking(msg("the name or a number of the buyer")),
    "PEPPOL-T16-R009": lacking(msg("the name or a number of the seller")),
    "PEPPOL-T16-R010": ORIGINATOR,
    "PEPPOL-T16-R003": UNIDENTIFIED,
    "PEPPOL-T16-R004": lacking(msg("the name of an item")),
    "PEPPOL-T16-R005": advised(msg("the delivered quantity of a line")),
    "PEPPOL-T16-R006": Wording(
        msg("The delivered quantity of a line is missing or negative."),
        msg("State a quantity of zero or more."),
        demands=msg("The delivered quantity of a line is zero or more."),
    ),
    "PEPPOL-T16-R007": Wording(
        msg("A line says how much is still to be delivered, but not why."),
        msg("Give the reason in words."),
        demands=msg("A line that says how much is still to be delivered should say why."),
    ),
}
_CATALOGUES = {
    "PEPPOL-T19-R017": process(
        "urn:fdc:peppol.eu:poacc:bis:catalogue_only:3",
        "urn:fdc:peppol.eu:poacc:bis:catalogue_wo_response:3",
    ),
    "PEPPOL-T19-R001": PERIOD,
    "PEPPOL-T19-R004": lacking(msg("the name or a number of the supplier")),
    "PEPPOL-T19-R005": lacking(msg("the name or a number of the customer")),
    "PEPPOL-T19-R006": Wording(
        msg("A price is missing or negative."),
        msg("State a price of zero or more."),
        demands=msg("Every price is stated and not negative."),
    ),
    "PEPPOL-T19-R007": Wording(
        msg("The validity of a line is not within the validity of the catalogue."),
        msg("Correct the dates of the line or of the catalogue."),
        demands=msg("The validity of a line is within the validity of the catalogue."),
    ),
    "PEPPOL-T19-R008": Wording(
        msg("The largest quantity that can be ordered is negative."),
        _ABOVE_ZERO,
        demands=msg("The largest quantity that can be ordered is not negative."),
    ),
    "PEPPOL-T19-R009": Wording(
        msg("The smallest quantity that can be ordered is negative."),
        _ABOVE_ZERO,
        demands=msg("The smallest quantity that can be ordered is not negative."),
    ),
    "PEPPOL-T19-R010": Wording(
        msg("The largest quantity that can be ordered is below the smallest."),
        msg("Correct the smallest or the largest quantity."),
        demands=msg("The largest quantity that can be ordered is not below the smallest."),
    ),
    "PEPPOL-T19-R011": Wording(
        msg("The validity of a price is not within that of its line or of the catalogue."),
        msg("Correct the dates of the price, the line or the catalogue."),
        demands=msg("The validity of a price is within that of its line or of the catalogue."),
    ),
    "PEPPOL-T19-R012": UNIDENTIFIED,
    "PEPPOL-T19-R013": _LINE_OR_PRICE_PERIOD,
    "PEPPOL-T19-R014": NO_RATE,
    "PEPPOL-T19-R015": ZERO_RATE,
    "PEPPOL-T19-R016": _LINE_OR_PRICE_PERIOD,
}
_SHOPPING_CARTS = {
    "PEPPOL-T77-R001": Wording(
        msg("The last day of validity is missing, or before the date of the document."),
        msg("State a last day that is not before the date of the document."),
        demands=msg("The last day of validity is stated and not before the date of the document."),
    ),
    "PEPPOL-T77-R002": Wording(
        msg("The quantity a price is for or the quantity in the shopping cart is not above zero."),
        _ABOVE_ZERO,
        demands=msg(
            "Where both are given, the quantity a price is for "
            "and the quantity in the shopping cart are above zero."
        ),
    ),
    "PEPPOL-T77-R003": NEGATIVE_PRICE,
    "PEPPOL-T77-R004": UNIDENTIFIED,
    "PEPPOL-T77-R005": Wording(
        msg("An item has more than one main image (PRODUCT_IMAGE)."),
        msg("Keep one and leave the others out."),
        demands=msg("An item has at most one main image (PRODUCT_IMAGE)."),
    ),
    "PEPPOL-T77-R006": Wording(
        msg(
            "The quantity a price is for and the quantity in the shopping cart "
            "do not have the same unit."
        ),
        msg("Use the same unit for both."),
        demands=msg(
            "The quantity a price is for and the quantity in the shopping cart have the same unit."
        ),
    ),
    "PEPPOL-T77-R007": Wording(
        msg("The item property ServiceIndicator must be true or false."),
        msg("Write true or false in small letters."),
    ),
    "PEPPOL-T77-R008": NO_RATE,
    "PEPPOL-T77-R009": ZERO_RATE,
}
_INVOICE_RESPONSES = {
    "PEPPOL-T111-R001": Wording(
        msg(
            "The status is CA (accepted with conditions), UQ (in question) or RE (rejected), "
            "but no reason code is given."
        ),
        msg("Add a code for the reason, or for what is to be done."),
        demands=msg("With status CA, UQ or RE a reason code is given."),
    ),
    "PEPPOL-T111-R002": reason_in_words("OTH", msg("another reason")),
    "PEPPOL-T111-R004": reason_in_words("PPD", msg("partly paid")),
    "PEPPOL-T111-R005": Wording(
        msg("Reason code PPD (partly paid) goes with status PD (paid) only."),
        msg("Use status PD, or another reason code."),
    ),
    "PEPPOL-T111-R006": not_listed("OPStatusAction (NOA, PIN, NIN, CNF, CNP, CNA, OTH)"),
    "PEPPOL-T111-R007": not_listed(
        "OPStatusReason (NON, REF, LEG, REC, QUA, DEL, PRI, QTY, ITM, PAY, PPD, UNR, FIN, OTH)"
    ),
    "PEPPOL-T111-R008": process(
        "urn:fdc:peppol.eu:poacc:bis:invoice_response:3", "urn:peppol:bis:billing_with_response"
    ),
}
EXACT = {**_DESPATCH_ADVICES, **_CATALOGUES, **_SHOPPING_CARTS, **_INVOICE_RESPONSES}
