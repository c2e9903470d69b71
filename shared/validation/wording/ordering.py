"""Rules of Peppol on orders, order changes, responses, agreements and cancellations."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_CORRECT = msg("Correct this and send the document again.")
_CORRECT_SUM = msg("Correct the amount, or the amounts it is made of. Round each one to the cent.")
_CORRECT_OR_ADD = msg("Correct the amount, or add it: an amount that is left out counts as zero.")
_NO_MINUS = msg("State the amount without a minus sign.")
_BOTH_OR_NEITHER = msg("Give both the base amount and the percentage, or neither.")
_TO_BREAKDOWN = msg("Add it to the VAT breakdown, or correct the category or the rate.")
_IN_BREAKDOWN = msg("Every VAT category and rate that is used is in the VAT breakdown.")
_ORDERING = "urn:fdc:peppol.eu:poacc:bis:ordering:3"
_ORDER_ONLY = "urn:fdc:peppol.eu:poacc:bis:order_only:3"
_ADVANCED_ORDERING = "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3"


def lacking(what: str) -> Wording:
    """What a document other than an invoice must state and does not."""
    return Wording(
        msg("Missing in the document: {what}."),
        msg("Fill this in and send the document again."),
        {"what": Word(what)},
        demands=msg("The document must state: {what}."),
    )


def advised(what: str) -> Wording:
    """What a document should state, though it may do without."""
    return Wording(
        msg("Missing in the document: {what}."),
        msg("Fill this in if you can."),
        {"what": Word(what)},
        demands=msg("The document should state: {what}."),
    )


def process(*allowed: str) -> Wording:
    """The business processes that a kind of document may belong to."""
    return Wording(
        msg(
            "{found} is not a business process (ProfileID) for this kind of document. "
            "Allowed: {allowed}."
        ),
        msg("Copy the identifier exactly as Peppol prescribes it."),
        {"allowed": ", ".join(allowed)},
        ("found",),
        msg("The business process (ProfileID) must be one of these: {allowed}."),
    )


ORIGINATOR = lacking(
    msg("the name or a number of the originator, the unit that asked for the goods")
)
UNIDENTIFIED = lacking(
    msg("a number of an item: the seller's own or a standard number, such as a GTIN")
)
NEGATIVE_PRICE = Wording(
    msg("A price is negative."), _NO_MINUS, demands=msg("A price is not negative.")
)
NO_RATE = Wording(
    msg("A VAT category other than O has no rate."),
    msg("State the rate, or use category O if the supply is not subject to VAT."),
    demands=msg("Every VAT category except O has a rate."),
)
ZERO_RATE = Wording(
    msg("VAT category S has no rate above zero."),
    msg("Use a rate above zero with S, zero with Z, E, AE, K and G, and none with O."),
    demands=msg("With VAT category S the rate is above zero."),
)
PERIOD = Wording(
    msg("A period ends before it starts."),
    msg("Correct the start or the end date."),
    demands=msg("A period does not end before it starts."),
)
_CURRENCY = Wording(
    msg("The amount {found} is not in the currency that the document states."),
    msg("State the currency of the document and give every amount the same one."),
    needs=("found",),
    demands=msg("Every amount is in the currency of the document."),
)
_DECIMALS = Wording(
    msg("An amount has more than two decimals."),
    msg("Round amounts to the cent."),
    demands=msg("An amount has at most two decimals; a price may have more."),
)
_VAT_NUMBER = Wording(
    msg("A VAT number does not start with the code of its country, such as BE."),
    msg("Write the country code before the number."),
    demands=msg("A VAT number starts with the code of its country, such as BE."),
)
_NEGATIVE_DUE = Wording(
    msg("The amount due is negative."),
    _CORRECT_SUM,
    demands=msg("The amount due is not negative."),
)
_NOT_NEGATIVE_LINES = msg("The sum of the line amounts is not negative.")
_LINES_SAYS = msg("The sum of the line amounts is not what the amounts of the lines add up to.")
_LINES_DEMANDS = msg("The sum of the line amounts is what the amounts of all lines add up to.")
_ALLOWANCES_SAYS = msg(
    "The sum of allowances is not what the allowances of the document add up to."
)
_ALLOWANCES_DEMANDS = msg("The sum of allowances is what all allowances of the document add up to.")
_CHARGES_SAYS = msg("The sum of charges is not what the charges of the document add up to.")
_CHARGES_DEMANDS = msg("The sum of charges is what all charges of the document add up to.")
_WITHOUT_VAT_SAYS = msg(
    "The total without VAT is not the sum of the lines, less the allowances, plus the charges."
)
_WITHOUT_VAT_DEMANDS = msg(
    "The total without VAT is the sum of the lines, less the allowances, plus the charges."
)
_WITH_VAT_SAYS = msg("The total with VAT is not the total without VAT plus the VAT.")
_WITH_VAT_DEMANDS = msg("The total with VAT is the total without VAT plus the VAT.")
_DUE_SAYS = msg("The amount due is not the total with VAT, less what is paid, plus the rounding.")
_DUE_DEMANDS = msg("The amount due is the total with VAT, less what is paid, plus the rounding.")
_NO_BASE = Wording(
    msg("An allowance or charge has a percentage but no base amount."),
    _BOTH_OR_NEITHER,
    demands=msg("An allowance or charge with a percentage also has a base amount."),
)
_NO_PERCENTAGE = Wording(
    msg("An allowance or charge has a base amount but no percentage."),
    _BOTH_OR_NEITHER,
    demands=msg("An allowance or charge with a base amount also has a percentage."),
)
_PERCENTAGE = Wording(
    msg("The amount of an allowance or charge is not its base amount times the percentage."),
    _CORRECT_SUM,
    demands=msg("The amount of an allowance or charge is its base amount times the percentage."),
)
_NO_REASON = Wording(
    msg("An allowance or charge has no reason."),
    msg("State the reason in words or as a code."),
    demands=msg("Every allowance and every charge has a reason, in words or as a code."),
)
_NEGATIVE_ALLOWANCE = Wording(
    msg("The amount of an allowance or charge is negative."),
    _NO_MINUS,
    demands=msg("The amount of an allowance or charge is not negative."),
)
_NEGATIVE_DISCOUNT = Wording(
    msg("The discount on a price is negative."),
    _NO_MINUS,
    demands=msg("The discount on a price is not negative."),
)
_NEGATIVE_GROSS = Wording(
    msg("A gross price is negative."), _NO_MINUS, demands=msg("A gross price is not negative.")
)
_NET_PRICE = Wording(
    msg("The net price is not the gross price less the discount."),
    _CORRECT,
    demands=msg("The net price is the gross price less the discount."),
)
_LINE_NUMBER = Wording(
    msg("A line has no number, or the same number as another line."),
    msg("Give every line a number of its own."),
    demands=msg("Every line has a number of its own."),
)
_LINE_AMOUNT = Wording(
    msg("The amount of a line is not quantity times price, plus charges, less allowances."),
    _CORRECT_OR_ADD,
    demands=msg("The amount of a line is quantity times price, plus charges, less allowances."),
)


def _without_lines(code: str, meaning: str) -> Wording:
    return Wording(
        msg("The response is {code} ({meaning}), but it contains lines."),
        msg("Leave the lines out, or use code CA for a conditional acceptance."),
        {"code": code, "meaning": Word(meaning)},
        demands=msg("A response with code {code} ({meaning}) contains no lines."),
    )


_ORDERS = {
    "PEPPOL-T01-R031": process(_ORDER_ONLY, _ORDERING, _ADVANCED_ORDERING),
    **dict.fromkeys(("PEPPOL-T114-R031", "PEPPOL-T115-R031"), process(_ADVANCED_ORDERING)),
    **dict.fromkeys(
        ("PEPPOL-T01-R002", "PEPPOL-T114-R002"),
        advised(msg("the last day on which the document is valid")),
    ),
    **dict.fromkeys(("PEPPOL-T01-R014", "PEPPOL-T114-R014"), ORIGINATOR),
    **dict.fromkeys(("PEPPOL-T01-R026", "PEPPOL-T114-R026"), _VAT_NUMBER),
    **dict.fromkeys(
        ("PEPPOL-T01-R025", "PEPPOL-T114-R025"),
        Wording(msg("The quantity a price is for must be above zero."), _CORRECT),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R004", "PEPPOL-T114-R004"),
        Wording(
            msg("The ordered quantity of a line is missing or negative."),
            msg("State a quantity of zero or more."),
            demands=msg("The ordered quantity of a line is zero or more."),
        ),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R013", "PEPPOL-T114-R013"), advised(msg("the ordered quantity of a line"))
    ),
    **dict.fromkeys(("PEPPOL-T01-R019", "PEPPOL-T114-R019"), _NET_PRICE),
    **dict.fromkeys(("PEPPOL-T01-R024", "PEPPOL-T114-R024"), _LINE_AMOUNT),
    **dict.fromkeys(
        ("PEPPOL-T01-R035", "PEPPOL-T114-R035"),
        Wording(
            msg("A line refers to a line of a quotation, but the quotation is not named."),
            msg("Add the number of the quotation."),
            demands=msg("Where a line refers to a line of a quotation, the quotation is named."),
        ),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R007", "PEPPOL-T114-R007"),
        Wording(
            msg("The sum of the line amounts is missing or negative."),
            _CORRECT_SUM,
            demands=_NOT_NEGATIVE_LINES,
        ),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R009", "PEPPOL-T114-R009"),
        Wording(_ALLOWANCES_SAYS, _CORRECT_OR_ADD, demands=_ALLOWANCES_DEMANDS),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R010", "PEPPOL-T114-R010"),
        Wording(_CHARGES_SAYS, _CORRECT_OR_ADD, demands=_CHARGES_DEMANDS),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R011", "PEPPOL-T114-R011"),
        Wording(_WITHOUT_VAT_SAYS, _CORRECT_SUM, demands=_WITHOUT_VAT_DEMANDS),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R016", "PEPPOL-T114-R016"),
        Wording(_DUE_SAYS, _CORRECT_SUM, demands=_DUE_DEMANDS),
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R017", "PEPPOL-T114-R017"),
        Wording(_WITH_VAT_SAYS, _CORRECT_SUM, demands=_WITH_VAT_DEMANDS),
    ),
}
_ORDERS_AND_AGREEMENTS = {
    **dict.fromkeys(
        (
            *("PEPPOL-T01-R003", "PEPPOL-T114-R003", "PEPPOL-T110-R004"),
            *("PEPPOL-T76-R005", "PEPPOL-T116-R005"),
        ),
        _CURRENCY,
    ),
    **dict.fromkeys(("PEPPOL-T01-R028", "PEPPOL-T114-R028", "PEPPOL-T110-R013"), _DECIMALS),
    **dict.fromkeys(("PEPPOL-T01-R006", "PEPPOL-T114-R006", "PEPPOL-T110-R005"), _NEGATIVE_DUE),
    **dict.fromkeys(
        ("PEPPOL-T01-R008", "PEPPOL-T114-R008", "PEPPOL-T110-R007"),
        Wording(_LINES_SAYS, _CORRECT_SUM, demands=_LINES_DEMANDS),
    ),
    **dict.fromkeys(("PEPPOL-T01-R020", "PEPPOL-T114-R020", "PEPPOL-T110-R015"), _NO_BASE),
    **dict.fromkeys(("PEPPOL-T01-R021", "PEPPOL-T114-R021", "PEPPOL-T110-R016"), _NO_PERCENTAGE),
    **dict.fromkeys(("PEPPOL-T01-R022", "PEPPOL-T114-R022", "PEPPOL-T110-R017"), _PERCENTAGE),
    **dict.fromkeys(("PEPPOL-T01-R023", "PEPPOL-T114-R023", "PEPPOL-T110-R018"), _NO_REASON),
    **dict.fromkeys(
        ("PEPPOL-T01-R032", "PEPPOL-T114-R032", "PEPPOL-T110-R021"), _NEGATIVE_ALLOWANCE
    ),
    **dict.fromkeys(
        ("PEPPOL-T01-R033", "PEPPOL-T114-R033", "PEPPOL-T110-R023"), _NEGATIVE_DISCOUNT
    ),
    **dict.fromkeys(("PEPPOL-T01-R029", "PEPPOL-T114-R029", "PEPPOL-T110-R019"), NO_RATE),
    **dict.fromkeys(("PEPPOL-T01-R030", "PEPPOL-T114-R030", "PEPPOL-T110-R020"), ZERO_RATE),
    **dict.fromkeys(("PEPPOL-T01-R005", "PEPPOL-T114-R005", "PEPPOL-T110-R001"), NEGATIVE_PRICE),
    **dict.fromkeys(("PEPPOL-T01-R027", "PEPPOL-T114-R027", "PEPPOL-T110-R022"), _NEGATIVE_GROSS),
    **dict.fromkeys(
        ("PEPPOL-T01-R001", "PEPPOL-T114-R001", "PEPPOL-T76-R003", "PEPPOL-T116-R003"),
        _LINE_NUMBER,
    ),
}
_AGREEMENTS = {
    "PEPPOL-T110-R002": UNIDENTIFIED,
    "PEPPOL-T110-R006": Wording(
        msg("The sum of the line amounts is negative."),
        _CORRECT_SUM,
        demands=_NOT_NEGATIVE_LINES,
    ),
    "PEPPOL-T110-R008": Wording(_CHARGES_SAYS, _CORRECT_SUM, demands=_CHARGES_DEMANDS),
    "PEPPOL-T110-R009": Wording(_ALLOWANCES_SAYS, _CORRECT_SUM, demands=_ALLOWANCES_DEMANDS),
    "PEPPOL-T110-R010": Wording(_WITHOUT_VAT_SAYS, _CORRECT_OR_ADD, demands=_WITHOUT_VAT_DEMANDS),
    "PEPPOL-T110-R011": Wording(_WITH_VAT_SAYS, _CORRECT_OR_ADD, demands=_WITH_VAT_DEMANDS),
    "PEPPOL-T110-R012": Wording(_DUE_SAYS, _CORRECT_OR_ADD, demands=_DUE_DEMANDS),
    "PEPPOL-T110-R014": Wording(
        msg("Totals are given, but not every line has an amount."),
        msg("Add its net amount to every line."),
        demands=msg("Where totals are given, every line has an amount."),
    ),
    "PEPPOL-T110-R024": Wording(
        msg("The VAT of a rate is not the taxable amount times the rate."),
        _CORRECT_SUM,
        demands=msg("The VAT of a rate is the taxable amount times the rate, rounded to the cent."),
    ),
    "PEPPOL-T110-R025": Wording(
        msg("The total VAT is not what the VAT amounts of the breakdown add up to."),
        _CORRECT_SUM,
        demands=msg("The total VAT is what the VAT amounts of the breakdown add up to."),
    ),
    "PEPPOL-T110-R026": Wording(
        msg("A VAT category is used with a rate that the VAT breakdown does not show for it."),
        _TO_BREAKDOWN,
        demands=_IN_BREAKDOWN,
    ),
    "PEPPOL-T110-R027": Wording(
        msg("A VAT category is used that the VAT breakdown does not show."),
        _TO_BREAKDOWN,
        demands=_IN_BREAKDOWN,
    ),
    "PEPPOL-T110-R028": Wording(
        msg("A VAT category other than S, Z, L and M has no exemption reason in words."),
        msg("Add the exemption reason in words to the VAT breakdown."),
        demands=msg("Every VAT category except S, Z, L and M has an exemption reason in words."),
    ),
    "PEPPOL-T110-R029": Wording(
        msg("An exemption reason is given with a VAT category other than E, AE, O, K and G."),
        msg("Leave the reason out, or choose the VAT category that applies."),
        demands=msg("Only VAT categories E, AE, O, K and G have an exemption reason."),
    ),
}
_RESPONSES = {
    **dict.fromkeys(
        ("PEPPOL-T76-R001", "PEPPOL-T116-R001"),
        lacking(msg("the official name or a number of the buyer")),
    ),
    **dict.fromkeys(
        ("PEPPOL-T76-R002", "PEPPOL-T116-R002"),
        lacking(msg("the official name or a number of the seller")),
    ),
    **dict.fromkeys(("PEPPOL-T76-R004", "PEPPOL-T116-R004"), PERIOD),
    **dict.fromkeys(
        ("PEPPOL-T76-R007", "PEPPOL-T116-R007"),
        Wording(
            msg("The response is CA (accepted with conditions), but it contains no lines."),
            msg("Add the lines with what differs, or use another code."),
            demands=msg("A response with code CA (accepted with conditions) contains lines."),
        ),
    ),
    **dict.fromkeys(
        ("PEPPOL-T76-R008", "PEPPOL-T116-R008"), _without_lines("AP", msg("order accepted"))
    ),
    **dict.fromkeys(
        ("PEPPOL-T76-R009", "PEPPOL-T116-R009"), _without_lines("RE", msg("order rejected"))
    ),
    **dict.fromkeys(
        ("PEPPOL-T76-R010", "PEPPOL-T116-R010"), _without_lines("AB", msg("order received"))
    ),
}
EXACT = {**_ORDERS, **_ORDERS_AND_AGREEMENTS, **_AGREEMENTS, **_RESPONSES}
