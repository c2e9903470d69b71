"""The pages: a readable invoice, a decision with reasons, track and trace, entry by hand."""

import base64
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from einvoice import showing
from einvoice.documents.response import ResponseCode
from einvoice.rules.ruling import Ruling
from einvoice.vocabulary import Channel, InvoiceStatus, MatchVerdict
from samples.invoice.documents import WRONG
from shared.identity import Actor
from shared.installation import Installation
from shared.worker import Worker
from tests.conftest import sign_in
from tests.einvoice.documents.test_billing import with_attachment
from tests.einvoice.gateway import deliver, file_of, invoice, only_file, records, rule
from tests.factories import CITY, People

Browser = AsyncTestClient[Litestar]
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def clerk(client: Browser, gateway: Installation, people: People) -> Browser:
    """A browser of the authority's invoice clerk."""
    await sign_in(client, gateway, people.buyer)
    return client


async def become(browser: Browser, gateway: Installation, actor: Actor) -> None:
    await sign_in(browser, gateway, actor)


async def send(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    answer = await browser.post(
        path, content=urlencode(fields), headers=FORM, follow_redirects=True
    )
    return answer.status_code, answer.text


async def first(gateway: Installation) -> UUID:
    return (await records(gateway))[0].id


async def test_the_inbox_lists_what_waits_for_a_decision(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, invoice())
    page = (await clerk.get("/invoices")).text
    assert "F-1" in page
    assert "Papeterie d&#39;Ardenne SA" in page


async def test_the_inbox_is_closed_to_strangers(client: Browser, gateway: Installation) -> None:
    answer = await client.get("/invoices", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_a_supplier_may_not_look_into_the_inbox(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await become(clerk, gateway, people.supplier)
    assert (await clerk.get("/invoices")).status_code == 403


@pytest.mark.parametrize("view", ["to-decide", "overdue", "decided", "refused", "all", "nonsense"])
async def test_every_list_can_be_shown(clerk: Browser, gateway: Installation, view: str) -> None:
    await deliver(gateway, invoice())
    assert (await clerk.get(f"/invoices?view={view}")).status_code == 200


async def test_an_invoice_whose_payment_is_past_due_is_overdue(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, invoice())
    page = (await clerk.get("/invoices?view=overdue&l=en")).text
    assert "F-1" in page
    assert "Overdue" in page


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
async def test_an_invoice_is_shown_as_people_read_it_and_never_as_xml(
    clerk: Browser, gateway: Installation, language: str
) -> None:
    await deliver(gateway, invoice())
    page = (await clerk.get(f"/invoices/{await first(gateway)}?l={language}")).text
    assert "Kopieerpapier A4" in page
    assert "758" in page, "the amount of the first line"
    assert "cbc:" not in page
    assert "&lt;" not in page


async def test_findings_say_what_where_found_expected_and_who(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, WRONG["wrong-enterprise-number"](invoice()))
    page = (await clerk.get(f"/invoices/{await first(gateway)}?l=en")).text
    for part in ("Electronic address of the buyer", "Expected", "What to do", "Who must act"):
        assert part in page
    assert CITY.enterprise_number.dotted in page, "the number it was delivered to"


async def test_hostile_texts_in_an_invoice_are_shown_as_text(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, replace(invoice(), note='<script>alert(1)</script>"{{7*7}}'))
    page = (await clerk.get(f"/invoices/{await first(gateway)}")).text
    assert "<script>alert(1)" not in page
    assert "{{7*7}}" in page


async def test_approving_on_the_page_approves(clerk: Browser, gateway: Installation) -> None:
    await deliver(gateway, invoice())
    invoice_id = await first(gateway)
    status, page = await send(clerk, f"/invoices/{invoice_id}/decision?l=en", decision="approve")
    assert status == 200
    assert "The invoice was approved" in page or "goedgekeurd" in page
    assert (await only_file(gateway)).record.status is InvoiceStatus.APPROVED


async def test_rejecting_without_an_explanation_shows_the_form_again_with_what_was_typed(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, invoice())
    invoice_id = await first(gateway)
    status, page = await send(
        clerk,
        f"/invoices/{invoice_id}/decision",
        decision="reject",
        reason="PRI",
        note="bellen met An",
    )
    assert status == 422
    assert 'href="#explanation"' in page
    assert "bellen met An" in page
    assert (await only_file(gateway)).record.status is InvoiceStatus.MATCHED


async def test_deciding_twice_says_that_something_has_changed(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = await first(gateway)
    await rule(gateway, people.buyer, invoice_id, Ruling(ResponseCode.ACCEPTED))
    status, _ = await send(clerk, f"/invoices/{invoice_id}/decision", decision="approve")
    assert status == 409
    assert len((await only_file(gateway)).answers) == 1


async def test_the_document_is_handed_out_byte_for_byte_as_a_download(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, invoice())
    file = await only_file(gateway)
    answer = await clerk.get(f"/invoice-files/{file.record.id}/document")
    assert answer.content == await gateway.blobs.get(file.record.original_sha256)
    assert answer.headers["content-disposition"] == 'attachment; filename="F-1.xml"'
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_validation_report_names_rules_and_verdict(
    clerk: Browser, gateway: Installation
) -> None:
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice()))
    report = (await clerk.get(f"/invoice-files/{await first(gateway)}/report")).json()
    assert report["verdict"] == "invalid"
    assert "PEPPOL-EN16931-R003" in {found["rule"] for found in report["findings"]}
    assert report["findings"][0]["message"].startswith("De factuur heeft geen bestelnummer")
    assert report["official"]["layers"]


async def test_files_of_others_do_not_exist(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = await first(gateway)
    await become(clerk, gateway, people.rival)
    for path in ("document", "report", "attachments/1"):
        assert (await clerk.get(f"/invoice-files/{invoice_id}/{path}")).status_code == 404
    assert (await clerk.get(f"/sent-invoices/{invoice_id}")).status_code == 404


async def test_a_supplier_follows_its_own_invoice_without_the_internal_note(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = await first(gateway)
    await rule(
        gateway, people.buyer, invoice_id, Ruling(ResponseCode.ACCEPTED, note="niet voor buiten")
    )
    inside = (await clerk.get(f"/invoices/{invoice_id}")).text
    await become(clerk, gateway, people.supplier)
    outside = (await clerk.get(f"/sent-invoices/{invoice_id}")).text
    assert "niet voor buiten" in inside
    assert "niet voor buiten" not in outside
    assert "F-1" in (await clerk.get("/sent-invoices")).text


ENTRY = {
    "number": "2027-14",
    "buyer": "0207.451.227",
    "order": "BO-2026-0042",
    "issued_on-day": "11",
    "issued_on-month": "1",
    "issued_on-year": "2027",
    "iban": "BE68 5390 0754 7034",
    "line-1-name": "Kopieerpapier A4, 80 g, doos van 2.500 vel",
    "line-1-quantity": "10",
    "line-1-price": "18,95",
    "line-1-vat": "21",
}


async def test_an_invoice_typed_by_hand_becomes_a_valid_one_in_the_inbox(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await become(clerk, gateway, people.supplier)
    assert (await clerk.get("/sent-invoices/new")).status_code == 200
    status, page = await send(clerk, "/sent-invoices/new", **ENTRY)
    assert status == 200
    assert "/document" in page
    await Worker(gateway).drain()
    file = await file_of(gateway, await first(gateway))
    assert file.record.channel is Channel.PORTAL
    assert file.record.status is InvoiceStatus.MATCHED
    assert str(file.record.payable) == "229.30"
    assert file.findings == ()
    assert file.comparison is not None
    assert file.comparison.verdict in {MatchVerdict.AGREES, MatchVerdict.DIFFERS}


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("buyer", "0207451228", "buyer"),
        ("buyer", "0671516647", "buyer"),
        ("iban", "BE00 0000 0000 0000", "iban"),
        ("order", "", "order"),
        ("line-1-price", "veel", "line-1-price"),
        ("line-1-quantity", "", "line-1-name"),
        ("line-1-name", "", "line-1-name"),
        ("issued_on-month", "13", "issued_on"),
    ],
)
async def test_what_is_wrong_in_a_typed_invoice_is_said_at_its_field(
    clerk: Browser, gateway: Installation, people: People, field: str, value: str, at: str
) -> None:
    await become(clerk, gateway, people.supplier)
    status, page = await send(clerk, "/sent-invoices/new", **(ENTRY | {field: value}))
    assert status == 422
    assert f'href="#{at}"' in page
    assert await records(gateway) == []


async def test_my_work_names_the_invoice_to_decide_and_the_question_to_answer(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    await deliver(gateway, WRONG["missing-buyer-reference"](invoice("F-2")))
    assert "F-1" in (await clerk.get("/work")).text
    await become(clerk, gateway, people.supplier)
    assert "F-2" in (await clerk.get("/work")).text


async def test_a_very_long_invoice_shows_its_first_lines_and_says_how_many_more(
    clerk: Browser, gateway: Installation
) -> None:
    line = invoice().lines[0]
    lines = tuple(replace(line, number=str(n)) for n in range(1, 251))
    await deliver(gateway, replace(invoice(), lines=lines))
    page = (await clerk.get(f"/invoices/{await first(gateway)}?l=en")).text
    assert "200. Kopieerpapier" in page
    assert "201. Kopieerpapier" not in page
    assert "50 more lines" in page


async def test_attachments_and_responses_can_be_downloaded(
    clerk: Browser, gateway: Installation, people: People
) -> None:
    await deliver(gateway, with_attachment(base64.b64encode(b"%PDF-1.7 bon").decode(), invoice()))
    invoice_id = await first(gateway)
    await rule(gateway, people.buyer, invoice_id, Ruling(ResponseCode.ACCEPTED))
    base = f"/invoice-files/{invoice_id}"
    page = (await clerk.get(f"/invoices/{invoice_id}")).text
    assert f"{base}/attachments/1" in page
    attachment = await clerk.get(f"{base}/attachments/1")
    assert attachment.content == b"%PDF-1.7 bon"
    assert attachment.headers["content-disposition"] == 'attachment; filename="leverbon.pdf"'
    (answer,) = (await only_file(gateway)).answers
    response = await clerk.get(f"{base}/responses/{answer.response_sha256}")
    assert b"<cbc:ResponseCode>AP<" in response.content
    assert (await clerk.get(f"{base}/responses/{'0' * 64}")).status_code == 404
    assert (await clerk.get(f"{base}/attachments/2")).status_code == 404


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("bon\r\nSet-Cookie: x.pdf", "bon_Set-Cookie_x.pdf"),
        ("..", "document"),
        ("C:\\temp\\bon.pdf", "bon.pdf"),
        ("facture n° 1.pdf", "facture_n_1.pdf"),
    ],
)
def test_a_file_name_from_outside_reaches_no_other_folder(name: str, safe: str) -> None:
    assert showing.safe_file_name(name) == safe


@pytest.mark.parametrize("claimed", ["text/html; x=1", "", "a/b\r\nX: y"])
def test_a_media_type_that_is_none_is_not_believed(claimed: str) -> None:
    assert showing.safe_media_type(claimed) == "application/octet-stream"
