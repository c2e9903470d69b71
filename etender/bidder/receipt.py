"""Verify a receipt: does the platform attest exactly the bytes that were sent, and in time?"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from etender.bidder.folder import BidFolder, sha256_of
from etender.bidder.refusals import ReceiptWrong
from etender.bidder.ubl import CAC, CBC
from shared.xml.parse import parse


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What the platform attests, after it was compared with the files at hand."""

    bid_id: str
    version: int
    received_at: dt.datetime
    is_late: bool
    payload_sha256: str
    key_envelope_sha256: str


def keep_receipt(bid: BidFolder, receipt: dict[str, Any], xml: bytes) -> None:
    """Both forms of the receipt, as they came."""
    bid.receipt.write_text(json.dumps(receipt, indent=1, sort_keys=True), encoding="utf-8")
    bid.receipt_xml.write_bytes(xml)


def verify_receipt(bid: BidFolder) -> VerifiedReceipt:
    """Compare the kept receipt with the files that were sent.

    (1) The digests in the JSON form are those of the two files.
    (2) The XML form (Peppol TenderReceipt) attests the same two digests.
    (3) It was given for this call.

    Raises ReceiptWrong or StepMissing. A late bid's receipt is a good receipt: it says late.
    """
    facts = _read(bid)
    own = (sha256_of(bid.need(bid.payload)), sha256_of(bid.need(bid.key_envelope)))
    # (1) JSON
    attested = (str(facts.get("payload_sha256")), str(facts.get("key_envelope_sha256")))
    if attested != own:
        raise ReceiptWrong("receipt.json", found=", ".join(attested), expected=", ".join(own))
    # (2) XML
    in_xml = _digests(bid.need(bid.receipt_xml).read_bytes())
    if in_xml != set(own):
        found = ", ".join(sorted(in_xml)) or "no digest"
        raise ReceiptWrong("receipt.xml", found=found, expected=", ".join(own))
    # (3) call
    call = bid.call()
    if str(facts.get("procedure_id")) != str(call.procedure_id):
        raise ReceiptWrong(found=facts.get("procedure_id"), expected=call.procedure_id)
    return _verified(facts)


def _verified(facts: dict[str, Any]) -> VerifiedReceipt:
    try:
        return VerifiedReceipt(
            bid_id=str(facts["bid_id"]),
            version=int(facts["version"]),
            received_at=dt.datetime.fromisoformat(facts["received_at"]),
            is_late=bool(facts["late"]),
            payload_sha256=str(facts["payload_sha256"]),
            key_envelope_sha256=str(facts["key_envelope_sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReceiptWrong("receipt.json", found=repr(error), expected="a receipt") from None


def _read(bid: BidFolder) -> dict[str, Any]:
    try:
        facts = json.loads(bid.need(bid.receipt).read_bytes())
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise ReceiptWrong("receipt.json", found="no receipt", expected="a receipt")
    return facts


def _digests(xml: bytes) -> set[str]:
    path = f".//{{{CAC}}}TenderDocumentReference//{{{CBC}}}DocumentHash"
    return {(element.text or "").strip().lower() for element in parse(xml).iterfind(path)}
