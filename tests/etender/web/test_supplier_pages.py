"""Suppliers' pages: a call, the two files, the receipt, replacing and withdrawing."""

from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from etender.queries.bids import own_bids
from shared.i18n import LANGUAGES
from tests.conftest import sign_in
from tests.etender.story import SealedBytes, Story

Client = AsyncTestClient[Litestar]
PRICES = {1: "1000.00", 2: "500.00"}


async def upload(client: Client, story: Story, sealed: SealedBytes, **fields: Any) -> Response:
    given = {"lots": ["1", "2"], "tenderer": story.people.supplier.enterprise_number} | fields
    files = {
        "payload": ("bid.asice.age", sealed.payload),
        "key_envelope": ("bid.key.age", sealed.key_envelope),
    }
    path = f"/calls/{story.procedure_id}"
    return await client.post(path, files=files, data=given, follow_redirects=False)


async def upload_nothing(client: Client, story: Story, **fields: str) -> Response:
    """What a browser sends when no file was chosen: parts with an empty file name."""
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts += [f'name="{name}"; filename=""\r\n\r\n' for name in ("payload", "key_envelope")]
    body = "".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    return await client.post(
        f"/calls/{story.procedure_id}",
        content=f"{body}--b--\r\n".encode(),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )


async def sealed_bid(story: Story) -> SealedBytes:
    return await story.seal(story.signed(story.people.supplier, PRICES))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_can_read_a_call(client: Client, story: Story, language: str) -> None:
    answer = await client.get(f"/calls/{story.procedure_id}?l={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert "Papier en schrijfgerei" in answer.text
    assert 'type="file"' not in answer.text


async def test_a_bidder_sees_the_form_and_the_page_says_whom_the_lock_trusts(
    client: Client, story: Story
) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    text = (await client.get(f"/calls/{story.procedure_id}?l=en")).text
    assert text.count('type="file"') == 2
    assert 'value="0403101811"' in text
    assert "Trust: operator" in text


async def test_a_bid_is_handed_in_and_leads_to_its_receipt(client: Client, story: Story) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    sealed = await sealed_bid(story)
    done = await upload(client, story, sealed)
    assert done.status_code == 303
    receipt = await client.get(done.headers["location"] + "?l=en")
    assert "Your bid was received" in receipt.text
    xml = await client.get(done.headers["location"] + "/xml")
    assert xml.headers["content-disposition"].startswith("attachment")
    assert b"TenderReceipt" in xml.content
    again = await upload(client, story, sealed)
    assert again.headers["location"] == done.headers["location"]


async def test_a_form_without_files_shows_the_errors_and_keeps_what_was_filled_in(
    client: Client, story: Story
) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    number = story.people.supplier.enterprise_number
    answer = await upload_nothing(client, story, lots="2", tenderer=number, tenderer_name="Kept")
    assert answer.status_code == 422
    assert 'href="#payload"' in answer.text
    assert 'value="Kept"' in answer.text


@pytest.mark.parametrize(
    ("fields", "link"),
    [({"lots": []}, "#lots"), ({"tenderer": "123"}, "#tenderer"), ({"lots": ["7"]}, "#lots")],
)
async def test_a_wrong_field_is_linked_in_the_summary(
    client: Client, story: Story, fields: dict[str, Any], link: str
) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    answer = await upload(client, story, await sealed_bid(story), **fields)
    assert answer.status_code == 422
    assert f'href="{link}"' in answer.text


async def test_a_refused_upload_leaves_nothing_behind(client: Client, story: Story) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    sealed = await sealed_bid(story)
    swapped = SealedBytes(sealed.key_envelope, sealed.payload)
    answer = await upload(client, story, swapped)
    assert answer.status_code == 422
    assert 'href="#payload"' in answer.text
    async with story.installation.read() as db:
        assert await own_bids(db, story.people.supplier) == []


async def test_a_late_bid_is_told_before_and_after(client: Client, story: Story) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    sealed = await sealed_bid(story)
    story.pass_deadline()
    text = (await client.get(f"/calls/{story.procedure_id}?l=en")).text
    assert "recorded as late" in text
    done = await upload(client, story, sealed)
    receipt = await client.get(done.headers["location"] + "?l=en")
    assert "received too late" in receipt.text


async def test_a_bid_is_replaced_and_withdrawn_from_the_list(client: Client, story: Story) -> None:
    await sign_in(client, story.installation, story.people.supplier)
    first = await story.bid(story.people.supplier, PRICES)
    await story.bid(story.people.supplier, {1: "900.00"})
    listed = (await client.get("/bids/?l=en")).text
    assert "Replaced" in listed
    assert f'href="/calls/{story.procedure_id}"' in listed
    ask = await client.get(f"/bids/{first.bid.id}/withdraw?l=en")
    assert "Withdraw this bid?" in ask.text
    done = await client.post(f"/bids/{first.bid.id}/withdraw", follow_redirects=False)
    assert done.headers["location"] == "/bids/"
    assert "Withdrawn" in (await client.get("/bids/?l=en")).text


async def test_an_empty_list_of_bids_says_so(client: Client, story: Story) -> None:
    await sign_in(client, story.installation, story.people.rival)
    assert "has not handed in a bid yet" in (await client.get("/bids/?l=en")).text


async def test_somebody_elses_receipt_is_not_found(client: Client, story: Story) -> None:
    done = await story.bid(story.people.supplier, PRICES)
    await sign_in(client, story.installation, story.people.rival)
    for path in (f"/bids/receipts/{done.receipt.id}", f"/bids/{done.bid.id}/withdraw"):
        assert (await client.get(path)).status_code == 404


async def test_an_anonymous_upload_is_refused_before_it_is_read(
    client: Client, story: Story
) -> None:
    assert (await upload(client, story, await sealed_bid(story))).status_code in {303, 401}
    async with story.installation.read() as db:
        assert await own_bids(db, story.people.supplier) == []
