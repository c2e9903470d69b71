"""Amounts that do not add up: what was written and what follows from the rest of the invoice."""

import re

from shared.i18n import msg
from shared.validation.wording.model import Wording

_CORRECT = msg("Correct the amount, or the amounts it is made of. Round each one to the cent.")
_BOTH = ("found", "expected")


def _sum(says: str, demands: str) -> Wording:
    return Wording(says, _CORRECT, needs=_BOTH, demands=demands)


_VAT_OF_RATE = _sum(
    msg("The VAT is stated as {found}; the taxable amount times the rate is {expected}."),
    msg("The VAT of a rate is the taxable amount times the rate, rounded to the cent."),
)
EXACT = {
    "BR-CO-10": _sum(
        msg("The sum of the lines is stated as {found}, but the lines add up to {expected}."),
        msg("The sum of the line amounts is what the amounts of all lines add up to."),
    ),
    "BR-CO-11": _sum(
        msg("The sum of allowances is stated as {found}, but they add up to {expected}."),
        msg("The sum of allowances is what all allowances of the document add up to."),
    ),
    "BR-CO-12": _sum(
        msg("The sum of charges is stated as {found}, but they add up to {expected}."),
        msg("The sum of charges is what all charges of the document add up to."),
    ),
    "BR-CO-13": _sum(
        msg(
            "The total without VAT is stated as {found}; "
            "lines, allowances and charges come to {expected}."
        ),
        msg(
            "The total without VAT is the sum of the lines, less the allowances, plus the charges."
        ),
    ),
    "BR-CO-14": _sum(
        msg("The total VAT is stated as {found}, but the VAT per rate adds up to {expected}."),
        msg("The total VAT is what the VAT amounts of the breakdown add up to."),
    ),
    "BR-CO-15": _sum(
        msg("The total with VAT is stated as {found}; total without VAT plus VAT is {expected}."),
        msg("The total with VAT is the total without VAT plus the VAT."),
    ),
    "BR-CO-16": _sum(
        msg(
            "The amount due is stated as {found}; "
            "total with VAT, less what is paid, plus rounding is {expected}."
        ),
        msg("The amount due is the total with VAT, less what is paid, plus the rounding."),
    ),
    "BR-CO-17": _VAT_OF_RATE,
    "PEPPOL-EN16931-R040": _sum(
        msg(
            "An allowance or charge is stated as {found}; "
            "its base amount times the percentage is {expected}."
        ),
        msg("The amount of an allowance or charge is its base amount times the percentage."),
    ),
    "PEPPOL-EN16931-R046": _sum(
        msg("The net price is stated as {found}; gross price less discount is {expected}."),
        msg("The net price is the gross price less the discount."),
    ),
    "PEPPOL-EN16931-R120": _sum(
        msg(
            "The line amount is stated as {found}; "
            "quantity times price, with charges and allowances, is {expected}."
        ),
        msg("The amount of a line is quantity times price, plus charges, less allowances."),
    ),
}
_TAXABLE = _sum(
    msg(
        "The taxable amount of VAT category {category} is stated as {found}; "
        "lines, charges and allowances of it come to {expected}."
    ),
    msg(
        "The taxable amount of VAT category {category} is what its lines and charges add up to, "
        "less its allowances."
    ),
)
FAMILIES = (
    (re.compile(r"BR-(?P<category>AE|AF|AG|E|G|IC|O|S|Z)-08"), _TAXABLE),
    (re.compile(r"BR-(?:AF|AG|S)-09"), _VAT_OF_RATE),
)
