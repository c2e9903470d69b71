"""Rules of Peppol BIS that add to EN 16931."""

import re

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_CORRECT = msg("Correct this and send the document again.")
_ONCE = msg("Keep one and leave the others out.")


def _identifier(what: str) -> Wording:
    says = msg("{found} is not a valid number of this kind: {what}.")
    return Wording(
        says, msg("Check the number for a typing error."), {"what": Word(what)}, ("found",)
    )


_OUTSIDE = Wording(
    msg("The period of a line is not within the period of the invoice."),
    msg("Correct the dates of the line or of the invoice."),
)
_TYPE = Wording(
    msg("{found} is not a type of document that Peppol allows here."),
    msg("Use 380 for an invoice and 381 for a credit note, unless you know better."),
    needs=("found",),
)
_CATEGORY = Wording(
    msg("The VAT category does not fit the exemption reason code."),
    msg("Use the VAT category that belongs to the reason, or another reason."),
)
_DANISH, _DUTCH, _ITALIAN = (
    msg("a Danish company number"),
    msg("a Dutch company number"),
    msg("an Italian tax number"),
)
EXACT = {
    "PEPPOL-EN16931-R002": Wording(
        msg("There is more than one note on the invoice."), msg("Join the notes into one.")
    ),
    "PEPPOL-EN16931-R004": Wording(
        msg("The specification identifier (CustomizationID) is not that of Peppol BIS Billing 3."),
        msg("Copy the identifier exactly as Peppol prescribes it."),
    ),
    "PEPPOL-EN16931-R005": Wording(
        msg("The accounting currency is the same as the currency of the invoice."),
        msg("Leave the accounting currency out."),
    ),
    "PEPPOL-EN16931-R007": Wording(
        msg("The business process (ProfileID) is not one that Peppol knows."),
        msg("Copy the identifier exactly as Peppol prescribes it."),
    ),
    "PEPPOL-EN16931-R008": Wording(
        msg("An element is empty."), msg("Leave elements without content out.")
    ),
    "PEPPOL-EN16931-R043": Wording(
        msg("{found} does not say whether this is a charge; it must be true or false."),
        msg("Write true for a charge, false for an allowance."),
        needs=("found",),
    ),
    "PEPPOL-EN16931-R044": Wording(
        msg("A charge on the price itself is not allowed."),
        msg("Put the charge on the line or on the invoice."),
    ),
    "PEPPOL-EN16931-R051": Wording(
        msg("An amount is in {found}, which is not the currency of the invoice."),
        msg("Give every amount the currency of the invoice."),
        needs=("found",),
    ),
    "PEPPOL-EN16931-R053": Wording(
        msg("There is not exactly one VAT total with a breakdown."), _ONCE
    ),
    "PEPPOL-EN16931-R054": Wording(
        msg("A VAT total in the accounting currency is missing, or one is too many."),
        msg("Give one VAT total without breakdown if, and only if, there is such a currency."),
    ),
    "PEPPOL-EN16931-R055": Wording(msg("The two VAT totals do not have the same sign."), _CORRECT),
    "PEPPOL-EN16931-R080": Wording(msg("There is more than one project reference."), _ONCE),
    "PEPPOL-EN16931-R100": Wording(msg("A line refers to more than one object."), _ONCE),
    "PEPPOL-EN16931-R101": Wording(
        msg("A document reference on a line must be of type 130, an invoiced object."), _CORRECT
    ),
    "PEPPOL-EN16931-R110": _OUTSIDE,
    "PEPPOL-EN16931-R111": _OUTSIDE,
    "PEPPOL-EN16931-R121": Wording(
        msg("The quantity a price is for must be above zero."), _CORRECT
    ),
    "PEPPOL-EN16931-R130": Wording(
        msg("The price is for another unit than the invoiced quantity."),
        msg("Use the same unit for both."),
    ),
    "PEPPOL-EN16931-F001": Wording(
        msg("{found} is not a date written as 2026-11-21."),
        msg("Write year, month and day with hyphens, without time zone."),
        needs=("found",),
    ),
    "PEPPOL-COMMON-R030": Wording(
        msg("{found} is not a date written as 2026-11-21."),
        msg("Write year, month and day with hyphens, without time zone."),
        needs=("found",),
    ),
    "PEPPOL-COMMON-R001": Wording(
        msg("An element is empty."), msg("Leave elements without content out.")
    ),
    "PEPPOL-COMMON-R040": _identifier(msg("a GLN, the location number of GS1")),
    "PEPPOL-COMMON-R041": _identifier(msg("a Norwegian organisation number")),
    "PEPPOL-COMMON-R042": _identifier(_DANISH),
    "PEPPOL-COMMON-R043": _identifier(
        msg("a Belgian enterprise number, ten digits of which the last two check the others")
    ),
    "PEPPOL-COMMON-R049": _identifier(msg("a Swedish organisation number")),
    "PEPPOL-COMMON-R050": _identifier(msg("an Australian business number")),
}
FAMILIES = (
    (re.compile(r"PEPPOL-COMMON-R05[23]"), _identifier(_DANISH)),
    (re.compile(r"PEPPOL-COMMON-R0(?:44|45|46|47|48)"), _identifier(_ITALIAN)),
    (re.compile(r"PEPPOL-COMMON-R05(?:4|5|6-1|6-2|7)"), _identifier(_DUTCH)),
    (re.compile(r"PEPPOL-EN16931-P01(?:00|01|12)"), _TYPE),
    (re.compile(r"PEPPOL-EN16931-P01(?:0[4-9]|10|11)"), _CATEGORY),
)
