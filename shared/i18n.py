"""Four languages for every text: gettext catalogues read at boot, dates and money by babel.

English is the language of the source. Each package keeps its own `locale/{nl,fr,de}.po`; they are
merged at boot. Nothing here imports babel before it is needed, so the command line answers at once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

LANGUAGES = ("nl", "fr", "de", "en")
DEFAULT_LANGUAGE = "nl"
_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_IE"}


def msg(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


class Catalogue:
    """The texts of one language, merged over all packages; read when the first one is needed."""

    def __init__(
        self, language: str, texts: Mapping[str, str], folders: Iterable[Path] = ()
    ) -> None:
        self.language = language
        self._given = texts
        self._folders = tuple(folders)

    @cached_property
    def _texts(self) -> dict[str, str]:
        merged = dict(self._given)
        for folder in self._folders:
            merged |= _read_po(folder / f"{self.language}.po")
        return merged

    def gettext(self, text: str) -> str:
        return self._texts.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)

    def knows(self, text: str) -> bool:
        return self.language == "en" or bool(self._texts.get(text))


def load_catalogues(folders: Iterable[Path]) -> dict[str, Catalogue]:
    """One catalogue per language from the `.po` files in the folders given."""
    places = tuple(folders)
    return {language: Catalogue(language, {}, places) for language in LANGUAGES}


def kernel_catalogue(language: str) -> Catalogue:
    """The texts of the kernel alone, for commands that open no installation."""
    return load_catalogues([Path(__file__).parent / "locale"])[language]


@cache
def _read_po(path: Path) -> dict[str, str]:
    # a catalogue is read once per process, however many installations a process opens
    if not path.exists():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


@cache
def _locale(language: str) -> str:
    return _LOCALES.get(language, _LOCALES["en"])


def format_date(day: dt.date, language: str) -> str:
    """`15 december 2026`."""
    from babel.dates import format_date as babel_date

    return babel_date(day, format="long", locale=_locale(language))


def format_moment(moment: dt.datetime, language: str) -> str:
    """A moment in Brussels time, in words: `15 december 2026 om 11:00`."""
    from babel.dates import format_datetime

    from shared.clock import BRUSSELS

    pattern = {
        "nl": "d MMMM y 'om' HH:mm",
        "fr": "d MMMM y 'à' HH:mm",
        "de": "d. MMMM y 'um' HH:mm",
        "en": "d MMMM y 'at' HH:mm",
    }[language]
    return format_datetime(moment, pattern, tzinfo=BRUSSELS, locale=_locale(language))


def format_money(amount: Decimal, language: str, currency: str = "EUR") -> str:
    from babel.numbers import format_currency

    return format_currency(amount, currency, locale=_locale(language))


def format_number(number: Decimal | int, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_locale(language))
