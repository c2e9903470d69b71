"""Compiled rules lie on disk by content; what is damaged or foreign is compiled anew."""

import datetime as dt
from pathlib import Path

import pytest

from shared.schematron import cache
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.schematron.progress import Progress
from shared.schematron.tree import document_of
from shared.xml.parse import parse

RULES = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
<include href="part.sch"/>
<phase id="some"><active pattern="p"/></phase>
<pattern id="p"><let name="codes" value="('a', 'b')"/><rule context="/*">
<assert id="A" flag="warning" test="xs:decimal(@x) = 1.50 and @c = $codes">x is
 <value-of select="@x"/></assert></rule></pattern></schema>"""
PART = """<pattern xmlns="http://purl.oclc.org/dsdl/schematron"><rule context="b"/></pattern>"""
DAY = dt.date(2026, 11, 21)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "part.sch").write_text(PART)
    path = tmp_path / "r.sch"
    path.write_text(RULES)
    return path


def told(found: RuleSet) -> list[tuple[str, str, str]]:
    document = document_of(parse(b"<a x='2' c='a'/>"))
    return [(x.assertion.id, x.assertion.severity, x.text) for x in found.run(document, DAY)]


def compiled_anew(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Notes every compilation from now on."""
    noted: list[Path] = []
    genuine = cache._compiled

    def noting(path: Path, progress: Progress) -> tuple[RuleSet, object, bytes]:
        noted.append(path)
        return genuine(path, progress)

    monkeypatch.setattr(cache, "_compiled", noting)
    return noted


def test_what_was_compiled_once_is_read_back_the_same(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rule_set(rules, tmp_path / "cache")
    noted = compiled_anew(monkeypatch)
    second = rule_set(rules, tmp_path / "cache")
    assert noted == []
    assert told(first) == told(second) == [("A", "warning", "x is 2")]
    assert second.rules.phases == {"some": ("p",)}


def test_who_waits_is_told_how_far_it_is(rules: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    rule_set(rules, tmp_path / "cache", shares.append)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len(shares) > 4
    shares.clear()
    rule_set(rules, tmp_path / "cache", shares.append)
    assert shares == []


@pytest.mark.parametrize("name", ["r.sch", "part.sch"])
def test_a_change_in_any_rule_file_is_noticed(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rule_set(rules, tmp_path / "cache")
    noted = compiled_anew(monkeypatch)
    changed = tmp_path / name
    changed.write_text(changed.read_text().replace("<rule", "<!-- new --><rule"))
    rule_set(rules, tmp_path / "cache")
    assert noted == [rules]


def test_a_new_compiler_takes_away_what_the_old_one_left(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = tmp_path / "cache", tmp_path / "other"
    other.mkdir()
    (other / "r.sch").write_text(RULES.replace('<include href="part.sch"/>', ""))
    for path in (rules, other / "r.sch"):
        rule_set(path, folder)
    before = set(folder.iterdir())
    monkeypatch.setattr(cache, "_compiler_version", lambda: "0" * 64)
    rule_set(rules, folder)
    after = set(folder.iterdir())
    assert len(before) == len(after) == 2
    assert len(before & after) == 1, "the other file of that name has other rules"


@pytest.mark.parametrize("damage", [b"", b"\x00\x01", b"not ours"])
def test_a_damaged_file_is_compiled_anew(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    rule_set(rules, tmp_path / "cache")
    kept = next((tmp_path / "cache").glob("*.rules"))
    kept.write_bytes(damage)
    noted = compiled_anew(monkeypatch)
    assert told(rule_set(rules, tmp_path / "cache"))
    assert noted == [rules]


@pytest.mark.parametrize("which", ["file", "folder"])
def test_code_that_others_could_have_written_is_not_run(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    folder = tmp_path / "cache"
    rule_set(rules, folder)
    kept = next(folder.glob("*.rules"))
    (kept if which == "file" else folder).chmod(0o777)
    noted = compiled_anew(monkeypatch)
    rule_set(rules, folder)
    assert noted == [rules]


def test_a_cache_that_cannot_be_written_is_no_reason_to_refuse(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert told(rule_set(rules, tmp_path / "cache"))
