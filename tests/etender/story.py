"""A published procedure with two lots, and suppliers who really sign and seal their bids."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from etender.bidder.prices import (
    FILE_NAME,
    LotPrices,
    PriceLine,
    PriceSchedule,
    totals_of,
    write_schedule,
)
from etender.forms import ScoreForm, SealedFiles, Submission
from etender.model.bid import SEALED
from etender.sealing.envelope import seal_bid
from etender.service import bids, evaluation, opening
from etender.service.anchors import ANCHORS
from etender.service.bids import Submitted
from etender.service.calls import CallTerms, call_terms
from etender.service.time_lock import beacon_of, lock_of
from shared.clock import FrozenClock
from shared.events import NoticePublished
from shared.identity import Actor
from shared.installation import Installation
from shared.money import Money
from shared.outbox import publish
from shared.party import EnterpriseNumber
from shared.signing.credential import Credential, certificate_pem
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.signing.signer import DataFile, sign_container
from shared.tender import ContractNature, Lot, Procedure, ProcedureKind, publish_procedure
from shared.worker import Worker
from tests.factories import People

REFERENCE = "KRB-2027-003"
AUTHORITY_CLOCK = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
AUTHORITY = DevelopmentAuthority.create("Development Root", AUTHORITY_CLOCK)
RUNS = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SealedBytes:
    """The two files as the supplier holds them."""

    payload: bytes
    key_envelope: bytes


@dataclass(frozen=True, slots=True)
class Story:
    """One procedure in one installation, with everybody who takes part."""

    installation: Installation
    worker: Worker
    people: People
    clock: FrozenClock
    procedure_id: UUID
    deadline: dt.datetime
    reference: str = REFERENCE

    async def terms(self) -> CallTerms:
        async with self.installation.read() as db:
            return await call_terms(db, self.procedure_id)

    async def seal(self, container: bytes) -> SealedBytes:
        """Seal anything under the lock of the call, as it is now."""
        lock = lock_of(self.installation, await self.terms())
        payload = io.BytesIO()
        chain = beacon_of(self.installation).info()
        sealed = seal_bid(io.BytesIO(container), payload, chain, lock.round)
        return SealedBytes(payload.getvalue(), sealed.key_envelope)

    def signed(
        self, actor: Actor, prices: Mapping[int, str], credential: Credential | None = None
    ) -> bytes:
        """A signed container with a price schedule and a document."""
        tenderer = EnterpriseNumber(actor.enterprise_number)
        files = [
            DataFile(
                FILE_NAME,
                write_schedule(schedule(tenderer, prices, self.reference)),
                "application/xml",
            ),
            DataFile("plan.pdf", b"%PDF-1.7 our plan", "application/pdf"),
        ]
        return sign_container(files, credential or signer(actor), self.clock.now())

    async def store(self, sealed: SealedBytes) -> SealedFiles:
        blobs = self.installation.blobs
        return SealedFiles(
            await blobs.put(sealed.payload, SEALED), await blobs.put(sealed.key_envelope, SEALED)
        )

    async def submit(
        self,
        actor: Actor,
        sealed: SealedBytes,
        *,
        lots: str = "1,2",
        tenderer: str = "",
    ) -> Submitted:
        """A second after whatever came before."""
        self.clock.advance(dt.timedelta(seconds=1))
        files = await self.store(sealed)
        submission = Submission.model_validate(
            {"lots": lots, "tenderer": tenderer or actor.enterprise_number}
        )
        async with self.installation.begin() as db:
            return await bids.submit_bid(
                db, self.installation, actor, self.procedure_id, submission, files
            )

    async def bid(self, actor: Actor, prices: Mapping[int, str]) -> Submitted:
        """Sign, seal and submit."""
        sealed = await self.seal(self.signed(actor, prices))
        lots = ",".join(str(lot) for lot in prices)
        return await self.submit(actor, sealed, lots=lots)

    def pass_deadline(self) -> None:
        self.clock.set(self.deadline + dt.timedelta(minutes=1))

    async def approve(self, actor: Actor) -> None:
        """A second after whatever came before."""
        self.clock.advance(dt.timedelta(seconds=1))
        async with self.installation.begin() as db:
            await opening.approve_opening(db, self.installation, actor, self.procedure_id)

    async def begin(self, actor: Actor) -> None:
        async with self.installation.begin() as db:
            await opening.begin_opening(db, self.installation, actor, self.procedure_id)

    async def score(self, actor: Actor, bid: str, score: str, *, lot: int = 2) -> None:
        """A quality score for the bid of this tenderer."""
        async with self.installation.begin() as db:
            opened = next(
                read.opened.id
                for read in await evaluation.read_bids(db, await call_terms(db, self.procedure_id))
                if read.bid.tenderer_name == bid
            )
            form = ScoreForm(
                opened_bid=opened,
                lot=lot,
                criterion="quality",
                score=Decimal(score),
                motivation="Delivery times and samples were compared.",
            )
            await evaluation.give_score(db, self.installation, actor, self.procedure_id, form)

    async def open_all(self) -> None:
        """Both officers approve after the deadline, one opens, and the job runs to its end."""
        self.pass_deadline()
        await self.approve(self.people.officer)
        await self.approve(self.people.second_officer)
        await self.begin(self.people.officer)
        await self.worker.drain()


def signer(actor: Actor, *, days: int = 730) -> Credential:
    return AUTHORITY.issue(
        actor.name,
        organisation=actor.organisation_name,
        organisation_id=actor.enterprise_number,
        usage=Usage.SIGNATURE,
        now=AUTHORITY_CLOCK,
        days=days,
    )


def schedule(
    tenderer: EnterpriseNumber, prices: Mapping[int, str], reference: str = REFERENCE
) -> PriceSchedule:
    """One line of ten pieces per lot, so that the lot costs the price given."""
    return PriceSchedule(
        reference, tenderer, tuple(_lot(lot, price) for lot, price in prices.items()), b"s" * 32
    )


def _lot(number: int, price: str) -> LotPrices:
    unit_price = Decimal(price) / 10
    due = PriceLine(1, "Paper", Decimal(10), "C62", unit_price, Decimal(21), Money.of(price))
    totals = totals_of([due])
    return LotPrices(number, (due,), totals, totals.gross)


def trust(installation: Installation, authority: DevelopmentAuthority = AUTHORITY) -> None:
    """Let the installation believe the signatures of this authority."""
    anchors = installation.settings.home / ANCHORS
    anchors.mkdir(exist_ok=True)
    (anchors / "development.pem").write_bytes(certificate_pem(authority.anchor))


async def publish_story(
    installation: Installation,
    worker: Worker,
    people: People,
    clock: FrozenClock,
    *,
    reference: str = REFERENCE,
    runs: dt.timedelta = RUNS,
) -> Story:
    """Publish the procedure and let the event open its call."""
    deadline = clock.now() + runs
    assert people.buyer.organisation_id is not None
    procedure = Procedure(
        reference=reference,
        title="Papier en schrijfgerei",
        language="nl",
        authority_id=people.buyer.organisation_id,
        kind=ProcedureKind.OPEN,
        nature=ContractNature.SUPPLIES,
        cpv="30192000",
        nuts="BE242",
        deadline=deadline,
    )
    lots = [
        Lot(procedure_id=procedure.id, number=1, title="Papier", cpv="30197630"),
        Lot(procedure_id=procedure.id, number=2, title="Pennen", cpv="30192121", price_weight=60),
    ]
    async with installation.begin() as db:
        await publish_procedure(db, clock.now(), procedure, lots)
        await publish(db, clock, notice_published(procedure, clock.now()))
    await worker.drain()
    return Story(installation, worker, people, clock, procedure.id, deadline, reference)


def notice_published(procedure: Procedure, now: dt.datetime) -> NoticePublished:
    return NoticePublished(
        notice_id=procedure.id,
        procedure_id=procedure.id,
        subtype="16",
        is_competition=True,
        journal_number="2027-000001",
        published_at=now,
    )
