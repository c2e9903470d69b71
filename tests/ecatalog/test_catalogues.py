"""Submitting catalogues: taken or refused, the bytes are kept and the verdict is on record."""

import asyncio
import copy
import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from sqlmodel import col

from ecatalog.documents.catalogue import (
    CatalogueAction,
    CatalogueDocument,
    write_catalogue,
)
from ecatalog.documents.items import Price, Validity
from ecatalog.documents.order import write_order
from ecatalog.documents.parties import TradingParty
from ecatalog.model import Catalogue, Channel, Contract, Received
from ecatalog.queries.contracts import (
    catalogue_in_force,
    contracts_of,
    positions_of,
    search_lines,
    versions_of,
)
from ecatalog.rules.finding import Finding
from ecatalog.service.catalogues import record_contract, submit_catalogue
from ecatalog.service.intake import Sender
from shared import audit
from shared.clock import FrozenClock
from shared.events import ContractConcluded
from shared.identity.actor import Actor
from shared.installation import Installation
from shared.outbox import publish
from shared.worker import Worker
from tests.ecatalog.world import CONTRACT, PERIOD, TODAY, catalogue, concluded, order, with_item
from tests.factories import DE_POTLODEN, People


async def submit(
    installation: Installation, actor: Actor, document: CatalogueDocument | bytes
) -> Received:
    data = document if isinstance(document, bytes) else write_catalogue(document)
    async with installation.begin() as db:
        return await submit_catalogue(db, installation, Sender.of(actor, Channel.API), data)


def refusals(received: Received) -> list[str]:
    """The codes of what stands against it."""
    return [record["code"] for record in received.findings if record["weight"] == "refuses"]


async def in_force_number(installation: Installation, contract: Contract, day: dt.date) -> str:
    async with installation.read() as db:
        found = await catalogue_in_force(db, contract, day)
    return found.document_id if found else ""


async def test_a_concluded_contract_is_recorded_once_with_its_prices(
    installation: Installation, people: People, worker: Worker
) -> None:
    for _ in range(2):
        async with installation.begin() as db:
            await publish(db, installation.clock, concluded())
    await worker.drain()
    async with installation.read() as db:
        (contract,) = await contracts_of(db, people.buyer.enterprise_number)
        prices = [position.as_price() for position in await positions_of(db, contract.id)]
    assert contract.number == CONTRACT
    assert contract.supplier_party == concluded().supplier
    assert [price.unit_price for price in prices] == [p.unit_price for p in concluded().prices]


async def test_a_catalogue_that_fits_is_taken_into_force(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    assert in_force.is_taken
    assert in_force.findings == [] or not installation.settings.packs
    assert await installation.blobs.get(in_force.sha256) == write_catalogue(catalogue())
    assert await in_force_number(installation, contract, TODAY) == "CAT-1"
    async with installation.read() as db:
        version = await db.get_one(Catalogue, in_force.catalogue_id)
        page = await search_lines(db, version.id)
    assert (version.version, version.lines) == (1, 8)
    assert [line.as_item() for line in page.lines] == list(catalogue().items)


async def test_items_are_found_by_all_their_words(
    installation: Installation, in_force: Received
) -> None:
    assert in_force.catalogue_id
    wanted = {
        "papier": ["PA-4080", "PA-3080"],
        "PAPIER a4": ["PA-4080"],
        "30192125": ["MK-WB4"],
        "en-c5v": ["EN-C5V"],
        "papiér": ["PA-4080", "PA-3080"],
        "papier schaar": [],
        "%": [],
        "_": [],
        "'; drop table": [],
    }
    async with installation.read() as db:
        found = {words: await search_lines(db, in_force.catalogue_id, words) for words in wanted}
        everything = await search_lines(db, in_force.catalogue_id, page=99)
    keys = {words: [line.seller_item for line in page.lines] for words, page in found.items()}
    assert keys == wanted
    assert (everything.total, everything.page, everything.pages) == (8, 1, 1)


async def test_a_price_above_the_contract_is_refused_and_on_record(
    installation: Installation, people: People, contract: Contract
) -> None:
    dear = with_item(catalogue(), prices=(Price(Decimal("4.00")),))
    received = await submit(installation, people.supplier, dear)
    (record,) = [r for r in received.findings if r["weight"] == "refuses"]
    finding = Finding.from_record(record)
    assert (finding.code, finding.line, finding.found) == ("price-above-award", "1", "4 EUR")
    assert not received.is_taken
    assert received.contract_id == contract.id
    assert await installation.blobs.get(received.sha256) == write_catalogue(dear)
    assert await in_force_number(installation, contract, TODAY) == ""


HOSTILE = [
    pytest.param(b"", "xml-broken", id="nothing"),
    pytest.param(b"%PDF-1.7 ...", "xml-broken", id="a PDF"),
    pytest.param(write_catalogue(catalogue())[:-40], "xml-broken", id="cut off"),
    pytest.param(
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "xml-doctype",
        id="foreign entity",
    ),
    pytest.param(write_order(order()), "document-type", id="an order"),
    pytest.param(
        write_catalogue(catalogue()).replace(b"trns:catalogue:3", b"trns:punch_out:3"),
        "document-specification",
        id="a punch-out cart",
    ),
    pytest.param(write_catalogue(catalogue(contract_number="X")), "contract-unknown", id="unknown"),
]


@pytest.mark.parametrize(("data", "code"), HOSTILE)
async def test_bad_input_is_kept_and_told(
    installation: Installation, people: People, contract: Contract, data: bytes, code: str
) -> None:
    received = await submit(installation, people.supplier, data)
    assert not received.is_taken
    assert refusals(received) == [code]
    assert await installation.blobs.get(received.sha256) == data
    async with installation.read() as db:
        assert (await db.get_one(Received, received.id)).sha256 == received.sha256


async def test_another_supplier_cannot_fill_the_contract(
    installation: Installation, people: People, contract: Contract
) -> None:
    theirs = catalogue(provider=TradingParty.of(DE_POTLODEN))
    received = await submit(installation, people.rival, theirs)
    assert [record["code"] for record in received.findings][-1] == "contract-unknown"
    own_name = await submit(installation, people.rival, catalogue())
    assert not own_name.is_taken


async def test_the_same_catalogue_again_gets_the_receipt_it_got_before(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    again = await submit(installation, people.supplier, catalogue())
    assert again.id == in_force.id
    async with installation.read() as db:
        assert len(await versions_of(db, contract.id)) == 1


async def test_another_catalogue_with_a_used_number_is_refused(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    changed = with_item(catalogue(), name="Iets anders")
    received = await submit(installation, people.supplier, changed)
    assert [r["code"] for r in received.findings if r["weight"] == "refuses"] == [
        "document-id-used"
    ]


async def test_the_same_catalogue_sent_twice_at_once_is_taken_once(
    installation: Installation, people: People, contract: Contract
) -> None:
    receipts = await asyncio.gather(
        *(submit(installation, people.supplier, catalogue()) for _ in range(4))
    )
    assert len({receipt.id for receipt in receipts}) == 1
    assert all(receipt.is_taken for receipt in receipts)


async def test_a_replacement_takes_over_on_its_first_day(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    later = TODAY + dt.timedelta(days=20)
    second = catalogue("CAT-2", validity=Validity(later, PERIOD.end))
    assert (await submit(installation, people.supplier, second)).is_taken
    assert await in_force_number(installation, contract, TODAY) == "CAT-1"
    assert await in_force_number(installation, contract, later) == "CAT-2"


async def test_a_withdrawn_catalogue_leaves_nothing_to_order(
    installation: Installation, people: People, contract: Contract, in_force: Received
) -> None:
    gone = catalogue("CAT-2", action=CatalogueAction.DELETE)
    assert (await submit(installation, people.supplier, gone)).is_taken
    assert await in_force_number(installation, contract, TODAY) == ""
    added = catalogue("CAT-3", action=CatalogueAction.ADD)
    assert (await submit(installation, people.supplier, added)).is_taken
    assert await in_force_number(installation, contract, TODAY) == "CAT-3"


async def test_nothing_is_in_force_outside_the_contract(
    installation: Installation, contract: Contract, in_force: Received
) -> None:
    day = dt.timedelta(days=1)
    assert await in_force_number(installation, contract, PERIOD.start - day) == ""
    assert await in_force_number(installation, contract, PERIOD.end) == "CAT-1"
    assert await in_force_number(installation, contract, PERIOD.end + day) == ""


async def test_a_text_too_long_to_keep_is_refused_and_not_cut(
    installation: Installation, people: People, contract: Contract
) -> None:
    received = await submit(installation, people.supplier, with_item(catalogue(), name="x" * 1001))
    assert refusals(received) == ["text-too-long"]


async def test_unit_prices_keep_their_decimals(
    installation: Installation, people: People, contract: Contract
) -> None:
    fine = with_item(catalogue(), prices=(Price(Decimal("3.9499999999")),))
    received = await submit(installation, people.supplier, fine)
    assert received.catalogue_id
    async with installation.read() as db:
        page = await search_lines(db, received.catalogue_id)
    assert page.lines[0].as_price() == Price(Decimal("3.9499999999"))


async def test_without_packs_it_is_told_that_nothing_official_was_checked(
    installation: Installation, people: People, contract: Contract
) -> None:
    bare = copy.copy(installation)
    bare.settings = replace(installation.settings, packs=())
    received = await submit(bare, people.supplier, catalogue())
    assert received.is_taken
    assert received.checked_against == []
    absent = [r["found"] for r in received.findings if r["code"] == "pack-absent"]
    assert absent == ["ubl-2.1", "peppol-2026.5"]


def needs_packs(installation: Installation) -> None:
    if not installation.settings.packs:
        pytest.skip("NOT CHECKED AGAINST THE OFFICIAL RULES: QUAESTOR_DATA is not set")


@pytest.mark.conformance
async def test_the_official_schema_names_every_violation(
    installation: Installation, people: People, contract: Contract
) -> None:
    needs_packs(installation)
    unit = b"<cbc:OrderableUnit>XPK</cbc:OrderableUnit>"
    broken = write_catalogue(catalogue()).replace(unit, b"<cbc:Odd/>")
    received = await submit(installation, people.supplier, broken)
    assert received.checked_against == ["UBL 2.1 Catalogue"]
    violations = [record for record in received.findings if record["code"] == "xsd"]
    assert [record["where"] for record in violations] == [
        f"/Catalogue/cac:CatalogueLine[{line}]/cbc:Odd" for line in (1, 2, 6)
    ]


@pytest.mark.conformance
async def test_the_official_rules_of_peppol_refuse_too(
    installation: Installation, people: People, contract: Contract
) -> None:
    needs_packs(installation)
    process = b"urn:fdc:peppol.eu:poacc:bis:catalogue_wo_response:3"
    data = write_catalogue(catalogue()).replace(process, b"urn:fdc:peppol.eu:poacc:bis:ordering:3")
    received = await submit(installation, people.supplier, data)
    assert received.checked_against == ["UBL 2.1 Catalogue", "Peppol Catalogue 2026.5"]
    assert refusals(received) == ["PEPPOL-T19-R017"]


@pytest.mark.conformance
async def test_what_we_say_by_line_is_not_said_twice(
    installation: Installation, people: People, contract: Contract
) -> None:
    needs_packs(installation)
    unclear = with_item(catalogue(), minimum=Decimal(5), maximum=Decimal(4))
    received = await submit(installation, people.supplier, unclear)
    assert refusals(received) == ["minimum-above-maximum"]


async def test_what_was_taken_and_refused_is_in_the_audit_log(
    installation: Installation, people: People, contract: Contract, clock: FrozenClock
) -> None:
    await submit(installation, people.supplier, b"x")
    await submit(installation, people.supplier, catalogue())
    async with installation.read() as db:
        entries = await audit.latest_entries(db)
        assert (await audit.verify_chain(db)).is_intact
    actions = [entry.action for entry in entries]
    assert actions[:2] == ["ecatalog:catalogue:accepted", "ecatalog:catalogue:refused"]
    assert entries[0].organisation == people.supplier.enterprise_number


async def test_two_buyers_may_use_the_same_contract_number(
    installation: Installation, contract: Contract
) -> None:
    other: ContractConcluded = concluded(authority=DE_POTLODEN)
    async with installation.begin() as db:
        second = await record_contract(db, installation, other)
    assert second.id != contract.id
    async with installation.read() as db:
        count = await db.scalar(sa.select(sa.func.count()).where(col(Contract.number) == CONTRACT))
    assert count == 2
