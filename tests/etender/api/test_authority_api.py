"""An authority's machines: one officer among two, then evaluation, award and contract."""

import hashlib
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.testing import AsyncTestClient

from etender.queries.awards import awarded_lots
from tests.conftest import bearer
from tests.etender.story import Story

Client = AsyncTestClient[Litestar]


async def test_before_the_deadline_the_authority_learns_no_number(
    client: Client, story: Story
) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    headers = await bearer(story.installation, story.people.officer)
    room = (await client.get(f"/api/etender/openings/{story.procedure_id}", headers=headers)).json()
    assert (room["stage"], room["total"], room["opened"]) == ("waiting", 0, 0)
    early = await client.post(
        f"/api/etender/openings/{story.procedure_id}/approvals", headers=headers
    )
    assert (early.status_code, early.json()["type"]) == (409, "urn:quaestor:too-early")
    for path in (f"evaluations/{story.procedure_id}", f"openings/{story.procedure_id}/report/xml"):
        answer = await client.get(f"/api/etender/{path}", headers=headers)
        assert answer.status_code in {404, 409}


async def test_suppliers_see_no_opening(client: Client, story: Story) -> None:
    headers = await bearer(story.installation, story.people.supplier)
    for path in ("openings", "evaluations"):
        answer = await client.get(f"/api/etender/{path}/{story.procedure_id}", headers=headers)
        assert answer.status_code == 403


async def test_the_whole_way_from_approval_to_contract(client: Client, story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00", 2: "500.00"})
    await story.bid(story.people.rival, {1: "900.00", 2: "600.00"})
    story.pass_deadline()
    base = "/api/etender"
    procedure = story.procedure_id
    machine = await bearer(story.installation, story.people.second_officer)
    approved = await client.post(f"{base}/openings/{procedure}/approvals", headers=machine)
    assert (approved.status_code, approved.json()["stage"]) == (201, "armed")
    missing = await client.post(f"{base}/openings/{procedure}/begin", headers=machine)
    assert missing.json()["type"] == "urn:quaestor:quorum-missing"
    await story.approve(story.people.officer)
    begun = await client.post(f"{base}/openings/{procedure}/begin", headers=machine)
    assert (begun.status_code, begun.json()["total"]) == (202, 2)
    await story.worker.drain()
    room = (await client.get(f"{base}/openings/{procedure}", headers=machine)).json()
    assert (room["stage"], room["opened"]) == ("reported", 2)
    await _check_report(client, procedure, machine)

    comparison = (await client.get(f"{base}/evaluations/{procedure}", headers=machine)).json()
    assert [lot["missing"] for lot in comparison] == ["", "score-missing"]
    for bid, score in zip(comparison[1]["bids"], ("6", "9.5"), strict=True):
        await _score(client, story, machine, bid["opened_bid"], score)
    comparison = (await client.get(f"{base}/evaluations/{procedure}", headers=machine)).json()
    assert [r["total_exact"] for r in comparison[1]["ranking"]] == ["88", "84"]

    buyer = await bearer(story.installation, story.people.buyer)
    for lot in comparison:
        body = {
            "lot": lot["lot"],
            "motivation": "The best ranked bid of this lot.",
            "winner": lot["ranking"][0]["opened_bid"],
        }
        answer = await client.post(f"{base}/awards/{procedure}", json=body, headers=buyer)
        assert answer.status_code == 201
        assert answer.json()["standstill_last_day"] == "2027-02-25"
    contract: dict[str, Any] = {
        "supplier": story.people.rival.enterprise_number,
        "starts_on": "2027-04-01",
        "ends_on": "2028-03-31",
    }
    early = await client.post(f"{base}/contracts/{procedure}", json=contract, headers=buyer)
    assert early.json()["type"] == "urn:quaestor:standstill-runs"
    async with story.installation.read() as db:
        lots = await awarded_lots(db, await story.terms())
    story.clock.set(lots[0].decision.standstill_ends_at)
    buyer = await bearer(story.installation, story.people.buyer)
    done = await client.post(f"{base}/contracts/{procedure}", json=contract, headers=buyer)
    assert done.status_code == 201
    assert done.json()["value"] == "1500.00"


async def _score(
    client: Client, story: Story, machine: dict[str, str], bid: str, score: str
) -> None:
    body = {
        "opened_bid": bid,
        "lot": 2,
        "criterion": "quality",
        "score": score,
        "motivation": "Samples and delivery times were compared.",
    }
    path = f"/api/etender/evaluations/{story.procedure_id}/scores"
    answer = await client.post(path, json=body, headers=machine)
    assert answer.status_code == 204, answer.text


async def _check_report(client: Client, procedure: UUID, machine: dict[str, str]) -> None:
    base = "/api/etender"
    pdf = await client.get(f"{base}/openings/{procedure}/report/pdf", headers=machine)
    assert pdf.content.startswith(b"%PDF-")
    xml = await client.get(f"{base}/openings/{procedure}/report/xml", headers=machine)
    assert b"opening-report:1" in xml.content
    fixed = await client.get(f"{base}/openings/{procedure}/report/list", headers=machine)
    assert hashlib.sha256(fixed.content).hexdigest().encode() in xml.content
