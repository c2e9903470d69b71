"""Submit a sealed bid: send both files, keep the receipt, and compare it with what was sent."""

from etender.bidder import prices
from etender.bidder.call import PublicCall
from etender.bidder.folder import BidFolder
from etender.bidder.platform import Platform
from etender.bidder.prices import read_schedule
from etender.bidder.receipt import VerifiedReceipt, keep_receipt, verify_receipt
from etender.bidder.refusals import DeadlineMoved, SuspiciousTimeLock
from etender.bidder.sealing import read_own_key, reseal_key
from etender.sealing.chain import in_words
from etender.sealing.envelope import LockedTo, read_lock


def fetch_again(bid: BidFolder, platform: Platform) -> tuple[PublicCall, bytes]:
    """The call as it is now; only its deadline may have moved, and only to later.

    Another beacon, or an earlier deadline, would be a way to read the bid before its time.
    Raises ForeignChain or SuspiciousTimeLock.
    """
    known = bid.call()
    call, received = platform.call(str(known.procedure_id))
    call.chain.expect(known.chain.hash)
    if call.deadline < known.deadline:
        raise SuspiciousTimeLock(found=in_words(call.deadline), expected=in_words(known.deadline))
    return call, received


def reseal_bid(bid: BidFolder, platform: Platform, passphrase: str = "") -> PublicCall:
    """Lock the key to the deadline as it is now; the payload stays as it was sealed."""
    call, received = fetch_again(bid, platform)
    own_key = read_own_key(bid, passphrase)
    bid.call_file.write_bytes(received)
    reseal_key(bid, own_key)
    return call


def submit_bid(bid: BidFolder, platform: Platform) -> VerifiedReceipt:
    """Hand the bid in and verify its receipt; safe to repeat after any interruption.

    (1) The call is fetched again: the key must be locked to the deadline that holds now.
    (2) Both files are sent, for the lots and in the name that the price schedule states.
    (3) The receipt is kept as it came, then compared with the files.

    Raises DeadlineMoved, ForeignChain, PlatformRefused, PlatformUnreachable or ReceiptWrong.
    """
    # (1) lock
    call, _ = fetch_again(bid, platform)
    lock = read_lock(bid.need(bid.key_envelope).read_bytes())
    if lock != LockedTo(call.chain.hash, call.round):
        raise DeadlineMoved
    # (2) send
    schedule = read_schedule(bid.need(bid.files / prices.FILE_NAME).read_bytes())
    lots = sorted(offered.lot for offered in schedule.lots)
    receipt = platform.submit(bid, call, lots, schedule.tenderer)
    # (3) receipt
    keep_receipt(bid, receipt, platform.receipt_xml(receipt))
    return verify_receipt(bid)
