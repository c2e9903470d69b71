"""The command `quaestor etender`: list calls and bids, open, evaluate, award, conclude."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from shared.command_line import Run, as_person, asynchronous, open_here, running

if TYPE_CHECKING:
    from etender.queries.openings import OpeningRoom
    from etender.service.calls import CallTerms
    from etender.service.evaluation import LotEvaluation
    from shared.identity import Actor
    from shared.installation import Installation

_PROCEDURE = click.argument("procedure")
_LOT = click.option("--lot", type=int, required=True, help="Number of the lot.")
_MOTIVATION = click.option("--motivation", required=True, help="Why; the tenderers will read it.")
_TENDERER = click.option("--tenderer", required=True, help="Enterprise number of the tenderer.")
_DAY = click.DateTime(["%Y-%m-%d"])
_POLL_S = 0.5


@click.group()
def group() -> None:
    """Calls for bids, from publication to contract. PROCEDURE is an id or a reference."""


@group.command()
@click.pass_context
@asynchronous
async def calls(context: click.Context) -> None:
    """List the calls, the nearest deadline first."""
    from etender.queries.calls import all_calls
    from etender.sealing.chain import in_words

    installation = open_here(context)
    try:
        async with installation.read() as db:
            for procedure in await all_calls(db):
                when = in_words(procedure.deadline)
                click.echo(f"{procedure.id}  {procedure.reference}  {when}  {procedure.title}")
    finally:
        await installation.close()


@group.command()
@as_person
@click.pass_context
@asynchronous
async def bids(context: click.Context, email: str) -> None:
    """List the bids of your own organisation with their versions (suppliers)."""
    from etender.queries.bids import own_bids
    from etender.sealing.chain import in_words

    async with running(context, email) as run:
        for line in await own_bids(run.db, run.actor):
            click.echo(f"{line.procedure.reference}  {line.bid.tenderer_name}  {line.bid.id}")
            for version, receipt in line.versions:
                state = "late" if version.is_late else "withdrawn" if version.withdrawn_at else ""
                state = "live" if version.id == line.live else state or "replaced"
                when = in_words(version.received_at)
                click.echo(f"  {version.number}  {when}  {state}  receipt {receipt.id}")


@group.command("approve-opening")
@_PROCEDURE
@as_person
@click.pass_context
@asynchronous
async def approve(context: click.Context, procedure: str, email: str) -> None:
    """Approve the opening of the bids, after the deadline (officers)."""
    from etender.service.opening import approve_opening

    async with running(context, email) as run:
        found = await _procedure_id(run, procedure)
        approval = await approve_opening(run.db, run.installation, run.actor, found)
    click.echo(f"approved by {approval.officer.name}")


@group.command("open")
@_PROCEDURE
@click.option("--wait", is_flag=True, help="Wait until the report is there.")
@as_person
@click.pass_context
@asynchronous
async def open_(context: click.Context, procedure: str, email: str, *, wait: bool) -> None:
    """Fix the list of bids and have them opened by the running workers (officers)."""
    from etender.service.opening import begin_opening

    async with running(context, email) as run:
        found = await _procedure_id(run, procedure)
        record = await begin_opening(run.db, run.installation, run.actor, found)
        click.echo(f"{record.total} bids on the list {record.freeze_sha256}")
        actor = run.actor
    if wait:
        await _follow(context, actor, found)


async def _follow(context: click.Context, actor: "Actor", procedure_id: UUID) -> None:
    """Say how far the opening is until it is reported."""
    import asyncio

    from etender.opening.values import Stage

    installation = open_here(context)
    told = -1
    try:
        while True:
            room = await _room(installation, actor, procedure_id)
            if room.opened != told:
                told = room.opened
                click.echo(f"{room.opened} of {room.total} opened")
            if room.stage is Stage.REPORTED:
                return
            await asyncio.sleep(_POLL_S)
    finally:
        await installation.close()


async def _room(installation: "Installation", actor: "Actor", procedure_id: UUID) -> "OpeningRoom":
    from etender.queries.openings import opening_room

    async with installation.read() as db:
        return await opening_room(db, actor, procedure_id, installation.clock.now())


@group.command()
@_PROCEDURE
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path())
@as_person
@click.pass_context
@asynchronous
async def report(context: click.Context, procedure: str, out: Path, email: str) -> None:
    """Write the opening report as XML and PDF into a folder."""
    from asyncio import to_thread

    from etender.queries.openings import opening_report

    async with running(context, email) as run:
        found = await _procedure_id(run, procedure)
        record = await opening_report(run.db, run.actor, found)
        for kind, sha256 in (("xml", record.xml_sha256), ("pdf", record.pdf_sha256)):
            data = await run.installation.blobs.get(sha256)
            path = out / f"opening-report.{kind}"
            await to_thread(path.write_bytes, data)
            click.echo(str(path))


@group.command()
@_PROCEDURE
@as_person
@click.pass_context
@asynchronous
async def evaluate(context: click.Context, procedure: str, email: str) -> None:
    """Show the comparison of every lot, ranked once nothing is missing."""
    from etender.queries.openings import AUTHORITY_ROLES
    from etender.service.evaluation import evaluate_lot

    async with running(context, email) as run:
        terms = await _terms(run, procedure)
        run.actor.require_for(terms.procedure.authority_id, *AUTHORITY_ROLES)
        for lot in terms.lots:
            _show(await evaluate_lot(run.db, terms, lot))


def _show(evaluation: "LotEvaluation") -> None:
    from etender.rules.formulas import shown

    click.secho(f"lot {evaluation.lot.number}  {evaluation.lot.title}", bold=True)
    for bid in evaluation.bids:
        offer = bid.offers.get(evaluation.lot.id)
        price = offer.price if offer else "-"
        judged = {True: "regular", False: "set aside", None: "to be decided"}[bid.is_regular]
        click.echo(f"  {bid.bid.tenderer_number}  {bid.bid.tenderer_name}  {price}  {judged}")
    for ranked in evaluation.ranking:
        name = evaluation.bid(ranked.bid_id).bid.tenderer_name
        click.echo(f"  {ranked.place}. {name}  {shown(ranked.total)} ({ranked.total})")
    if evaluation.missing is not None:
        click.echo(f"  not ranked: {evaluation.missing}")


@group.command()
@_PROCEDURE
@_LOT
@_TENDERER
@click.option("--criterion", default="quality", show_default=True)
@click.option("--score", required=True, help="On the published scale, for example 7.5.")
@_MOTIVATION
@as_person
@click.pass_context
@asynchronous
async def score(context: click.Context, procedure: str, email: str, **given: str) -> None:
    """Give a bid a quality score with its motivation (evaluators)."""
    from etender.forms import ScoreForm
    from etender.service.evaluation import give_score
    from shared.web.forms import read_form

    async with running(context, email) as run:
        terms = await _terms(run, procedure)
        opened = await _opened_bid(run, terms, given.pop("tenderer"), int(given["lot"]))
        form = read_form(ScoreForm, {**given, "opened_bid": opened})
        await give_score(run.db, run.installation, run.actor, terms.procedure.id, form)


@group.command()
@_PROCEDURE
@_TENDERER
@click.option("--admit/--set-aside", required=True, default=None, help="The decision.")
@_MOTIVATION
@as_person
@click.pass_context
@asynchronous
async def regularity(
    context: click.Context, procedure: str, email: str, *, admit: bool, **given: str
) -> None:
    """Admit a bid to the comparison, or set it aside (evaluators)."""
    from etender.forms import RegularityForm
    from etender.model import RegularityVerdict
    from etender.service.evaluation import decide_regularity

    async with running(context, email) as run:
        terms = await _terms(run, procedure)
        form = RegularityForm(
            opened_bid=await _opened_bid(run, terms, given["tenderer"]),
            verdict=RegularityVerdict.REGULAR if admit else RegularityVerdict.IRREGULAR,
            motivation=given["motivation"],
        )
        await decide_regularity(run.db, run.installation, run.actor, terms.procedure.id, form)


@group.command()
@_PROCEDURE
@_LOT
@_MOTIVATION
@as_person
@click.pass_context
@asynchronous
async def award(
    context: click.Context, procedure: str, lot: int, motivation: str, email: str
) -> None:
    """Award a lot to the bid in first place; the standstill begins the day after (buyers)."""
    from etender.forms import AwardForm
    from etender.service.award import award_lot
    from etender.service.evaluation import evaluate_lot, lot_by_number

    async with running(context, email) as run:
        terms = await _terms(run, procedure)
        evaluation = await evaluate_lot(run.db, terms, lot_by_number(terms, lot))
        first = evaluation.ranking[0].bid_id if evaluation.ranking else None
        form = AwardForm(lot=lot, motivation=motivation, winner=first)
        decision = await award_lot(run.db, run.installation, run.actor, terms.procedure.id, form)
    winner = evaluation.bid(first).bid.tenderer_name if first else "nobody"
    value = decision.value if decision.value is not None else Decimal(0)
    click.echo(f"lot {lot}: {winner}, {value} EUR, standstill to {decision.standstill_last_day}")


@group.command()
@_PROCEDURE
@click.argument("supplier")
@click.option("--from", "starts_on", type=_DAY, required=True, help="First day, 2027-04-01.")
@click.option("--to", "ends_on", type=_DAY, required=True, help="Last day.")
@as_person
@click.pass_context
@asynchronous
async def conclude(
    context: click.Context, procedure: str, supplier: str, email: str, **days: dt.datetime
) -> None:
    """Conclude the contract with SUPPLIER (its number) once the standstill is over (buyers)."""
    from etender.forms import ContractForm
    from etender.service.award import conclude_contract

    async with running(context, email) as run:
        found = await _procedure_id(run, procedure)
        starts_on, ends_on = days["starts_on"].date(), days["ends_on"].date()
        form = ContractForm(supplier=supplier, starts_on=starts_on, ends_on=ends_on)
        contract = await conclude_contract(run.db, run.installation, run.actor, found, form)
    click.echo(f"{contract.number}  {contract.supplier_name}  {contract.value} EUR")


async def _procedure_id(run: Run, procedure: str) -> UUID:
    from etender.queries.calls import procedure_named

    return await procedure_named(run.db, procedure)


async def _terms(run: Run, procedure: str) -> "CallTerms":
    from etender.service.calls import call_terms

    return await call_terms(run.db, await _procedure_id(run, procedure))


async def _opened_bid(run: Run, terms: "CallTerms", tenderer: str, lot: int = 0) -> UUID:
    """The opened bid of a tenderer (for a lot). Raises NotOpenedYet or NotFound."""
    from etender.service.evaluation import read_bids, require_reported
    from shared.errors import NotFound
    from shared.party import EnterpriseNumber

    await require_reported(run.db, terms)
    number = str(EnterpriseNumber.parse(tenderer, "tenderer"))
    for bid in await read_bids(run.db, terms):
        if bid.bid.tenderer_number == number and (not lot or lot in bid.version.lots):
            return bid.opened.id
    raise NotFound("tenderer", found=tenderer)
