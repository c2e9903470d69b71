"""Manifests that were read before: the same, until anything changes."""

from pathlib import Path

import pytest

from shared.packs import Packs
from shared.packs.manifest_reading import built_in
from shared.packs.refusals import ManifestUnusable
from tests.shared.packs.samples import pack_entry

ADDED = "sample-1"


def _manifest(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "manifest.toml").write_text(text)


def _kept(cache: Path) -> list[Path]:
    return sorted((cache / "manifests").iterdir())


def test_what_was_kept_is_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Packs(cache=tmp_path).manifest
    assert read == built_in()
    monkeypatch.delattr("shared.packs.manifest_reading.read_manifest")
    kept = Packs(cache=tmp_path).manifest
    assert kept == read
    assert {pack.name: len(pack.digests) for pack in kept.packs} == {
        pack.name: len(pack.digests) for pack in read.packs
    }


def test_a_manifest_that_changes_is_read_again(tmp_path: Path) -> None:
    folder, cache = tmp_path / "packs", tmp_path / "cache"
    assert not [p for p in Packs([folder], cache).manifest.packs if p.name == ADDED]
    _manifest(folder, f"format = 1\n{pack_entry(ADDED)}")
    assert Packs([folder], cache).manifest.pack(ADDED).name == ADDED
    assert len(_kept(cache)) == 2
    _manifest(folder, "format = 2\n")
    with pytest.raises(ManifestUnusable):
        _ = Packs([folder], cache).manifest
    assert len(_kept(cache)) == 2, "a refusal is not kept"


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x82\xa5packs\x01\xa8families\x90"])
def test_one_that_is_damaged_is_made_again(tmp_path: Path, damage: bytes) -> None:
    read = Packs(cache=tmp_path).manifest
    _kept(tmp_path)[0].write_bytes(damage)
    assert Packs(cache=tmp_path).manifest == read
    assert _kept(tmp_path)[0].read_bytes() != damage


def test_one_that_others_could_have_written_is_not_used(tmp_path: Path) -> None:
    read = Packs(cache=tmp_path).manifest
    (forged,) = _kept(tmp_path)
    forged.write_bytes(b"\x82\xa5packs\x90\xa8families\x90")
    forged.chmod(0o666)
    assert Packs(cache=tmp_path).manifest == read


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert Packs(cache=tmp_path / "file").manifest == built_in()
