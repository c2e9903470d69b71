"""Suppliers' machines: a call to read, a sealed bid to hand in, receipts that stay the same."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from etender.bidder.call import PublicCall
from etender.model import BidVersion
from tests.conftest import bearer
from tests.etender.story import SealedBytes, Story

Client = AsyncTestClient[Litestar]


@pytest.fixture
async def machine(story: Story) -> dict[str, str]:
    return await bearer(story.installation, story.people.supplier)


async def sealed_bid(story: Story) -> SealedBytes:
    return await story.seal(story.signed(story.people.supplier, {1: "1000.00", 2: "500.00"}))


async def post(
    client: Client,
    story: Story,
    sealed: SealedBytes,
    headers: dict[str, str],
    fields: dict[str, Any] | None = None,
) -> Response:
    files = {
        "payload": ("bid.asice.age", sealed.payload, "application/age-encryption"),
        "key_envelope": ("bid.key.age", sealed.key_envelope, "application/age-encryption"),
    }
    given = {"lots": "1,2", "tenderer": story.people.supplier.enterprise_number}
    path = f"/api/etender/calls/{story.procedure_id}/bids"
    return await client.post(path, files=files, data=given | (fields or {}), headers=headers)


async def test_a_call_is_public_and_its_lock_is_what_the_bidders_tool_expects(
    client: Client, story: Story
) -> None:
    answer = await client.get(f"/api/etender/calls/{story.procedure_id}")
    assert answer.status_code == 200
    call = PublicCall.from_json(answer.content)
    assert (call.reference, call.deadline) == ("KRB-2027-003", story.deadline)
    lock = answer.json()["time_lock"]
    assert (lock["trust"], lock["round"]) == ("operator", call.round)
    assert lock["beacon_url"] == "http://testserver.local/beacon"
    assert answer.json()["authority"] == {
        "name": "Stad Kerkebeek",
        "enterprise_number": "0207451227",
    }


async def test_an_unknown_call_is_not_found(client: Client, story: Story) -> None:
    assert (await client.get(f"/api/etender/calls/{uuid4()}")).status_code == 404


async def test_a_bid_is_handed_in_and_answered_with_its_receipt(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    sealed = await sealed_bid(story)
    answer = await post(client, story, sealed, machine)
    assert answer.status_code == 201
    receipt = answer.json()
    assert (receipt["late"], receipt["version"], receipt["lots"]) == (False, 1, [1, 2])
    xml = await client.get(receipt["links"]["xml"], headers=machine)
    assert xml.status_code == 200
    assert xml.headers["content-type"].startswith("application/xml")
    assert receipt["payload_sha256"] in xml.text
    again = await post(client, story, sealed, machine)
    assert (again.status_code, again.json()) == (200, receipt)
    kept = await client.get(receipt["links"]["self"], headers=machine)
    assert kept.json() == receipt


async def test_a_late_bid_is_accepted_and_flagged(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    sealed = await sealed_bid(story)
    story.pass_deadline()
    machine = await bearer(story.installation, story.people.supplier)
    answer = await post(client, story, sealed, machine)
    assert (answer.status_code, answer.json()["late"]) == (201, True)


async def test_without_a_token_nothing_is_read_of_a_bid(client: Client, story: Story) -> None:
    answer = await post(client, story, await sealed_bid(story), {})
    assert answer.status_code == 401


async def test_an_authority_may_not_bid(client: Client, story: Story) -> None:
    headers = await bearer(story.installation, story.people.buyer)
    assert (await post(client, story, await sealed_bid(story), headers)).status_code == 403


async def test_a_file_that_was_not_sealed_is_refused_in_words(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    plain = SealedBytes(b"%PDF-1.7 our offer", (await sealed_bid(story)).key_envelope)
    answer = await post(client, story, plain, machine)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert (problem["type"], problem["where"]) == ("urn:quaestor:not-sealed", "payload")
    assert "%PDF-1.7" in problem["found"]
    async with story.installation.read() as db:
        assert (await db.scalars(sa.select(BidVersion))).all() == []


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"lots": "9"}, "lots"), ({"lots": "x"}, "lots"), ({"tenderer": "0207451228"}, "tenderer")],
)
async def test_a_wrong_field_is_named(
    client: Client,
    story: Story,
    machine: dict[str, str],
    fields: dict[str, str],
    where: str,
) -> None:
    answer = await post(client, story, await sealed_bid(story), machine, fields)
    assert answer.status_code == 422
    problem = answer.json()
    assert where in problem.get("errors", {problem.get("where"): ""})


async def test_a_missing_file_is_named(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    path = f"/api/etender/calls/{story.procedure_id}/bids"
    files = {"payload": ("bid.asice.age", b"age-encryption.org/v1\n")}
    answer = await client.post(path, files=files, data={"lots": "1"}, headers=machine)
    assert (answer.status_code, answer.json()["where"]) == (422, "key_envelope")


async def test_a_body_of_unknown_length_is_refused_before_it_is_read(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    async def endless() -> Any:
        yield b"x"

    path = f"/api/etender/calls/{story.procedure_id}/bids"
    headers = machine | {"content-type": "multipart/form-data; boundary=b"}
    answer = await client.post(path, content=endless(), headers=headers)
    assert answer.status_code == 411


async def test_a_body_over_the_limit_is_refused_before_it_is_read(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    path = f"/api/etender/calls/{story.procedure_id}/bids"
    headers = machine | {
        "content-type": "multipart/form-data; boundary=b",
        "content-length": str(10**13),
    }
    answer = await client.post(path, content=b"", headers=headers)
    assert (answer.status_code, answer.json()["expected"]) == (413, "5 GB")


async def test_a_bid_is_withdrawn_and_listed_as_such(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    receipt = (await post(client, story, await sealed_bid(story), machine)).json()
    path = f"/api/etender/bids/{receipt['bid_id']}/withdrawal"
    assert (await client.post(path, headers=machine)).status_code == 204
    (line,) = (await client.get("/api/etender/bids", headers=machine)).json()
    assert line["withdrawn_at"] is not None
    assert (await client.post(path, headers=machine)).status_code == 409


async def test_another_supplier_finds_neither_bid_nor_receipt(
    client: Client, story: Story, machine: dict[str, str]
) -> None:
    receipt = (await post(client, story, await sealed_bid(story), machine)).json()
    rival = await bearer(story.installation, story.people.rival)
    for path in (receipt["links"]["self"], receipt["links"]["xml"]):
        assert (await client.get(path, headers=rival)).status_code == 404
    assert (await client.get("/api/etender/bids", headers=rival)).json() == []
    gone = await client.post(f"/api/etender/bids/{receipt['bid_id']}/withdrawal", headers=rival)
    assert gone.status_code == 404
