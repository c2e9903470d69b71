"""The command line: the same way from a terminal, each command in a process of its own."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shared.cli import quaestor
from shared.installation import Installation
from shared.xml.parse import parse
from tests.enot.world import SAMPLE
from tests.factories import People


@pytest.fixture
def run(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> "Terminal":
    settings = installation.settings
    for name in [name for name in os.environ if name.startswith("QUAESTOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUAESTOR_DATABASE_URL", settings.database_url)
    return Terminal(settings.home)


class Terminal:
    """Runs `quaestor --home … enot …` beside the running test."""

    def __init__(self, home: Path) -> None:
        self._home = home

    async def __call__(self, *arguments: str) -> Result:
        command = ["--home", str(self._home), "enot", *arguments]
        return await asyncio.to_thread(CliRunner().invoke, quaestor, command)


async def test_a_notice_is_drafted_checked_approved_published_and_found(
    run: Terminal, people: People, tmp_path: Path
) -> None:
    # commands ask the machine's own clock: a deadline far enough from it
    answers = {**SAMPLE, "deadline": {"day": "2027-12-01", "time": "11:00"}}
    file, out = tmp_path / "answers.json", tmp_path / "notice.xml"
    file.write_text(json.dumps(answers), encoding="utf-8")
    buyer, approver = "buyer@kerkebeek.example", "approver@kerkebeek.example"

    drafted = await run("draft", str(file), "--as", buyer)
    assert drafted.exit_code == 0, drafted.output
    notice = drafted.output.strip()
    checked = await run("check", notice, "--language", "nl", "--as", buyer)
    assert checked.exit_code == 0, checked.output
    assert "art. 36" in checked.output
    assert (await run("review", notice, "--as", buyer)).output.strip() == "in review, revision 10"
    refused = await run("approve", notice, "--revision", "10", "--as", buyer)
    assert refused.exit_code == 1
    approved = await run("approve", notice, "--revision", "10", "--as", approver)
    assert approved.exit_code == 0, approved.exception
    published = await run("publish", notice, "--out", str(out), "--as", approver)
    number = published.output.split()[0]
    assert parse(out.read_bytes()).findtext("{*}ID") == notice
    assert number in (await run("search", "toner", "--cpv", "30")).output
    assert number in (await run("show", number)).output


async def test_a_draft_with_open_questions_is_told_by_the_exit_code(
    run: Terminal, people: People, tmp_path: Path
) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"term": SAMPLE["term"]}), encoding="utf-8")
    drafted = await run("draft", str(file), "--as", "buyer@kerkebeek.example")
    checked = await run("check", drafted.output.strip(), "--as", "buyer@kerkebeek.example")
    assert checked.exit_code == 1
    assert "A question has no answer yet." in checked.output
