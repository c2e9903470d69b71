"""Smoke."""
from shared.installation import Installation
from ecatalog.model import *
from tests.factories import People
from ecatalog.forms import *
from ecatalog.service.orders import *
from ecatalog.service.answers import *
from ecatalog.service.intake import Sender
from tests.ecatalog.world import *
from shared.ports import Orders
from uuid import uuid4
from tests.factories import *

async def test_walk(installation, people, contract, in_force, worker):
    assert in_force.is_taken, in_force.findings
    print(in_force.findings, in_force.checked_against)
    async with installation.begin() as db:
        draft = OrderDraft(key=uuid4(), contract=CONTRACT, lines=[{"item":"PA-4080","quantity":"40"},{"item":"EN-C5V","quantity":"3"}])
        order = await place_order(db, installation, people.buyer, draft)
    async with installation.begin() as db:
        r = await answer_order(db, installation, Sender.of(people.supplier, Channel.WEB), order, AnswerForm(code="CA"), [LineAnswer("1",LineStatus.CHANGED,Decimal(30)), LineAnswer("2", LineStatus.ACCEPTED)])
    async with installation.read() as db:
        s = await installation.port(Orders).find(db, number=order.number, buyer=CITY.enterprise_number, supplier=ARDENNE.enterprise_number)
        print(s)
    await worker.drain()
