"""Codes that are in no list, amounts with too many decimals, elements without a place."""

import re

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

NO_CODE = Wording(
    msg("{found} is not a code of this list: {what}."),
    msg("Use a code of that list."),
    needs=("found",),
    demands=msg("The code must be one of this list: {what}."),
)
"""Wants the name of the list, `what`, among its facts."""


def _code(what: str) -> Wording:
    return NO_CODE.with_facts({"what": Word(what)})


_CURRENCIES = _code(msg("currencies, ISO 4217"))
_COUNTRIES = _code(msg("countries, ISO 3166-1"))
_CATEGORIES = _code(msg("VAT categories, UNCL 5305"))
_IDENTIFIERS = _code(msg("identifier schemes, ISO 6523"))
_ALLOWANCES = _code(msg("reasons of allowances, UNCL 5189"))
_CHARGES = _code(msg("reasons of charges, UNCL 7161"))
_FILES = _code(msg("file types of attachments"))
_ADDRESSES = _code(msg("schemes of electronic addresses, EAS"))
_VAT_DATES = _code(msg("VAT point dates, UNTDID 2005"))

EXACT = {
    "BR-CL-01": _code(msg("types of invoices and credit notes, UNTDID 1001")),
    "BR-CL-03": _CURRENCIES,
    "BR-CL-04": _CURRENCIES,
    "BR-CL-05": _CURRENCIES,
    "BR-CL-06": _VAT_DATES,
    "BR-CL-07": _code(msg("object identifiers, UNTDID 1153")),
    "BR-CL-10": _IDENTIFIERS,
    "BR-CL-11": _IDENTIFIERS,
    "BR-CL-13": _code(msg("item classifications, UNTDID 7143")),
    "BR-CL-14": _COUNTRIES,
    "BR-CL-15": _COUNTRIES,
    "BR-CL-16": _code(msg("means of payment, UNCL 4461")),
    "BR-CL-17": _CATEGORIES,
    "BR-CL-18": _CATEGORIES,
    "BR-CL-19": _ALLOWANCES,
    "BR-CL-20": _CHARGES,
    "BR-CL-21": _IDENTIFIERS,
    "BR-CL-22": _code(msg("VAT exemption reasons, VATEX")),
    "BR-CL-23": _code(msg("units, UN/ECE Recommendation 20 and 21")),
    "BR-CL-24": _FILES,
    "BR-CL-25": _ADDRESSES,
    "BR-CL-26": _IDENTIFIERS,
    "PEPPOL-EN16931-CL001": _FILES,
    "PEPPOL-EN16931-CL002": _ALLOWANCES,
    "PEPPOL-EN16931-CL003": _CHARGES,
    "PEPPOL-EN16931-CL006": _VAT_DATES,
    "PEPPOL-EN16931-CL007": _CURRENCIES,
    "PEPPOL-EN16931-CL008": _ADDRESSES,
}
_DECIMALS = Wording(
    msg("An amount has more than two decimals."),
    msg("Round amounts to the cent."),
    demands=msg("An amount has at most two decimals."),
)
_NO_PLACE = Wording(
    msg("The invoice contains something EN 16931 has no place for: {text}"),
    msg("It does not make the invoice wrong; leave it out if you can."),
)
_TOO_OFTEN = Wording(
    msg("Something occurs more often than allowed, or not as it should: {text}"),
    msg("Correct this and send the document again."),
)
FAMILIES = (
    (re.compile(r"BR-DEC-\d+"), _DECIMALS),
    (re.compile(r"UBL-DT-01"), _DECIMALS),
    (re.compile(r"(?:UBL|ubl)-CR-\d+"), _NO_PLACE),
    (re.compile(r"(?:UBL|ubl)-DT-\d+"), _NO_PLACE),
    (re.compile(r"UBL-SR-\d+"), _TOO_OFTEN),
)
