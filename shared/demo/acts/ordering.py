"""Act 4: the winner's catalogue under the contract, an order from it, the supplier's answer."""

import datetime as dt
import re

from ecatalog.documents.catalogue import write_catalogue
from samples.catalogue import PRICE_SCHEDULE, office_catalogue
from shared.clock import BRUSSELS
from shared.demo.people import ARDENNE, CITY
from shared.demo.scene import Scene
from shared.demo.visitors import VisitFailedError
from shared.demo.waiting import waited_for
from shared.tender import Period

ACT = "4. Catalogue and order"
PAPER = tuple(price for price in PRICE_SCHEDULE if price.description.startswith("Kopieerpapier"))


def play(scene: Scene) -> None:
    """From the first day of the contract to an accepted order."""
    scene.tell.act(ACT)
    scene.travel(dt.timedelta(days=1))
    _catalogue(scene)
    _order(scene)
    _answer(scene)


def _catalogue(scene: Scene) -> None:
    with scene.tell.step("the contract has reached the catalogue side"):
        contract = waited_for(lambda: _contract(scene))
    scene.learned.contract_number = contract["number"]
    today = scene.world.clock.now().astimezone(BRUSSELS).date()
    document = office_catalogue(
        contract_number=contract["number"],
        supplier=ARDENNE,
        buyer=CITY,
        period=Period(today, today.replace(year=today.year + 1)),
        prices=PAPER,
    )
    xml = write_catalogue(document)
    with scene.tell.step(f"{ARDENNE.name} sends its catalogue; prices are held to the contract"):
        receipt = _send(scene, xml)
    scene.tell.remark(
        f"taken, checked against {', '.join(receipt['checked_against']) or 'nothing'}"
    )
    scene.artefacts.keep(ACT, "catalogue.xml", xml, "Catalogue (Peppol T19)", scene.checked(xml))


def _contract(scene: Scene) -> dict[str, str] | None:
    found: list[dict[str, str]] = scene.machine("ardenne").get("/api/ecatalog/contracts").json()
    return found[0] if found else None


def _send(scene: Scene, xml: bytes) -> dict[str, list[str]]:
    headers = {"content-type": "application/xml"}
    answer = scene.machine("ardenne").post("/api/ecatalog/catalogues", content=xml, headers=headers)
    receipt: dict[str, list[str]] = answer.json()
    if not receipt["is_taken"]:
        raise VisitFailedError(f"the catalogue was not taken: {receipt}")
    return receipt


def _order(scene: Scene) -> None:
    buyer = scene.person(scene.world.people.buyer)
    contract = waited_for(lambda: _contract(scene))
    place = f"/catalogues/{contract['id']}"
    with scene.tell.step(f"{buyer.actor.name} orders copying paper from the catalogue"):
        fields = re.findall(r'name="(quantity-[^"]+)"', buyer.get(f"{place}/items").text)
        quantities = dict(zip(fields, ("200", "15"), strict=False))
        buyer.post(f"{place}/items", quantities)
        buyer.post(f"{place}/basket", quantities | {"reference": "Stadhuis, economaat"})
        page = buyer.get(f"{place}/check").text
        landed = buyer.post(f"{place}/order", _hidden_fields(page))
    order = str(landed.url.path).removesuffix("/receipt")
    xml = buyer.get(f"{order}/order.xml").content
    scene.artefacts.keep(ACT, "order.xml", xml, "Order (Peppol T01)", scene.checked(xml))
    scene.learned.order_path = order


def _hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return dict(found)


def _answer(scene: Scene) -> None:
    supplier = scene.person(scene.world.people.supplier)
    order = scene.learned.order_path
    with scene.tell.step(f"{supplier.actor.name} accepts the order"):
        supplier.post(f"{order}/answer", {"code": "AP", "sales_order_number": "VO-2027-118"})
        page = supplier.get(order).text
    link = re.search(rf"{order}/answers/[0-9a-f-]+/answer\.xml", page)
    if link is None:
        raise RuntimeError("the order page shows no answer")
    xml = supplier.get(link.group()).content
    scene.artefacts.keep(
        ACT, "order-response.xml", xml, "Order response (Peppol T76)", scene.checked(xml)
    )
