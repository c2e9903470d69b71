"""Every text a person can read is there in four languages, with the same facts in each."""

from collections import defaultdict
from pathlib import Path

import pytest

from tools import texts
from tools.texts import PACKAGES, TRANSLATED_INTO, Translation, placeholders


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("language", TRANSLATED_INTO)
def test_every_text_of_a_package_is_translated(package: str, language: str) -> None:
    absent = [f"{text.where}: {text.english}" for text in texts.missing(package, language)]
    assert absent == [], (
        f"not in any {language}.po; `python tools/texts.py {package}` prints the entries to fill in"
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_translation_has_the_placeholders_of_its_english(package: str) -> None:
    wrong = [
        f"{entry.where}: {entry.english} -> {entry.translated}"
        for entry in _entries(package)
        if entry.translated and placeholders(entry.translated) != placeholders(entry.english)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_entry_of_a_catalogue_is_empty_or_doubtful(package: str) -> None:
    doubtful = [
        f"{entry.where}: {entry.english}"
        for entry in _entries(package)
        if entry.is_fuzzy or not entry.translated.strip()
    ]
    assert doubtful == []


@pytest.mark.parametrize("language", TRANSLATED_INTO)
def test_two_packages_never_translate_one_text_differently(language: str) -> None:
    """The catalogues are merged at boot: the last one read would win, silently."""
    by_text: dict[str, dict[str, str]] = defaultdict(dict)
    for package in PACKAGES:
        for entry in texts.translations(package, language):
            by_text[entry.english][entry.translated] = entry.where
    torn = [f"{english}: {versions}" for english, versions in by_text.items() if len(versions) > 1]
    assert torn == []


def test_a_text_without_translation_is_found_in_python_and_in_templates(tmp_path: Path) -> None:
    package = _package(tmp_path, 'says = msg("A late bid.")', '{{ _("A sealed bid.") }}')
    assert [t.english for t in texts.missing(package, "nl", tmp_path)] == [
        "A late bid.",
        "A sealed bid.",
    ]


def test_both_numbers_of_a_counted_text_are_found(tmp_path: Path) -> None:
    package = _package(tmp_path, "", '{{ ngettext("{n} bid", "{n} bids", 2) }}')
    assert {t.english for t in texts.texts_of(package, tmp_path)} == {"{n} bid", "{n} bids"}


def test_a_text_put_together_at_run_time_is_refused(tmp_path: Path) -> None:
    package = _package(tmp_path, 'says = msg(f"Lot {number}")', "")
    with pytest.raises(TypeError, match=r"rules\.py:1: msg\(\) takes one literal text"):
        texts.texts_of(package, tmp_path)


def test_placeholders_of_both_kinds_are_read_and_those_of_the_browser_are_not() -> None:
    assert placeholders("Lot {number} of %(count)s, %{left} to go") == {"number", "count"}


def _entries(package: str) -> list[Translation]:
    return [e for language in TRANSLATED_INTO for e in texts.translations(package, language)]


def _package(root: Path, python: str, template: str) -> str:
    folder = root / "enot"
    folder.mkdir()
    (folder / "rules.py").write_text(python, encoding="utf-8")
    (folder / "page.html").write_text(template, encoding="utf-8")
    return "enot"
