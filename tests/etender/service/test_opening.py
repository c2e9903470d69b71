"""From sealed bids to the opening report, on both databases, with real seals and signatures."""

import dataclasses
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from etender.model import BidVersion, OpenedBid, OpeningRecord
from etender.opening.refusals import (
    AlreadyApproved,
    FreezeRecordChanged,
    OutOfOrder,
    QuorumMissing,
    TooEarly,
)
from etender.opening.values import Outcome, Stage
from etender.queries.openings import late_arrivals, opening_report, opening_room
from etender.report.opening_xml import NAMESPACE, opening_report_schema
from etender.service.anchors import ANCHORS
from etender.service.bids import withdraw_bid
from etender.service.evaluation import ReadBid, read_bids
from etender.service.opening import officer_of
from etender.service.unsealing import open_bids
from shared.audit import AuditEntry
from shared.blobs import BlobStore
from shared.errors import NotFound
from shared.identity import Actor
from shared.identity.actor import NotYourOrganisation, RoleMissing
from shared.installation import Installation
from shared.jobs import Job, JobState, RetryLater
from shared.signing.signer import DataFile, sign_container
from shared.tender import extend_deadline, procedure_by_id
from shared.xml.parse import Element, parse
from tests.etender.story import Story, signer

NS = {"r": NAMESPACE}


async def report(story: Story) -> Element:
    async with story.installation.read() as db:
        record = await opening_report(db, story.people.buyer, story.procedure_id)
    root = parse(await story.installation.blobs.get(record.xml_sha256))
    assert opening_report_schema().validate(root) == []
    return root


async def opened(story: Story) -> list[ReadBid]:
    async with story.installation.read() as db:
        return await read_bids(db, await story.terms())


def codes(bid: ReadBid) -> set[str]:
    return {reason["code"] for reason in bid.opened.reasons}


async def test_two_bids_are_opened_verified_and_reported(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00", 2: "500.00"})
    await story.bid(story.people.rival, {1: "900.00"})
    await story.open_all()
    assert [bid.opened.outcome for bid in await opened(story)] == [Outcome.OPENED] * 2
    root = await report(story)
    assert root.xpath("r:Bids/r:Bid/@outcome", namespaces=NS) == ["opened", "opened"]
    names = root.xpath("r:Officers/r:Officer/r:Name/text()", namespaces=NS)
    assert names == ["Carine Dubois", "Dirk Maes"]
    signers = root.xpath("//r:Signer/text()", namespaces=NS)
    assert signers == ["Élise Lambert", "Frank Willems"]


async def test_nobody_approves_or_opens_before_the_deadline(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    story.clock.set(story.deadline - dt.timedelta(milliseconds=1001))
    with pytest.raises(TooEarly):
        await story.approve(story.people.officer)
    with pytest.raises(TooEarly):
        await story.begin(story.people.officer)


async def test_before_the_list_is_fixed_the_opening_room_holds_no_number_of_bids(
    story: Story,
) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    async with story.installation.read() as db:
        room = await opening_room(db, story.people.officer, story.procedure_id, story.clock.now())
    assert (room.stage, room.total, room.opened) == (Stage.WAITING, 0, 0)
    story.pass_deadline()
    await story.approve(story.people.officer)
    async with story.installation.read() as db:
        room = await opening_room(db, story.people.officer, story.procedure_id, story.clock.now())
        assert await late_arrivals(db, room) == ()
    assert (room.stage, room.total, room.missing_officers) == (Stage.ARMED, 0, 1)


async def test_one_officer_cannot_open_alone(story: Story) -> None:
    story.pass_deadline()
    await story.approve(story.people.officer)
    with pytest.raises(AlreadyApproved):
        await story.approve(story.people.officer)
    with pytest.raises(QuorumMissing):
        await story.begin(story.people.officer)


async def test_people_without_the_role_or_of_another_authority_cannot_approve(
    story: Story,
) -> None:
    story.pass_deadline()
    with pytest.raises(RoleMissing):
        await story.approve(story.people.buyer)
    stranger = dataclasses.replace(
        story.people.officer, organisation_id=story.people.supplier.organisation_id
    )
    with pytest.raises(NotYourOrganisation):
        await story.approve(stranger)


def test_all_machines_of_an_authority_count_as_one_officer(story: Story) -> None:
    organisation = story.people.officer.organisation_id
    one = Actor("ERP one", client_id="one", organisation_id=organisation)
    two = Actor("ERP two", client_id="two", organisation_id=organisation)
    assert officer_of(one).reference == officer_of(two).reference
    assert officer_of(story.people.officer) != officer_of(story.people.second_officer)


async def test_the_list_is_fixed_once_and_is_in_the_audit_log_before_any_seal_is_touched(
    story: Story,
) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    story.pass_deadline()
    await story.approve(story.people.officer)
    await story.approve(story.people.second_officer)
    await story.begin(story.people.officer)
    async with story.installation.read() as db:
        record = await db.scalar(sa.select(OpeningRecord))
        entry = await db.scalar(
            sa.select(AuditEntry).where(col(AuditEntry.action) == "etender:opening:bids-frozen")
        )
        assert (await db.scalars(sa.select(OpenedBid))).all() == []
    assert record is not None
    assert entry is not None
    assert entry.facts["sha256"] == record.freeze_sha256
    with pytest.raises(OutOfOrder):
        await story.begin(story.people.second_officer)


async def test_a_late_bid_is_listed_apart_and_stays_sealed(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    sealed = await story.seal(story.signed(story.people.rival, {1: "1.00"}))
    story.clock.set(story.deadline - dt.timedelta(seconds=1))
    await story.submit(story.people.rival, sealed, lots="1")
    await story.open_all()
    root = await report(story)
    late = root.xpath("r:LateBids/r:Bid/r:Tenderer/r:Name/text()", namespaces=NS)
    assert late == ["De Potloden BV"]
    assert [bid.bid.tenderer_name for bid in await opened(story)] == ["Papeterie d'Ardenne SA"]


async def test_a_bid_that_comes_after_the_list_was_fixed_is_kept_and_changes_nothing(
    story: Story,
) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    sealed = await story.seal(story.signed(story.people.rival, {1: "1.00"}))
    story.pass_deadline()
    await story.approve(story.people.officer)
    await story.approve(story.people.second_officer)
    await story.begin(story.people.officer)
    await story.submit(story.people.rival, sealed, lots="1")
    await story.worker.drain()
    root = await report(story)
    assert root.xpath("r:LateBids/r:Bid", namespaces=NS) == []
    async with story.installation.read() as db:
        room = await opening_room(db, story.people.officer, story.procedure_id, story.clock.now())
        assert len(await late_arrivals(db, room)) == 1


async def test_only_the_last_version_is_opened_and_a_withdrawn_bid_is_not(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    await story.bid(story.people.supplier, {1: "950.00"})
    gone = await story.bid(story.people.rival, {1: "1.00"})
    async with story.installation.begin() as db:
        await withdraw_bid(db, story.installation, story.people.rival, gone.bid.id)
    await story.open_all()
    (bid,) = await opened(story)
    assert bid.version.number == 2
    assert "De Potloden" not in (await story.installation.blobs.get(await xml_of(story))).decode()


async def xml_of(story: Story) -> str:
    async with story.installation.read() as db:
        return (await opening_report(db, story.people.buyer, story.procedure_id)).xml_sha256


async def test_rubbish_under_a_good_seal_is_reported_as_unreadable(story: Story) -> None:
    await story.submit(story.people.rival, await story.seal(b"\x00 no container \xff"))
    await story.bid(story.people.supplier, {1: "1000.00"})
    await story.open_all()
    broken, fine = await opened(story)
    assert broken.opened.outcome is Outcome.UNREADABLE
    assert codes(broken) == {"container-unusable"}
    assert fine.opened.outcome is Outcome.OPENED
    assert len((await report(story)).xpath("r:Bids/r:Bid", namespaces=NS)) == 2  # type: ignore[arg-type]  # a node set


async def test_a_container_changed_after_signing_is_reported_as_tampered(story: Story) -> None:
    tampered = with_other_plan(story.signed(story.people.supplier, {1: "1000.00"}))
    await story.submit(story.people.supplier, await story.seal(tampered), lots="1")
    await story.open_all()
    (bid,) = await opened(story)
    assert bid.opened.outcome is Outcome.TAMPERED
    assert "changed" in codes(bid)
    assert bid.offers == {}


def with_other_plan(container: bytes) -> bytes:
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(container)) as source,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry, b"another plan" if entry.filename == "plan.pdf" else content)
    return changed.getvalue()


async def test_an_expired_certificate_leaves_the_bid_opened_and_undecided(story: Story) -> None:
    credential = signer(story.people.supplier, days=20)
    container = story.signed(story.people.supplier, {1: "1000.00"}, credential)
    await story.submit(story.people.supplier, await story.seal(container), lots="1")
    await story.open_all()
    (bid,) = await opened(story)
    assert bid.opened.outcome is Outcome.SIGNATURE_DOUBTFUL
    assert "out-of-date" in codes(bid)
    assert bid.is_regular is None
    assert [offer.price for offer in bid.offers.values()] == [1000]


async def test_a_signature_no_anchor_vouches_for_is_doubtful(story: Story) -> None:
    (story.installation.settings.home / ANCHORS / "development.pem").unlink()
    await story.bid(story.people.supplier, {1: "1000.00"})
    await story.open_all()
    (bid,) = await opened(story)
    assert bid.opened.outcome is Outcome.SIGNATURE_DOUBTFUL
    assert "untrusted" in codes(bid)


async def test_a_signer_of_another_organisation_is_told_and_needs_a_decision(
    story: Story,
) -> None:
    container = story.signed(story.people.supplier, {1: "1000.00"}, signer(story.people.rival))
    await story.submit(story.people.supplier, await story.seal(container), lots="1")
    await story.open_all()
    (bid,) = await opened(story)
    assert bid.opened.outcome is Outcome.OPENED
    assert "foreign-signer" in codes(bid)
    assert bid.is_regular is None


async def test_two_bids_of_one_tenderer_are_both_opened_and_told(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    tenderer = story.people.supplier.enterprise_number
    container = story.signed(story.people.supplier, {1: "900.00"})
    await story.submit(story.people.rival, await story.seal(container), lots="1", tenderer=tenderer)
    await story.open_all()
    bids = await opened(story)
    assert ["second-bid" in codes(bid) for bid in bids] == [True, True]
    assert [bid.is_regular for bid in bids] == [None, None]


async def test_a_bid_without_price_schedule_is_opened_and_says_so(story: Story) -> None:
    files = [DataFile("letter.pdf", b"%PDF-1.7 a letter", "application/pdf")]
    container = sign_container(files, signer(story.people.supplier), story.clock.now())
    await story.submit(story.people.supplier, await story.seal(container), lots="1")
    await story.open_all()
    (bid,) = await opened(story)
    assert "content-unreadable" in codes(bid)
    assert bid.is_regular is None


async def test_bytes_changed_in_the_store_are_noticed_and_stop_no_other_bid(story: Story) -> None:
    hit = await story.bid(story.people.supplier, {1: "1000.00"})
    await story.bid(story.people.rival, {1: "900.00"})
    path = await story.installation.blobs.path(hit.version.payload_sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    await story.open_all()
    first, second = await opened(story)
    assert (first.opened.outcome, codes(first)) == (Outcome.TAMPERED, {"stored-bytes-changed"})
    assert second.opened.outcome is Outcome.OPENED


async def test_a_register_changed_after_the_list_was_fixed_stops_the_opening(
    story: Story,
) -> None:
    done = await story.bid(story.people.supplier, {1: "1000.00"})
    story.pass_deadline()
    await story.approve(story.people.officer)
    await story.approve(story.people.second_officer)
    await story.begin(story.people.officer)
    async with story.installation.begin() as db:
        version = await db.get(BidVersion, done.version.id)
        assert version is not None
        version.payload_sha256 = "0" * 64
    with pytest.raises(FreezeRecordChanged):
        await open_bids(story.installation, {"procedure_id": str(story.procedure_id)})


async def test_a_deadline_moved_after_the_arming_voids_the_approvals(story: Story) -> None:
    story.pass_deadline()
    await story.approve(story.people.officer)
    later = story.deadline + dt.timedelta(days=7)
    async with story.installation.begin() as db:
        procedure = await procedure_by_id(db, story.procedure_id)
        await extend_deadline(db, story.clock.now(), procedure, to=later, reason="An outage.")
    with pytest.raises(TooEarly):
        await story.approve(story.people.second_officer)
    story.clock.set(later)
    await story.approve(story.people.second_officer)
    with pytest.raises(QuorumMissing):
        await story.begin(story.people.officer)


async def test_a_late_bid_is_in_time_once_the_deadline_was_moved(story: Story) -> None:
    sealed = await story.seal(story.signed(story.people.supplier, {1: "1000.00"}))
    story.pass_deadline()
    done = await story.submit(story.people.supplier, sealed, lots="1")
    assert done.version.is_late
    later = story.deadline + dt.timedelta(days=7)
    async with story.installation.begin() as db:
        procedure = await procedure_by_id(db, story.procedure_id)
        await extend_deadline(db, story.clock.now(), procedure, to=later, reason="An outage.")
    story.clock.set(later)
    await story.approve(story.people.officer)
    await story.approve(story.people.second_officer)
    await story.begin(story.people.officer)
    await story.worker.drain()
    assert [bid.opened.outcome for bid in await opened(story)] == [Outcome.OPENED]


class TornBlobs:
    """A blob store whose disk fails at the second sealed payload it is asked for."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self.paths = 0

    async def path(self, sha256: str) -> Path:
        self.paths += 1
        if self.paths == 2:
            raise OSError(5, "input/output error")
        return await self._blobs.path(sha256)

    def __getattr__(self, name: str) -> object:
        return getattr(self._blobs, name)


async def test_an_opening_that_dies_half_way_goes_on_where_it_stopped(story: Story) -> None:
    await story.bid(story.people.supplier, {1: "1000.00"})
    await story.bid(story.people.rival, {1: "900.00"})
    story.pass_deadline()
    await story.approve(story.people.officer)
    await story.approve(story.people.second_officer)
    await story.begin(story.people.officer)
    torn = TornBlobs(story.installation.blobs)
    healthy = story.installation
    dying = Installation(
        healthy.settings,
        healthy.clock,
        healthy.database,
        torn,  # type: ignore[arg-type]  # passes on what it does not break
        catalogues=healthy.catalogues,
    )
    payload = {"procedure_id": str(story.procedure_id)}
    with pytest.raises(OSError, match="input/output"):
        await open_bids(dying, payload)
    assert len(await opened(story)) == 1
    await open_bids(story.installation, payload)
    await open_bids(story.installation, payload)
    assert [bid.opened.outcome for bid in await opened(story)] == [Outcome.OPENED] * 2
    await report(story)


async def test_the_job_waits_for_the_round_when_the_deadline_is_not_a_whole_second(
    story: Story,
) -> None:
    odd = story.deadline + dt.timedelta(milliseconds=300)
    async with story.installation.begin() as db:
        procedure = await procedure_by_id(db, story.procedure_id)
        await extend_deadline(db, story.clock.now(), procedure, to=odd, reason="A moment.")
    await story.bid(story.people.supplier, {1: "1000.00"})
    story.clock.set(odd)
    await story.approve(story.people.officer)
    await story.approve(story.people.second_officer)
    await story.begin(story.people.officer)
    story.clock.set(odd)
    with pytest.raises(RetryLater) as later:
        await open_bids(story.installation, {"procedure_id": str(story.procedure_id)})
    assert later.value.at == story.deadline + dt.timedelta(seconds=1)


async def test_without_bids_the_report_says_so(story: Story) -> None:
    await story.open_all()
    root = await report(story)
    assert root.xpath("count(r:Bids/r:Bid)", namespaces=NS) == 0


async def test_there_is_no_report_before_the_opening(story: Story) -> None:
    async with story.installation.read() as db:
        with pytest.raises(NotFound):
            await opening_report(db, story.people.buyer, story.procedure_id)


async def test_the_deadline_arms_the_opening_by_itself(story: Story) -> None:
    story.pass_deadline()
    await story.worker.drain()
    async with story.installation.read() as db:
        record = await db.scalar(sa.select(OpeningRecord))
        waiting = await db.scalars(sa.select(Job).where(col(Job.state) != JobState.DONE))
        assert waiting.all() == []
    assert record is not None
    assert record.armed_at == story.clock.now()
