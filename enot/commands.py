"""The command `quaestor enot`: draft, check, review, approve, publish, list, search, show."""

import json
from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from shared.command_line import as_person, asynchronous, running

if TYPE_CHECKING:
    from enot.drafting import Examination
    from enot.queries import FoundNotice
    from shared.installation import Installation

_NOTICE = click.argument("notice", type=click.UUID)
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(["nl", "fr", "de", "en"]),
    default="en",
    help="Language of the verdicts.",
)


@click.group()
def group() -> None:
    """Draft, approve, publish and search notices."""


@group.command()
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_person
@click.pass_context
@asynchronous
async def draft(context: click.Context, answers: Path, email: str) -> None:
    """Draft a contract notice from a JSON file of answers; prints its id."""
    from enot import service
    from enot.forms.reading import read_answers

    given: dict[str, Any] = json.loads(await to_thread(answers.read_text, encoding="utf-8"))
    async with running(context, email) as run:
        clock = run.installation.clock
        notice = await service.draft_notice(run.db, clock, run.actor, read_answers(given))
    click.echo(notice.id)


@group.command()
@as_person
@click.pass_context
@asynchronous
async def drafts(context: click.Context, email: str) -> None:
    """List the notices of your authority that are not published yet, the oldest first."""
    from enot import queries
    from shared.identity.actor import Role

    async with running(context, email) as run:
        authority_id = run.actor.require(Role.BUYER, Role.APPROVER)
        for notice in await queries.unpublished_notices(run.db, authority_id):
            revision = f"revision {notice.revision}"
            click.echo(f"{notice.id}  {notice.kind}  {notice.status}  {revision}  {notice.title}")


@group.command()
@_NOTICE
@click.argument("question")
@click.argument("answer", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_person
@click.pass_context
@asynchronous
async def answer(
    context: click.Context, notice: UUID, question: str, answer: Path, email: str
) -> None:
    """Answer one question from a JSON file (`statistics` completes an award notice)."""
    from enot import service
    from enot.forms.reading import read_one

    sent: dict[str, Any] = json.loads(await to_thread(answer.read_text, encoding="utf-8"))
    async with running(context, email) as run:
        found = await service.notice_of(run.db, run.actor, notice)
        languages = found.answers.get("languages", {}).get("notice", ())
        value = (question, read_one(question, sent, languages))
        await service.save_answer(run.db, run.installation.clock, run.actor, notice, value)
    click.echo(f"{question}: answered")


@group.command()
@_NOTICE
@_LANGUAGE
@as_person
@click.pass_context
@asynchronous
async def check(context: click.Context, notice: UUID, language: str, email: str) -> None:
    """Say what the law thinks of a notice; ends with code 1 when it breaks a rule."""
    from enot import service

    async with running(context, email) as run:
        found = await service.notice_of(run.db, run.actor, notice)
        examination = await service.examine_notice(run.db, run.installation.clock, found)
        _tell(run.installation, examination, language)
    if not examination.is_lawful:
        context.exit(1)


@group.command()
@_NOTICE
@as_person
@click.pass_context
@asynchronous
async def review(context: click.Context, notice: UUID, email: str) -> None:
    """Ask a colleague to approve a notice."""
    from enot import service

    async with running(context, email) as run:
        found = await service.ask_review(run.db, run.installation.clock, run.actor, notice)
    click.echo(f"in review, revision {found.revision}")


@group.command()
@_NOTICE
@click.option("--revision", type=int, required=True, help="The revision that was read.")
@as_person
@click.pass_context
@asynchronous
async def approve(context: click.Context, notice: UUID, revision: int, email: str) -> None:
    """Approve a notice that others wrote."""
    from enot import service

    async with running(context, email) as run:
        clock = run.installation.clock
        await service.approve_notice(run.db, clock, run.actor, notice, revision)
    click.echo("approved")


@group.command("send-back")
@_NOTICE
@click.option("--reason", required=True, help="What the author should mend.")
@as_person
@click.pass_context
@asynchronous
async def send_back(context: click.Context, notice: UUID, reason: str, email: str) -> None:
    """Make a notice a draft again."""
    from enot import service

    async with running(context, email) as run:
        await service.send_back(run.db, run.installation.clock, run.actor, notice, reason)
    click.echo("sent back")


@group.command()
@_NOTICE
@click.option("--out", type=click.Path(path_type=Path), help="Write the eForms XML here.")
@as_person
@click.pass_context
@asynchronous
async def publish(context: click.Context, notice: UUID, out: Path | None, email: str) -> None:
    """Publish an approved notice in the national journal; prints its number."""
    from enot import service

    async with running(context, email) as run:
        publication = await service.publish_notice(run.db, run.installation, run.actor, notice)
        xml = await run.installation.blobs.get(publication.xml_sha256)
    if out:
        await to_thread(out.write_bytes, xml)
    click.echo(f"{publication.journal_number}  procedure {publication.procedure_id}")


@group.command()
@click.argument("words", nargs=-1)
@click.option("--cpv", default="", help="CPV code or its beginning.")
@click.option("--nuts", default="", help="NUTS code or its beginning.")
@click.option("--from", "since", default="", help="Deadline from this day (2027-02-01).")
@click.option("--to", "until", default="", help="Deadline until this day.")
@click.pass_context
@asynchronous
async def search(context: click.Context, words: tuple[str, ...], **asked: str) -> None:
    """Search the journal."""
    from enot import queries
    from enot.forms.search import NoticeSearch
    from shared.web.forms import read_form

    names = {"since": "from", "until": "to"}
    given = {names.get(name, name): value for name, value in asked.items()}
    wanted = read_form(NoticeSearch, {"q": " ".join(words), **given})
    async with running(context) as run:
        result = await queries.search_notices(run.db, wanted)
    for notice in result.found:
        click.echo(_line(notice))
    click.echo(f"{result.count} found")


@group.command()
@click.argument("journal_number")
@click.option("--out", type=click.Path(path_type=Path), help="Write the eForms XML here.")
@click.pass_context
@asynchronous
async def show(context: click.Context, journal_number: str, out: Path | None) -> None:
    """Show one published notice, and write its eForms XML if asked."""
    from enot import queries
    from shared.tender import procedure_by_id

    async with running(context) as run:
        publication = await queries.publication_by_number(run.db, journal_number)
        procedure = await procedure_by_id(run.db, publication.procedure_id)
        xml = await run.installation.blobs.get(publication.xml_sha256)
    click.echo(_line(queries.found_notice(publication, procedure.deadline)))
    click.echo(f"XML: {publication.xml_size} bytes, sha-256 {publication.xml_sha256}")
    if out:
        await to_thread(out.write_bytes, xml)


def _line(notice: "FoundNotice") -> str:
    deadline = f"{notice.deadline:%Y-%m-%d %H:%M} UTC" if notice.deadline else "-"
    return f"{notice.journal_number}  {notice.subtype:>2}  {deadline:<20}  {notice.title}"


def _tell(installation: "Installation", examination: "Examination", language: str) -> None:
    from enot.wording import Teller

    teller = Teller(installation.catalogues[language])
    for verdict in examination.verdicts:
        click.echo(f"{verdict.standing:<7} {teller.say(verdict.says)}")
        if verdict.question:
            click.echo(f"        {verdict.question}")
        for step in verdict.steps:
            click.echo(f"        - {teller.say(step)}")
        if verdict.article:
            click.echo(f"        {teller.article(verdict.article)}")
        if verdict.remedy:
            click.echo(f"        {teller.text(verdict.remedy)}")
