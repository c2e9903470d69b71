"""POST /as4: stored before it is acknowledged, receipted once, delivered once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlmodel import SQLModel, col

from peppol.as4 import receipts
from peppol.as4.errors import NOT_SERVICED
from peppol.as4.receipts import Answer, Expected
from peppol.as4.send import PackedMessage
from peppol.identifiers import CREDIT_NOTE, INVOICE
from peppol.model import Attempt, Exchange, Message, MessageStatus
from peppol.service import receive_message, register_participant
from shared.blobs import BlobStore
from shared.events import DocumentReceived
from shared.installation import Installation
from shared.outbox import OutboxEntry, read_event
from tests.peppol.incoming import envelope, message
from tests.peppol.world import CITY, INVOICE_XML, NOW, SUPPLIER, network


@pytest.fixture
async def serving(installation: Installation) -> Installation:
    async with installation.begin() as db:
        await register_participant(db, installation, SUPPLIER, [INVOICE])
    return installation


async def deliver(installation: Installation, packed: PackedMessage) -> bytes:
    answer = await receive_message(installation, packed.content_type, packed.body)
    return answer.body


def read(octets: bytes) -> Answer:
    return receipts.read_answer("application/soap+xml", octets)


async def rows(installation: Installation, table: type[SQLModel]) -> list[SQLModel]:
    async with installation.read() as db:
        return list((await db.scalars(sa.select(table))).all())


async def received_events(installation: Installation) -> list[DocumentReceived]:
    async with installation.read() as db:
        found = await db.scalars(
            sa.select(OutboxEntry).where(col(OutboxEntry.event) == DocumentReceived.name)
        )
        events = [read_event(DocumentReceived, entry.body) for entry in found.all()]
    return [event for event in events if isinstance(event, DocumentReceived)]


async def test_a_message_is_stored_told_and_receipted(serving: Installation) -> None:
    packed = message()
    receipt = await deliver(serving, packed)
    references = receipts.signed_references(packed.content_type, packed.body)
    receipts.check(
        read(receipt),
        Expected("m@peer.example", references, "POP000001"),
        trust=network().pki.access_point_anchors,
        now=NOW,
    )
    [event] = await received_events(serving)
    assert await serving.blobs.get(event.envelope_sha256) == envelope()
    assert await serving.blobs.get(event.payload_sha256) == INVOICE_XML.partition(b"\n")[2]
    assert (event.sender, event.receiver) == (CITY.value, SUPPLIER.value)
    assert event.document_type == INVOICE.document_type.uri
    [exchange] = await rows(serving, Exchange)
    assert isinstance(exchange, Exchange)
    assert (exchange.other_seat, exchange.end_user) == ("POP000002", SUPPLIER.value)


async def test_the_same_octets_again_get_the_same_receipt_byte_for_byte(
    serving: Installation,
) -> None:
    packed = message()
    first = await deliver(serving, packed)
    assert await deliver(serving, packed) == first
    assert len(await received_events(serving)) == 1
    assert len(await rows(serving, Message)) == 1
    [repeat] = await rows(serving, Attempt)
    assert isinstance(repeat, Attempt)
    assert repeat.outcome == "repeated"


async def test_the_same_document_signed_anew_gets_a_receipt_for_what_was_signed_now(
    serving: Installation,
) -> None:
    await deliver(serving, message())
    rebuilt = message()
    receipt = await deliver(serving, rebuilt)
    references = receipts.signed_references(rebuilt.content_type, rebuilt.body)
    receipts.check(
        read(receipt),
        Expected("m@peer.example", references, "POP000001"),
        trust=network().pki.access_point_anchors,
        now=NOW,
    )
    assert len(await received_events(serving)) == 1


async def test_another_document_under_a_used_id_is_refused_and_the_first_stays(
    serving: Installation,
) -> None:
    await deliver(serving, message())
    other = message(document=envelope(INVOICE_XML.replace(b"F-1", b"F-2"), "i-2"))
    error = read(await deliver(serving, other)).error
    assert error is not None
    assert error.code == "EBMS:0004"
    assert len(await received_events(serving)) == 1
    assert len(await rows(serving, Message)) == 1


async def test_the_same_envelope_under_another_message_id_is_kept_but_not_delivered_twice(
    serving: Installation,
) -> None:
    await deliver(serving, message())
    receipt = await deliver(serving, message("again@peer.example"))
    assert read(receipt).signal.receipt is not None
    stored = [m for m in await rows(serving, Message) if isinstance(m, Message)]
    statuses = {m.message_id: m.status for m in stored}
    assert statuses["m@peer.example"] is MessageStatus.RECEIVED
    assert statuses["again@peer.example"] is MessageStatus.DUPLICATE
    assert len(await received_events(serving)) == 1


async def test_two_requests_with_the_same_message_at_once_store_it_once(
    serving: Installation,
) -> None:
    packed = message()
    answers = await asyncio.gather(*(deliver(serving, packed) for _ in range(4)))
    for answer in answers:
        assert read(answer).signal.receipt is not None
    assert len(await received_events(serving)) == 1
    assert len(await rows(serving, Message)) == 1


async def test_a_participant_that_is_not_published_here_is_not_served(
    installation: Installation,
) -> None:
    error = read(await deliver(installation, message())).error
    assert error is not None
    assert (error.code, error.detail) == ("EBMS:0004", NOT_SERVICED)
    assert await received_events(installation) == []


async def test_a_document_type_that_is_not_published_is_not_served(
    installation: Installation,
) -> None:
    async with installation.begin() as db:
        await register_participant(db, installation, SUPPLIER, [CREDIT_NOTE])
    error = read(await deliver(installation, message())).error
    assert error is not None
    assert error.detail == NOT_SERVICED


async def test_what_was_receipted_before_is_receipted_again_after_the_participant_left(
    serving: Installation,
) -> None:
    packed = message()
    first = await deliver(serving, packed)
    async with serving.begin() as db:
        await register_participant(db, serving, SUPPLIER, [])
    assert await deliver(serving, packed) == first


async def test_what_is_refused_is_kept_on_record_with_its_octets(serving: Installation) -> None:
    packed = message()
    broken = packed.body[:-200] + bytes([packed.body[-200] ^ 1]) + packed.body[-199:]
    answer = await receive_message(serving, packed.content_type, broken)
    assert not answer.is_receipt
    [refusal] = await rows(serving, Attempt)
    assert isinstance(refusal, Attempt)
    assert refusal.detail.startswith("EBMS:0102")
    assert await serving.blobs.get(refusal.package_sha256) == broken
    assert await serving.blobs.get(refusal.answer_sha256) == answer.body


async def test_an_error_signal_is_signed_and_names_the_message(serving: Installation) -> None:
    packed = message()
    changed = packed.body.replace(b"PayloadInfo>", b"PayloadInf0>")
    answer = read((await receive_message(serving, packed.content_type, changed)).body)
    assert answer.signal.ref_to_message_id == "m@peer.example"
    assert answer.soap.security is not None


class FullDisk:
    """A blob store that fails at the n-th put; everything else is the real one's."""

    def __init__(self, real: BlobStore, fails_at: int) -> None:
        self._real = real
        self._left = fails_at

    async def put(self, content: bytes, media_type: str) -> object:
        self._left -= 1
        if self._left == 0:
            raise OSError(28, "No space left on device")
        return await self._real.put(content, media_type)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


@pytest.mark.parametrize("fails_at", [1, 2, 3])
async def test_nothing_is_acknowledged_that_could_not_be_stored(
    serving: Installation, fails_at: int
) -> None:
    broken = Installation(
        serving.settings,
        serving.clock,
        serving.database,
        cast(BlobStore, FullDisk(serving.blobs, fails_at)),
        catalogues=serving.catalogues,
        contexts=serving.contexts,
    )
    packed = message()
    with pytest.raises(OSError, match="No space"):
        await deliver(broken, packed)
    assert await rows(serving, Message) == []
    receipt = await deliver(serving, packed)
    assert read(receipt).signal.receipt is not None
    assert len(await received_events(serving)) == 1


# ------------------------------------------------------------------------------- over HTTP


@pytest.fixture
async def network_client(app: Litestar) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """Another access point: no cookies, no Origin, no token."""
    async with AsyncTestClient(app) as client:
        yield client


async def test_a_message_is_received_over_http(
    serving: Installation, network_client: AsyncTestClient[Litestar]
) -> None:
    packed = message()
    answer = await network_client.post(
        "/as4", content=packed.body, headers={"Content-Type": packed.content_type}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/soap+xml")
    assert read(answer.content).signal.receipt is not None


async def test_a_body_over_the_limit_is_refused_without_being_read_whole(
    installation: Installation, network_client: AsyncTestClient[Litestar]
) -> None:
    limit = installation.settings.peppol_document_limit_mb * 1024 * 1024
    answer = await network_client.post(
        "/as4",
        content=b"x" * (limit + 3 * 1024 * 1024),
        headers={"Content-Type": "multipart/related"},
    )
    assert answer.status_code == 413


async def test_what_is_no_message_gets_an_error_signal(
    installation: Installation, network_client: AsyncTestClient[Litestar]
) -> None:
    answer = await network_client.post("/as4", content=b"hello")
    error = read(answer.content).error
    assert error is not None
    assert error.code == "EBMS:0007"


async def test_without_keys_the_access_point_says_so_as_a_server_error(
    installation: Installation, network_client: AsyncTestClient[Litestar]
) -> None:
    for file in Path(installation.settings.home / "peppol").glob("*.pem"):
        file.unlink()
    answer = await network_client.post("/as4", content=b"hello")
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:quaestor:peppol-not-set-up"
