"""The container reader: hostile archives, named after the threat, are refused before unpacking."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import QuaestorError
from shared.signing.container import (
    ASIC_E,
    DEFAULT_LIMITS,
    AmbiguousNames,
    ContainerLimits,
    ContainerTooLarge,
    UnsafeName,
    UnusableContainer,
    WrongContainerType,
    likeness,
    read_container,
    unsafe_because,
)
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.signing.signer import DataFile, sign_container
from shared.signing.validation import verify_container


def archive_of(
    *entries: tuple[str | zipfile.ZipInfo, bytes],
    mimetype: bytes | None = ASIC_E.encode(),
    comment: bytes = b"",
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if mimetype is not None:
            archive.writestr("mimetype", mimetype)
        for name, content in entries:
            archive.writestr(name, content)
        archive.comment = comment
    return target.getvalue()


GOOD = archive_of(("Tender.xml", b"<a/>"), ("deep/er/plan.pdf", b"%PDF"))


def test_a_plain_container_opens() -> None:
    with read_container(GOOD) as container:
        assert container.names == ("Tender.xml", "deep/er/plan.pdf")
        assert container.read("Tender.xml") == b"<a/>"
        assert container.digest("Tender.xml", "sha256").hex().startswith("29114363f749a022")
        assert container.signature_names == container.ignored_names == ()


def test_a_comment_of_the_signing_software_is_allowed() -> None:
    assert read_container(archive_of(("a.txt", b""), comment=b"made by somebody")).names


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        "a/../../outside.txt",
        "/etc/cron.d/x",
        "./a.txt",
        "a/./b.txt",
        "a//b.txt",
        "..",
        ".",
        "C:/windows/x",
        "a\\..\\b.txt",
        "a\x01b.txt",
        "invoice\u202efdp.exe",
        "meta-inf/signatures001.xml",
        "Meta-Inf/x",
        "x" * 256,
    ],
)
def test_zip_slip_names_are_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        read_container(archive_of((name, b"x")))


def test_a_name_cut_by_a_null_byte_is_refused() -> None:
    data = archive_of(("a.txtXhidden", b"x")).replace(b"a.txtXhidden", b"a.txt\0hidden")
    with pytest.raises(UnsafeName):
        read_container(data)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plan.pdf", "plan.PDF"),
        ("caf\u00e9.pdf", "cafe\u0301.pdf"),
        ("stra\u00dfe.pdf", "STRASSE.pdf"),
    ],
)
def test_names_that_look_alike_are_refused(one: str, other: str) -> None:
    with pytest.raises(AmbiguousNames):
        read_container(archive_of((one, b"1"), (other, b"2")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(AmbiguousNames):
        read_container(archive_of(("a.txt", b"cheap"), ("a.txt", b"dear")))


def test_a_symbolic_link_is_refused() -> None:
    link = zipfile.ZipInfo("link.pdf")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    with pytest.raises(UnsafeName):
        read_container(archive_of((link, b"/etc/passwd")))


def test_a_folder_entry_is_no_file() -> None:
    assert read_container(archive_of(("deep/", b""), ("deep/a.txt", b""))).names == ("deep/a.txt",)


def test_a_zip_bomb_is_refused_unopened() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ASIC_E)
        archive.writestr("bomb.bin", bytes(30_000_000), zipfile.ZIP_DEFLATED)
    assert len(target.getvalue()) < 40_000
    with pytest.raises(ContainerTooLarge):
        read_container(target.getvalue())


def test_many_small_bombs_are_one_bomb() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ASIC_E)
        for number in range(20):
            archive.writestr(f"{number}.bin", bytes(1_000_000), zipfile.ZIP_DEFLATED)
    with pytest.raises(ContainerTooLarge):
        read_container(target.getvalue())


@pytest.mark.parametrize(
    "limits",
    [ContainerLimits(entries=2), ContainerLimits(total_size=10)],
)
def test_a_container_beyond_the_limits_is_refused(limits: ContainerLimits) -> None:
    with pytest.raises(ContainerTooLarge):
        read_container(GOOD, limits)


def test_a_huge_signature_file_is_refused() -> None:
    data = archive_of(("META-INF/signatures001.xml", b"x" * 1_000))
    with pytest.raises(ContainerTooLarge):
        read_container(data, ContainerLimits(meta_size=999))


def test_a_directory_of_unreasonable_size_is_not_read() -> None:
    with pytest.raises(UnusableContainer, match="too large"):
        read_container(GOOD, ContainerLimits(entries=0))


def test_an_entry_beyond_the_end_is_refused() -> None:
    moved = bytearray(GOOD)
    last = GOOD.rindex(b"PK\x01\x02")
    struct.pack_into("<L", moved, last + 42, len(GOOD) - 8)
    with pytest.raises(UnusableContainer):
        read_container(bytes(moved))


def test_a_directory_that_claims_too_many_files_is_not_read() -> None:
    at = GOOD.rindex(b"PK\x05\x06")
    end = bytearray(GOOD[at:])
    struct.pack_into("<HH", end, 8, 60_000, 60_000)
    with pytest.raises(ContainerTooLarge):
        read_container(GOOD[:at] + bytes(end))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"MZ" + data,
        lambda data: data + b"tail",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda _: b"PK\x05\x06",
        lambda _: b"PK\x05\x06" + bytes(17),
        lambda _: b"%PDF-1.7 not a zip at all",
        lambda data: data.replace(b"Tender.xml", b"Render.xml", 1),
        lambda data: data.replace(b"<a/>", b"<b/>"),
    ],
)
def test_an_archive_that_readers_understand_differently_is_refused(
    spoil: Callable[[bytes], bytes],
) -> None:
    with pytest.raises(UnusableContainer):
        read_container(spoil(GOOD)).read("Tender.xml")


def test_hidden_bytes_between_two_files_are_refused() -> None:
    at = GOOD.index(b"PK\x03\x04", 10)
    directory = GOOD.rindex(b"PK\x05\x06")
    moved = bytearray(GOOD[:at] + b"hidden!!" + GOOD[at:])
    _shift_offsets(moved, at, 8)
    assert len(moved) == len(GOOD) + 8
    assert directory
    with pytest.raises(UnusableContainer, match="hidden bytes"):
        read_container(bytes(moved))


def test_hidden_bytes_before_the_directory_are_refused() -> None:
    at = GOOD.index(b"PK\x01\x02")
    moved = bytearray(GOOD[:at] + b"hidden!!" + GOOD[at:])
    _shift_offsets(moved, at, 8)
    with pytest.raises(UnusableContainer, match="hidden bytes"):
        read_container(bytes(moved))


def test_two_entries_over_the_same_bytes_are_refused() -> None:
    """An overlapping bomb points many names at one packed kernel."""
    moved = bytearray(GOOD)
    second = GOOD.index(b"PK\x01\x02", GOOD.index(b"PK\x01\x02") + 4)
    third = GOOD.index(b"PK\x01\x02", second + 4)
    first_offset = struct.unpack_from("<L", GOOD, second + 42)[0]
    struct.pack_into("<L", moved, third + 42, first_offset)
    with pytest.raises(UnusableContainer):
        read_container(bytes(moved))


def _shift_offsets(data: bytearray, after: int, by: int) -> None:
    at = data.index(b"PK\x01\x02")
    while data[at : at + 4] == b"PK\x01\x02":
        offset = struct.unpack_from("<L", data, at + 42)[0]
        if offset >= after:
            struct.pack_into("<L", data, at + 42, offset + by)
        lengths = struct.unpack_from("<HHH", data, at + 28)
        at += 46 + sum(lengths)
    start = struct.unpack_from("<L", data, at + 16)[0]
    struct.pack_into("<L", data, at + 16, start + by)


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(GOOD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark, data.index(mark) + 4)
        data[at + place] |= 1
    with pytest.raises(UnusableContainer):
        read_container(bytes(data))


def test_an_unusual_packing_method_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ASIC_E)
        archive.writestr("a.txt", b"a" * 100, zipfile.ZIP_LZMA)
    with pytest.raises(UnusableContainer):
        read_container(target.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        archive_of(("a.txt", b"x"), mimetype=None),
        archive_of(("a.txt", b"x"), mimetype=b"application/zip"),
        archive_of(("a.txt", b"x"), mimetype=b"application/vnd.etsi.asic-s+zip"),
        archive_of(("a.txt", b"x"), mimetype=ASIC_E.encode() + b"\n"),
        archive_of(("a.txt", b"x"), ("mimetype", ASIC_E.encode()), mimetype=None),
        archive_of(mimetype=None),
    ],
)
def test_another_type_of_container_is_refused(data: bytes) -> None:
    with pytest.raises(WrongContainerType):
        read_container(data)


def test_a_compressed_mimetype_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ASIC_E)
    with pytest.raises(WrongContainerType):
        read_container(target.getvalue())


def test_a_mimetype_with_an_extra_field_is_refused() -> None:
    entry = zipfile.ZipInfo("mimetype")
    entry.extra = b"UT\x05\x00\x03AAAA"
    with pytest.raises(WrongContainerType):
        read_container(archive_of((entry, ASIC_E.encode()), mimetype=None))


def test_a_container_on_disk_is_closed_when_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bid.asice"
    path.write_bytes(archive_of(("../x", b"")))
    with pytest.raises(UnsafeName):
        read_container(path)
    path.unlink()


def test_names_without_the_utf8_mark_are_read_as_utf8() -> None:
    entry = zipfile.ZipInfo("pl\u00e3n.txt")
    data = bytearray(archive_of((entry, b"x")))
    for mark, place in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        at = data.index(mark, data.index(mark) + 4)
        data[at + place] &= ~0x08
    assert read_container(bytes(data)).names == ("pl\u00e3n.txt",)


def test_names_in_no_encoding_are_refused() -> None:
    data = archive_of(("aXXb.txt", b"x")).replace(b"aXXb", b"a\xff\xfeb")
    with pytest.raises(UnsafeName):
        read_container(data)


def test_an_archive_written_to_a_pipe_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError("a pipe")

        def tell(self) -> int:
            raise OSError("a pipe")

    target = Pipe()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("mimetype")
        archive.writestr(entry, ASIC_E)
        archive.writestr("a.txt", b"streamed")
    # every entry has a data descriptor
    assert read_container(target.getvalue()).read("a.txt") == b"streamed"


def test_a_container_with_a_large_end_record_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    data = archive_of(*((f"{number}.txt", b"x") for number in range(4)))
    assert b"PK\x06\x06" in data
    assert len(read_container(data).names) == 4
    at = data.index(b"PK\x06\x07")
    with pytest.raises(UnusableContainer):
        read_container(data[:at] + b"PK\x06\x07" + bytes(4) + b"\1" * 12 + data[at + 20 :])


@given(st.text(max_size=30))
def test_a_name_is_safe_or_says_why_not(name: str) -> None:
    reason = unsafe_because(name)
    if not reason:
        inside = Path("/box") / name
        assert Path("/box") in inside.parents
        assert ".." not in inside.parts
        assert likeness(likeness(name)) == likeness(name)


AUTHORITY = DevelopmentAuthority.create("Root", dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
MOMENT = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
SIGNER: Credential = AUTHORITY.issue("Jo", organisation="Jo", usage=Usage.SIGNATURE, now=MOMENT)
FILES = [DataFile("Tender.xml", b"<Tender/>", "application/xml")]
SIGNED = sign_container(FILES, SIGNER, MOMENT)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_byte_never_changes_what_passes(data: st.DataObject) -> None:
    spoilt = bytearray(SIGNED)
    place = data.draw(st.integers(0, len(spoilt) - 1))
    spoilt[place] ^= data.draw(st.integers(1, 255))
    try:
        container = read_container(bytes(spoilt), DEFAULT_LIMITS)
        reports = verify_container(container, [AUTHORITY.anchor], MOMENT)
    except QuaestorError:
        return
    # dates and the unsigned manifest may change; what was signed may not
    if all(report.passed for report in reports):
        assert container.names == ("Tender.xml",)
        assert container.read("Tender.xml") == b"<Tender/>"
