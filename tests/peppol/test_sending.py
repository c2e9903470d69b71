"""Sending against an access point that behaves, and one that does not."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlmodel import col

from peppol.as4.errors import Ebms, MessageRefused, NotServiced
from peppol.as4.outcomes import Outcome
from peppol.identifiers import ORDER, ParticipantIdentifier
from peppol.model import Attempt, Direction, Exchange, Message, MessageStatus
from peppol.queries import message_by_message_id
from peppol.rules import RETRY_AFTER
from peppol.sbdh import PayloadRefused
from peppol.service import send_again, submit_document
from peppol.service.submitting import NotFailed, SubmissionKeyReused
from shared.clock import FrozenClock
from shared.installation import Installation
from shared.outbox import OutboxEntry
from shared.worker import Worker
from tests.fakes import access_point as fake
from tests.fakes.access_point import FakeAccessPoint
from tests.peppol.world import ADDRESSING, CITY, INVOICE_XML, SUPPLIER, network


async def submit(
    installation: Installation,
    payload: bytes = INVOICE_XML,
    receiver: ParticipantIdentifier = CITY,
    key: str | None = None,
) -> str:
    async with installation.begin() as db:
        return await submit_document(
            db,
            installation,
            sender=SUPPLIER,
            receiver=receiver,
            document_type=ADDRESSING.document_type,
            process=ADDRESSING.process,
            payload=payload,
            submission_key=key,
        )


async def state(installation: Installation, message_id: str) -> Message:
    async with installation.read() as db:
        return await message_by_message_id(db, message_id, Direction.OUT)


async def events(installation: Installation) -> list[str]:
    async with installation.read() as db:
        found = await db.scalars(sa.select(col(OutboxEntry.event)).order_by(col(OutboxEntry.seq)))
        return list(found.all())


async def work_until_settled(
    worker: Worker, clock: FrozenClock, installation: Installation, message_id: str
) -> Message:
    for _ in range(20):
        await worker.drain()
        message = await state(installation, message_id)
        if message.next_try_at is None:
            return message
        clock.set(max(message.next_try_at, clock.now()))
    raise AssertionError("never settled")


async def test_a_document_is_delivered_with_a_receipt_as_evidence(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    message_id = await submit(installation)
    await worker.drain()
    message = await state(installation, message_id)
    assert message.status is MessageStatus.DELIVERED
    assert message.receipt is not None
    assert message.peer == "POP000002"
    assert peer.received[0].business is not None
    assert peer.received[0].business.payload == INVOICE_XML.partition(b"\n")[2]
    assert await events(installation) == ["peppol.document-delivered.v1"]
    async with installation.read() as db:
        exchanges = (await db.scalars(sa.select(Exchange))).all()
    assert [exchange.end_user for exchange in exchanges] == [SUPPLIER.value]


@pytest.mark.parametrize(
    "behaviour",
    [
        fake.drops_the_receipt,
        fake.is_overloaded,
        fake.answers_another_receipt,
        fake.answers_with_a_strangers_signature,
        fake.refuses(MessageRefused(Ebms.DELIVERY_FAILURE, "disk")),
    ],
)
async def test_without_a_valid_receipt_the_same_octets_are_sent_again(
    installation: Installation,
    worker: Worker,
    clock: FrozenClock,
    peer: FakeAccessPoint,
    behaviour: fake.Behaviour,
) -> None:
    peer.behaviours = [behaviour, behaviour]
    message_id = await submit(installation)
    await worker.drain()
    first = await state(installation, message_id)
    assert first.status is MessageStatus.RETRY
    assert first.next_try_at == clock.now() + RETRY_AFTER[0]
    message = await work_until_settled(worker, clock, installation, message_id)
    assert message.status is MessageStatus.DELIVERED
    assert message.attempts == 3
    assert len(set(peer.requests)) == 1
    assert len(peer.requests) == 3
    assert await events(installation) == ["peppol.document-delivered.v1"]


async def test_a_peer_that_never_recovers_is_given_up_after_the_whole_schedule(
    installation: Installation, worker: Worker, clock: FrozenClock, peer: FakeAccessPoint
) -> None:
    peer.behaviours = [fake.is_overloaded] * 20
    begun = clock.now()
    message_id = await submit(installation)
    message = await work_until_settled(worker, clock, installation, message_id)
    assert message.status is MessageStatus.FAILED
    assert message.attempts == len(RETRY_AFTER) + 1
    assert clock.now() - begun == sum(RETRY_AFTER, dt.timedelta())
    assert await events(installation) == ["peppol.document-failed.v1"]


async def test_what_the_peer_found_wrong_is_not_sent_again(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.behaviours = [fake.refuses(MessageRefused(Ebms.VALUE_INCONSISTENT, "Action"))]
    message_id = await submit(installation)
    await worker.drain()
    message = await state(installation, message_id)
    assert (message.status, message.outcome) == (MessageStatus.FAILED, Outcome.PEER_REFUSED)
    assert message.detail == "EBMS:0003 ValueInconsistent Action"
    assert len(peer.requests) == 1


async def test_a_wrong_address_is_not_tried_again(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.behaviours = [fake.answers_a_web_page]
    message_id = await submit(installation)
    await worker.drain()
    assert (await state(installation, message_id)).outcome == Outcome.HTTP_REFUSED


@pytest.mark.parametrize(
    "refusal", [NotServiced(), MessageRefused(Ebms.FAILED_DECRYPTION, "encrypted key")]
)
async def test_a_receiver_that_moved_is_looked_up_once_more_and_then_reached(
    installation: Installation, worker: Worker, peer: FakeAccessPoint, refusal: MessageRefused
) -> None:
    peer.behaviours = [fake.refuses(refusal)]
    message_id = await submit(installation)
    await worker.drain()
    message = await state(installation, message_id)
    assert message.status is MessageStatus.DELIVERED
    assert sum(peer.lookups.values()) == 2
    ids = {received.message_id for received in peer.received}
    assert ids == {message_id}


async def test_a_receiver_that_is_still_not_served_after_a_second_look_is_given_up(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.behaviours = [fake.refuses(NotServiced())] * 5
    message_id = await submit(installation)
    await worker.drain()
    message = await state(installation, message_id)
    assert (message.status, message.attempts) == (MessageStatus.FAILED, 2)
    assert message.outcome == Outcome.PEER_DOES_NOT_SERVE


async def test_a_new_certificate_is_found_by_the_second_look(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    old = network().pki.access_point("POP000002")
    peer.publish(key=old)

    def rolls_over(access_point: FakeAccessPoint, _body: bytes, right: fake.Reply) -> fake.Reply:
        access_point.publish()
        return right

    peer.behaviours = [rolls_over]
    message_id = await submit(installation)
    await worker.drain()
    assert (await state(installation, message_id)).status is MessageStatus.DELIVERED


async def test_a_receiver_who_is_not_registered_is_told_to_the_sender_at_once(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    message_id = await submit(installation, receiver=SUPPLIER)
    await worker.drain()
    message = await state(installation, message_id)
    assert (message.status, message.outcome) == (MessageStatus.FAILED, Outcome.NOT_REGISTERED)
    assert peer.requests == []
    async with installation.read() as db:
        entry = await db.scalar(sa.select(OutboxEntry))
    assert entry is not None
    assert '"who":"sender"' in entry.body


async def test_a_document_the_receiver_does_not_offer_is_not_sent(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.publish(process=ORDER.process)
    message_id = await submit(installation)
    await worker.drain()
    assert (await state(installation, message_id)).outcome == Outcome.NOT_OFFERED


async def test_metadata_of_another_participant_is_not_believed(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.publish(participant=SUPPLIER)
    message_id = await submit(installation)
    await worker.drain()
    assert (await state(installation, message_id)).outcome == Outcome.DISCOVERY_REFUSED


async def test_an_endpoint_with_a_certificate_that_is_no_access_points_is_not_used(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.publish(key=network().publisher)
    message_id = await submit(installation)
    await worker.drain()
    assert (await state(installation, message_id)).outcome == Outcome.DISCOVERY_REFUSED
    assert peer.requests == []


async def test_a_peer_that_is_away_is_waited_for(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    message_id = await submit(installation)
    peer.__exit__(None, None, None)
    await worker.drain()
    message = await state(installation, message_id)
    assert message.status is MessageStatus.RETRY
    assert message.outcome == Outcome.DISCOVERY_UNREACHABLE
    peer.__init__(network(), peer._zone_file)  # type: ignore[misc]  # so that the fixture can end it
    peer.__enter__()


async def test_the_job_that_runs_twice_sends_once(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    from peppol.service import attempt_delivery

    message_id = await submit(installation)
    await worker.drain()
    await attempt_delivery(installation, {"message": message_id.partition("@")[0]})
    assert len(peer.requests) == 1


async def test_a_repeated_submission_under_one_key_is_one_document(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    first = await submit(installation, key="k")
    assert await submit(installation, key="k") == first
    with pytest.raises(SubmissionKeyReused):
        await submit(installation, INVOICE_XML.replace(b"F-1", b"F-2"), key="k")
    await worker.drain()
    assert len(peer.requests) == 1


async def test_a_payload_that_is_no_document_of_its_type_is_refused_at_once(
    installation: Installation,
) -> None:
    with pytest.raises(PayloadRefused):
        await submit(installation, b"<a xmlns='urn:x'/>")
    async with installation.read() as db:
        assert (await db.scalars(sa.select(Message))).all() == []


async def test_a_failed_document_can_be_sent_again_with_its_ids(
    installation: Installation, worker: Worker, peer: FakeAccessPoint
) -> None:
    peer.behaviours = [fake.refuses(MessageRefused(Ebms.OTHER, "not today"))]
    message_id = await submit(installation)
    await worker.drain()
    async with installation.begin() as db:
        message = await message_by_message_id(db, message_id, Direction.OUT)
        await send_again(db, installation, message)
    await worker.drain()
    assert (await state(installation, message_id)).status is MessageStatus.DELIVERED
    assert {received.message_id for received in peer.received} == {message_id}
    async with installation.begin() as db:
        with pytest.raises(NotFailed):
            await send_again(
                db, installation, await message_by_message_id(db, message_id, Direction.OUT)
            )


async def test_every_attempt_is_on_record_with_what_was_answered(
    installation: Installation, worker: Worker, clock: FrozenClock, peer: FakeAccessPoint
) -> None:
    peer.behaviours = [fake.is_overloaded]
    message_id = await submit(installation)
    await work_until_settled(worker, clock, installation, message_id)
    async with installation.read() as db:
        attempts = (await db.scalars(sa.select(Attempt).order_by(col(Attempt.at)))).all()
    assert [attempt.outcome for attempt in attempts] == [Outcome.SERVER_ERROR, Outcome.DELIVERED]
    assert await installation.blobs.get(attempts[0].answer_sha256) == b"try later"
