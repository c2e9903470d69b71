"""`quaestor packs` as an operator types it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shared.cli import quaestor
from shared.errors import QuaestorError
from shared.packs.refusals import NotRecognised, PackAbsent, PackUnknown
from shared.settings import PREFIX
from tests.fakes.pack_server import FakePackServer
from tests.shared.packs.samples import EXTRA, FILES, pack_entry, published, source_entry, zipped


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(PREFIX + "PACKS", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / "packs").mkdir()
    return tmp_path


def manifest(home: Path, *entries: str) -> None:
    text = "format = 1\n" + "\n".join(entries)
    (home / "packs" / "manifest.toml").write_text(text, encoding="utf-8")


def packs(home: Path, *words: str) -> Result:
    return CliRunner().invoke(quaestor, ["--home", str(home), "packs", *words])


def refusal(result: Result) -> type[BaseException]:
    assert isinstance(result.exception, QuaestorError), result.exception
    return type(result.exception)


def test_a_pack_is_added_listed_verified_and_removed(home: Path, tmp_path: Path) -> None:
    manifest(home, pack_entry())
    download = tmp_path / "download.zip"
    download.write_bytes(published())
    assert "sample-1  absent" in packs(home, "list").output
    assert packs(home, "verify", "sample-1").exit_code == 1
    assert packs(home, "add", str(download)).output == "sample-1: put in place\n"
    assert "sample-1  present, in force today" in packs(home, "list").output
    assert packs(home, "verify", "sample-1").output == "sample-1: whole\n"
    assert packs(home, "remove", "sample-1").output == "sample-1: 3 files removed\n"
    assert "sample-1  absent" in packs(home, "list").output


def test_verify_names_what_is_missing_changed_or_foreign_and_ends_with_one(
    home: Path, tmp_path: Path
) -> None:
    manifest(home, pack_entry())
    (tmp_path / "download.zip").write_bytes(published())
    packs(home, "add", str(tmp_path / "download.zip"))
    folder = home / "packs" / "sample-1"
    (folder / "LICENCE").unlink()
    (folder / "rules" / "order.sch").write_bytes(b"changed")
    (folder / "evil.sch").write_bytes(b"evil")
    found = packs(home, "verify")
    assert found.exit_code == 1
    assert found.output.splitlines() == [
        "sample-1: NOT WHOLE",
        "  missing: LICENCE",
        "  changed: rules/order.sch",
        "  not of the pack: evil.sch",
    ]


def test_the_list_is_there_for_machines_and_in_other_languages(home: Path) -> None:
    rows = {row["id"]: row for row in json.loads(packs(home, "list", "--format", "json").output)}
    assert rows["peppol-2025.11"]["superseded"] == "2026-08-17"
    assert rows["peppol-2026.5"]["redistribution"] is False
    assert "Schémas UBL 2.1 des commandes" in packs(home, "list", "--language", "fr").output


def test_sync_of_one_pack_fetches_it_from_its_address(home: Path) -> None:
    with FakePackServer({"/p.zip": published()}) as server:
        manifest(home, pack_entry(more=source_entry(f"{server.url}/p.zip", published())))
        first = packs(home, "sync", "--only", "sample-1")
        again = packs(home, "sync", "--only", "sample-1")
    assert (first.exit_code, first.output) == (0, "sample-1: put in place\n")
    assert (again.exit_code, again.output) == (0, "sample-1: already here\n")
    assert (home / "packs" / "sample-1" / "LICENCE").read_bytes() == FILES["LICENCE"]


def test_sync_that_fails_says_what_to_do_and_ends_with_one(home: Path) -> None:
    with FakePackServer({}) as server:
        manifest(home, pack_entry(more=source_entry(f"{server.url}/p.zip", published())))
        done = packs(home, "sync", "--only", "sample-1")
    assert done.exit_code == 1
    assert "gives an answer that cannot be used (404)" in done.output
    assert "quaestor packs add FILE" in done.output


def test_a_pack_that_lies_in_another_folder_is_seen_and_not_fetched(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest(home, pack_entry())
    other = tmp_path / "other"
    for name, data in FILES.items():
        path = other / "sample-1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    monkeypatch.setenv(PREFIX + "PACKS", str(other))
    assert packs(home, "sync", "--only", "sample-1").output == "sample-1: already here\n"
    shutil.rmtree(other)
    assert refusal(packs(home, "verify", "sample-1")) is PackAbsent


def test_misuse_is_refused_with_a_reason(home: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign.zip").write_bytes(zipped(EXTRA))
    assert refusal(packs(home, "add", str(tmp_path / "foreign.zip"))) is NotRecognised
    assert refusal(packs(home, "remove", "nothing")) is PackUnknown
    assert refusal(packs(home, "sync", "--only", "nothing")) is PackUnknown
    assert packs(home, "add", str(tmp_path / "nowhere.zip")).exit_code == 2
