"""Receiving bids: durable first, receipts once, late ones flagged, nothing told before time."""

import asyncio
import dataclasses
import datetime as dt
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from etender.forms import Submission, UnknownLot
from etender.model import BidVersion, Receipt
from etender.queries.bids import own_bids, own_receipt
from etender.rules.sealed_files import FilesSwapped, NotSealed, WrongLock
from etender.rules.submission import DeadlineHasPassed, NothingToWithdraw, WithdrawnBefore
from etender.sealing.refusals import BrokenSeal
from etender.service import bids
from shared.audit import AuditEntry, verify_chain
from shared.errors import NotFound
from shared.identity.actor import RoleMissing
from shared.tender import extend_deadline, procedure_by_id
from shared.xml.parse import parse
from tests.etender.story import SealedBytes, Story

PRICES = {1: "1000.00", 2: "500.00"}
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


async def sealed_by_supplier(story: Story) -> SealedBytes:
    return await story.seal(story.signed(story.people.supplier, PRICES))


async def registered(story: Story) -> list[BidVersion]:
    async with story.installation.read() as db:
        found = await db.scalars(sa.select(BidVersion).order_by(col(BidVersion.number)))
        return list(found.all())


async def test_a_bid_gets_a_receipt_whose_bytes_are_kept(story: Story) -> None:
    done = await story.submit(story.people.supplier, await sealed_by_supplier(story))
    assert done.is_new
    assert not done.version.is_late
    receipt = parse(await story.installation.blobs.get(done.receipt.xml_sha256))
    assert receipt.findtext(f"{CBC}ID") == str(done.receipt.id)
    assert receipt.find(f"{CBC}Note") is None


async def test_the_same_bytes_twice_give_the_same_receipt(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    first = await story.submit(story.people.supplier, sealed)
    again = await story.submit(story.people.supplier, sealed)
    assert (again.is_new, again.receipt.id) == (False, first.receipt.id)
    assert len(await registered(story)) == 1


async def test_a_double_click_is_one_submission(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    both = await asyncio.gather(
        story.submit(story.people.supplier, sealed), story.submit(story.people.supplier, sealed)
    )
    assert sorted(done.is_new for done in both) == [False, True]
    assert both[0].receipt.id == both[1].receipt.id
    assert len(await registered(story)) == 1


async def test_a_replacement_is_a_new_version_and_the_old_one_is_kept(story: Story) -> None:
    await story.bid(story.people.supplier, PRICES)
    await story.bid(story.people.supplier, {1: "950.00"})
    assert [version.number for version in await registered(story)] == [1, 2]
    async with story.installation.read() as db:
        (line,) = await own_bids(db, story.people.supplier)
    assert line.live == line.versions[0][0].id
    assert [version.number for version, _ in line.versions] == [2, 1]


async def test_a_bid_after_the_deadline_is_recorded_and_its_receipt_says_late(
    story: Story,
) -> None:
    sealed = await sealed_by_supplier(story)
    story.clock.set(story.deadline - dt.timedelta(seconds=1))
    done = await story.submit(story.people.supplier, sealed)
    assert done.version.is_late
    receipt = parse(await story.installation.blobs.get(done.receipt.xml_sha256))
    note = receipt.findtext(f"{CBC}Note") or ""
    assert note.startswith("LAATTIJDIG: ontvangen na het uiterste tijdstip van 10 februari 2027")


async def test_a_millisecond_before_the_deadline_is_in_time(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    story.clock.set(story.deadline - dt.timedelta(milliseconds=1001))
    assert not (await story.submit(story.people.supplier, sealed)).version.is_late


async def test_a_late_replacement_does_not_touch_the_bid_in_time(story: Story) -> None:
    first = await story.bid(story.people.supplier, PRICES)
    sealed = await story.seal(story.signed(story.people.supplier, {1: "1.00"}))
    story.pass_deadline()
    await story.submit(story.people.supplier, sealed)
    async with story.installation.read() as db:
        (line,) = await own_bids(db, story.people.supplier)
    assert line.live == first.version.id


@pytest.mark.parametrize(
    "payload", [b"%PDF-1.7 an unsealed offer", b"PK\x03\x04 a container", b"", b"age"]
)
async def test_a_file_that_is_not_sealed_is_refused_and_not_registered(
    story: Story, payload: bytes
) -> None:
    sealed = await sealed_by_supplier(story)
    with pytest.raises(NotSealed) as refusal:
        await story.submit(story.people.supplier, dataclasses.replace(sealed, payload=payload))
    assert refusal.value.where == "payload"
    assert await registered(story) == []


async def test_a_key_that_is_not_sealed_is_refused_at_its_field(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    with pytest.raises(NotSealed) as refusal:
        bare = b"AGE-SECRET-KEY-1QQQQ"
        await story.submit(story.people.supplier, dataclasses.replace(sealed, key_envelope=bare))
    assert refusal.value.where == "key_envelope"


async def test_swapped_files_are_told_apart(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    with pytest.raises(FilesSwapped):
        await story.submit(story.people.supplier, SealedBytes(sealed.key_envelope, sealed.payload))


async def test_a_key_envelope_that_is_cut_off_is_refused(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    cut = dataclasses.replace(sealed, key_envelope=sealed.key_envelope[:200])
    with pytest.raises(BrokenSeal):
        await story.submit(story.people.supplier, cut)


async def test_a_key_locked_to_an_earlier_round_is_refused(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    async with story.installation.begin() as db:
        procedure = await procedure_by_id(db, story.procedure_id)
        later = story.deadline + dt.timedelta(days=7)
        await extend_deadline(db, story.clock.now(), procedure, to=later, reason="A new annex.")
    with pytest.raises(WrongLock):
        await story.submit(story.people.supplier, sealed)


async def test_a_retry_after_an_extension_still_gets_its_receipt(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    first = await story.submit(story.people.supplier, sealed)
    async with story.installation.begin() as db:
        procedure = await procedure_by_id(db, story.procedure_id)
        later = story.deadline + dt.timedelta(days=7)
        await extend_deadline(db, story.clock.now(), procedure, to=later, reason="A new annex.")
    again = await story.submit(story.people.supplier, sealed)
    assert again.receipt.id == first.receipt.id


async def test_a_lot_that_does_not_exist_is_refused(story: Story) -> None:
    with pytest.raises(UnknownLot):
        await story.submit(story.people.supplier, await sealed_by_supplier(story), lots="3")


async def test_submitter_and_tenderer_are_separate_facts(story: Story) -> None:
    rival = story.people.rival.enterprise_number
    done = await story.submit(
        story.people.supplier, await sealed_by_supplier(story), tenderer=rival
    )
    assert done.bid.submitter_number == story.people.supplier.enterprise_number
    assert (done.bid.tenderer_number, done.bid.tenderer_name) == (rival, "De Potloden BV")


async def test_an_authority_cannot_bid(story: Story) -> None:
    with pytest.raises(RoleMissing):
        await story.submit(story.people.buyer, await sealed_by_supplier(story))


async def test_a_withdrawn_bid_is_gone_and_a_retry_does_not_bring_it_back(story: Story) -> None:
    sealed = await sealed_by_supplier(story)
    done = await story.submit(story.people.supplier, sealed)
    await withdraw(story, done.bid.id)
    async with story.installation.read() as db:
        (line,) = await own_bids(db, story.people.supplier)
    assert (line.live, line.is_withdrawn) == (None, True)
    with pytest.raises(WithdrawnBefore):
        await story.submit(story.people.supplier, sealed)
    with pytest.raises(NothingToWithdraw):
        await withdraw(story, done.bid.id)


async def test_after_the_deadline_nobody_withdraws(story: Story) -> None:
    done = await story.bid(story.people.supplier, PRICES)
    story.pass_deadline()
    with pytest.raises(DeadlineHasPassed):
        await withdraw(story, done.bid.id)


async def test_somebody_elses_bid_and_receipt_do_not_exist(story: Story) -> None:
    done = await story.bid(story.people.supplier, PRICES)
    async with story.installation.begin() as db:
        with pytest.raises(NotFound):
            await bids.withdraw_bid(db, story.installation, story.people.rival, done.bid.id)
        with pytest.raises(NotFound):
            await own_receipt(db, story.people.rival, done.receipt.id)
        assert await own_bids(db, story.people.rival) == []


async def test_the_audit_log_does_not_tell_who_bid_or_for_which_call(story: Story) -> None:
    done = await story.bid(story.people.supplier, PRICES)
    async with story.installation.read() as db:
        entries = (await db.scalars(sa.select(AuditEntry))).all()
        assert (await verify_chain(db)).is_intact
    (entry,) = [entry for entry in entries if entry.action == "etender:bid:received"]
    told = f"{entry.actor} {entry.actor_name} {entry.organisation} {entry.subject} {entry.facts}"
    for secret in (
        story.people.supplier.name,
        story.people.supplier.enterprise_number,
        str(story.procedure_id),
        str(done.bid.id),
        str(done.version.id),
        done.version.payload_sha256,
    ):
        assert secret not in told
    assert entry.subject == f"sealed:{bids.commitment(done.version)}"


async def test_a_transaction_that_fails_leaves_no_receipt(story: Story) -> None:
    files = await story.store(await sealed_by_supplier(story))
    submission = Submission.model_validate(
        {"lots": "1", "tenderer": story.people.supplier.enterprise_number}
    )

    class DiskFull(Exception):
        pass

    with pytest.raises(DiskFull):
        async with story.installation.begin() as db:
            await bids.submit_bid(
                db,
                story.installation,
                story.people.supplier,
                story.procedure_id,
                submission,
                files,
            )
            raise DiskFull
    async with story.installation.read() as db:
        assert (await db.scalars(sa.select(Receipt))).all() == []
    assert await registered(story) == []


async def withdraw(story: Story, bid_id: UUID) -> None:
    async with story.installation.begin() as db:
        await bids.withdraw_bid(db, story.installation, story.people.supplier, bid_id)
