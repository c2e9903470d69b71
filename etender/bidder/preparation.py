"""Prepare a bid: from a plan to a folder with every file that will be signed."""

import datetime as dt
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from etender.bidder import espd, prices, tender_document
from etender.bidder.folder import BidFolder, media_type_of, sha256_of
from etender.bidder.plan import BidPlan, LotOffer, OfferDocument, check_plan
from etender.bidder.prices import LotPrices, PriceLine, PriceSchedule, totals_of, write_schedule
from etender.bidder.refusals import DocumentMissing, UnusablePlan
from etender.bidder.tender_document import ESPD_RESPONSE, NamedDocument, tender_xml
from shared.money import Money
from shared.signing.container import unsafe_because


def prepare_bid(plan: BidPlan, call_json: bytes, folder: Path, now: dt.datetime) -> BidFolder:
    """Write all files of the bid into a new folder.

    (1) The plan fits the call, and every document can be read.
    (2) Price schedule and ESPD response, each with random bytes of its own.
    (3) The documents, copied.
    (4) The tender, which names all of them with their digests.

    Raises UnusablePlan, DocumentMissing or AlreadyThere before anything is written.
    """
    # (1) plan
    check_plan(plan)
    for document in plan.documents:
        _check_document(document)
    bid = BidFolder(folder)
    bid.begin()
    bid.call_file.write_bytes(call_json)
    # (2) own documents
    named = [
        _write(bid, prices.FILE_NAME, write_schedule(price_schedule(plan)), "Price schedule"),
        _write(bid, espd.FILE_NAME, espd.espd_response_xml(plan, now), "ESPD response"),
    ]
    # (3) documents
    named += [_copy(bid, document) for document in plan.documents]
    # (4) tender
    (bid.files / tender_document.FILE_NAME).write_bytes(tender_xml(plan, named, now))
    return bid


def price_schedule(plan: BidPlan) -> PriceSchedule:
    """The schedule of a plan, with all amounts computed exactly."""
    return PriceSchedule(
        reference=plan.call.reference,
        tenderer=plan.tenderer.enterprise_number,
        lots=tuple(_lot_prices(offer) for offer in sorted(plan.offers, key=lambda o: o.lot)),
        salt=os.urandom(prices.SALT_SIZE),
    )


def call_json_of(facts: dict[str, Any]) -> bytes:
    """The call's facts as they are kept beside the bid."""
    return json.dumps(facts, indent=1, sort_keys=True, default=str).encode()


def _lot_prices(offer: LotOffer) -> LotPrices:
    lines = tuple(
        PriceLine(
            number,
            line.description,
            line.quantity,
            line.unit,
            line.unit_price,
            line.vat_rate,
            Money.of(line.quantity * line.unit_price),
        )
        for number, line in enumerate(offer.lines, 1)
    )
    due = totals_of(lines)
    return LotPrices(offer.lot, lines, due, due.gross)


def _check_document(document: OfferDocument) -> None:
    if not document.path.is_file() or not document.path.stat().st_size:
        raise DocumentMissing(found=document.path)
    name = document.container_name
    own = {tender_document.FILE_NAME, espd.FILE_NAME, prices.FILE_NAME}
    if name in own or (reason := unsafe_because(name)):
        reason = "a name of the bid's own documents" if name in own else reason
        raise UnusablePlan("document", found=f"{name}: {reason}")


def _write(bid: BidFolder, name: str, content: bytes, description: str) -> NamedDocument:
    (bid.files / name).write_bytes(content)
    kind = ESPD_RESPONSE if name == espd.FILE_NAME else tender_document.OFFER
    digest = hashlib.sha256(content).hexdigest()
    return NamedDocument(name, description, media_type_of(name), digest, kind)


def _copy(bid: BidFolder, document: OfferDocument) -> NamedDocument:
    name = document.container_name
    target = bid.files / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(document.path, target)
    return NamedDocument(name, document.description, media_type_of(name), sha256_of(target))
