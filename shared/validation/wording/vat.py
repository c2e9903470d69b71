"""VAT categories: breakdown, numbers, rates and reasons that do not fit each other."""

import re

from shared.i18n import msg
from shared.validation.wording.model import Wording

_BREAKDOWN = Wording(
    msg("VAT category {category} is used, but the VAT breakdown does not show it as it must."),
    msg("Give each VAT category and rate one entry in the breakdown, and no entry to others."),
)
_NUMBERS = Wording(
    msg("VAT category {category} needs the VAT number of the seller, and some need the buyer's."),
    msg("Add the VAT numbers, or choose the VAT category that applies."),
)
_NO_NUMBERS = Wording(
    msg("An invoice not subject to VAT must not show VAT numbers."),
    msg("Leave the VAT numbers out, or choose the VAT category that applies."),
)
_RATE = Wording(
    msg("The VAT rate does not fit VAT category {category}."),
    msg("Use a rate above zero with S, zero with Z, E, AE, K and G, and none with O."),
)
_ZERO = Wording(
    msg("With VAT category {category} the VAT must be zero; {found} is stated."),
    msg("State zero, or choose the VAT category that applies."),
    needs=("found",),
    demands=msg("With VAT category {category} the VAT is zero."),
)
_REASON = Wording(
    msg("VAT category {category} needs a reason why no VAT is charged."),
    msg("Add the exemption reason or its VATEX code to the VAT breakdown."),
)
_NO_REASON = Wording(
    msg("VAT category {category} must not have an exemption reason."),
    msg("Leave the reason out, or choose the VAT category that applies."),
)
_ALONE = Wording(
    msg("'Not subject to VAT' cannot stand beside other VAT categories on one invoice."),
    msg("Write separate invoices, or choose the VAT category that applies."),
)
_PRICE = Wording(
    msg("A price is negative: {found}."),
    msg("State prices without a sign; make the quantity negative, or send a credit note."),
    needs=("found",),
    demands=msg("A price is not negative."),
)
_PERIOD = Wording(
    msg("A period ends before it starts."),
    msg("Correct the start or the end date."),
)
EXACT = {
    "BR-27": _PRICE,
    "BR-28": _PRICE,
    "BR-29": _PERIOD,
    "BR-30": _PERIOD,
    "BR-51": Wording(
        msg("A full payment card number stands on the invoice."),
        msg("Show the last four to six digits only."),
    ),
    "BR-CO-03": Wording(
        msg("Both a VAT point date and a code for it are given; only one may be."),
        msg("Leave one of them out."),
    ),
    "BR-CO-09": Wording(
        msg("A VAT number does not start with the code of its country, such as BE."),
        msg("Write the country code before the number."),
    ),
    "BR-IC-11": Wording(
        msg("An intra-Community supply needs a delivery date or an invoicing period."),
        msg("Fill this in and send the invoice again."),
    ),
    "BR-IC-12": Wording(
        msg("An intra-Community supply needs the country of delivery."),
        msg("Fill this in and send the invoice again."),
    ),
}
FAMILIES = (
    (re.compile(r"BR-(?P<category>AE|AF|AG|B|E|G|IC|O|S|Z)-01"), _BREAKDOWN),
    (re.compile(r"BR-O-0[234]"), _NO_NUMBERS),
    (re.compile(r"BR-(?P<category>AE|AF|AG|E|G|IC|S|Z)-0[234]"), _NUMBERS),
    (re.compile(r"BR-(?P<category>AE|AF|AG|E|G|IC|O|S|Z)-0[567]"), _RATE),
    (re.compile(r"BR-(?P<category>AE|E|G|IC|O|Z)-09"), _ZERO),
    (re.compile(r"BR-(?P<category>AE|E|G|IC|O)-10"), _REASON),
    (re.compile(r"BR-(?P<category>AF|AG|S|Z)-10"), _NO_REASON),
    (re.compile(r"BR-O-1[1234]"), _ALONE),
)
