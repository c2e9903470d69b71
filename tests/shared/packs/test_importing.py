"""Packs are imported whole or not at all, and only what was put is ever taken away."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.packs import Manifest, Packs
from shared.packs.downloading import Downloader, Patience
from shared.packs.importing import Outcome, add_packs, sync_packs
from shared.packs.placing import PackStore
from shared.packs.refusals import (
    ArchiveNameUnsafe,
    DigestWrong,
    FolderTaken,
    FolderUnwritable,
    NothingToFetch,
    NotPutHere,
    NotRecognised,
    OnlyWholeDownload,
    PackIncomplete,
    PacksBusy,
)
from shared.packs.verifying import verified
from tests.fakes import pack_server
from tests.fakes.pack_server import FakePackServer
from tests.shared.packs.samples import (
    EXTRA,
    FILES,
    PACK,
    pack_entry,
    packs_of,
    published,
    sha256,
    source_entry,
    tarred,
    zipped,
)

PATIENCE = Patience(2, 1, 0.3, 1_000, attempts=2, pause_s=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packs"


@pytest.fixture
def store(folder: Path) -> Iterator[PackStore]:
    store = PackStore(folder)
    with store.locked(wait_s=0):
        yield store


def given(folder: Path, data: bytes, name: str = "download.zip") -> Path:
    path = folder.parent / name
    path.write_bytes(data)
    return path


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


# adding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zip", "jar", "tar", "tar.gz", "tar.xz", "folder"])
def test_a_pack_is_recognised_by_its_files_and_put_where_the_manifest_says(
    folder: Path, store: PackStore, kind: str
) -> None:
    packs = packs_of(folder, pack_entry())
    # other folders inside, and a file that is not of the pack
    inside = {f"deep/down/{name}": data for name, data in (FILES | EXTRA).items()}
    modes = {"tar": "w", "tar.gz": "w:gz", "tar.xz": "w:xz"}
    if kind == "folder":
        source = unpacked(folder.parent / "download", inside)
    else:
        source = given(folder, tarred(inside, modes[kind]) if kind in modes else zipped(inside))
    done = add_packs(packs, store, source)
    assert [(each.pack.name, each.outcome) for each in done] == [("sample-1", Outcome.PUT)]
    assert files_of(folder / "sample-1") == FILES
    assert add_packs(packs, store, source)[0].outcome is Outcome.LEFT


def test_names_in_an_archive_never_become_paths(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    renamed = {f"x/{i}/{Path(name).name}": data for i, (name, data) in enumerate(FILES.items())}
    add_packs(packs, store, given(folder, zipped(renamed)))
    assert files_of(folder / "sample-1") == FILES


def test_a_folder_of_several_packs_gives_all_of_them(folder: Path, store: PackStore) -> None:
    other = {"other.sch": b"other"}
    packs = packs_of(folder, pack_entry(), pack_entry("other-1", files=other))
    source = unpacked(folder.parent / "room", FILES | other)
    assert {done.pack.name for done in add_packs(packs, store, source)} == {"sample-1", "other-1"}


def test_what_is_no_pack_is_refused(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    with pytest.raises(NotRecognised):
        add_packs(packs, store, given(folder, zipped(EXTRA)))


@pytest.mark.parametrize("name", ["", "sample-1"])
def test_a_pack_with_a_file_missing_or_changed_is_refused_and_the_file_named(
    folder: Path, store: PackStore, name: str
) -> None:
    packs = packs_of(folder, pack_entry())
    changed = FILES | {"rules/order.sch": b"<schema>order, but another</schema>"}
    with pytest.raises(PackIncomplete) as refused:
        add_packs(packs, store, given(folder, zipped(changed)), name)
    assert refused.value.facts["found"] == "rules/order.sch"
    assert (refused.value.facts["absent"], refused.value.facts["all"]) == (1, 3)
    assert not (folder / "sample-1").exists()


def test_a_pack_may_lack_what_is_optional(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry(more='optional = ["LICENCE"]'))
    without = {name: data for name, data in FILES.items() if name != "LICENCE"}
    add_packs(packs, store, given(folder, zipped(without)))
    assert files_of(folder / "sample-1") == without
    place = folder / "sample-1"
    assert verified(place, packs.manifest.pack("sample-1")).is_whole


def test_a_hostile_archive_leaves_nothing_behind(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    hostile = given(folder, zipped(FILES | {"../../evil.sch": b"evil"}))
    with pytest.raises(ArchiveNameUnsafe):
        add_packs(packs, store, hostile)
    assert not (folder / "sample-1").exists()
    assert list(folder.parent.rglob("evil*")) == []
    assert sorted(p.name for p in (folder / ".quaestor").iterdir()) == ["downloads", "lock"]


NAMED = {"order.sch": "rules/order.sch"}


def named_entry(address: str, data: bytes, fetch: str = "true") -> str:
    take = "\n".join(f'"{path}" = "{end}"' for path, end in NAMED.items())
    source = source_entry(address, data).replace("fetch = true", f"fetch = {fetch}")
    return PACK.format(name="named-1", more=f"[pack.take]\n{take}\n{source}")


def test_a_pinned_download_is_recognised_as_a_whole_and_its_files_taken_by_name(
    folder: Path, store: PackStore
) -> None:
    download = published()
    packs = packs_of(folder, named_entry("https://publisher.example/p.zip", download))
    done = add_packs(packs, store, given(folder, download))
    assert [each.pack.name for each in done] == ["named-1"]
    assert files_of(folder / "named-1") == {"order.sch": FILES["rules/order.sch"]}
    recorded = store.recorded("named-1")
    assert verified(folder / "named-1", done[0].pack, recorded).is_whole
    (folder / "named-1" / "order.sch").write_bytes(b"changed")
    assert verified(folder / "named-1", done[0].pack, recorded).changed == ("order.sch",)


def test_files_taken_by_name_are_taken_from_nothing_but_the_pinned_download(
    folder: Path, store: PackStore
) -> None:
    packs = packs_of(folder, named_entry("https://publisher.example/p.zip", published()))
    other = published(FILES | {"rules/order.sch": b"evil"})
    with pytest.raises(OnlyWholeDownload):
        add_packs(packs, store, given(folder, other), "named-1")


def test_a_damaged_pack_that_was_put_here_is_replaced(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    source = given(folder, published())
    add_packs(packs, store, source)
    (folder / "sample-1" / "LICENCE").unlink()
    assert add_packs(packs, store, source)[0].outcome is Outcome.PUT
    assert files_of(folder / "sample-1") == FILES


def test_a_folder_that_somebody_else_put_there_is_never_touched(
    folder: Path, store: PackStore
) -> None:
    packs = packs_of(folder, pack_entry())
    unpacked(folder / "sample-1", {"own.sch": b"mine"})
    with pytest.raises(FolderTaken):
        add_packs(packs, store, given(folder, published()))
    assert files_of(folder / "sample-1") == {"own.sch": b"mine"}


def test_a_link_in_the_place_of_a_pack_is_never_written_through(
    folder: Path, store: PackStore
) -> None:
    packs = packs_of(folder, pack_entry())
    elsewhere = unpacked(folder.parent / "elsewhere", {"own.sch": b"mine"})
    (folder / "sample-1").symlink_to(elsewhere)
    with pytest.raises(FolderTaken):
        add_packs(packs, store, given(folder, published()))
    with pytest.raises(NotPutHere):
        store.remove("sample-1")
    assert files_of(elsewhere) == {"own.sch": b"mine"}


def test_what_a_broken_off_command_left_is_cleared_away(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    unpacked(folder / ".quaestor" / "staging" / "sample-1", {"half.sch": b"half"})
    add_packs(packs, store, given(folder, published()))
    assert files_of(folder / "sample-1") == FILES


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "packs").write_bytes(b"a file stands here")
    with pytest.raises(FolderUnwritable), PackStore(tmp_path / "packs").locked(wait_s=0):
        pytest.fail("the lock cannot be had")


# removing -----------------------------------------------------------------------------------------


def test_removing_leaves_what_was_added_or_changed_by_hand(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    add_packs(packs, store, given(folder, published()))
    unpacked(folder / "sample-1", {"LICENCE": b"changed", "own/own.sch": b"mine"})
    removal = store.remove("sample-1")
    assert (removal.removed, removal.left) == (2, ("LICENCE", "own/own.sch"))
    assert sorted(files_of(folder / "sample-1")) == ["LICENCE", "own/own.sch"]


def test_removing_what_was_put_takes_the_folder_away(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    add_packs(packs, store, given(folder, published()))
    assert store.remove("sample-1").removed == len(FILES)
    assert not (folder / "sample-1").exists()
    with pytest.raises(NotPutHere):
        store.remove("sample-1")


def test_removing_never_follows_a_link_out_of_the_pack(folder: Path, store: PackStore) -> None:
    packs = packs_of(folder, pack_entry())
    add_packs(packs, store, given(folder, published()))
    rules = folder / "sample-1" / "rules"
    rules.rename(folder.parent / "moved")
    rules.symlink_to(folder.parent / "moved")
    store.remove("sample-1")
    assert len(files_of(folder.parent / "moved")) == 2


def test_a_forged_record_cannot_remove_a_file_outside(folder: Path, store: PackStore) -> None:
    secret = given(folder, b"secret", "secret")
    record = f'{{"files": {{"../../secret": "{sha256(b"secret")}"}}}}'
    (folder / ".quaestor" / "sample-1.json").write_text(record, encoding="utf-8")
    store.remove("sample-1")
    assert secret.exists()


# at the same time ---------------------------------------------------------------------------------


def test_two_commands_do_not_work_at_once(folder: Path, store: PackStore) -> None:
    with pytest.raises(PacksBusy), PackStore(folder).locked(wait_s=0):
        pytest.fail("the lock was given twice")


def test_many_commands_at_once_put_a_pack_once(folder: Path) -> None:
    packs, source = packs_of(folder, pack_entry()), given(folder, published())
    outcomes: list[Outcome] = []

    def add() -> None:
        own = PackStore(folder)
        with own.locked():
            outcomes.append(add_packs(packs, own, source)[0].outcome)

    threads = [threading.Thread(target=add) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.LEFT] * 4 + [Outcome.PUT]


# syncing ------------------------------------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePackServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FakePackServer({"/p.zip": published()}) as running:
        yield running


def synced(packs: Packs, store: PackStore, name: str) -> tuple[Outcome, object]:
    downloader = Downloader(store.downloads, PATIENCE, pause=lambda _: None)
    (done,) = sync_packs(packs, store, downloader, name)
    return done.outcome, done.refusal


def test_sync_fetches_checks_and_puts_in_place_and_a_second_one_asks_nobody(
    folder: Path, store: PackStore, server: FakePackServer
) -> None:
    entry = pack_entry(more=source_entry(f"{server.url}/p.zip", published()))
    packs = packs_of(folder, entry)
    assert synced(packs, store, "sample-1") == (Outcome.PUT, None)
    assert files_of(folder / "sample-1") == FILES
    assert list(store.downloads.iterdir()) == []
    assert synced(packs, store, "sample-1") == (Outcome.LEFT, None)
    assert len(server.requests) == 1


def test_nothing_is_unpacked_from_a_download_with_a_wrong_digest(
    folder: Path, store: PackStore, server: FakePackServer
) -> None:
    entry = pack_entry(more=source_entry(f"{server.url}/p.zip", b"something else"))
    outcome, refusal = synced(packs_of(folder, entry), store, "sample-1")
    assert outcome is Outcome.REFUSED
    assert isinstance(refusal, DigestWrong)
    assert not (folder / "sample-1").exists()


def test_a_pack_without_a_pinned_download_says_where_to_fetch_it(
    folder: Path, store: PackStore
) -> None:
    packs = packs_of(folder, pack_entry(more=source_entry("https://publisher.example/page")))
    outcome, refusal = synced(packs, store, "sample-1")
    assert outcome is Outcome.REFUSED
    assert isinstance(refusal, NothingToFetch)
    assert refusal.facts["address"] == "https://publisher.example/page"


def test_one_address_that_fails_does_not_keep_the_others_from_coming(
    folder: Path, store: PackStore, server: FakePackServer
) -> None:
    lost = source_entry(f"{server.url}/lost.zip", published())
    good = source_entry(f"{server.url}/p.zip", published())
    packs = packs_of(folder, pack_entry("lost-1", lost), pack_entry("sample-1", good))
    own = [pack for pack in packs.manifest.packs if pack.name in {"lost-1", "sample-1"}]
    # nobody but the fake is asked
    packs.manifest = Manifest(tuple(own))
    downloader = Downloader(store.downloads, PATIENCE, pause=lambda _: None)
    done = {each.pack.name: each.outcome for each in sync_packs(packs, store, downloader)}
    assert done == {"lost-1": Outcome.REFUSED, "sample-1": Outcome.PUT}


def test_a_named_download_is_synced_through_a_connection_that_breaks_off(
    folder: Path, store: PackStore, server: FakePackServer
) -> None:
    server.behaviours = [pack_server.breaks_off_after(100)]
    packs = packs_of(folder, named_entry(f"{server.url}/p.zip", published()))
    assert synced(packs, store, "named-1") == (Outcome.PUT, None)
    assert files_of(folder / "named-1") == {"order.sch": FILES["rules/order.sch"]}
