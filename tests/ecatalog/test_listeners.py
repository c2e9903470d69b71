"""Documents that come over Peppol are taken as if they had been uploaded."""

from uuid import uuid4

import pytest

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.documents.kinds import CATALOGUE, ORDER, ORDER_RESPONSE
from ecatalog.listeners import kind_of
from ecatalog.model import Channel, Contract
from ecatalog.queries.contracts import received_of
from shared.events import DocumentReceived
from shared.installation import Installation
from shared.outbox import publish
from shared.worker import Worker
from tests.ecatalog.world import catalogue
from tests.factories import People


async def arrive(installation: Installation, data: bytes, sender: str, document_type: str) -> None:
    stored = await installation.blobs.put(data, "application/xml")
    async with installation.begin() as db:
        event = DocumentReceived(
            document_id=uuid4(),
            message_id="m@example",
            sender=sender,
            receiver="0208:0207451227",
            document_type=document_type,
            process="cenbii-procid-ubl::urn:fdc:peppol.eu:poacc:bis:catalogue_wo_response:3",
            instance_identifier="i-1",
            country_c1="BE",
            envelope_sha256=stored.sha256,
            payload_sha256=stored.sha256,
            sender_seat="PBE000001",
            received_at=installation.clock.now(),
        )
        await publish(db, installation.clock, event)


@pytest.mark.parametrize("sender", ["0208:0403101811", "iso6523-actorid-upis::9925:BE0403101811"])
async def test_a_catalogue_that_comes_over_peppol_is_taken(
    installation: Installation, people: People, contract: Contract, worker: Worker, sender: str
) -> None:
    document_type = f"busdox-docid-qns::{CATALOGUE.identifier}"
    await arrive(installation, write_catalogue(catalogue()), sender, document_type)
    await worker.drain()
    async with installation.read() as db:
        (received,) = await received_of(db, "0403101811")
    assert received.is_taken
    assert received.channel is Channel.PEPPOL


async def test_a_catalogue_from_another_sender_is_refused_and_kept(
    installation: Installation, people: People, contract: Contract, worker: Worker
) -> None:
    document_type = f"busdox-docid-qns::{CATALOGUE.identifier}"
    data = write_catalogue(catalogue())
    await arrive(installation, data, "0208:0671516647", document_type)
    await worker.drain()
    async with installation.read() as db:
        (received,) = await received_of(db, "0671516647")
    assert not received.is_taken
    assert await installation.blobs.get(received.sha256) == data


async def test_other_documents_are_left_to_others(
    installation: Installation, people: People, contract: Contract, worker: Worker
) -> None:
    await arrive(installation, b"x", "0208:0403101811", "busdox-docid-qns::urn:x::Invoice##y::2.1")
    await worker.drain()
    async with installation.read() as db:
        assert await received_of(db, "0403101811") == []


def test_the_documents_ordering_takes_in_are_known_with_and_without_scheme() -> None:
    assert kind_of(f"busdox-docid-qns::{CATALOGUE.identifier}") is CATALOGUE
    assert kind_of(ORDER_RESPONSE.identifier) is ORDER_RESPONSE
    assert kind_of(ORDER.identifier) is None
