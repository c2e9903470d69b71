"""A town with a past: whatever a page can show lies ready, in every state that has a page.

Its story begins two months before the day on which the pages are looked at, so that calls have
closed and bids were opened, scored, awarded and contracted in the order that the rules demand.
"""

import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from uuid import UUID

import httpx
import sqlalchemy as sa
from sqlmodel import col

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.model import Channel, Order
from ecatalog.service.catalogues import record_contract, submit_catalogue
from ecatalog.service.intake import Sender
from einvoice.documents.response import ResponseCode
from einvoice.model import InvoiceRecord
from einvoice.rules.ruling import Ruling
from enot import service as notices
from enot.forms.answers import StatisticsAnswer
from enot.model import Notice, NoticeKind
from etender.forms import AwardForm, ContractForm
from etender.service import award
from etender.service.evaluation import evaluate_lot, lot_by_number, read_bids
from peppol.identifiers import INVOICE
from peppol.model import Direction, Message
from peppol.service import receive_message, register_participant
from samples.invoice.documents import WRONG, good_invoice
from samples.invoice.orders import read_order
from shared.clock import FrozenClock
from shared.identity import Actor
from shared.installation import Installation
from shared.outbox import publish
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.worker import Worker
from tests.conftest import MONDAY, sign_in
from tests.ecatalog.walking import place, quantity_fields, send
from tests.ecatalog.world import catalogue, concluded
from tests.einvoice.gateway import deliver, rule
from tests.enot.world import STATISTICS, conclusion, decision, drafted, published, published_from
from tests.etender.story import Story, publish_story, trust
from tests.factories import People
from tests.peppol.incoming import envelope, message
from tests.peppol.world import SUPPLIER

BEGINNING = MONDAY - dt.timedelta(days=60)
PRICES = {1: "1000.00", 2: "500.00"}
DEARER = {1: "1200.00", 2: "450.00"}
WHY = "Delivery times and samples were compared."


@dataclass(slots=True)
class Town:
    """Who is there, and by which names (`{due_call}`) the things of its past are found."""

    installation: Installation
    people: People
    clock: FrozenClock
    names: dict[str, str] = field(default_factory=dict)

    @property
    def worker(self) -> Worker:
        return Worker(self.installation)

    def credential(self, authority: DevelopmentAuthority, actor: Actor) -> Credential:
        return authority.issue(
            actor.name,
            organisation=actor.organisation_name,
            organisation_id=actor.enterprise_number,
            usage=Usage.SIGNATURE,
            now=BEGINNING,
            days=730,
        )


async def grow(town: Town, url: str) -> None:
    """Let everything happen, up to the day on which the pages are looked at."""
    await _tendering(town)
    town.clock.set(MONDAY)
    await _notices(town)
    await _ordering(town, url)
    await _invoices(town)
    await _messages(town)


async def _tendering(town: Town) -> None:
    """Four calls: one runs, one is due to be opened, one is being evaluated, one was awarded."""
    authority = DevelopmentAuthority.create("Development Root", BEGINNING)
    trust(town.installation, authority)
    days = {"awarded": 5, "opened": 6, "due": 50, "running": 90}
    calls = {name: await _call(town, name, dt.timedelta(days=n)) for name, n in days.items()}
    for name, story in calls.items():
        town.names[f"{name}_call"] = str(story.procedure_id)
        await _bids(town, authority, story, name)
    await calls["awarded"].open_all()
    await calls["opened"].open_all()
    await _awarded(town, calls["awarded"])
    async with town.installation.read() as db:
        read = await read_bids(db, await calls["opened"].terms())
    town.names["opened_bid"] = str(read[0].opened.id)
    await calls["opened"].score(town.people.second_officer, read[0].bid.tenderer_name, "7.5")


async def _call(town: Town, name: str, runs: dt.timedelta) -> Story:
    reference = f"KRB-2026-{name}"
    return await publish_story(
        town.installation, town.worker, town.people, town.clock, reference=reference, runs=runs
    )


async def _bids(town: Town, authority: DevelopmentAuthority, story: Story, name: str) -> None:
    people = town.people
    for actor, prices in ((people.supplier, PRICES), (people.rival, DEARER)):
        container = story.signed(actor, prices, town.credential(authority, actor))
        handed_in = await story.submit(actor, await story.seal(container))
    town.names[f"{name}_receipt"] = str(handed_in.receipt.id)
    town.names[f"{name}_bid"] = str(handed_in.bid.id)


async def _awarded(town: Town, story: Story) -> None:
    """Both lots are awarded, one is contracted after the standstill."""
    people, installation = town.people, town.installation
    for tenderer, score in ((people.supplier, "6"), (people.rival, "9.5")):
        await story.score(people.second_officer, tenderer.organisation_name, score)
    for lot in (1, 2):
        await _award(town, story, lot)
    town.clock.advance(dt.timedelta(days=20))
    start = town.clock.now().date()
    form = ContractForm(
        supplier=people.supplier.enterprise_number,
        starts_on=start,
        ends_on=start + dt.timedelta(days=700),
    )
    async with installation.begin() as db:
        await award.conclude_contract(db, installation, people.buyer, story.procedure_id, form)
    await town.worker.drain()
    town.names["rival"] = people.rival.enterprise_number


async def _award(town: Town, story: Story, lot: int) -> None:
    async with town.installation.begin() as db:
        terms = await story.terms()
        ranking = (await evaluate_lot(db, terms, lot_by_number(terms, lot))).ranking
        form = AwardForm(lot=lot, motivation=WHY, winner=ranking[0].bid_id)
        await award.award_lot(db, town.installation, town.people.buyer, story.procedure_id, form)


async def _notices(town: Town) -> None:
    """Drafts in every state, a contract notice in the journal, and award notices."""
    installation, people = town.installation, town.people
    complete = await drafted(installation, people)
    unlawful = await drafted(installation, people, deadline={"day": "2027-01-16"})
    ready = await drafted(installation, people)
    public = await published(installation, people)
    async with installation.begin() as db:
        await notices.ask_review(db, town.clock, people.buyer, ready.id)
        await notices.approve_notice(db, town.clock, people.approver, ready.id, ready.revision)
        empty = await notices.draft_notice(db, town.clock, people.buyer)
    award_notice = await _award_notice(town, (await published(installation, people)).procedure_id)
    ended = await _award_notice(town, (await published(installation, people)).procedure_id)
    async with installation.begin() as db:
        answer = StatisticsAnswer.model_validate(STATISTICS)
        await notices.answer_statistics(db, town.clock, people.buyer, ended, answer)
    award_published = await published_from(installation, people, ended)
    town.names |= {
        "complete_draft": str(complete.id),
        "unlawful_draft": str(unlawful.id),
        "ready_draft": str(ready.id),
        "empty_draft": str(empty.id),
        "award_draft": str(award_notice),
        "published_draft": str(public.notice_id),
        "public_notice": public.href,
        "public_award": award_published.href,
        "noticed_procedure": str(public.procedure_id),
    }


async def _award_notice(town: Town, procedure_id: UUID) -> UUID:
    """The draft that the suite makes when the last lot of a procedure has ended."""
    now = town.clock.now()
    lots = [decision(procedure_id, 1, now), decision(procedure_id, 2, now, winner=False)]
    async with town.installation.begin() as db:
        for event in (*lots, conclusion(procedure_id, (1,), now)):
            await publish(db, town.clock, event)
    await town.worker.drain()
    async with town.installation.read() as db:
        found = await db.scalars(
            sa.select(Notice).where(
                col(Notice.procedure_id) == procedure_id, col(Notice.kind) == NoticeKind.AWARD
            )
        )
        return found.one().id


async def _ordering(town: Town, url: str) -> None:
    """A contract with a catalogue in force, one refused, and an order that waits for an answer."""
    people, installation = town.people, town.installation
    async with installation.begin() as db:
        contract = await record_contract(db, installation, concluded())
        sender = Sender.of(people.supplier, Channel.API)
        good = await submit_catalogue(db, installation, sender, write_catalogue(catalogue()))
        bad = await submit_catalogue(db, installation, sender, b"<Catalogue>")
    async with _browser(town, url, people.buyer) as browser:
        answered, waiting = await place(browser, contract), await place(browser, contract)
        items = f"/catalogues/{contract.id}/items"
        (chosen, *_) = quantity_fields((await browser.get(items)).text)
        await send(browser, items, {chosen: "3"})
    async with _browser(town, url, people.supplier) as browser:
        await send(browser, f"{answered}/answer", {"code": "AP"})
    town.names |= {
        "contract": str(contract.id),
        "catalogue_taken": str(good.id),
        "catalogue_refused": str(bad.id),
        "order_answered": answered,
        "order_waiting": waiting,
    }


@contextlib.asynccontextmanager
async def _browser(town: Town, url: str, actor: Actor) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in browser of the served site."""
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as browser:
        await sign_in(browser, town.installation, actor)
        yield browser


async def _invoices(town: Town) -> None:
    """One that agrees with its order, one to refuse, one approved; each has its page."""
    installation = town.installation
    async with installation.read() as db:
        order = await db.get_one(Order, UUID(town.names["order_answered"].rpartition("/")[2]))
        document = await installation.blobs.get(order.sha256)
    bill = good_invoice(read_order(document), "F-1", town.clock.now().date())
    await deliver(installation, bill)
    await deliver(installation, WRONG["missing-buyer-reference"](replace(bill, number="F-2")))
    await deliver(installation, replace(bill, number="F-3"))
    async with installation.read() as db:
        found = await db.scalars(sa.select(InvoiceRecord))
        by_number = {record.number: record.id for record in found}
    approval = Ruling(ResponseCode.ACCEPTED)
    await rule(installation, town.people.buyer, by_number["F-3"], approval)
    town.names |= {
        "invoice_matched": str(by_number["F-1"]),
        "invoice_refused": str(by_number["F-2"]),
        "invoice_approved": str(by_number["F-3"]),
    }


async def _messages(town: Town) -> None:
    """A message received with its receipt, and one that could not be sent."""
    installation = town.installation
    async with installation.begin() as db:
        await register_participant(db, installation, SUPPLIER, [INVOICE])
    packed = message("town@peer.example", envelope())
    answer = await receive_message(installation, packed.content_type, packed.body)
    assert answer.is_receipt
    async with installation.read() as db:
        found = await db.scalars(sa.select(Message))
        by_direction = {each.direction: str(each.id) for each in found}
    town.names["message_in"] = by_direction[Direction.IN]
    town.names["message_out"] = by_direction[Direction.OUT]
