"""Many documents in one run: found everywhere, read within bounds, told in order."""

import json
import os
import struct
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from shared.cli import quaestor
from shared.validation.batch import sources as module
from shared.validation.batch.sources import Source, UnreadableError, read, sources_of
from shared.validation.batch.work import WORTH_A_PROCESS, jobs_for
from tests.shared.validation.invoices import EN16931, invoice, spoiled

GOOD = invoice(customization=EN16931)
BAD = spoiled("<cbc:ID>F-2026-7</cbc:ID>", "<cbc:ID> </cbc:ID>", customization=EN16931)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "b-good.xml").write_bytes(GOOD)
    (tmp_path / "in" / "a-bad.XML").write_bytes(BAD)
    (tmp_path / "in" / "deep" / "odd [1].xml").write_bytes(b"<odd/>")
    (tmp_path / "in" / "note.txt").write_bytes(b"no document")
    with zipfile.ZipFile(tmp_path / "many.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("later/good.xml", GOOD)
        archive.writestr("bad.xml", BAD)
        archive.writestr("readme.txt", "no document")
        archive.writestr("../../outside.xml", b"<odd/>")
    return tmp_path


def run(home: Path, *arguments: object, given: bytes = b"") -> Result:
    called = ["--home", str(home), "validate", *map(str, arguments)]
    return CliRunner().invoke(quaestor, called, input=given)


def names(*arguments: object) -> list[str]:
    return [source.name for source in sources_of(tuple(map(str, arguments)), lambda: b"")]


# finding documents -------------------------------------------------------------------------------


def test_a_folder_gives_all_documents_below_it_by_name(folder: Path) -> None:
    inside = folder / "in"
    expected = [inside / "a-bad.XML", inside / "b-good.xml", inside / "deep" / "odd [1].xml"]
    assert names(inside) == [str(path) for path in expected]


def test_a_quoted_pattern_is_understood(folder: Path) -> None:
    assert names(folder / "in" / "*.xml") == [str(folder / "in" / "b-good.xml")]
    every = names(folder / "**" / "*.xml")
    assert every == [str(folder / "in" / "b-good.xml"), str(folder / "in" / "deep" / "odd [1].xml")]


def test_a_name_that_looks_like_a_pattern_is_a_name_when_it_exists(folder: Path) -> None:
    path = folder / "in" / "deep" / "odd [1].xml"
    assert names(path) == [str(path)]


def test_an_archive_names_its_documents_after_itself(folder: Path) -> None:
    archive = folder / "many.zip"
    assert names(archive) == [
        f"{archive}!/../../outside.xml",
        f"{archive}!/bad.xml",
        f"{archive}!/later/good.xml",
    ]


@pytest.mark.parametrize("argument", ["none.xml", "*.nothing", "in/note.txt/x", "empty"])
def test_what_is_not_there_is_a_source_that_says_so(folder: Path, argument: str) -> None:
    (folder / "empty").mkdir()
    (source,) = sources_of((str(folder / argument),), lambda: b"")
    assert source.refusal
    with pytest.raises(UnreadableError):
        read(source)


def test_a_name_that_is_no_text_does_no_harm(folder: Path, home: Path) -> None:
    odd = folder / "in" / os.fsdecode(b"odd-\xff.xml")
    try:
        odd.write_bytes(GOOD)
    except OSError:
        pytest.skip("NOT RUN: this file system takes names in UTF-8 only")
    for form in ("text", "json", "junit", "sarif"):
        result = run(home, folder / "in", "--format", form)
        assert result.exit_code == 1
        assert "odd-" in result.stdout


# archives of strangers ---------------------------------------------------------------------------


def only(path: Path) -> Source:
    (source,) = sources_of((str(path),), lambda: b"")
    return source


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.xml", b"<a>" + b" " * 50_000_000 + b"</a>")
    with pytest.raises(UnreadableError, match="grows too much"):
        read(only(path))


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liar.xml", b"<a>" + b" " * 5_000_000 + b"</a>")
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 5_000_007), struct.pack("<I", 10)))
    with pytest.raises(UnreadableError):
        read(only(path))


def test_an_archive_of_too_many_documents_is_refused_as_a_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    assert "too many" in only(folder / "many.zip").refusal


def test_an_encrypted_member_and_a_damaged_one_are_named(folder: Path, home: Path) -> None:
    path = folder / "many.zip"
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02")  # the directory entry of the first member
    path.write_bytes(data[: at + 8] + b"\x01\x00" + data[at + 10 :])
    result = run(home, path, "--format", "json")
    assert "many.zip!/later/good.xml: it is encrypted" in result.stderr
    assert len(json.loads(result.stdout)) == 2


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" * 50])
def test_a_broken_archive_is_a_file_that_cannot_be_read(
    tmp_path: Path, home: Path, data: bytes
) -> None:
    (tmp_path / "broken.zip").write_bytes(data)
    (tmp_path / "good.xml").write_bytes(GOOD)
    result = run(home, tmp_path / "broken.zip", tmp_path / "good.xml")
    assert result.exit_code == 3
    assert "good.xml: valid" in result.stdout


def test_names_of_strangers_do_not_steer_the_terminal(tmp_path: Path, home: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("\x1b[2J\u009b31m.xml", "<a>\u009b<b></a>".encode())
    told = run(home, tmp_path / "x.zip").output
    assert "\x1b" not in told
    assert "\u009b" not in told


# telling -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["in/b-good.xml", "none.xml"], 3),
        (["in/a-bad.XML", "none.xml"], 1),
        (["in/deep", "none.xml"], 3),
        (["in"], 1),
    ],
)
def test_a_file_that_cannot_be_read_does_not_end_the_run(
    folder: Path, home: Path, arguments: list[str], code: int
) -> None:
    assert run(home, *(folder / name for name in arguments)).exit_code == code


def test_the_last_line_counts(folder: Path, home: Path) -> None:
    told = run(home, folder / "in", folder / "none.xml", "--language", "nl").stdout
    last = told.splitlines()[-1]
    assert last == (
        "4 documenten: 1 geldig, 1 ongeldig, 1 niet uitgemaakt, 1 kon niet worden gelezen"
    )


def test_several_processes_answer_as_one_does(folder: Path, home: Path) -> None:
    for number in range(30):
        (folder / "in" / f"n{number}.xml").write_bytes(BAD if number % 3 else GOOD)
    alone = run(home, folder / "in", folder / "none.xml", folder / "many.zip", "--format", "json")
    arguments = (folder / "in", folder / "none.xml", folder / "many.zip")
    together = run(home, *arguments, "--format", "json", "--jobs", 3)
    assert together.stdout == alone.stdout
    assert together.exit_code == alone.exit_code == 1
    assert [x["file"] for x in json.loads(together.stdout)] == [
        name for name in names(*arguments) if not name.endswith("none.xml")
    ]


def test_a_document_that_kills_its_process_does_not_take_others_with_it(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system does when memory runs out."""
    ours, honest = os.getpid(), module.read

    def deadly(source: Source) -> bytes:
        if source.name.endswith("n3.xml") and os.getpid() != ours:
            os._exit(9)
        return honest(source)

    monkeypatch.setattr("shared.validation.batch.work.read", deadly)
    for number in range(6):
        (folder / "in" / f"n{number}.xml").write_bytes(GOOD)
    result = run(home, folder / "in", "--format", "json", "--jobs", 2)
    told = [Path(x["file"]).name for x in json.loads(result.stdout)]
    assert told == [
        "a-bad.XML",
        "b-good.xml",
        *(f"n{n}.xml" for n in (0, 1, 2, 4, 5)),
        "odd [1].xml",
    ]
    assert "n3.xml: the process that checked it was ended by the system" in result.stderr


def test_processes_are_started_where_they_are_worth_it() -> None:
    assert jobs_for(1, 8) == 1
    assert jobs_for(WORTH_A_PROCESS * 2, 8) == 2
    assert jobs_for(100_000, 8) == 8


def test_one_document_is_one_object_and_several_are_a_list(folder: Path, home: Path) -> None:
    one = json.loads(run(home, folder / "in" / "b-good.xml", "--format", "json").stdout)
    assert one["verdict"] == "valid"
    none = run(home, folder / "none.xml", folder / "nor.xml", "--format", "json")
    assert json.loads(none.stdout) == []


@pytest.mark.parametrize("form", ["junit", "sarif"])
def test_what_could_not_be_read_is_told_to_machines_too(
    folder: Path, home: Path, form: str
) -> None:
    told = run(home, folder / "in", folder / "none.xml", "--format", form).stdout
    if form == "junit":
        suites = etree.fromstring(told.encode())  # noqa: TID251  our own output
        assert [suite.get("errors") for suite in suites] == ["0", "0", "0", "1"]
    else:
        (run_,) = json.loads(told)["runs"]
        (notice,) = run_["invocations"][0]["toolExecutionNotifications"]
        assert notice["level"] == "error"
        assert len(run_["artifacts"]) == 4


@pytest.mark.parametrize("form", ["html", "svrl"])
def test_pages_of_several_documents_need_a_folder(folder: Path, home: Path, form: str) -> None:
    refused = run(home, folder / "in", "--format", form)
    assert refused.exit_code == 3
    assert "--output FOLDER" in refused.output
    done = run(home, folder / "in", folder / "many.zip", "--format", form, "--output", folder / "o")
    assert done.exit_code == 1
    made = sorted(path.name for path in (folder / "o").iterdir())
    assert len(made) == 6
    assert f"outside.xml.{form}" in made
    assert f"odd-1-.xml.{form}" in made
    assert not (folder.parent / f"outside.xml.{form}").exists()


def test_equal_names_do_not_overwrite_each_other(folder: Path, home: Path) -> None:
    run(
        home, folder / "in" / "b-good.xml", folder / "in" / "b-good.xml", "--output", f"{folder}/o/"
    )
    assert sorted(p.name for p in (folder / "o").iterdir()) == [
        "b-good.xml-2.txt",
        "b-good.xml.txt",
    ]


def test_a_file_takes_the_whole_answer_without_colours(folder: Path, home: Path) -> None:
    target = folder / "answer.txt"
    run(home, folder / "in", "--output", target)
    text = target.read_text(encoding="utf-8")
    assert "a-bad.XML: invalid" in text
    assert "\x1b" not in text
    refused = run(home, folder / "in", "--output", folder / "no" / "such" / "folder.txt")
    assert refused.exit_code == 3


# profiles ----------------------------------------------------------------------------------------


def test_a_profile_changes_the_verdict_and_says_why(folder: Path, home: Path) -> None:
    path = folder / "city.toml"
    path.write_text(
        'name = "City"\n[[rule]]\nid = "BR-*"\ntreat_as = "warning"\nreason = "Agreed."'
    )
    result = run(home, folder / "in" / "a-bad.XML", "--profile", path)
    assert result.exit_code == 0
    assert "Agreed." in result.stdout
    path.write_text("name = 5")
    refused = run(home, folder / "in" / "a-bad.XML", "--profile", path, "--language", "fr")
    assert refused.exit_code == 3
    assert "Le profil de gravité city.toml" in refused.output
