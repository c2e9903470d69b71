"""Manifests: what is known is checked to the letter, and an operator may add to it."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.packs import PackAbsent, Packs
from shared.packs.manifest_reading import built_in, digest_list, is_safe_path
from shared.packs.refusals import ManifestUnusable, PackUnknown
from tests.shared.packs.samples import PACK, pack_entry, packs_of, source_entry

DAY = dt.date(2026, 11, 21)
HTTPS = "https://publisher.example/pack.zip"


def test_every_pack_of_the_product_says_what_pins_it() -> None:
    for pack in built_in().packs:
        assert pack.digests or any(source.sha256 for source in pack.sources), pack.name
        assert all(is_safe_path(path) for path in pack.digests), pack.name
        assert pack.sources, pack.name


def test_what_openpeppol_publishes_is_not_marked_for_redistribution() -> None:
    theirs = [pack for pack in built_in().packs if "OpenPeppol" in pack.licence]
    assert len(theirs) > 5
    assert not any(pack.redistribution for pack in theirs)


def test_a_release_is_in_force_until_the_next_one_becomes_mandatory() -> None:
    known = built_in()
    old, new = known.pack("peppol-2025.11"), known.pack("peppol-2026.5")
    assert old.superseded is None
    assert known.replaced_on(old) == dt.date(2026, 8, 17)
    eve, day = dt.date(2026, 8, 16), dt.date(2026, 8, 17)
    assert [known.is_in_force(p, eve) for p in (old, new)] == [True, False]
    assert [known.is_in_force(p, day) for p in (old, new)] == [False, True]


def test_an_sdk_is_found_by_the_version_a_notice_names() -> None:
    found = built_in().sdk("1.14")
    assert found is not None
    assert found.name == "eforms-sdk-1.14.2"
    assert built_in().sdk("0.9") is None


def test_an_operator_adds_a_national_pack(tmp_path: Path) -> None:
    more = 'family = "national"\npublished = 2026-01-01\nfacts = { release = "1" }'
    family = """
[[family]]
id = "national"
[[family.rules]]
id = "xx.national:ubl:{release}"
name = "National rules {release}"
file = "rules/invoice.sch"
roots = ["Invoice"]
"""
    packs = packs_of(tmp_path, family, pack_entry(more=more + "\n" + source_entry(HTTPS)))
    added = packs.manifest.pack("sample-1")
    assert packs.manifest.is_in_force(added, DAY)
    assert [state.pack.name for state in packs.states()][-1] == "sample-1"
    assert len(packs.states()) == len(built_in().packs) + 1


def test_a_pack_that_no_manifest_has_is_unknown() -> None:
    with pytest.raises(PackUnknown):
        built_in().pack("nothing")


def test_a_part_stands_in_for_a_file_of_the_whole(tmp_path: Path) -> None:
    entries = (pack_entry("whole-1"), pack_entry("part-1", 'part_of = "whole-1"'))
    packs = packs_of(tmp_path, *entries)
    with pytest.raises(PackAbsent):
        packs.file("whole-1", "rules/order.sch")
    part = tmp_path / "part-1" / "rules" / "order.sch"
    part.parent.mkdir(parents=True)
    part.touch()
    assert packs.file("whole-1", "rules/order.sch") == part
    whole = tmp_path / "whole-1" / "rules" / "order.sch"
    whole.parent.mkdir(parents=True)
    whole.touch()
    assert packs.file("whole-1", "rules/order.sch") == whole


def test_an_earlier_folder_wins(tmp_path: Path) -> None:
    for name in ("own", "other"):
        (tmp_path / name / "ubl-2.1").mkdir(parents=True)
    assert Packs([tmp_path / "own", tmp_path / "other"]).find("ubl-2.1") == tmp_path / "own/ubl-2.1"


GOOD = pack_entry()
WRONG = {
    "not toml": "[[pack",
    "a key nobody knows": pack_entry(more="licens = 'x'"),
    "a pack the product knows": pack_entry("ubl-2.1"),
    "the same pack twice": GOOD + GOOD,
    "an id that is a path": pack_entry("../evil"),
    "an id in capitals": pack_entry("Sample"),
    "a file outside": pack_entry(files={"../evil.sch": b""}),
    "an absolute file": pack_entry(files={"/etc/evil": b""}),
    "a file of a drive": pack_entry(files={"C:/evil": b""}),
    "a file with a backslash": pack_entry(files={"a\\\\evil": b""}),
    "a digest list outside": PACK.format(name="a", more='digests = "../list"'),
    "a digest that is none": PACK.format(name="a", more='[pack.files]\n"a.sch" = "1234"'),
    "nothing that pins": PACK.format(name="a", more=""),
    "both lists": pack_entry(more='digests = "list"'),
    "names without a pinned download": PACK.format(name="a", more='take = { "a.sch" = "a.sch" }'),
    "fetched but not pinned": pack_entry(
        more=f'[[pack.source]]\naddress = "{HTTPS}"\nfetch = true'
    ),
    "fetched in the clear": pack_entry(more=source_entry("http://publisher.example/p.zip", b"")),
    "fetched from a file": pack_entry(more=source_entry("file:///etc/passwd", b"")),
    "an address without a host": pack_entry(more=source_entry("https:///p.zip", b"")),
    "dates out of order": pack_entry(more="published = 2026-05-01\nmandatory_from = 2026-01-01"),
    "a date that is text": pack_entry(more='published = "2026-05-01"'),
    "a moment for a date": pack_entry(more="published = 2026-05-01T00:00:00"),
    "a family that is not there": pack_entry(more='family = "none"\npublished = 2026-01-01'),
    "a family without a date": pack_entry(more='family = "peppol"'),
    "a release without the facts of its family": pack_entry(
        more='family = "peppol"\npublished = 2026-01-01'
    ),
    "a fact that leads outside": pack_entry(
        more='family = "mls"\npublished = 2026-01-01\nfacts = { release = "/../../x" }'
    ),
    "part of what is not there": pack_entry(more='part_of = "none"'),
    "a flag that is text": GOOD.replace("redistribution = true", 'redistribution = "yes"'),
    "a pack that is no table": "pack = [1]",
    "rules for every document": "[[family]]\nid='f'\n[[family.rules]]\nid='r'\nname='r'\nfile='r'",
}


@pytest.mark.parametrize("entry", WRONG.values(), ids=WRONG)
def test_a_manifest_that_cannot_be_used_is_refused_with_its_reason(
    tmp_path: Path, entry: str
) -> None:
    packs = packs_of(tmp_path, entry)
    with pytest.raises(ManifestUnusable) as refused:
        _ = packs.manifest
    assert refused.value.facts["file"] == "manifest.toml"
    assert refused.value.facts["found"]


@pytest.mark.parametrize("text", ["format = 2", "", "\x00", "format = true"])
def test_a_manifest_of_another_format_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestUnusable):
        _ = Packs([tmp_path]).manifest


def test_a_manifest_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "manifest.toml").open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(ManifestUnusable):
        _ = Packs([tmp_path]).manifest


@pytest.mark.parametrize(
    "line", ["abc  a.sch", f"{'0' * 64} a.sch", f"{'0' * 64}  ../a", f"{'0' * 64}  a\n" * 2]
)
def test_a_digest_list_with_a_wrong_line_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "list.sha256"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ManifestUnusable):
        digest_list(path)


@given(st.text(alphabet="ab./\\: \x00C", max_size=12))
def test_a_safe_path_stays_inside(text: str) -> None:
    if is_safe_path(text):
        root = Path("/packs/sample")
        assert (root / text).is_absolute()
        assert Path(*(root / text).parts[:3]) == root
        assert ".." not in text.split("/")
        assert "\\" not in text
