"""Rules of Peppol BIS that add to EN 16931."""

import re

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_CORRECT = msg("Correct this and send the document again.")
_ONCE = msg("Keep one and leave the others out.")


def _identifier(what: str) -> Wording:
    says = msg("{found} is not a valid number of this kind: {what}.")
    remedy = msg("Check the number for a typing error.")
    demands = msg("The number must be valid: {what}.")
    return Wording(says, remedy, {"what": Word(what)}, ("found",), demands)


_OUTSIDE = Wording(
    msg("The period of a line is not within the period of the invoice."),
    msg("Correct the dates of the line or of the invoice."),
)
_TYPE = Wording(
    msg("{found} is not a type of document that Peppol allows here."),
    msg("Use 380 for an invoice and 381 for a credit note, unless you know better."),
    needs=("found",),
    demands=msg("The type of the document must be one that Peppol allows in this process."),
)
_ITALIAN_TAX_CODE = _identifier(
    msg("an Italian tax code, sixteen signs for a person or eleven digits for a company")
)
_DUTCH_VAT = _identifier(msg("a Dutch VAT number, written as NL123456789B12"))


def _exemption(reason: str, category: str) -> Wording:
    return Wording(
        msg("The exemption reason {what} goes with VAT category {category}, not with this one."),
        msg("Use the VAT category that belongs to the reason, or another reason."),
        {"what": reason, "category": category},
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
        demands=msg("An allowance or charge says true (charge) or false (allowance)."),
    ),
    "PEPPOL-EN16931-R044": Wording(
        msg("A charge on the price itself is not allowed."),
        msg("Put the charge on the line or on the invoice."),
    ),
    "PEPPOL-EN16931-R051": Wording(
        msg("An amount is in {found}, which is not the currency of the invoice."),
        msg("Give every amount the currency of the invoice."),
        needs=("found",),
        demands=msg("Every amount is in the currency of the invoice."),
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
        demands=msg("A date is written as 2026-11-21."),
    ),
    "PEPPOL-COMMON-R030": Wording(
        msg("{found} is not a date written as 2026-11-21."),
        msg("Write year, month and day with hyphens, without time zone."),
        needs=("found",),
        demands=msg("A date is written as 2026-11-21."),
    ),
    "PEPPOL-COMMON-R001": Wording(
        msg("An element is empty."), msg("Leave elements without content out.")
    ),
    "PEPPOL-COMMON-R040": _identifier(msg("a GLN, the location number of GS1")),
    "PEPPOL-COMMON-R041": _identifier(msg("a Norwegian organisation number")),
    "PEPPOL-COMMON-R042": _identifier(
        msg("a Danish CVR number, eight digits with or without DK in front")
    ),
    "PEPPOL-COMMON-R043": _identifier(
        msg("a Belgian enterprise number, ten digits of which the last two check the others")
    ),
    "PEPPOL-COMMON-R044": _identifier(msg("an Italian office code (IPA), six letters or digits")),
    "PEPPOL-COMMON-R045": _ITALIAN_TAX_CODE,
    "PEPPOL-COMMON-R046": _ITALIAN_TAX_CODE,
    "PEPPOL-COMMON-R047": _identifier(
        msg("an Italian VAT number, IT and eleven digits of which the last one checks the others")
    ),
    "PEPPOL-COMMON-R048": _identifier(msg("an Italian tax number")),
    "PEPPOL-COMMON-R049": _identifier(msg("a Swedish organisation number")),
    "PEPPOL-COMMON-R050": _identifier(msg("an Australian business number")),
    "PEPPOL-COMMON-R052": _identifier(msg("a Danish production unit number, ten digits")),
    "PEPPOL-COMMON-R053": _identifier(msg("a Danish SE number, DK and eight digits")),
    "PEPPOL-COMMON-R054": _identifier(msg("a Dutch chamber of commerce number, eight digits")),
    "PEPPOL-COMMON-R055": _identifier(msg("a Dutch organisation number (OIN), twenty digits")),
    "PEPPOL-COMMON-R056-1": _DUTCH_VAT,
    "PEPPOL-COMMON-R056-2": _DUTCH_VAT,
    "PEPPOL-COMMON-R057": _identifier(msg("a Dutch establishment number, twelve digits")),
    "PEPPOL-EN16931-P0104": _exemption("VATEX-EU-G", "G"),
    "PEPPOL-EN16931-P0105": _exemption("VATEX-EU-O", "O"),
    "PEPPOL-EN16931-P0106": _exemption("VATEX-EU-IC", "K"),
    "PEPPOL-EN16931-P0107": _exemption("VATEX-EU-AE", "AE"),
    "PEPPOL-EN16931-P0108": _exemption("VATEX-EU-D", "E"),
    "PEPPOL-EN16931-P0109": _exemption("VATEX-EU-F", "E"),
    "PEPPOL-EN16931-P0110": _exemption("VATEX-EU-I", "E"),
    "PEPPOL-EN16931-P0111": _exemption("VATEX-EU-J", "E"),
    "PEPPOL-EN16931-P0112": Wording(
        msg("{found} is a type of document between two German parties only."),
        msg("Use 380 for an invoice unless both parties are in Germany."),
        needs=("found",),
        demands=msg("Types 326 and 384 are for documents between two German parties."),
    ),
}
FAMILIES = ((re.compile(r"PEPPOL-EN16931-P010[01]"), _TYPE),)
