"""How eForms writes what the product knows: languages, countries, dates, amounts, identifiers."""

import datetime as dt
from typing import ClassVar

from shared.clock import BRUSSELS
from shared.errors import InvalidInput
from shared.i18n import msg
from shared.tender import ProcedureKind

LANGUAGES = {"nl": "NLD", "fr": "FRA", "de": "DEU", "en": "ENG"}

COUNTRIES = {
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CH": "CHE", "CY": "CYP", "CZ": "CZE", "DE": "DEU",
    "DK": "DNK", "EE": "EST", "ES": "ESP", "FI": "FIN", "FR": "FRA", "GB": "GBR", "GR": "GRC",
    "HR": "HRV", "HU": "HUN", "IE": "IRL", "IS": "ISL", "IT": "ITA", "LI": "LIE", "LT": "LTU",
    "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD", "NO": "NOR", "PL": "POL", "PT": "PRT",
    "RO": "ROU", "SE": "SWE", "SI": "SVN", "SK": "SVK", "US": "USA",
}  # fmt: skip
"""ISO 3166-1 alpha-2 to alpha-3: the European Economic Area and its closest trading partners."""

_WITHOUT_NUTS = frozenset({"GB", "US"})

PROCEDURES = {
    ProcedureKind.OPEN: "open",
    ProcedureKind.RESTRICTED: "restricted",
    ProcedureKind.COMPETITIVE_NEGOTIATION: "neg-w-call",
    # everybody may bid at once: eForms has no name for this Belgian kind
    ProcedureKind.SIMPLIFIED_NEGOTIATED: "oth-single",
    ProcedureKind.NEGOTIATED_WITHOUT_PUBLICATION: "neg-wo-call",
}

TWO_STAGES = frozenset({ProcedureKind.RESTRICTED, ProcedureKind.COMPETITIVE_NEGOTIATION})
"""Kinds that begin with requests to participate."""


class CountryUnknown(InvalidInput):
    code: ClassVar[str] = "country"
    says: ClassVar[str] = msg("{found} is not a country that notices can name.")
    remedy: ClassVar[str] = msg("Write the two letters of ISO 3166, for example BE.")


def country(alpha_2: str) -> str:
    """The alpha-3 code; raises CountryUnknown."""
    try:
        return COUNTRIES[alpha_2.upper()]
    except KeyError:
        raise CountryUnknown("country", found=alpha_2) from None


def has_nuts(alpha_2: str) -> bool:
    """Whether a country is divided in NUTS regions (eForms list `nuts-country`)."""
    return alpha_2.upper() in COUNTRIES.keys() - _WITHOUT_NUTS


def day(moment: dt.datetime) -> str:
    """`2026-12-15+01:00`, in Brussels."""
    local = moment.astimezone(BRUSSELS)
    return f"{local:%Y-%m-%d}{_zone(local)}"


def time(moment: dt.datetime) -> str:
    """`11:00:00+01:00`, in Brussels."""
    local = moment.astimezone(BRUSSELS)
    return f"{local:%H:%M:%S}{_zone(local)}"


def whole_day(day_: dt.date) -> str:
    """A day without an hour, with the offset Brussels has at its noon."""
    return day(dt.datetime.combine(day_, dt.time(12), BRUSSELS))


def _zone(local: dt.datetime) -> str:
    offset = f"{local:%z}"
    return f"{offset[:3]}:{offset[3:]}"


def truth(value: bool) -> str:
    return "true" if value else "false"


def numbered(prefix: str, number: int) -> str:
    """`LOT-0001`, `ORG-0002`, …"""
    return f"{prefix}-{number:04d}"
