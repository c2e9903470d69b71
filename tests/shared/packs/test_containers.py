"""Archives that were made to break out, to point elsewhere, or never to end."""

import contextlib
import gzip
import io
import lzma
import random
import stat
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.packs.containers import LIMITS, Limits, open_container
from shared.packs.refusals import (
    ArchiveHoldsLinks,
    ArchiveNameUnsafe,
    ArchiveTooLarge,
    ArchiveUnreadable,
)
from tests.shared.packs.samples import EXTRA, FILES, tar_of, tarred, zipped

ESCAPES = (
    "../evil.sch",
    "rules/../../evil.sch",
    "/etc/evil.sch",
    "C:/evil.sch",
    "C:\\evil.sch",
    "..\\evil.sch",
    "rules/\x07bell.sch",
    "..",
)
SMALL = Limits(member_bytes=3_000_000, total_bytes=4_000_000, ratio=100, ratio_from=1_000_000)


def read(path: Path, limits: Limits = LIMITS) -> dict[str, bytes]:
    members = open_container(path, limits).members(lambda _: True)
    return {member.name: b"".join(member.chunks()) for member in members}


def written(folder: Path, data: bytes, name: str = "archive") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda f: tarred(f, "w:gz"), lambda f: tarred(f, "w")]
)
def test_an_archive_is_told_by_its_first_bytes_and_read_whole(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    assert read(written(tmp_path, pack(FILES | EXTRA))) == FILES | EXTRA


def test_a_folder_is_read_without_following_its_links(tmp_path: Path) -> None:
    outside = written(tmp_path, b"secret", "outside")
    folder = tmp_path / "folder"
    folder.mkdir()
    written(folder, b"own", "own.sch")
    (folder / "link.sch").symlink_to(outside)
    (folder / "below").symlink_to(tmp_path)
    assert read(folder) == {"own.sch": b"own"}


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_zip_slip_is_refused_even_where_nobody_wants_the_file(
    tmp_path: Path, name: str, wanted: bool
) -> None:
    path = written(tmp_path, zipped({name: b"evil"}))
    with pytest.raises(ArchiveNameUnsafe):
        list(open_container(path).members(lambda _: wanted))


@pytest.mark.parametrize("name", ESCAPES)
def test_a_tar_slip_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveNameUnsafe):
        read(written(tmp_path, tarred({name: b"evil"})))


def test_a_zip_name_that_hides_its_way_out_behind_a_nul_is_refused(tmp_path: Path) -> None:
    data = zipped({"a.schX/../evil": b""}).replace(b"a.schX/", b"a.sch\x00/")
    with pytest.raises(ArchiveNameUnsafe):
        read(written(tmp_path, data))


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
def test_links_devices_and_pipes_in_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("rules/order.sch")
    entry.type, entry.linkname = kind, "../../outside"
    with pytest.raises(ArchiveHoldsLinks):
        read(written(tmp_path, tar_of([(entry, b"")])))


def test_a_sparse_file_in_a_tar_is_refused(tmp_path: Path) -> None:
    entry = tarfile.TarInfo("rules/order.sch")
    entry.pax_headers = {"GNU.sparse.size": "99999999999", "GNU.sparse.map": "0,0"}
    with pytest.raises((ArchiveHoldsLinks, ArchiveTooLarge)):
        read(written(tmp_path, tar_of([(entry, b"")])))


def test_a_symbolic_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("rules/order.sch")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveHoldsLinks):
        read(written(tmp_path, made.getvalue()))


# bombs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [zipped, tarred, lambda f: tarred(f, "w:gz")])
def test_a_bomb_is_ended_by_its_ratio(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    bomb = written(tmp_path, pack({"zeros.sch": bytes(2_000_000)}))
    with pytest.raises(ArchiveTooLarge):
        read(bomb, SMALL)
    assert read(bomb)["zeros.sch"] == bytes(2_000_000)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_file_beyond_the_limit_is_refused(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    with pytest.raises(ArchiveTooLarge):
        read(written(tmp_path, pack({"zeros.sch": bytes(3_000_001)})), replace(SMALL, ratio=10**9))


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_many_files_are_refused_by_their_number(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    many = pack({f"{number}.sch": b"" for number in range(101)})
    with pytest.raises(ArchiveTooLarge):
        read(written(tmp_path, many), replace(LIMITS, members=100))


def test_the_sum_of_all_files_is_bounded(tmp_path: Path) -> None:
    limits = Limits(total_bytes=250_000, ratio=10**9)
    files = {f"{number}.sch": bytes(100_000) for number in range(3)}
    for pack in (zipped, tarred):
        with pytest.raises(ArchiveTooLarge):
            read(written(tmp_path, pack(files)), limits)


def test_a_zip_that_declares_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    data = zipped({"zeros.sch": bytes(3_500_000)})
    lying = data.replace(struct.pack("<L", 3_500_000), struct.pack("<L", 10))
    assert lying != data
    with pytest.raises((ArchiveTooLarge, ArchiveUnreadable)):
        read(written(tmp_path, lying), SMALL)


def test_a_zip_directory_larger_than_any_pack_needs_is_not_read(tmp_path: Path) -> None:
    data = bytearray(zipped(FILES))
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<L", data, end + 12, 1_000_000_000)
    with pytest.raises(ArchiveTooLarge):
        open_container(written(tmp_path, bytes(data)))


def test_a_zip64_record_that_overrules_the_end_record_is_refused(tmp_path: Path) -> None:
    data = zipped(FILES)
    end = data.rfind(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    with pytest.raises(ArchiveTooLarge):
        open_container(written(tmp_path, data[:end] + locator + data[end:]))


def test_a_tar_header_that_asks_for_gigabytes_costs_no_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 8_000_000_000
    raw = header.tobuf(tarfile.GNU_FORMAT) + bytes(20_000_000)
    bomb = written(tmp_path, gzip.compress(raw))
    tracemalloc.start()
    with pytest.raises((ArchiveTooLarge, ArchiveUnreadable)):
        read(bomb)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_an_xz_that_asks_for_a_dictionary_of_gigabytes_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1024 * 1024}]
    data = bytearray(lzma.compress(tarred(FILES, "w"), filters=filters))
    # XZ file format 1.1.0, 3.1: the block header; its dictionary is 4 GiB - 1 at code 40
    at = data.index(b"\x21\x01", 12) + 2
    data[at] = 40
    length = (data[12] + 1) * 4
    struct.pack_into("<L", data, 12 + length - 4, zlib.crc32(bytes(data[12 : 12 + length - 4])))
    with pytest.raises(ArchiveUnreadable) as refused:
        read(written(tmp_path, bytes(data)))
    assert "Memory usage limit" in str(refused.value.__cause__)


def test_an_archive_beyond_the_limit_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(ArchiveTooLarge):
        open_container(written(tmp_path, zipped(FILES)), replace(LIMITS, archive_bytes=100))


# broken -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"<xml/>", b"Rar!\x1a\x07\x00", b"\x1f\x8b" + b"x" * 400]
)
def test_something_else_than_an_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ArchiveUnreadable):
        read(written(tmp_path, data))


@pytest.mark.parametrize("pack", [zipped, tarred, lambda f: tarred(f, "w:gz")])
def test_a_truncated_archive_is_refused(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    data = pack({"a.sch": random_bytes(50_000), "b.sch": random_bytes(50_000)})
    with pytest.raises(ArchiveUnreadable):
        read(written(tmp_path, data[: len(data) // 2]))


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(FILES))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    with pytest.raises(ArchiveUnreadable):
        read(written(tmp_path, bytes(data)))


@given(st.data())
def test_whatever_is_done_to_an_archive_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(data.draw(st.sampled_from(ARCHIVES)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path_factory.getbasetemp(), bytes(whole), "mutant")
    # any other exception is a failure
    with contextlib.suppress(
        ArchiveHoldsLinks, ArchiveNameUnsafe, ArchiveTooLarge, ArchiveUnreadable
    ):
        assert len(read(path, SMALL)) <= len(FILES)


def random_bytes(count: int) -> bytes:
    return random.Random(count).randbytes(count)  # noqa: S311  sample bytes


ARCHIVES = (zipped(FILES), tarred(FILES), tarred(FILES, "w:gz"), tarred(FILES, "w"))
