"""Peppol's reports: transaction statistics (TSR) and end user statistics (EUSR)."""

from shared.i18n import msg
from shared.validation.wording.forms import CUSTOMIZATION, PROFILE
from shared.validation.wording.model import Word, Wording

_CORRECT = msg("Make the report again from what was counted.")
_COUNT_ONCE = msg("Add them up into one.")
_DATE = msg("Write the day alone, such as 2026-11-01.")
_SEAT = Wording(
    msg("The Peppol seat ID is not written as P, two letters of the country and six digits."),
    msg("Take it from the certificate of the service provider: its common name."),
    demands=msg("A Peppol seat ID is P, two letters of the country and six digits."),
)
_SCHEME = Wording(
    msg("The kind of identifier of a service provider (schemeID) is not of the code list."),
    msg("Write CertSubjectCN."),
    demands=msg("The kind of identifier of a service provider (schemeID) is of the code list."),
)
_COUNTRY = Wording(
    msg("{found} is not a country that Peppol's reports know."),
    msg("Use the two letters of ISO 3166-1; Greece may be EL, Kosovo XK or 1A."),
    needs=("found",),
    demands=msg("A country is given by its two letters of ISO 3166-1."),
)
_PERIOD = Wording(
    msg("The period of the report ends before it begins."),
    _CORRECT,
    demands=msg("The period of a report does not end before it begins."),
)
_NO_REPORTER = Wording(
    msg("It is not said who reports (ReporterID)."),
    msg("Name the service provider that reports."),
    demands=msg("A report says who reports (ReporterID)."),
)
# what rows are counted by
_PROVIDER_TYPE_PROCESS = msg("service provider, document type and process")
_WITH_COUNTRIES = msg("service provider, document type, process and countries")
_TYPE_PROCESS = msg("document type and process")
_TYPE_PROCESS_COUNTRY = msg("document type, process and country of the end user")
_TYPE_COUNTRY = msg("document type and country of the end user")
_END_USER_COUNTRY = msg("country of the end user")
_PROTOCOL = msg("transport protocol")


def _absent(by: str) -> Wording:
    return Wording(
        msg("The report has no counts by {by}, although there were exchanges."),
        _CORRECT,
        {"by": Word(by)},
        demands=msg("A report of exchanges has counts by {by}."),
    )


def _sum(by: str, direction: str) -> Wording:
    return Wording(
        msg("The counts by {by} do not add up to the total ({what})."),
        _CORRECT,
        {"by": Word(by), "what": direction},
        demands=msg("The counts by {by} add up to the total ({what})."),
    )


def _once(by: str) -> Wording:
    return Wording(
        msg("The same occurs in more than one row: {by}."),
        _COUNT_ONCE,
        {"by": Word(by)},
        demands=msg("Each occurs in one row only: {by}."),
    )


def _keys(by: str) -> Wording:
    """Rows by one thing have other keys than rows by another."""
    return Wording(
        msg("A row by {by} does not have the keys (Key) that this needs, each once."),
        _CORRECT,
        {"by": Word(by)},
        demands=msg("A row by {by} has the keys (Key) that this needs, each once."),
    )


def _date(element: str) -> Wording:
    return Wording(
        msg("{element} is not a day written as year-month-day, without time zone."),
        _DATE,
        {"element": element},
        demands=msg("{element} is a day written as year-month-day, without time zone."),
    )


def _kinds(attribute: str) -> Wording:
    return Wording(
        msg("A row is of a kind ({attribute}) that these reports do not have."),
        _CORRECT,
        {"attribute": attribute},
        demands=msg("Rows are of the kinds ({attribute}) that these reports have."),
    )


def _at_most(what: str, most: str) -> Wording:
    return Wording(
        msg("{what} is larger than {most}."),
        _CORRECT,
        {"what": what, "most": most},
        demands=msg("{what} is at most {most}."),
    )


_FULL, _ROW = "FullSet/", "Subset/"
_SENDING, _RECEIVING = "SendingEndUsers", "ReceivingEndUsers"
_EITHER = "SendingOrReceivingEndUsers"

_PROCESS = PROFILE.with_facts({"value": "urn:fdc:peppol.eu:edec:bis:reporting:1.0"})

EXACT = {
    "SCH-TSR-01": CUSTOMIZATION.with_facts(
        {"value": "urn:fdc:peppol.eu:edec:trns:transaction-statistics-reporting:1.0"}
    ),
    "SCH-TSR-02": _PROCESS,
    "SCH-TSR-03": _absent(_PROTOCOL),
    "SCH-TSR-04": _sum(_PROTOCOL, "Incoming"),
    "SCH-TSR-05": _sum(_PROTOCOL, "Outgoing"),
    "SCH-TSR-06": _once(_PROTOCOL),
    "SCH-TSR-07": _absent(_PROVIDER_TYPE_PROCESS),
    "SCH-TSR-08": _sum(_PROVIDER_TYPE_PROCESS, "Incoming"),
    "SCH-TSR-09": _sum(_PROVIDER_TYPE_PROCESS, "Outgoing"),
    "SCH-TSR-10": _once(_PROVIDER_TYPE_PROCESS),
    "SCH-TSR-11": _absent(_WITH_COUNTRIES),
    "SCH-TSR-12": _sum(_WITH_COUNTRIES, "Incoming"),
    "SCH-TSR-14": _once(_WITH_COUNTRIES),
    "SCH-TSR-16": _NO_REPORTER,
    "SCH-TSR-17": _SCHEME,
    "SCH-TSR-18": _SEAT,
    "SCH-TSR-19": _SEAT,
    "SCH-TSR-20": _COUNTRY,
    **{f"SCH-TSR-{number}": _keys(_PROTOCOL) for number in (21, 22, 23)},
    **{f"SCH-TSR-{number}": _keys(_PROVIDER_TYPE_PROCESS) for number in range(24, 28)},
    "SCH-TSR-28": _SCHEME,
    **{f"SCH-TSR-{number}": _keys(_WITH_COUNTRIES) for number in (29, 30, 31, 32, 33, 35, 36)},
    "SCH-TSR-34": _SCHEME,
    "SCH-TSR-37": _kinds("Subtotal/@type"),
    "SCH-TSR-39": _kinds("Subtotal/@type"),
    "SCH-TSR-40": _date("StartDate"),
    "SCH-TSR-41": _date("EndDate"),
    "SCH-TSR-42": _PERIOD,
    "SCH-TSR-43": Wording(
        msg("A row by countries counts messages sent (Outgoing), which cannot be known."),
        msg("Write 0."),
        demands=msg("Rows by countries count no messages sent (Outgoing)."),
    ),
    "SCH-EUSR-01": CUSTOMIZATION.with_facts(
        {"value": "urn:fdc:peppol.eu:edec:trns:end-user-statistics-report:1.1"}
    ),
    "SCH-EUSR-02": _PROCESS,
    "SCH-EUSR-03": _at_most(_ROW + _SENDING, _FULL + _SENDING),
    "SCH-EUSR-04": _at_most(_ROW + _RECEIVING, _FULL + _RECEIVING),
    "SCH-EUSR-06": _NO_REPORTER,
    "SCH-EUSR-07": _SCHEME,
    "SCH-EUSR-08": _SEAT,
    **{f"SCH-EUSR-{number:02}": _keys(_TYPE_PROCESS) for number in (9, 10, 11)},
    "SCH-EUSR-13": _once(_TYPE_PROCESS),
    "SCH-EUSR-14": _kinds("Subset/@type"),
    "SCH-EUSR-15": _absent(_TYPE_PROCESS),
    "SCH-EUSR-16": _date("StartDate"),
    "SCH-EUSR-17": _date("EndDate"),
    "SCH-EUSR-18": _PERIOD,
    "SCH-EUSR-19": _at_most(_FULL + _EITHER, f"{_SENDING} + {_RECEIVING}"),
    "SCH-EUSR-20": _at_most(_FULL + _SENDING, _FULL + _EITHER),
    "SCH-EUSR-21": _at_most(_FULL + _RECEIVING, _FULL + _EITHER),
    "SCH-EUSR-22": _at_most(_ROW + _EITHER, _FULL + _EITHER),
    **{f"SCH-EUSR-{number}": _keys(_TYPE_PROCESS_COUNTRY) for number in range(23, 28)},
    "SCH-EUSR-29": _once(_TYPE_PROCESS_COUNTRY),
    "SCH-EUSR-30": _COUNTRY,
    "SCH-EUSR-33": _at_most(_ROW + _EITHER, f"{_SENDING} + {_RECEIVING}"),
    "SCH-EUSR-34": _at_most(_ROW + _SENDING, _ROW + _EITHER),
    "SCH-EUSR-35": _at_most(_ROW + _RECEIVING, _ROW + _EITHER),
    "SCH-EUSR-36": Wording(
        msg("A row counts no end user at all ({what})."),
        msg("Leave the row out."),
        {"what": _EITHER},
        demands=msg("A row counts at least one end user ({what})."),
    ),
    "SCH-EUSR-37": _absent(_TYPE_COUNTRY),
    "SCH-EUSR-38": _once(_TYPE_COUNTRY),
    "SCH-EUSR-39": _absent(_END_USER_COUNTRY),
    "SCH-EUSR-40": _once(_END_USER_COUNTRY),
    **{f"SCH-EUSR-{number}": _keys(_TYPE_COUNTRY) for number in range(41, 45)},
    **{f"SCH-EUSR-{number}": _keys(_END_USER_COUNTRY) for number in (45, 46, 47)},
}
