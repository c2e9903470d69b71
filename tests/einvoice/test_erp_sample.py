"""The sample ERP client does what its README says, against the real app."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from samples.erp.__main__ import main as send_files
from samples.erp.client import Erp, Outgoing, Refused
from samples.invoice.__main__ import main as write_samples
from samples.invoice.documents import WRONG, sample_documents
from samples.invoice.orders import read_order
from shared.identity import service
from shared.installation import Installation
from shared.settings import Settings
from shared.xml.parse import parse
from tests.einvoice.gateway import ORDER, deliver, invoice, with_orders
from tests.einvoice.invoices import TODAY, invoice_bytes
from tests.factories import ARDENNE, CITY, People

SECRET = "a secret of the sample client, only for tests"


class Bridge(httpx.BaseTransport):
    """Carries the client's blocking requests into the app under test."""

    def __init__(self, browser: AsyncTestClient[Litestar]) -> None:
        self._browser = browser
        self._loop = asyncio.get_running_loop()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = self._browser.request(
            request.method,
            str(request.url),
            headers=dict(request.headers),
            content=request.read(),
        )
        answer = asyncio.run_coroutine_threadsafe(_as_coroutine(sent), self._loop).result(30)
        return httpx.Response(
            answer.status_code, headers={"content-type": "application/json"}, content=answer.content
        )


async def _as_coroutine(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, contexts=("peppol", "einvoice"))


@pytest.fixture
async def erp(
    client: AsyncTestClient[Litestar], installation: Installation, people: People
) -> AsyncIterator[Callable[[str], Erp]]:
    """Makes the supplier's ERP with the secret given."""
    async with installation.begin() as db:
        assert people.supplier.organisation_id is not None
        organisation = await service.organisation_by_id(db, people.supplier.organisation_id)
        await service.register_client(
            db,
            organisation,
            people.supplier.roles,
            client_id="erp-ardenne",
            name="ERP",
            secret=SECRET,
        )
    with httpx.Client(base_url="http://testserver.local", transport=Bridge(client)) as http:
        yield lambda secret: Erp(http, "erp-ardenne", secret)


async def test_an_invoice_is_handed_over_once_however_often_it_is_sent(
    erp: Callable[[str], Erp],
) -> None:
    supplier = erp(SECRET)
    outgoing = Outgoing.read(sample_documents(ORDER, TODAY)["good-invoice.xml"])
    assert outgoing.sender == f"0208:{ARDENNE.enterprise_number}"
    assert outgoing.receiver == f"0208:{CITY.enterprise_number}"
    first = await asyncio.to_thread(supplier.hand_over, outgoing)
    again = await asyncio.to_thread(supplier.hand_over, outgoing)
    assert first["message_id"] == again["message_id"]
    assert first["status"] == "waiting"
    assert (await asyncio.to_thread(supplier.status, first["id"]))["id"] == first["id"]
    state = await asyncio.to_thread(lambda: supplier.follow(first["id"], timeout_s=0, every_s=0))
    assert state["status"] == "waiting"


async def test_the_supplier_learns_what_was_decided(
    erp: Callable[[str], Erp], installation: Installation
) -> None:
    await deliver(with_orders(installation), WRONG["missing-buyer-reference"](invoice()))
    (found,) = await asyncio.to_thread(erp(SECRET).decisions, "F-1")
    assert found["status"] == "rejected-by-gateway"
    assert found["decisions"][0]["code"] == "RE"
    assert "order number" in found["findings"][0]["message"]


async def test_a_wrong_secret_is_refused(erp: Callable[[str], Erp]) -> None:
    with pytest.raises(Refused, match="invalid_client"):
        await asyncio.to_thread(erp("guessed").status, "x")


async def test_a_client_cannot_send_in_anothers_name(erp: Callable[[str], Erp]) -> None:
    foreign = Outgoing.read(invoice_bytes())
    with pytest.raises(Refused, match=r"organisation|organisatie"):
        await asyncio.to_thread(erp(SECRET).hand_over, foreign)


def test_an_invoice_without_an_address_is_not_sent() -> None:
    with pytest.raises(Refused, match="EndpointID"):
        Outgoing.read(b"<Invoice/>")


def test_the_sample_writer_makes_a_good_invoice_and_wrong_ones(tmp_path: Path) -> None:
    write_samples([str(tmp_path), "--date", "2026-11-21"])
    names = {path.stem for path in tmp_path.iterdir()}
    assert names == {"good-invoice", "price-above-order", *WRONG}
    for path in tmp_path.iterdir():
        parse(path.read_bytes())


ORDER_XML = """<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>BO-9</cbc:ID><cac:Contract><cbc:ID>RO-1</cbc:ID></cac:Contract>
<cac:BuyerCustomerParty><cac:Party><cbc:EndpointID schemeID="0208">0207451227</cbc:EndpointID>
<cac:PartyLegalEntity><cbc:RegistrationName>Stad</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:BuyerCustomerParty>
<cac:SellerSupplierParty><cac:Party><cbc:EndpointID schemeID="0208">0403101811</cbc:EndpointID>
<cac:PartyLegalEntity><cbc:RegistrationName>SA</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:SellerSupplierParty>
<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity unitCode="XBX">4</cbc:Quantity>
<cac:Price><cbc:PriceAmount currencyID="EUR">200</cbc:PriceAmount>
<cbc:BaseQuantity>100</cbc:BaseQuantity></cac:Price>
<cac:Item><cbc:Name>Papier</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>6.0</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
</cac:LineItem></cac:OrderLine></Order>"""


def test_an_order_that_was_received_can_be_invoiced(tmp_path: Path) -> None:
    order = read_order(ORDER_XML.encode())
    assert (order.number, order.contract) == ("BO-9", "RO-1")
    assert order.lines[0].unit_price == 2
    assert order.lines[0].vat == "6"
    file = tmp_path / "order.xml"
    file.write_text(ORDER_XML)
    write_samples([str(tmp_path / "out"), "--order", str(file), "--date", "2026-11-21"])
    assert b"<cbc:ID>BO-9</cbc:ID>" in (tmp_path / "out" / "good-invoice.xml").read_bytes()


def answers(status: str) -> httpx.MockTransport:
    """An access point that gives a token and always says the same of a document."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t"})
        state = {"id": "1", "message_id": "m@x", "status": status, "outcome": "o", "detail": ""}
        return httpx.Response(202, json=state)

    return httpx.MockTransport(answer)


@pytest.mark.parametrize(("status", "code"), [("delivered", 0), ("failed", 1)])
def test_the_command_says_what_became_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: str, code: int
) -> None:
    file = tmp_path / "f.xml"
    file.write_bytes(invoice_bytes())
    assert send_files([str(file)], answers(status)) == code
    assert status in capsys.readouterr().out


def test_the_command_says_a_refusal_and_a_lost_answer_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    file = tmp_path / "f.xml"
    file.write_bytes(invoice_bytes())
    assert send_files([str(file)], httpx.MockTransport(lost)) == 1
    assert "run it again" in capsys.readouterr().out
    refused = httpx.MockTransport(lambda _: httpx.Response(502, text="bad gateway"))
    assert send_files([str(file)], refused) == 1
    assert "502" in capsys.readouterr().err
