"""The whole walk in a real browser: notice, sealed bids, opening, award, order, invoice.

People click and type in headless Chromium, without knowing anything the pages do not show; the
suppliers' own tools (sealing, ERP) run as they would on the suppliers' machines.
"""

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from ecatalog.documents.catalogue import write_catalogue
from einvoice.documents.billing_writer import write_invoice
from enot.forms.answers import QUESTIONS
from enot.forms.reading import flat
from etender.bidder.call import PublicCall
from etender.bidder.folder import BidFolder
from etender.bidder.plan import read_plan
from etender.bidder.preparation import prepare_bid
from etender.bidder.sealing import seal_container, sign_bid
from samples.bid import plan_in
from samples.catalogue import office_catalogue
from samples.erp.client import Erp, Outgoing
from samples.invoice.documents import good_invoice
from samples.invoice.orders import read_order
from samples.notice import answers
from shared.clock import BRUSSELS
from shared.demo.acts.ordering import PAPER
from shared.demo.waiting import waited_for
from shared.demo.world import ERP_SECRET, SUPPLIER_ERP, World
from shared.identity import Actor
from shared.packs import Packs
from shared.signing.devpki import Usage
from shared.tender import Period
from tests.browser.conftest import ARGUMENTS, BUILD, PROGRAMS
from tests.factories import ARDENNE, CITY

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    data = os.environ.get("QUAESTOR_DATA")
    with World(tmp_path / "world", (Path(data) / "packs",) if data else ()) as world:
        world.make_keys()
        world.settle()
        world.serve()
        yield world


@pytest.fixture
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None or not (BUILD / "versions.json").exists():
        pytest.skip("WALK NOT DRIVEN IN A BROWSER: no Chromium, or the front end is not built")
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


class Visitor:
    """One person at one browser window, in English."""

    def __init__(self, browser: Browser, world: World, actor: Actor) -> None:
        self.base = world.authority.url
        self.page: Page = browser.new_context(viewport={"width": 1100, "height": 900}).new_page()
        self.go("/sign-in?l=en")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile(re.escape(actor.name))).click()

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, fields: dict[str, object]) -> None:
        """Type, choose and tick, by the names of the fields."""
        for name, value in fields.items():
            wanted = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
            found = self.page.locator(f'[name="{name}"]')
            kind = found.first.evaluate("e => e.tagName + ':' + (e.type || '')")
            if kind in {"INPUT:radio", "INPUT:checkbox"}:
                self._tick(found, wanted, may_clear=kind.endswith("checkbox"))
            elif kind.startswith("SELECT"):
                found.first.select_option(wanted[0])
            else:
                found.first.fill(wanted[0])

    @staticmethod
    def _tick(boxes: Locator, wanted: list[str], *, may_clear: bool) -> None:
        for box in boxes.all():
            if box.get_attribute("value") in wanted:
                box.check()
            elif may_clear:
                box.uncheck()

    def shows(self, text: str) -> bool:
        return text in self.page.content()

    def complaints(self) -> str:
        """The error summary of the page."""
        found = self.page.locator(".govuk-error-summary")
        return (found if found.count() else self.page.locator("main")).first.inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)


def test_a_procurement_from_notice_to_invoice(world: World, browser: Browser) -> None:
    people = world.people
    procedure = _publish_a_notice(world, browser)
    _hand_in_a_bid(world, browser, procedure, people.supplier, "ardenne")
    _hand_in_a_bid(world, browser, procedure, people.rival, "potloden-cheaper")
    _nobody_opens_early(world, browser, procedure)
    _open_the_bids(world, browser, procedure)
    _evaluate_and_award(world, browser, procedure)
    _conclude(world, browser, procedure)
    order = _order_from_the_catalogue(world, browser)
    _invoice(world, browser, order)
    anyone = browser.new_page()
    anyone.goto(f"{world.authority.url}/procedures/{procedure}?l=en")
    assert "First invoice approved" in anyone.content()


def _publish_a_notice(world: World, browser: Browser) -> str:
    buyer, approver = (
        Visitor(browser, world, a) for a in (world.people.buyer, world.people.approver)
    )
    lawful = world.clock.now().astimezone(BRUSSELS).date() + dt.timedelta(days=36)
    buyer.go("/notice-drafts")
    buyer.press("Start a new notice")
    draft = buyer.path.rpartition("/")[0]
    given_answers = answers(lawful)
    for question in QUESTIONS:
        given = given_answers[question]
        assert buyer.path.endswith(question), f"{buyer.path}: {buyer.complaints()}"
        if question in {"lots", "criteria"}:
            _make_rows(buyer, question, given)
        fields = flat(given)
        asked = {name: value for name, value in fields.items() if not name.endswith(".kind")}
        buyer.fill(_date_fields("day", lawful) if question == "deadline" else asked)
        buyer.press("Save and continue")
    buyer.go(f"{draft}/check")
    buyer.press("Ask a colleague to approve")
    approver.go(f"{draft}/check")
    approver.press("Approve this notice")
    buyer.go(f"{draft}/check")
    buyer.press("Publish in the national journal")
    assert buyer.path.endswith("/published")
    anyone = browser.new_page()
    anyone.goto(world.authority.url + "/?l=en")
    anyone.get_by_role("searchbox").fill("schrijfgerei")
    with anyone.expect_navigation():
        anyone.get_by_role("button", name="Search").click()
    link = anyone.locator('a[href^="/notices/20"]').first
    assert "schrijfgerei" in link.inner_text()
    found = httpx.get(world.authority.url + "/api/enot/notices?q=schrijfgerei").json()
    return str(found["notices"][0]["procedure_id"])


def _make_rows(visitor: Visitor, question: str, given: dict[str, object]) -> None:
    rows = given["lots" if question == "lots" else "quality"]
    assert isinstance(rows, list)
    for _ in rows[1:]:
        with visitor.page.expect_navigation():
            visitor.page.locator('button[name="act"][value^="add"]').first.click()


def _date_fields(name: str, day: dt.date) -> dict[str, object]:
    return {f"{name}-{part}": getattr(day, part) for part in ("day", "month", "year")}


def _hand_in_a_bid(world: World, browser: Browser, procedure: str, actor: Actor, plan: str) -> None:
    """Prepared, signed and sealed on the supplier's machine; handed in by the page."""
    call = f"{world.authority.url}/api/etender/calls/{procedure}"
    waited_for(lambda: httpx.get(call).is_success)
    received = httpx.get(call).content
    place = world.work / plan
    toml = plan_in(place, plan)
    wanted = read_plan(toml.read_text(), PublicCall.from_json(received), place)
    bid: BidFolder = prepare_bid(wanted, received, place / "bid", world.clock.now())
    certificate = world.signing_ca.issue(
        actor.name,
        organisation=actor.organisation_name,
        organisation_id=actor.enterprise_number,
        usage=Usage.SIGNATURE,
        now=world.clock.now(),
    )
    assert sign_bid(bid, certificate, world.clock.now(), Packs(world.packs)).passed
    seal_container(bid)
    supplier = Visitor(browser, world, actor)
    supplier.go(f"/calls/{procedure}")
    supplier.fill({"lots": ["1", "2"]})
    supplier.page.set_input_files('[name="payload"]', bid.payload)
    supplier.page.set_input_files('[name="key_envelope"]', bid.key_envelope)
    supplier.press("Hand in the bid")
    assert "/bids/receipts/" in supplier.path


def _nobody_opens_early(world: World, browser: Browser, procedure: str) -> None:
    officer = Visitor(browser, world, world.people.officer)
    officer.go(f"/openings/{procedure}")
    assert not officer.page.get_by_role("button", name="Open the bids").count()
    assert not officer.shows(ARDENNE.name.replace("'", "&#39;"))


def _open_the_bids(world: World, browser: Browser, procedure: str) -> None:
    call = httpx.get(f"{world.authority.url}/api/etender/calls/{procedure}").json()
    after = dt.datetime.fromisoformat(call["deadline"]) + dt.timedelta(minutes=1)
    world.clock.advance(after - world.clock.now())
    officer, second = (
        Visitor(browser, world, a) for a in (world.people.officer, world.people.second_officer)
    )
    for one in (officer, second):
        one.go(f"/openings/{procedure}")
        one.press("Approve the opening")
    officer.go(f"/openings/{procedure}")
    officer.press("Open the bids")

    def reported() -> bool:
        officer.go(f"/openings/{procedure}")
        return officer.page.get_by_role("button", name="To the opening report").count() > 0

    waited_for(reported)
    officer.go(f"/openings/{procedure}/report")
    assert officer.shows("De Potloden BV")


def _evaluate_and_award(world: World, browser: Browser, procedure: str) -> None:
    evaluator = Visitor(browser, world, world.people.second_officer)
    evaluator.go(f"/evaluations/{procedure}")
    links = re.findall(rf"/evaluations/{procedure}/scores/[\w./-]+", evaluator.page.content())
    assert len(set(links)) == 4
    for link in sorted(set(links)):
        evaluator.go(link)
        best = "Ardenne" in evaluator.page.content()
        evaluator.fill({"score": "9" if best else "7", "motivation": "Vergeleken met de stalen."})
        evaluator.press("Save the score")
    buyer = Visitor(browser, world, world.people.buyer)
    for lot in (1, 2):
        buyer.go(f"/awards/{procedure}/lots/{lot}")
        buyer.fill({"motivation": "De hoogste score op prijs en kwaliteit samen."})
        buyer.press("Check your answers")
        buyer.press("Record the decision")
        assert buyer.path == f"/awards/{procedure}"


def _conclude(world: World, browser: Browser, procedure: str) -> None:
    world.clock.advance(dt.timedelta(days=17))
    buyer = Visitor(browser, world, world.people.buyer)
    start = world.clock.now().astimezone(BRUSSELS).date()
    buyer.go(f"/contracts/{procedure}/{ARDENNE.enterprise_number}")
    buyer.fill(_date_fields("starts_on", start))
    buyer.fill(_date_fields("ends_on", start + dt.timedelta(days=700)))
    buyer.press("Conclude the contract")
    assert buyer.path == f"/awards/{procedure}"


def _order_from_the_catalogue(world: World, browser: Browser) -> bytes:
    supplier, buyer = (
        Visitor(browser, world, a) for a in (world.people.supplier, world.people.buyer)
    )

    def contract() -> str | None:
        supplier.go("/catalogues")
        found = re.search(r"/catalogues/([0-9a-f-]{36})", supplier.page.content())
        return found.group(1) if found else None

    place = f"/catalogues/{waited_for(contract)}"
    supplier.go(f"{place}/upload")
    number = re.search(r"KRB-2027-003-C\d", supplier.page.content())
    assert number is not None
    today = world.clock.now().astimezone(BRUSSELS).date()
    catalogue = office_catalogue(
        contract_number=number.group(),
        supplier=ARDENNE,
        buyer=CITY,
        period=Period(today, today + dt.timedelta(days=300)),
        prices=PAPER,
    )
    file = world.work / "catalogue.xml"
    file.write_bytes(write_catalogue(catalogue))
    supplier.page.set_input_files('input[type="file"]', file)
    supplier.press("Send")
    assert supplier.shows("The catalogue was taken"), supplier.complaints()
    buyer.go(f"{place}/items")
    for quantity in buyer.page.locator('[name^="quantity-"]').all():
        quantity.fill("20")
    buyer.press("Go to the order")
    buyer.press("Check the order")
    buyer.press("Place the order")
    order = buyer.path.removesuffix("/receipt")
    supplier.go(f"{order}/answer")
    supplier.fill({"code": "AP"})
    supplier.press("Send the answer")
    buyer.go(order)
    assert buyer.shows("Accepted")
    return buyer.page.request.get(f"{buyer.base}{order}/order.xml").body()


def _invoice(world: World, browser: Browser, order: bytes) -> None:
    invoice = good_invoice(
        read_order(order), "ARD-1", world.clock.now().astimezone(BRUSSELS).date()
    )
    with httpx.Client(base_url=world.supplier.url, timeout=60) as http:
        erp = Erp(http, SUPPLIER_ERP, ERP_SECRET)
        state = erp.hand_over(Outgoing.read(write_invoice(invoice)))
        assert erp.follow(state["id"], every_s=0.2)["status"] == "delivered"
    buyer = Visitor(browser, world, world.people.buyer)

    def arrived() -> str | None:
        buyer.go("/invoices?view=all")
        link = buyer.page.get_by_role("link", name="ARD-1")
        return link.first.get_attribute("href") if link.count() else None

    buyer.go(waited_for(arrived))
    buyer.fill({"decision": "approve"})
    buyer.press("Decide and tell the supplier")
    assert "done=approve" in buyer.path
