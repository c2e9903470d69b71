"""Act 5: the supplier's ERP sends invoices over Peppol; one is approved, one is rejected."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import sqlalchemy as sa
from sqlmodel import col

from einvoice.documents.billing_writer import write_invoice
from peppol.identifiers import INVOICE, ParticipantIdentifier
from peppol.model import Direction, Message
from peppol.sml import DnsResolver, publisher_url
from samples.erp.client import Erp, Outgoing
from samples.invoice.documents import good_invoice, total_one_cent_off
from samples.invoice.orders import read_order
from shared.boot import open_installation
from shared.clock import BRUSSELS
from shared.demo.scene import Scene
from shared.demo.waiting import waited_for
from shared.demo.world import ERP_SECRET, PARTICIPANTS, SUPPLIER_ERP, ZONE, Place
from shared.installation import Installation
from shared.validation.report import Verdict

ACT = "5. The invoice"
GOOD, WRONG = "ARD-2027-0041", "ARD-2027-0042"


@dataclass(frozen=True, slots=True)
class Carried:
    """One AS4 message with its octets, as an access point keeps it."""

    message: Message
    package: bytes
    envelope: bytes
    payload: bytes


def play(scene: Scene) -> None:
    """From the ERP to the inbox, and back with the answer."""
    scene.tell.act(ACT)
    order = read_order((scene.artefacts.folder / "order.xml").read_bytes())
    today = scene.world.clock.now().astimezone(BRUSSELS).date()
    good = good_invoice(order, GOOD, today)
    wrong = total_one_cent_off(good_invoice(order, WRONG, today))
    _look_up(scene)
    with scene.tell.step("the ERP hands invoice 1 to its access point; AS4 carries it over"):
        _send(scene, write_invoice(good))
    with scene.tell.step("the gateway validates it, routes it and finds its order"):
        page = waited_for(lambda: _in_inbox(scene, GOOD))
    buyer = scene.person(scene.world.people.buyer)
    with scene.tell.step(f"{buyer.actor.name} approves it"):
        buyer.post(f"{page}/decision", {"decision": "approve"})
    with scene.tell.step("an Invoice Response travels back over AS4"):
        back = waited_for(lambda: _newest(scene, scene.world.supplier, Direction.IN))
    with scene.tell.step("invoice 2 does not add up: the gateway rejects it, with reasons"):
        _send(scene, write_invoice(wrong))
        reasons = waited_for(lambda: _rejection(scene))
    scene.tell.remark(reasons)
    _keep(scene, write_invoice(good), write_invoice(wrong), back)


def _look_up(scene: Scene) -> None:
    """What any sender does first: ask the locator, then the publisher."""
    city = ParticipantIdentifier.parse(PARTICIPANTS["authority"])
    with scene.tell.step("the locator and the publisher say where the city receives invoices"):
        resolver = DnsResolver(scene.world.nameserver)
        publisher = publisher_url(city, resolver, ZONE, plain_http_allowed=True)
        path = f"{quote(city.uri, safe='')}/services/{quote(INVOICE.document_type.uri, safe='')}"
        answer = httpx.get(f"{publisher}/{path}", timeout=30)
        answer.raise_for_status()
    title = "Signed service metadata (SMP)"
    schema = ("smp", "peppol-smp-types-v1.xsd", "the SMP types")
    checked = scene.checks.transport(answer.content, *schema)
    scene.artefacts.keep(ACT, "smp-response.xml", answer.content, title, checked)


def _send(scene: Scene, xml: bytes) -> None:
    with httpx.Client(base_url=scene.world.supplier.url, timeout=60) as http:
        erp = Erp(http, SUPPLIER_ERP, ERP_SECRET)
        state = erp.hand_over(Outgoing.read(xml))
        state = erp.follow(state["id"], every_s=0.2)
    if state["status"] != "delivered":
        raise RuntimeError(f"the invoice was not delivered: {state}")
    scene.tell.remark(f"message {state['message_id']}: {state['outcome']}")


def _in_inbox(scene: Scene, number: str) -> str | None:
    """The address of the invoice's page, once the buyer sees it."""
    page = scene.person(scene.world.people.buyer).get("/invoices?view=all").text
    row = next((part for part in page.split("<tr") if number in part), "")
    link = re.search(r'href="(/invoices/[0-9a-f-]+)', row)
    return link.group(1) if link else None


def _rejection(scene: Scene) -> str | None:
    """Why the second invoice was rejected, as its report says."""
    if not scene.machine("ardenne").get("/api/einvoice/invoices", number=WRONG).json():
        return None
    findings = json.loads(_report(scene, WRONG))["findings"]
    return "; ".join(f"{f['rule']}: {f['message']}" for f in findings) or None


def _newest(scene: Scene, place: Place, direction: Direction) -> Carried | None:
    """The newest message of an access point in one direction, with its octets."""

    async def look(installation: Installation) -> Carried | None:
        async with installation.read() as db:
            message = await db.scalar(
                sa.select(Message)
                .where(col(Message.direction) == direction)
                .order_by(col(Message.created_at).desc())
                .limit(1)
            )
        if message is None or message.receipt is None:
            return None
        blobs = installation.blobs
        digests: Sequence[str] = (
            message.package_sha256,
            message.envelope_sha256,
            message.payload_sha256,
        )
        package, envelope, payload = [await blobs.get(digest) for digest in digests]
        return Carried(message, package, envelope, payload)

    return asyncio.run(_with_installation(scene, place, look))


async def _with_installation(
    scene: Scene, place: Place, look: Callable[[Installation], Awaitable[Carried | None]]
) -> Carried | None:
    installation = open_installation(scene.world.settings(place))
    try:
        return await look(installation)
    finally:
        await installation.close()


def _keep(scene: Scene, good: bytes, wrong: bytes, back: Carried) -> None:
    keep = scene.artefacts.keep
    keep(ACT, "invoice.xml", good, "Invoice (Peppol BIS Billing 3)", scene.checked(good))
    told = scene.checked(wrong, expected=Verdict.INVALID)
    keep(ACT, "invoice-wrong.xml", wrong, "An invoice that does not add up", told)
    came = _newest_of_type(scene, "Invoice-2::Invoice##")
    keep(ACT, "as4-user-message.mime", came.package, "The AS4 message that carried an invoice")
    receipt, soap = came.message.receipt or b"", ("ebms", "as4-bundle.xsd", "SOAP and ebMS 3")
    checked = scene.checks.transport(receipt, *soap)
    keep(ACT, "as4-receipt.xml", receipt, "Its signed receipt", checked)
    envelope = ("sbdh", "StandardBusinessDocumentHeader.xsd", "SBDH 1.3")
    checked = scene.checks.transport(came.envelope, *envelope)
    keep(ACT, "envelope.xml", came.envelope, "The envelope inside (SBDH)", checked)
    response = back.payload
    keep(ACT, "invoice-response.xml", response, "Invoice response (T111)", scene.checked(response))
    for number, name in ((GOOD, "validation-good"), (WRONG, "validation-wrong")):
        report = _report(scene, number)
        keep(ACT, f"{name}.json", report, f"Validation report of {number}")


def _newest_of_type(scene: Scene, part: str) -> Carried:
    found = _newest(scene, scene.world.authority, Direction.IN)
    if found is None or part not in found.message.document_type:
        raise RuntimeError("the access point kept no invoice")
    return found


def _report(scene: Scene, number: str) -> bytes:
    seller = scene.machine("ardenne")
    invoices = seller.get("/api/einvoice/invoices", number=number).json()
    return seller.get(f"/api/einvoice/invoices/{invoices[0]['id']}/report").content
