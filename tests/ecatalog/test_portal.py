"""What the portal is told: the public sees that a contract is used, each role what waits."""

import datetime as dt
from uuid import uuid4

from ecatalog.documents.order_response import ResponseCode, write_order_response
from ecatalog.forms import OrderDraft
from ecatalog.model import Channel, Contract, Received
from ecatalog.queries.portal import timeline, work
from ecatalog.service.answers import submit_response
from ecatalog.service.intake import Sender
from ecatalog.service.orders import place_order
from shared.clock import FrozenClock
from shared.identity.actor import Actor
from shared.installation import Installation
from tests.ecatalog.world import CONTRACT, response
from tests.factories import People


async def titles(installation: Installation, actor: Actor) -> list[str]:
    async with installation.read() as db:
        return [item.title for item in await work(db, actor, installation.clock.now())]


async def test_each_role_sees_what_waits_for_it(
    installation: Installation, people: People, contract: Contract
) -> None:
    assert await titles(installation, people.supplier) == [
        "Send the catalogue of the contract {number}"
    ]
    assert await titles(installation, people.rival) == []
    assert await titles(installation, people.buyer) == []


async def test_work_follows_the_order(
    installation: Installation, people: People, in_force: Received, clock: FrozenClock
) -> None:
    assert await titles(installation, people.supplier) == []
    lines = [{"item": "PA-4080", "quantity": "40"}]
    draft = OrderDraft.model_validate({"key": uuid4(), "contract": CONTRACT, "lines": lines})
    async with installation.begin() as db:
        order = await place_order(db, installation, people.buyer, draft)
    assert await titles(installation, people.supplier) == ["Answer the order {number}"]
    assert await titles(installation, people.buyer) == []
    rejected = response(ResponseCode.REJECTED, order_number=order.number)
    async with installation.begin() as db:
        sender = Sender.of(people.supplier, Channel.API)
        await submit_response(db, installation, sender, write_order_response(rejected))
    assert await titles(installation, people.supplier) == []
    assert await titles(installation, people.buyer) == ["Look at the answer to the order {number}"]
    clock.advance(dt.timedelta(days=15))
    assert await titles(installation, people.buyer) == []


async def test_the_public_timeline_tells_no_prices(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    async with installation.read() as db:
        (entry,) = await timeline(db, contract.procedure_id, installation.clock.now())
        assert await timeline(db, uuid4(), installation.clock.now()) == []
    assert entry.done
    assert entry.label.format(**entry.facts) == "Catalogue of Papeterie d'Ardenne SA in use"
