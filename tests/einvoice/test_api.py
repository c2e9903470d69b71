"""The machine's inbox: each invoice is fetched once; decisions and reports by API."""

import datetime as dt

from litestar import Litestar
from litestar.testing import AsyncTestClient

from einvoice.vocabulary import Step
from samples.invoice.documents import WRONG
from shared.clock import FrozenClock
from shared.identity import service
from shared.identity.actor import Actor
from shared.installation import Installation
from tests.conftest import bearer, sign_in
from tests.einvoice.gateway import deliver, invoice, only_file
from tests.factories import People

Browser = AsyncTestClient[Litestar]
INBOX = "/api/einvoice/inbox"


async def test_an_invoice_is_listed_claimed_fetched_and_marked_once(
    client: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    erp = await bearer(gateway, people.buyer)
    (listed,) = (await client.get(INBOX, headers=erp)).json()
    assert listed["number"] == "F-1"
    assert listed["amount_to_pay"] == str(invoice().totals.payable)
    invoice_id = listed["id"]
    assert (await client.post(f"{INBOX}/{invoice_id}/claim", headers=erp)).status_code == 200
    document = await client.get(f"/api/einvoice/invoices/{invoice_id}/document", headers=erp)
    file = await only_file(gateway)
    assert document.content == await gateway.blobs.get(file.record.original_sha256)
    for _ in range(2):
        marked = await client.post(f"{INBOX}/{invoice_id}/mark", headers=erp)
        assert marked.json()["marked_at"]
    assert (await client.get(INBOX, headers=erp)).json() == []
    steps = [step.step for step in (await only_file(gateway)).course]
    assert steps.count(Step.FETCHED) == 1


async def test_what_one_client_claimed_another_cannot_take(
    client: Browser, gateway: Installation, people: People, clock: FrozenClock
) -> None:
    await deliver(gateway, invoice())
    invoice_id = (await only_file(gateway)).record.id
    erp = await bearer(gateway, people.buyer)
    await client.post(f"{INBOX}/{invoice_id}/claim", headers=erp)
    other = await second_client(gateway, people.buyer)
    assert (await client.get(INBOX, headers=other)).json() == []
    refused = await client.post(f"{INBOX}/{invoice_id}/claim", headers=other)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:quaestor:invoice-claimed"
    clock.advance(dt.timedelta(minutes=16))
    assert (await client.post(f"{INBOX}/{invoice_id}/claim", headers=other)).status_code == 200


async def second_client(gateway: Installation, actor: Actor) -> dict[str, str]:
    async with gateway.begin() as db:
        assert actor.organisation_id is not None
        organisation = await service.organisation_by_id(db, actor.organisation_id)
        secret = await service.register_client(
            db, organisation, actor.roles, client_id="second", name="second"
        )
        token = await service.issue_token(
            db, gateway.clock.now(), client_id="second", secret=secret
        )
    return {"authorization": f"Bearer {token}"}


async def test_refused_documents_are_not_offered_to_the_erp(
    client: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice()))
    assert (await client.get(INBOX, headers=await bearer(gateway, people.buyer))).json() == []


async def test_a_rejection_by_api_needs_a_reason_and_is_shown_with_it(
    client: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = (await only_file(gateway)).record.id
    erp = await bearer(gateway, people.buyer)
    path = f"{INBOX}/{invoice_id}/decisions"
    bare = await client.post(path, headers=erp, json={"decision": "reject"})
    assert bare.status_code == 422
    assert bare.json()["type"] == "urn:quaestor:reason-missing"
    told = {"decision": "reject", "reason": "QTY", "explanation": "Slechts 30 dozen geleverd."}
    decided = await client.post(path, headers=erp, json=told)
    assert decided.status_code == 201
    assert decided.json()["status"] == "rejected"
    assert decided.json()["decisions"][0]["reasons"][0]["text"] == "Slechts 30 dozen geleverd."


async def test_the_api_takes_tokens_only_and_never_a_session(
    client: Browser, gateway: Installation, people: People
) -> None:
    await sign_in(client, gateway, people.buyer)
    assert (await client.get(INBOX)).status_code == 401


async def test_the_invoices_of_others_do_not_exist(
    client: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = (await only_file(gateway)).record.id
    rival = await bearer(gateway, people.rival)
    for path in ("", "/document", "/report"):
        answer = await client.get(f"/api/einvoice/invoices/{invoice_id}{path}", headers=rival)
        assert answer.status_code == 404
    assert (await client.get("/api/einvoice/invoices", headers=rival)).json() == []


async def test_both_sides_see_the_details_and_the_buyer_its_own_comparison(
    client: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = (await only_file(gateway)).record.id
    for side, comparison in ((people.buyer, "agrees"), (people.supplier, None)):
        headers = await bearer(gateway, side)
        shown = (await client.get(f"/api/einvoice/invoices/{invoice_id}", headers=headers)).json()
        assert shown["order_comparison"] == comparison
        assert shown["verdict"] == "valid"
        report = await client.get(f"/api/einvoice/invoices/{invoice_id}/report", headers=headers)
        assert report.json()["findings"] == []
