"""The API for senders' systems, and the operator's pages."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from peppol.as4.errors import Ebms, MessageRefused
from shared.installation import Installation
from shared.worker import Worker
from tests.conftest import bearer, sign_in
from tests.factories import People
from tests.fakes import access_point as fake
from tests.fakes.access_point import FakeAccessPoint
from tests.peppol.world import CITY, INVOICE_XML, SUPPLIER

ADDRESS = {"sender": SUPPLIER.value, "receiver": CITY.value, "service": "invoice"}


def code_of(answer: httpx.Response) -> str:
    """The refusal's code in a problem+json answer."""
    return str(answer.json()["type"]).removeprefix("urn:quaestor:")


@pytest.fixture
async def machine(app: Litestar) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(app) as client:
        yield client


async def test_anonymous_requests_are_refused(machine: AsyncTestClient[Litestar]) -> None:
    answer = await machine.post("/api/peppol/documents", params=ADDRESS, content=INVOICE_XML)
    assert answer.status_code == 401


async def test_a_supplier_hands_over_a_document_and_fetches_the_receipt(
    installation: Installation,
    machine: AsyncTestClient[Litestar],
    people: People,
    worker: Worker,
    peer: FakeAccessPoint,
) -> None:
    headers = await bearer(installation, people.supplier)
    answer = await machine.post(
        "/api/peppol/documents", params=ADDRESS, content=INVOICE_XML, headers=headers
    )
    assert answer.status_code == 202
    document = answer.json()
    assert (document["status"], document["has_receipt"]) == ("waiting", False)
    await worker.drain()
    place = f"/api/peppol/documents/{document['id']}"
    shown = (await machine.get(place, headers=headers)).json()
    assert shown["status"] == "delivered"
    assert [attempt["outcome"] for attempt in shown["attempts"]] == ["delivered"]
    receipt = await machine.get(f"{place}/receipt", headers=headers)
    assert b"NonRepudiationInformation" in receipt.content
    payload = await machine.get(f"{place}/payload", headers=headers)
    assert payload.content == INVOICE_XML


async def test_the_parameters_may_stand_in_headers(
    installation: Installation, machine: AsyncTestClient[Litestar], people: People
) -> None:
    headers = await bearer(installation, people.supplier)
    headers |= {f"Peppol-{name}": value for name, value in ADDRESS.items()}
    answer = await machine.post("/api/peppol/documents", content=INVOICE_XML, headers=headers)
    assert answer.status_code == 202


async def test_an_idempotency_key_makes_a_repeat_harmless(
    installation: Installation, machine: AsyncTestClient[Litestar], people: People
) -> None:
    headers = await bearer(installation, people.supplier) | {"Idempotency-Key": "F-1"}

    async def post(content: bytes) -> tuple[int, str]:
        answer = await machine.post(
            "/api/peppol/documents", params=ADDRESS, content=content, headers=headers
        )
        return answer.status_code, answer.json().get("id") or code_of(answer)

    first = await post(INVOICE_XML)
    assert await post(INVOICE_XML) == first
    assert await post(INVOICE_XML.replace(b"F-1", b"F-9")) == (409, "peppol-submission-key")


async def test_the_same_key_twice_at_once_is_one_document(
    installation: Installation, machine: AsyncTestClient[Litestar], people: People
) -> None:
    headers = await bearer(installation, people.supplier) | {"Idempotency-Key": "F-1"}
    answers = await asyncio.gather(
        *(
            machine.post(
                "/api/peppol/documents", params=ADDRESS, content=INVOICE_XML, headers=headers
            )
            for _ in range(4)
        )
    )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_nobody_sends_for_another_organisation(
    installation: Installation, machine: AsyncTestClient[Litestar], people: People
) -> None:
    headers = await bearer(installation, people.rival)
    answer = await machine.post(
        "/api/peppol/documents", params=ADDRESS, content=INVOICE_XML, headers=headers
    )
    assert (answer.status_code, code_of(answer)) == (403, "other-organisation")


async def test_nobody_learns_of_the_documents_of_others(
    installation: Installation, machine: AsyncTestClient[Litestar], people: People
) -> None:
    own = await bearer(installation, people.supplier)
    answer = await machine.post(
        "/api/peppol/documents", params=ADDRESS, content=INVOICE_XML, headers=own
    )
    place = f"/api/peppol/documents/{answer.json()['id']}"
    other = await bearer(installation, people.rival)
    for path in (place, f"{place}/payload", f"{place}/receipt"):
        assert (await machine.get(path, headers=other)).status_code == 404
    assert (await machine.get(f"{place}/receipt", headers=own)).status_code == 404


@pytest.mark.parametrize(
    ("change", "content", "code"),
    [
        ({"service": "poem"}, INVOICE_XML, "peppol-service"),
        ({"receiver": "0208:1"}, INVOICE_XML, "enterprise-number"),
        ({"receiver": "nobody"}, INVOICE_XML, "peppol-identifier"),
        ({}, b"<broken", "xml-broken"),
        ({}, b"<a xmlns='urn:x'/>", "peppol-payload"),
        ({"country": "Belgium"}, INVOICE_XML, "peppol-payload"),
    ],
)
async def test_bad_input_is_refused_with_what_to_do(
    installation: Installation,
    machine: AsyncTestClient[Litestar],
    people: People,
    change: dict[str, str],
    content: bytes,
    code: str,
) -> None:
    headers = await bearer(installation, people.supplier)
    answer = await machine.post(
        "/api/peppol/documents", params=ADDRESS | change, content=content, headers=headers
    )
    assert (answer.status_code, code_of(answer)) == (422, code)


async def test_the_operator_sees_messages_and_sends_a_failed_one_again(
    installation: Installation,
    client: AsyncTestClient[Litestar],
    people: People,
    worker: Worker,
    peer: FakeAccessPoint,
) -> None:
    peer.behaviours = [fake.refuses(MessageRefused(Ebms.OTHER, "not today"))]
    headers = await bearer(installation, people.supplier)
    answer = await client.post(
        "/api/peppol/documents", params=ADDRESS, content=INVOICE_XML, headers=headers
    )
    await worker.drain()
    await sign_in(client, installation, people.operator)
    overview = await client.get("/peppol/messages?l=en")
    assert "The receiving access point refused the message" in overview.text
    place = f"/peppol/messages/{answer.json()['id']}"
    assert "not today" in (await client.get(f"{place}?l=en")).text
    again = await client.post(f"{place}/send-again")
    assert again.status_code in (200, 303)
    await worker.drain()
    shown = await client.get(place)
    assert f"{place}/receipt" in shown.text
    assert b"NonRepudiationInformation" in (await client.get(f"{place}/receipt")).content
    assert (await client.get(f"{place}/envelope")).content.startswith(b"<?xml")


async def test_failed_documents_are_the_operators_work(
    installation: Installation,
    client: AsyncTestClient[Litestar],
    people: People,
    worker: Worker,
    peer: FakeAccessPoint,
) -> None:
    peer.behaviours = [fake.answers_a_web_page]
    headers = await bearer(installation, people.supplier)
    await client.post("/api/peppol/documents", params=ADDRESS, content=INVOICE_XML, headers=headers)
    await worker.drain()
    await sign_in(client, installation, people.operator)
    work = await client.get("/work?l=en")
    assert "Peppol documents that were not delivered: 1" in work.text


async def test_others_do_not_see_the_operators_pages(
    installation: Installation, client: AsyncTestClient[Litestar], people: People
) -> None:
    await sign_in(client, installation, people.supplier)
    assert (await client.get("/peppol/messages")).status_code == 403
