"""Four languages: catalogues merge, dates and money read as people write them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from shared.i18n import format_date, format_moment, format_money, load_catalogues

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Lot"
msgstr "{lot}"
"""


def test_later_folders_add_their_texts(tmp_path: Path) -> None:
    for name, lot in (("one", "Perceel"), ("two", "Perceel")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "nl.po").write_text(PO.format(lot=lot), encoding="utf-8")
    catalogues = load_catalogues([tmp_path / "one", tmp_path / "two"])
    assert catalogues["nl"].gettext("Lot") == "Perceel"
    assert catalogues["fr"].gettext("Lot") == "Lot"


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("nl", "15 december 2026", "15 december 2026 om 11:00"),
        ("fr", "15 décembre 2026", "15 décembre 2026 à 11:00"),
        ("de", "15. Dezember 2026", "15. Dezember 2026 um 11:00"),
        ("en", "15 December 2026", "15 December 2026 at 11:00"),
    ],
)
def test_moments_are_told_in_brussels_time(language: str, day: str, moment: str) -> None:
    at = dt.datetime(2026, 12, 15, 10, 0, tzinfo=dt.UTC)
    assert format_date(at.date(), language) == day
    assert format_moment(at, language) == moment


def test_money_is_written_as_people_do() -> None:
    shown = {lang: format_money(Decimal("1234.5"), lang) for lang in ("nl", "fr", "de", "en")}
    assert shown["nl"].replace("\xa0", " ") == "€ 1.234,50"
    assert shown["fr"].replace("\xa0", " ").replace("\u202f", " ") == "1 234,50 €"
    assert "1.234,50" in shown["de"]
    assert "1,234.50" in shown["en"]
