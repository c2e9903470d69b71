"""The pages of ordering, walked as both parties walk them, without JavaScript."""

import re
from decimal import Decimal

import pytest

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.documents.items import Price
from ecatalog.documents.order import read_order
from ecatalog.documents.order_response import ResponseCode, read_order_response
from ecatalog.model import Contract, Received
from shared.i18n import LANGUAGES
from shared.installation import Installation
from tests.conftest import sign_in
from tests.ecatalog.walking import Browser, get, hidden, place, quantity_fields, send, upload
from tests.ecatalog.world import catalogue, with_item
from tests.factories import People


async def test_a_supplier_mends_a_refused_catalogue_and_gets_a_receipt(
    client: Browser, installation: Installation, people: People, contract: Contract
) -> None:
    await sign_in(client, installation, people.supplier)
    assert "KB-2027-014/1" in await get(client, "/catalogues")
    form = await get(client, f"/catalogues/{contract.id}/upload")
    assert "multipart/form-data" in form
    dear = with_item(catalogue(), prices=(Price(Decimal("9.99")),))
    refused = await get(client, await upload(client, contract, write_catalogue(dear)))
    assert "9.99 EUR" in refused
    assert "≤ 3.95 EUR" in refused
    assert "govuk-error-summary" in refused
    taken = await upload(client, contract, write_catalogue(catalogue()))
    receipt = await get(client, taken)
    assert "govuk-panel--confirmation" in receipt
    kept = await client.get(f"{taken}/document.xml")
    assert kept.content == write_catalogue(catalogue())
    assert kept.headers["content-disposition"] == 'attachment; filename="CAT-1.xml"'
    page = await get(client, f"/catalogues/{contract.id}")
    assert page.count("/catalogues/received/") == 2


@pytest.mark.parametrize(
    ("data", "name"), [(b"", ""), (b"", "leeg.xml")], ids=["no file chosen", "an empty file"]
)
async def test_an_upload_without_a_file_says_so_at_the_field(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    data: bytes,
    name: str,
) -> None:
    await sign_in(client, installation, people.supplier)
    files = {"catalogue": (name, data, "application/octet-stream")}
    answer = await client.post(f"/catalogues/{contract.id}/upload", files=files)
    assert answer.status_code == 422
    assert 'href="#catalogue"' in answer.text


async def test_an_unreadable_upload_is_kept_and_explained(
    client: Browser, installation: Installation, people: People, contract: Contract
) -> None:
    await sign_in(client, installation, people.supplier)
    place_of_verdict = await upload(client, contract, b"<Catalogue>", "../../kapot.xml")
    assert contract.number in await get(client, place_of_verdict)
    assert (await client.get(f"{place_of_verdict}/document.xml")).content == b"<Catalogue>"


async def test_a_buyer_orders_and_both_see_the_answer(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.buyer)
    address = await place(client, contract)
    order = read_order((await client.get(f"{address}/order.xml")).content)
    assert order.customer_reference == "KP-12"
    assert order.number in await get(client, "/orders")
    await get(client, f"{address}/answer", 403)

    await sign_in(client, installation, people.supplier)
    assert order.number in await get(client, "/work")
    changed = {"code": "CA", "status-1": "3", "quantity-1": "30", "note-1": "Op is op"}
    assert await send(client, f"{address}/answer", changed) == address
    assert await send(client, f"{address}/answer", changed) == address
    seen_by_supplier = await get(client, address)

    await sign_in(client, installation, people.buyer)
    seen_by_buyer = await get(client, address)
    for page in (seen_by_supplier, seen_by_buyer):
        assert "Op is op" in page
        assert "118,50" in page
    (file,) = set(re.findall(rf"{address}/answers/[^\"]+", seen_by_buyer))
    answer = read_order_response((await client.get(file)).content)
    assert (answer.code, answer.items[0].quantity) == (
        ResponseCode.ACCEPTED_WITH_CHANGES,
        Decimal(30),
    )


async def test_a_basket_is_kept_over_several_searches_and_can_be_changed(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.buyer)
    home = f"/catalogues/{contract.id}"
    (paper,) = quantity_fields(await get(client, f"{home}/items?q=papier A4"))
    assert "q=papier" in await send(
        client, f"{home}/items", {paper: "2", "more": "1", "q": "papier"}
    )
    (scissors,) = quantity_fields(await get(client, f"{home}/items?q=schaar"))
    await send(client, f"{home}/items", {scissors: "1"})
    assert set(quantity_fields(await get(client, f"{home}/basket"))) == {paper, scissors}
    await send(client, f"{home}/basket", {paper: "0", scissors: "1"})
    assert quantity_fields(await get(client, f"{home}/basket")) == [scissors]


async def test_what_was_mistyped_is_shown_again_with_the_error_at_the_field(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.buyer)
    home = f"/catalogues/{contract.id}"
    (field,) = quantity_fields(await get(client, f"{home}/items?q=papier A4"))
    page = await send(client, f"{home}/items", {field: "1.000"}, 422)
    assert f'href="#{field}"' in page
    assert 'value="1.000"' in page
    await send(client, f"{home}/items", {field: "1,5"})
    page = await get(client, await send(client, f"{home}/basket", {field: "1,5"}))
    assert f'id="{field}-error"' in page
    day = {"delivery_from-day": "31", "delivery_from-month": "2", "delivery_from-year": "2027"}
    page = await send(client, f"{home}/basket", {field: "2", **day}, 422)
    assert 'href="#delivery_from"' in page
    assert 'value="31"' in page


async def test_prices_that_moved_bring_the_buyer_back_to_the_order(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.buyer)
    home = f"/catalogues/{contract.id}"
    (field,) = quantity_fields(await get(client, f"{home}/items?q=papier A4"))
    await send(client, f"{home}/items", {field: "40"})
    check = await get(client, f"{home}/check")
    seen = {"basket": hidden(check, "basket"), "expected_net": "157.00"}
    page = await send(client, f"{home}/order", seen, 422)
    assert "158.00" in page
    assert "govuk-error-summary" in page


async def test_an_answer_with_a_mistake_keeps_what_was_filled_in(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.buyer)
    address = f"{await place(client, contract)}/answer"
    await sign_in(client, installation, people.supplier)
    mistakes: list[tuple[dict[str, str], str]] = [
        ({}, "code"),
        ({"code": "XX"}, "code"),
        ({"code": "RE"}, "note"),
        ({"code": "CA"}, "code"),
        ({"code": "CA", "status-1": "3", "quantity-1": "41"}, "quantity-1"),
        ({"code": "CA", "status-1": "3", "quantity-1": "veel"}, "quantity-1"),
        ({"code": "AP", "promised_from-day": "40"}, "promised_from"),
    ]
    for data, field in mistakes:
        page = await send(client, address, data, 422)
        assert f'href="#{field}"' in page, data
    assert await send(client, address, {"code": "RE", "note": "Uit productie"})
    assert "Uit productie" in await get(client, address.removesuffix("/answer"))
    assert (await client.get(address, follow_redirects=False)).status_code == 303


async def test_others_are_told_that_nothing_is_there(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    home = f"/catalogues/{contract.id}"
    await get(client, home, 303)
    await sign_in(client, installation, people.buyer)
    address = await place(client, contract)
    await get(client, f"/catalogues/received/{in_force.id}", 403)
    await get(client, f"{home}/upload", 403)
    await sign_in(client, installation, people.rival)
    for path in (home, f"{home}/items", f"{home}/upload", address, f"{address}/order.xml"):
        await get(client, path, 404)
    await get(client, f"/catalogues/received/{in_force.id}", 404)
    await get(client, f"/catalogues/versions/{in_force.catalogue_id}/catalogue.xml", 404)
    await send(client, f"{address}/answer", {"code": "AP"}, 404)
    await sign_in(client, installation, people.approver)
    await get(client, home, 403)


async def test_every_page_speaks_four_languages(
    client: Browser,
    installation: Installation,
    people: People,
    contract: Contract,
    in_force: Received,
) -> None:
    await sign_in(client, installation, people.buyer)
    address = await place(client, contract)
    home = f"/catalogues/{contract.id}"
    seen_by = {
        people.buyer: ["/catalogues", home, f"{home}/items", f"{home}/basket", "/orders", address],
        people.supplier: [f"{home}/upload", f"/catalogues/received/{in_force.id}"],
    }
    for actor, pages in seen_by.items():
        await sign_in(client, installation, actor)
        for path in pages:
            titles = [await _title(client, f"{path}?l={language}") for language in LANGUAGES]
            assert len(set(titles)) >= 3, titles


async def _title(browser: Browser, path: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", await get(browser, path), re.DOTALL)
    heading = found[1] if found else ""
    page = await get(browser, path)
    buttons = re.findall(r"<t[dh][^>]*data-label=\"([^\"]+)\"", page)
    return heading + "|".join(buttons[:4]) + (re.search(r"<title>(.*?)</title>", page) or [""])[0]
