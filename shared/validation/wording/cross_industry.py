"""Rules of EN 16931 about how the Cross Industry Invoice is used: half a thousand of few forms."""

import re

from shared.i18n import msg
from shared.validation.wording.forms import ATTRIBUTE_MISSING, EXACTLY_ONCE, ONCE
from shared.validation.wording.missing import missing
from shared.validation.wording.model import Word, Wording

_NO_ELEMENT = Wording(
    msg("The invoice contains {element}, for which EN 16931 has no place."),
    msg("Leave the element out."),
    demands=msg("An invoice does not contain {element}."),
)
_NO_ATTRIBUTE = Wording(
    msg("The invoice contains the attribute {attribute}, which EN 16931 does not use."),
    msg("Leave this attribute out."),
    demands=msg("An invoice does not contain the attribute {attribute}."),
)
_ONE_PERSON = Wording(
    msg("A contact has both a person (PersonName) and a department (DepartmentName)."),
    msg("Keep one of the two."),
    demands=msg("A contact has a person (PersonName) or a department (DepartmentName), not both."),
)

# the texts end with or without a full stop, and two lack the blank behind the element
BY_TEXT = (
    (
        re.compile(
            r"@?(?P<attribute>(?<=@)\w+|[a-z]+[A-Z]\w+|name) should not be present\.?", re.ASCII
        ),
        _NO_ATTRIBUTE,
    ),
    (
        re.compile(r"(?P<element>[A-Z]\w+?) ?(?:should|shall) not be (?:present|used)\.?"),
        _NO_ELEMENT,
    ),
    (re.compile(r"(?P<what>[A-Z]\w+) (?:should|shall) exist maximum once\.?"), ONCE),
    (re.compile(r"Only one (?P<what>[A-Z]\w+) shall be present\.?"), ONCE),
    (re.compile(r"(?P<what>[A-Z]\w+) shall occur at most once in [A-Z]\w+\.?"), ONCE),
    (re.compile(r"(?P<what>[A-Z]\w+) must exist exactly once\.?"), EXACTLY_ONCE),
)


def _once(what: str) -> Wording:
    return ONCE.with_facts({"what": what})


def _either(what: str) -> Wording:
    return Wording(
        msg("Both ID and GlobalID are given for: {what}."),
        msg("Keep one of the two."),
        {"what": Word(what)},
        demands=msg("Either ID or GlobalID is given, not both, for: {what}."),
    )


def _same(what: str) -> Wording:
    return Wording(
        msg("This is not the same throughout: {what}."),
        msg("Write the same value everywhere."),
        {"what": what},
        demands=msg("This must be the same throughout: {what}."),
    )


EXACT = {
    "CII-SR-046": ATTRIBUTE_MISSING.with_facts({"attribute": "schemeID"}),
    "CII-SR-119": Wording(
        msg("The gross price has an addition, or a discount without amount."),
        msg("Give a discount with its amount, or leave it out."),
        demands=msg("Only a discount, with its amount, may be given on a price."),
    ),
    "CII-SR-449": _either(msg("the place of delivery")),
    "CII-SR-450": _either(msg("the buyer")),
    "CII-SR-451": _either(msg("the payee")),
    "CII-SR-452": _once("SpecifiedTradePaymentTerms"),
    "CII-SR-453": _once("SpecifiedTradePaymentTerms/Description"),
    "CII-SR-454": EXACTLY_ONCE.with_facts({"what": "ApplicableTradeTax"}),
    "CII-SR-455": _once("SellerTradeParty/DefinedTradeContact"),
    "CII-SR-456": _once("BuyerTradeParty/DefinedTradeContact"),
    "CII-SR-457": _once("AdditionalReferencedDocument (TypeCode 50)"),
    "CII-SR-458": _once("AdditionalReferencedDocument (TypeCode 130)"),
    "CII-SR-459": _once("SellerTradeParty/URIUniversalCommunication"),
    "CII-SR-460": _once("BuyerTradeParty/URIUniversalCommunication"),
    "CII-SR-462": _same("ApplicableTradeTax/DueDateTypeCode"),
    "CII-SR-463": Wording(
        msg("It is not said whether this is an allowance or a charge (ChargeIndicator)."),
        msg("Write false for an allowance and true for a charge."),
        demands=msg("Each allowance or charge says which of the two it is (ChargeIndicator)."),
    ),
    "CII-SR-465": _ONE_PERSON,
    "CII-SR-466": _ONE_PERSON,
    "CII-SR-467": _same("SpecifiedTradeSettlementPaymentMeans/TypeCode"),
    "CII-SR-468": _same("SpecifiedTradeSettlementPaymentMeans/Information"),
    "CII-SR-469": _once("PaymentReference"),
    "CII-SR-470": missing(msg("the account number to pay to")),
    "CII-SR-471": missing(msg("the VAT category of an allowance or charge")),
    # its own text speaks of the rate, its test of the element around it
    "CII-SR-472": _once("SpecifiedTradeAllowanceCharge/CategoryTradeTax"),
    "CII-SR-474": _once("AdditionalReferencedDocument (TypeCode 130)"),
    "CII-SR-475": _once("AdditionalReferencedDocument (TypeCode 916)/Name"),
    "CII-SR-476": _once("AdditionalReferencedDocument (TypeCode 916)/AttachmentBinaryObject"),
    "CII-DT-037": Wording(
        msg("The type of tax (TypeCode) is not VAT."),
        msg("Write VAT."),
        demands=msg("The type of tax (TypeCode) must be VAT."),
    ),
    "CII-DT-097": Wording(
        msg("A date with the format 102 is not written as year, month and day: YYYYMMDD."),
        msg("Write it as 20261120."),
        demands=msg("A date with the format 102 is written as YYYYMMDD."),
    ),
}
