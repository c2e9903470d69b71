"""Authorities' pages: the opening room, the report, evaluation, award, standstill, contract."""

import datetime as dt
import hashlib
import re

from litestar import Litestar
from litestar.testing import AsyncTestClient

from etender.queries.awards import awarded_lots
from etender.service.evaluation import read_bids
from shared.i18n import LANGUAGES
from shared.identity import Actor
from tests.conftest import sign_in
from tests.etender.story import Story, signer

Client = AsyncTestClient[Litestar]


async def see(client: Client, story: Story, actor: Actor, path: str) -> str:
    await sign_in(client, story.installation, actor)
    answer = await client.get(f"{path}{'&' if '?' in path else '?'}l=en")
    assert answer.status_code == 200, answer.text
    return answer.text


async def two_bids(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00", 2: "500.00"})
    await story.bid(story.people.rival, {1: "900.00", 2: "600.00"})


async def opened_id(story: Story, tenderer: str) -> str:
    async with story.installation.read() as db:
        bids = await read_bids(db, await story.terms())
    return next(str(bid.opened.id) for bid in bids if bid.bid.tenderer_name == tenderer)


async def test_before_the_deadline_the_opening_room_shows_nothing_of_the_bids(
    client: Client, story: Story
) -> None:
    empty = await see(client, story, story.people.officer, f"/openings/{story.procedure_id}")
    await two_bids(story)
    full = await see(client, story, story.people.officer, f"/openings/{story.procedure_id}")
    assert "Papeterie" not in full
    assert stripped(empty) == stripped(full)


def stripped(page: str) -> str:
    """The page without what time alone changes."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"in \d+ \w+( and \d+ \w+)?", "", main)


async def test_officers_approve_open_watch_and_read_the_report(
    client: Client, story: Story
) -> None:
    await two_bids(story)
    story.pass_deadline()
    room = f"/openings/{story.procedure_id}"
    assert "2 officers must still approve" in await see(client, story, story.people.officer, room)
    assert (await client.post(f"{room}/approve", follow_redirects=False)).status_code == 303
    assert "Another officer must approve" in await see(client, story, story.people.officer, room)
    await sign_in(client, story.installation, story.people.second_officer)
    await client.post(f"{room}/approve")
    begun = await client.post(f"{room}/begin", follow_redirects=False)
    assert begun.headers["location"] == room
    running = await see(client, story, story.people.officer, room)
    assert "0 of 2 opened" in running
    assert 'http-equiv="refresh"' in running
    await story.worker.drain()
    done = await see(client, story, story.people.officer, room)
    assert "2 bids were opened" in done
    assert 'http-equiv="refresh"' not in done
    report = await see(client, story, story.people.buyer, f"{room}/report")
    for shown in ("Papeterie d&#39;Ardenne SA", "Élise Lambert", "TOTAL-PASSED", "Dirk Maes"):
        assert shown in report
    assert "1,000.00" not in report
    pdf = await client.get(f"{room}/report/pdf")
    assert pdf.content.startswith(b"%PDF-")
    xml = await client.get(f"{room}/report/xml")
    assert b"OpeningReport" in xml.content
    fixed = await client.get(f"{room}/report/list")
    assert hashlib.sha256(fixed.content).hexdigest() in report
    container = re.search(r'href="([^"]+/container)"', report)
    assert container is not None
    assert (await client.get(container[1])).content.startswith(b"PK")


async def test_a_second_approval_of_the_same_person_is_refused_in_words(
    client: Client, story: Story
) -> None:
    story.pass_deadline()
    await sign_in(client, story.installation, story.people.officer)
    path = f"/openings/{story.procedure_id}/approve?l=en"
    await client.post(path)
    refused = await client.post(path)
    assert refused.status_code == 409
    assert "You have already approved this opening" in refused.text


async def test_suppliers_do_not_enter_the_opening_room(client: Client, story: Story) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    for path in ("openings", "evaluations", "awards"):
        assert (await client.get(f"/{path}/{story.procedure_id}")).status_code == 403


async def test_a_score_with_a_comma_is_read_and_the_ranking_shows_its_arithmetic(
    client: Client, story: Story
) -> None:
    await two_bids(story)
    await story.open_all()
    base = f"/evaluations/{story.procedure_id}"
    overview = await see(client, story, story.people.buyer, base)
    assert "Not every bid has a score" in overview
    for tenderer, score in (("Papeterie d'Ardenne SA", "6"), ("De Potloden BV", "9,5")):
        path = f"{base}/scores/2/{await opened_id(story, tenderer)}/quality"
        await see(client, story, story.people.buyer, path)
        form = {"score": score, "motivation": "Delivery within two days everywhere."}
        saved = await client.post(path, data=form, follow_redirects=False)
        assert saved.headers["location"] == f"{base}#lot-2"
    ranked = await see(client, story, story.people.buyer, base)
    assert "60 × €500.00 ÷ €600.00 = 50" in ranked
    assert "40 × 9.5 ÷ 10 = 38" in ranked


WRONG_SCORES = [
    ({"score": "11", "motivation": "Delivery within two days."}, "#score"),
    ({"score": "much", "motivation": "Delivery within two days."}, "#score"),
    ({"score": "7", "motivation": "good"}, "#motivation"),
    ({"score": "7", "motivation": ""}, "#motivation"),
]


async def test_a_wrong_score_is_shown_beside_its_field(client: Client, story: Story) -> None:
    await two_bids(story)
    await story.open_all()
    bid = await opened_id(story, "De Potloden BV")
    path = f"/evaluations/{story.procedure_id}/scores/2/{bid}/quality"
    await sign_in(client, story.installation, story.people.buyer)
    for form, link in WRONG_SCORES:
        answer = await client.post(path, data=form)
        assert answer.status_code == 422
        assert f'href="{link}"' in answer.text


async def test_a_doubtful_bid_is_admitted_with_a_reason(client: Client, story: Story) -> None:
    container = story.signed(
        story.people.supplier, {1: "1000.00"}, signer(story.people.supplier, days=20)
    )
    await story.submit(story.people.supplier, await story.seal(container), lots="1")
    await story.open_all()
    base = f"/evaluations/{story.procedure_id}"
    assert "To be decided" in await see(client, story, story.people.buyer, base)
    path = f"{base}/regularity/{await opened_id(story, story.people.supplier.organisation_name)}"
    asked = await see(client, story, story.people.buyer, path)
    assert "The certificate was not valid at that time" in asked
    refused = await client.post(path, data={"verdict": "regular", "motivation": "ok"})
    assert refused.status_code == 422
    why = {"verdict": "regular", "motivation": "The certificate was valid on the day of signing."}
    assert (await client.post(path, data=why, follow_redirects=False)).status_code == 303
    assert "The certificate was valid on the day" in await see(
        client, story, story.people.buyer, base
    )


async def test_a_lot_is_awarded_after_check_your_answers_and_contracted_after_the_standstill(
    client: Client, story: Story
) -> None:
    await two_bids(story)
    await story.open_all()
    path = f"/awards/{story.procedure_id}/lots/1"
    assert "De Potloden BV" in await see(client, story, story.people.buyer, path)
    winner = await opened_id(story, "De Potloden BV")
    form = {"winner": winner, "motivation": "The lowest price of two regular bids."}
    check = await client.post(f"{path}?l=en", data=form)
    assert (check.status_code, "Check your answers" in check.text) == (200, True)
    assert "The lowest price of two regular bids." in check.text
    async with story.installation.read() as db:
        assert await awarded_lots(db, await story.terms()) == []
    decided = await client.post(path, data=form | {"act": "decide"}, follow_redirects=False)
    assert decided.headers["location"] == f"/awards/{story.procedure_id}"
    waiting = await see(client, story, story.people.buyer, f"/awards/{story.procedure_id}")
    assert "25 February 2027" in waiting
    assert "/contracts/" not in waiting
    story.clock.set(story.deadline + dt.timedelta(days=20))
    ready = await see(client, story, story.people.buyer, f"/awards/{story.procedure_id}")
    contract = f"/contracts/{story.procedure_id}/{story.people.rival.enterprise_number}"
    assert contract in ready
    await see(client, story, story.people.buyer, contract)
    wrong = await client.post(contract, data=dates("31", "4", "2027") | ends("1", "4", "2027"))
    assert 'href="#starts_on"' in wrong.text
    backwards = await client.post(contract, data=dates("2", "4", "2027") | ends("1", "4", "2027"))
    assert 'href="#ends_on"' in backwards.text
    good = dates("1", "4", "2027") | ends("31", "3", "2028")
    assert (await client.post(contract, data=good, follow_redirects=False)).status_code == 303
    assert "KRB-2027-003-C1" in await see(
        client, story, story.people.buyer, f"/awards/{story.procedure_id}"
    )


def dates(day: str, month: str, year: str) -> dict[str, str]:
    return {"starts_on-day": day, "starts_on-month": month, "starts_on-year": year}


def ends(day: str, month: str, year: str) -> dict[str, str]:
    return {"ends_on-day": day, "ends_on-month": month, "ends_on-year": year}


async def test_a_decision_without_motivation_goes_back_to_its_form(
    client: Client, story: Story
) -> None:
    await two_bids(story)
    await story.open_all()
    await sign_in(client, story.installation, story.people.buyer)
    form = {"winner": await opened_id(story, "De Potloden BV"), "motivation": "x", "act": "decide"}
    answer = await client.post(f"/awards/{story.procedure_id}/lots/1", data=form)
    assert answer.status_code == 422
    assert 'href="#motivation"' in answer.text


async def test_every_page_of_the_authority_exists_in_four_languages(
    client: Client, story: Story
) -> None:
    await two_bids(story)
    await story.open_all()
    await sign_in(client, story.installation, story.people.buyer)
    for path in ("openings/{}", "openings/{}/report", "evaluations/{}", "awards/{}"):
        for language in LANGUAGES:
            answer = await client.get("/" + path.format(story.procedure_id) + f"?l={language}")
            assert answer.status_code == 200
            assert f'<html lang="{language}"' in answer.text


async def test_work_leads_people_through_the_procedure(client: Client, story: Story) -> None:
    work = await see(client, story, story.people.officer, "/work")
    assert "Approve the opening" not in work
    await two_bids(story)
    story.pass_deadline()
    assert "Approve the opening" in await see(client, story, story.people.officer, "/work")
    await story.open_all()
    assert "Evaluate the bids" in await see(client, story, story.people.buyer, "/work")


async def test_the_public_timeline_tells_the_opening_only_once_it_happened(
    client: Client, story: Story
) -> None:
    await two_bids(story)
    before = (await client.get(f"/procedures/{story.procedure_id}?l=en")).text
    assert "Final moment for bids" in before
    assert "Bids opened" not in before
    await story.open_all()
    after = (await client.get(f"/procedures/{story.procedure_id}?l=en")).text
    assert "Bids opened" in after
