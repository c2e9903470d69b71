"""Names of the units people order in (UN/ECE Recommendations 20 and 21); others keep their code."""

from shared.i18n import msg

UNIT_NAMES = {
    "C62": msg("piece"),
    "EA": msg("piece"),
    "H87": msg("piece"),
    "NAR": msg("piece"),
    "XPP": msg("piece"),
    "XPK": msg("pack"),
    "XBX": msg("box"),
    "XCT": msg("carton"),
    "XPX": msg("pallet"),
    "XRO": msg("roll"),
    "XBO": msg("bottle"),
    "XBG": msg("bag"),
    "SET": msg("set"),
    "PR": msg("pair"),
    "DZN": msg("dozen"),
    "RM": msg("ream"),
    "KGM": msg("kilogram"),
    "GRM": msg("gram"),
    "TNE": msg("tonne"),
    "LTR": msg("litre"),
    "MTR": msg("metre"),
    "MTK": msg("square metre"),
    "MTQ": msg("cubic metre"),
    "HUR": msg("hour"),
    "DAY": msg("day"),
    "MON": msg("month"),
    "ANN": msg("year"),
    "KWH": msg("kilowatt hour"),
}


def unit_name(code: str) -> str:
    """The English name, marked for translation, or the code itself."""
    return UNIT_NAMES.get(code, code)
