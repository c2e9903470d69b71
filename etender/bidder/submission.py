"""Submit a sealed bid: send both files, keep the receipt, and compare it with what was sent."""

from etender.bidder import prices
from etender.bidder.folder import BidFolder
from etender.bidder.platform import Platform
from etender.bidder.prices import read_schedule
from etender.bidder.receipt import VerifiedReceipt, keep_receipt, verify_receipt
from etender.bidder.refusals import DeadlineMoved
from etender.sealing.envelope import LockedTo, read_lock


def submit_bid(bid: BidFolder, platform: Platform) -> VerifiedReceipt:
    """Hand the bid in and verify its receipt; safe to repeat after any interruption.

    (1) The call is fetched again: the key must be locked to the deadline that holds now.
    (2) Both files are sent, for the lots and in the name that the price schedule states.
    (3) The receipt is kept as it came, then compared with the files.

    Raises DeadlineMoved, PlatformRefused, PlatformUnreachable or ReceiptWrong.
    """
    # (1) lock
    known = bid.call()
    call, received = platform.call(str(known.procedure_id))
    lock = read_lock(bid.need(bid.key_envelope).read_bytes())
    if lock != LockedTo(call.chain.hash, call.round):
        bid.call_file.write_bytes(received)
        raise DeadlineMoved
    # (2) send
    schedule = read_schedule(bid.need(bid.files / prices.FILE_NAME).read_bytes())
    lots = sorted(offered.lot for offered in schedule.lots)
    receipt = platform.submit(bid, call, lots, schedule.tenderer)
    # (3) receipt
    keep_receipt(bid, receipt, platform.receipt_xml(receipt))
    return verify_receipt(bid)
