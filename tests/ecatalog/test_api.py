"""The machine's door: XML in with findings back, orders as JSON, tokens only."""

from typing import Any
from uuid import UUID, uuid4

from litestar import Litestar
from litestar.testing import AsyncTestClient

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.documents.order import read_order
from ecatalog.documents.order_response import ResponseCode, write_order_response
from ecatalog.model import Contract, Received
from shared.installation import Installation
from tests.conftest import bearer, sign_in
from tests.ecatalog.world import CONTRACT, catalogue, response, with_item
from tests.factories import People

Machine = AsyncTestClient[Litestar]
API = "/api/ecatalog"
XML = {"content-type": "application/xml"}


def draft(**changes: Any) -> dict[str, Any]:
    lines = [{"item": "PA-4080", "quantity": "40"}]
    return {"key": str(uuid4()), "contract": CONTRACT, "lines": lines, **changes}


async def test_a_walk_by_api(
    client: Machine, installation: Installation, people: People, contract: Contract
) -> None:
    seller = await bearer(installation, people.supplier)
    buyer = await bearer(installation, people.buyer)
    sent = await client.post(
        f"{API}/catalogues", content=write_catalogue(catalogue()), headers={**seller, **XML}
    )
    assert sent.status_code == 201, sent.text
    assert sent.json()["is_taken"] is True
    (listed,) = (await client.get(f"{API}/contracts", headers=buyer)).json()
    assert (listed["number"], listed["catalogue"]) == (CONTRACT, "CAT-1")
    found = await client.get(f"{API}/contracts/{contract.id}/items?q=papier", headers=buyer)
    assert [item["item"] for item in found.json()["items"]] == ["PA-4080", "PA-3080"]
    assert found.json()["items"][0]["price"] == "3.95"
    asked = draft(expected_net="158.00")
    placed = await client.post(f"{API}/orders", json=asked, headers=buyer)
    assert placed.status_code == 201, placed.text
    again = await client.post(f"{API}/orders", json=asked, headers=buyer)
    order = placed.json()
    assert again.json() == order
    assert (order["net"], order["tax"], order["status"]) == ("158.00", "33.18", "ordered")
    document = await client.get(f"{API}/orders/{order['id']}/order.xml", headers=seller)
    assert read_order(document.content).number == order["number"]
    answer = write_order_response(response(ResponseCode.ACCEPTED, order_number=order["number"]))
    taken = await client.post(f"{API}/order-responses", content=answer, headers={**seller, **XML})
    assert taken.status_code == 201, taken.text
    for who in (buyer, seller):
        (seen,) = (await client.get(f"{API}/orders?status=accepted", headers=who)).json()
        assert seen["answers"][0]["code"] == "AP"
    assert (await client.get(f"{API}/orders?status=ordered", headers=buyer)).json() == []


async def test_a_refused_document_is_a_problem_with_findings_and_a_receipt(
    client: Machine, installation: Installation, people: People, contract: Contract
) -> None:
    seller = await bearer(installation, people.supplier)
    wrong = write_catalogue(with_item(catalogue(), buyer_item="99"))
    headers = {**seller, **XML, "accept-language": "nl"}
    answer = await client.post(f"{API}/catalogues", content=wrong, headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    (finding,) = [f for f in problem["findings"] if f["weight"] == "refuses"]
    assert (finding["code"], finding["line"], finding["found"]) == ("position", "1", "99")
    assert finding["text"] == "De regel vermeldt geen post van de gegunde inventaris."
    assert await installation.blobs.get(problem["sha256"]) == wrong
    async with installation.read() as db:
        record = await db.get_one(Received, UUID(problem["receipt"]))
    assert (record.is_taken, record.sender) == (False, people.supplier.enterprise_number)


async def test_an_order_that_breaks_rules_names_each_line(
    client: Machine,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    buyer = await bearer(installation, people.buyer)
    lines = [{"item": "NO", "quantity": "1"}, {"item": "PA-4080", "quantity": "1.5"}]
    answer = await client.post(f"{API}/orders", json=draft(lines=lines), headers=buyer)
    assert answer.status_code == 422
    codes = [(finding["line"], finding["code"]) for finding in answer.json()["findings"]]
    assert codes == [("NO", "not-in-force"), ("PA-4080", "quantity-step")]


async def test_an_order_that_cannot_be_read_is_refused(
    client: Machine, installation: Installation, people: People, contract: Contract
) -> None:
    buyer = await bearer(installation, people.buyer)
    wrongs: list[dict[str, Any]] = [
        {"lines": []},
        {"key": "x"},
        {"lines": [{"item": "A", "quantity": "-1"}]},
    ]
    for wrong in wrongs:
        answer = await client.post(f"{API}/orders", json=draft(**wrong), headers=buyer)
        assert answer.status_code in {400, 422}, wrong


async def test_prices_that_moved_are_a_conflict(
    client: Machine,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    buyer = await bearer(installation, people.buyer)
    answer = await client.post(f"{API}/orders", json=draft(expected_net="1.00"), headers=buyer)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:quaestor:prices-moved"


async def test_only_the_right_token_opens_the_door(
    client: Machine,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.supplier)
    assert (await client.get(f"{API}/orders")).status_code == 401
    client.cookies.clear()
    buyer = await bearer(installation, people.buyer)
    rival = await bearer(installation, people.rival)
    data = write_catalogue(catalogue("CAT-9"))
    refused = await client.post(f"{API}/catalogues", content=data, headers={**buyer, **XML})
    assert refused.status_code == 403
    items = f"{API}/contracts/{contract.id}/items"
    assert (await client.get(items, headers=rival)).status_code == 404
    placed = await client.post(f"{API}/orders", json=draft(), headers=buyer)
    order = f"{API}/orders/{placed.json()['id']}"
    assert (await client.get(order, headers=rival)).status_code == 404
    assert (await client.get(f"{order}/order.xml", headers=rival)).status_code == 404
    assert (await client.get(f"{API}/orders", headers=rival)).json() == []
    taken = await client.post(f"{API}/orders", json=draft(), headers=rival)
    assert taken.status_code == 403


async def test_the_api_is_described(client: Machine) -> None:
    paths = (await client.get("/api/schema/openapi.json")).json()["paths"]
    assert {f"{API}/catalogues", f"{API}/orders", f"{API}/order-responses"} <= set(paths)
    assert not [path for path in paths if path.startswith(("/catalogues", "/orders"))]
