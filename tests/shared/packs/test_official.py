"""The digests of the manifest against official packs, read from QUAESTOR_DATA."""

import os
from pathlib import Path

import pytest

from shared.packs import Pack, Packs
from shared.packs.importing import Outcome, add_packs
from shared.packs.manifest_reading import built_in
from shared.packs.placing import PackStore
from shared.packs.verifying import verified

ROOM = Path(os.environ.get("QUAESTOR_DATA") or "absent") / "packs"
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not ROOM.is_dir(), reason="NOT RUN: QUAESTOR_DATA does not name a folder with packs"
    ),
]


@pytest.mark.parametrize("pack", built_in().packs, ids=lambda pack: pack.name)
def test_an_official_pack_is_what_the_manifest_pins(pack: Pack) -> None:
    folder = ROOM / pack.name
    if not folder.is_dir():
        pytest.skip(f"OFFICIAL PACK ABSENT as a folder: {pack.name}")
    found = verified(folder, pack)
    assert found.is_whole
    assert found.foreign == ()


@pytest.mark.parametrize("name", ["eforms-sdk-1.13.3", "espd-edm-4.1.0"])
def test_an_official_archive_is_recognised_and_unpacked(tmp_path: Path, name: str) -> None:
    archive = ROOM / f"{name}.tar.xz"
    if not archive.is_file():
        pytest.skip(f"OFFICIAL PACK ABSENT as an archive: {name}")
    store = PackStore(tmp_path / "packs")
    with store.locked(wait_s=0):
        done = add_packs(Packs([store.folder]), store, archive)
    assert [(each.pack.name, each.outcome) for each in done] == [(name, Outcome.PUT)]
    assert verified(store.folder / name, built_in().pack(name)).is_whole
