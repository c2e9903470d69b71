"""The front-end build takes parts by name, unchanged, and notices when its copies are not."""

import json
import re
from pathlib import Path

import pytest

from tools import frontend
from tools.texts import ROOT


def test_the_lock_names_no_registry_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert re.findall(r'"resolved"|https?://', text) == []


def test_every_package_of_the_lock_is_pinned_by_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_bytes())["packages"]
    bare = [name for name, known in packages.items() if name and not known.get("integrity")]
    assert bare == []


def test_every_part_comes_from_a_package_of_the_lock() -> None:
    locked = frontend.locked_versions()
    assert {part.package for part in frontend.PARTS} <= set(locked)


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build made from packages of our own."""
    monkeypatch.setattr(frontend, "BUILD", tmp_path / "build")
    monkeypatch.setattr(frontend, "NODE_MODULES", tmp_path / "node_modules")
    for part in frontend.PARTS:
        source = tmp_path / "node_modules" / part.package / part.source
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(part.name, encoding="utf-8")
    frontend.copy_parts()
    frontend.record(frontend.locked_versions())
    return tmp_path / "build"


def test_no_font_is_asked_for_that_is_not_ours(build: Path) -> None:
    sheet = frontend.NODE_MODULES / frontend.PARTS[0].package / frontend.PARTS[0].source
    sheet.write_text("a{b:c}@font-face{font-family:X;src:url(/x.woff2)}d{e:f}", encoding="utf-8")
    frontend.copy_parts()
    assert (build / frontend.PARTS[0].name).read_text(encoding="utf-8") == "a{b:c}d{e:f}"


def test_a_finished_build_is_not_made_again(build: Path) -> None:
    assert frontend.is_built(frontend.locked_versions())


def test_a_copy_that_was_changed_is_noticed(build: Path) -> None:
    (build / "htmx.min.js").write_text("changed", encoding="utf-8")
    assert not frontend.is_built(frontend.locked_versions())


def test_a_copy_that_is_gone_is_noticed(build: Path) -> None:
    (build / "govuk-frontend.min.css").unlink()
    assert not frontend.is_built(frontend.locked_versions())


def test_a_new_version_in_the_lock_is_noticed(build: Path) -> None:
    locked = frontend.locked_versions() | {"htmx.org": "9.9.9 sha512-other"}
    assert not frontend.is_built(locked)


def test_a_build_cut_short_is_noticed(build: Path) -> None:
    (build / frontend.RECORD).write_text('{"packages": ', encoding="utf-8")
    assert not frontend.is_built(frontend.locked_versions())
