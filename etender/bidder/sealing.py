"""Sign and seal a prepared bid: from the folder's files to the two files that travel."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

from etender.bidder.check import check_bid, has_errors
from etender.bidder.folder import BidFolder, write_private
from etender.bidder.refusals import BidNotReady
from etender.sealing.age.file import seal
from etender.sealing.age.keys import Passphrase, X25519Identity
from etender.sealing.envelope import SealedBid, seal_bid, seal_key
from etender.sealing.timelock import TimelockRecipient
from shared.errors import fill
from shared.packs import Packs
from shared.signing.container import read_container
from shared.signing.credential import Credential
from shared.signing.report import SignatureReport
from shared.signing.signer import write_container
from shared.signing.validation import verify_container

Progress = Callable[[int], None]


def _silent(_: int) -> None:
    return


def sign_bid(
    bid: BidFolder,
    credential: Credential,
    now: dt.datetime,
    packs: Packs,
    progress: Progress = _silent,
) -> SignatureReport:
    """Sign all files of the bid into `bid.asice`, and say what the signature is worth.

    (1) Nothing is signed that the check finds wrong.
    (2) One signature over all files; the container takes its place only when it is whole.
    (3) The result is verified as the authority will, trusting the signer's own root: everything
        but the trust in that root is then known to hold.

    Raises BidNotReady.
    """
    # (1) check
    findings = check_bid(bid, packs)
    if has_errors(findings):
        first = findings[0]
        raise BidNotReady(first.where, found=fill(first.says, first.facts))
    # (2) sign
    half = bid.container.with_suffix(".half")
    with half.open("wb") as target:
        write_container(target, list(bid.data_files()), credential, now, progress)
    half.replace(bid.container)
    # (3) verify
    with read_container(bid.container) as container:
        (report,) = verify_container(container, [credential.anchor], now)
    return report


def seal_container(bid: BidFolder, passphrase: str = "", progress: Progress = _silent) -> SealedBid:
    """Seal `bid.asice` to the call's round: the payload, the key envelope, and the own key.

    The bid's own key is written first, for its owner only, and under the passphrase if one is
    given: it is the one way in should the beacon be lost. Raises StepMissing.
    """
    call = bid.call()
    half = bid.payload.with_suffix(".half")
    with bid.need(bid.container).open("rb") as source, half.open("wb") as target:
        sealed = seal_bid(source, target, call.chain, call.round, progress)
    keep_own_key(bid, sealed.bid_key, passphrase)
    bid.key_envelope.write_bytes(sealed.key_envelope)
    half.replace(bid.payload)
    return sealed


def reseal_key(bid: BidFolder, own_key: X25519Identity) -> bytes:
    """A new key envelope after the deadline moved; the payload stays as it is."""
    call = bid.call()
    envelope = seal_key(own_key, [TimelockRecipient(call.chain, call.round)])
    bid.key_envelope.write_bytes(envelope)
    return envelope


def keep_own_key(bid: BidFolder, key: X25519Identity, passphrase: str) -> None:
    """The bid's own key as an age identity file, or as an age file under a passphrase."""
    if not passphrase:
        write_private(bid.own_key, f"{key}\n")
        return
    from etender.sealing.age.armor import armor

    target = io.BytesIO()
    seal(io.BytesIO(f"{key}\n".encode("ascii")), target, [Passphrase(passphrase)])
    write_private(bid.own_key, armor(target.getvalue()).decode("ascii"))


def read_own_key(bid: BidFolder, passphrase: str = "") -> X25519Identity:
    """The bid's own key again. Raises StepMissing, BrokenSeal, or NotBech32."""
    from etender.sealing.age.armor import dearmor, is_armored
    from etender.sealing.age.file import unseal

    text = Path(bid.need(bid.own_key)).read_bytes()
    if is_armored(text):
        text = b"".join(unseal(io.BytesIO(dearmor(text)), [Passphrase(passphrase)]))
    return X25519Identity.parse(text.decode("ascii"))
