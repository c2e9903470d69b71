"""The work of the opening job: seal after seal, each in a transaction of its own, then the report.

Killed at any point it goes on where it stopped: a bid whose outcome is stored is not opened again.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from etender.model import LotOffer, OpeningRecord
from etender.model.opening import CONTAINER, opened_bid
from etender.opening.ceremony import Opening
from etender.opening.content import BidContent, read_content
from etender.opening.unlocking import Judged, Key, unlock
from etender.opening.values import OpeningResult, Outcome, Reason, SealedBid, Stage, Unlocked
from etender.report.content import ReportContent, TimeLockUsed
from etender.report.opening_pdf import opening_report_pdf
from etender.report.opening_xml import opening_report_xml
from etender.sealing.chain import BeaconSignature
from etender.sealing.refusals import TooEarly
from etender.service.anchors import signature_anchors
from etender.service.calls import CallTerms, call_terms, lock_call
from etender.service.ceremony import replay
from etender.service.time_lock import beacon_of
from shared import audit
from shared.audit import Audit
from shared.blobs import CHUNK
from shared.events import BidsOpened
from shared.i18n import msg
from shared.identity.actor import SYSTEM
from shared.installation import Installation
from shared.jobs import RetryLater
from shared.outbox import publish
from shared.tender import DocumentRef

_SECOND_BID = msg("This tenderer has more than one bid; only one is allowed.")


async def open_bids(installation: Installation, payload: Mapping[str, Any]) -> None:
    """Open every frozen bid that is still sealed, then write the report. Safe to repeat."""
    procedure_id = UUID(payload["procedure_id"])
    async with installation.read() as db:
        terms = await call_terms(db, procedure_id)
        ceremony, _ = await replay(db, installation, terms)
    twice = _more_than_once(ceremony)
    for bid in ceremony.still_sealed:
        judged, container, content = await _unseal(installation, terms, bid)
        if bid.tenderer.enterprise_number in twice:
            judged = replace(judged, reasons=(*judged.reasons, _second_bid()))
        found = Unlocked(
            bid.version_id, judged.outcome, judged.reasons, container, judged.signatures
        )
        async with installation.begin() as db:
            await _keep(db, installation, procedure_id, found, content)
    await _write_report(installation, procedure_id)


def _more_than_once(ceremony: Opening) -> set[str]:
    """Tenderers with more than one bid (RD 18 April 2017, art. 54 § 1)."""
    numbers = [bid.tenderer.enterprise_number for bid in ceremony.freeze_record.bids]
    return {number for number in numbers if numbers.count(number) > 1}


def _second_bid() -> Reason:
    return Reason("second-bid", _SECOND_BID)


async def _unseal(
    installation: Installation, terms: CallTerms, bid: SealedBid
) -> tuple[Judged, DocumentRef | None, BidContent]:
    """Open one seal outside any transaction; the container found is stored before it is told."""
    envelope = await installation.blobs.get(bid.key_envelope.sha256)
    payload = await installation.blobs.path(bid.payload.sha256)
    key = await _key(installation, terms, bid)
    with tempfile.TemporaryDirectory(dir=installation.settings.home) as folder:
        file = Path(folder) / "bid.asice"
        judged = await asyncio.to_thread(unlock, bid, payload, envelope, key, file)
        container = await _store(installation, file) if judged.is_container else None
        if not judged.outcome.is_readable:
            return judged, container, BidContent()
        content = await asyncio.to_thread(read_content, file, bid, terms.procedure.reference)
    return replace(judged, reasons=(*judged.reasons, *content.reasons)), container, content


async def _key(installation: Installation, terms: CallTerms, bid: SealedBid) -> Key:
    """The signature of the round the bid was sealed for. Raises RetryLater before its time."""
    beacon = beacon_of(installation)
    chain = beacon.info()
    chain.expect(terms.call.chain_hash)
    signature = await _signature(installation, bid.round)
    return Key(signature, signature_anchors(installation), installation.clock.now())


async def _signature(installation: Installation, number: int) -> BeaconSignature:
    beacon = beacon_of(installation)
    try:
        return await asyncio.to_thread(beacon.signature, number)
    except TooEarly:
        raise RetryLater(beacon.info().time_of(number)) from None


async def _store(installation: Installation, file: Path) -> DocumentRef:
    return await installation.blobs.put(_pieces(file), CONTAINER)


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while piece := await asyncio.to_thread(source.read, CHUNK):
            yield piece


async def _keep(
    db: AsyncSession,
    installation: Installation,
    procedure_id: UUID,
    found: Unlocked,
    content: BidContent,
) -> None:
    terms = await lock_call(db, procedure_id)
    ceremony, record = await replay(db, installation, terms)
    if record is None or found.version_id not in {b.version_id for b in ceremony.still_sealed}:
        return
    ceremony.unlocked(found)
    row = opened_bid(terms.call.id, found, installation.clock.now())
    db.add(row)
    await db.flush()
    numbers = {lot.number: lot.id for lot in terms.lots}
    for offer in content.offers:
        if offer.lot in numbers:
            positions = [position.as_dict() for position in offer.positions]
            db.add(
                LotOffer(
                    opened_bid_id=row.id,
                    lot_id=numbers[offer.lot],
                    price=offer.price,
                    positions=positions,
                )
            )
    record.opened += 1


async def _write_report(installation: Installation, procedure_id: UUID) -> None:
    async with installation.begin() as db:
        terms = await lock_call(db, procedure_id)
        ceremony, record = await replay(db, installation, terms)
        if record is None or record.reported_at is not None or ceremony.stage is not Stage.OPENED:
            return
        number = beacon_of(installation).round_at(terms.deadline.at)
        signature = await _signature(installation, number)
        result = ceremony.report(installation.clock.now())
        content = _content(terms, record, result, signature)
        await _store_report(installation, record, content)
        record.beacon_round, record.beacon_signature = number, signature.signature.hex()
        record.reported_at = result.opened_at
        await _tell(db, installation, record, content)


def _content(
    terms: CallTerms, record: OpeningRecord, result: OpeningResult, signature: BeaconSignature
) -> ReportContent:
    return ReportContent(
        report_id=record.id,
        procedure_id=terms.procedure.id,
        reference=terms.procedure.reference,
        title=terms.procedure.title,
        language=terms.procedure.language,
        authority=terms.authority_party(),
        deadline=terms.deadline.at,
        min_officers=terms.call.min_officers,
        time_lock=TimeLockUsed(
            signature.chain.trust,
            signature.chain.hash,
            signature.round,
            signature.signature.hex(),
        ),
        result=result,
    )


async def _store_report(
    installation: Installation, record: OpeningRecord, content: ReportContent
) -> None:
    catalogue = installation.catalogues[content.language]
    xml = opening_report_xml(content, catalogue)
    pdf = await asyncio.to_thread(opening_report_pdf, content, xml, catalogue)
    record.xml_sha256 = (await installation.blobs.put(xml, "application/xml")).sha256
    record.pdf_sha256 = (await installation.blobs.put(pdf, "application/pdf")).sha256


async def _tell(
    db: AsyncSession, installation: Installation, record: OpeningRecord, content: ReportContent
) -> None:
    freeze = content.result.freeze
    event = BidsOpened(
        procedure_id=content.procedure_id,
        opened_at=content.result.opened_at,
        bids=len(freeze.bids),
        late=len(freeze.late),
        report_xml_sha256=record.xml_sha256,
        report_pdf_sha256=record.pdf_sha256,
    )
    await publish(db, installation.clock, event)
    outcomes = [line.found.outcome for line in content.result.lines]
    await audit.record(
        db,
        installation.clock,
        SYSTEM,
        Audit.BIDS_OPENED,
        f"procedure:{content.procedure_id}",
        xml=record.xml_sha256,
        pdf=record.pdf_sha256,
        **{outcome: outcomes.count(outcome) for outcome in Outcome if outcome in outcomes},
    )
