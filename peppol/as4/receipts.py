"""Receipts with non-repudiation information: giving one, and checking the one we are given."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from peppol.as4 import mime
from peppol.as4.canonical import canonicalize
from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.header import Signal, SignalError, read_signals
from peppol.as4.names import DS, EBBP, q
from peppol.as4.security import (
    SignedReference,
    SoapMessage,
    covered,
    descendant,
    open_envelope,
    read_references,
    signature_of,
    verify_signature,
)
from peppol.as4.signals import Signing, build_signal
from peppol.as4.suite import PEPPOL, CryptoSuite
from peppol.pki import TrustAnchors
from shared.xml.parse import Element

__all__ = ["Answer", "Expected", "Signing", "build", "check", "read_answer", "signed_references"]


def build(
    message_id: str, references: Iterable[Element], *, signing: Signing, now: dt.datetime
) -> bytes:
    """A signed receipt that repeats the request's references (AS4 1.0, 5.1.8).

    Each reference is canonicalised on its own, which stays canonical inside the receipt: none of
    the prefixes in scope there means what a reference uses.
    """
    information = "".join(
        f"<ebbp:MessagePartNRInformation>{canonicalize(reference).decode()}"
        "</ebbp:MessagePartNRInformation>"
        for reference in references
    )
    content = (
        f'<eb:Receipt><ebbp:NonRepudiationInformation xmlns:ebbp="{EBBP}">{information}'
        "</ebbp:NonRepudiationInformation></eb:Receipt>"
    )
    return build_signal(content, ref_to=message_id, signing=signing, now=now)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer answered: a receipt or an error, not yet verified."""

    soap: SoapMessage
    signal: Signal

    @property
    def error(self) -> SignalError | None:
        """The first error that is no mere warning."""
        return next((e for e in self.signal.errors if e.severity != "warning"), None)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a receipt must acknowledge, and who must have signed it."""

    message_id: str
    references: frozenset[SignedReference]
    seat: str
    """Common name of the access point the message was sent to."""


def read_answer(content_type: str, body: bytes) -> Answer:
    """Raises MessageRefused when the answer is not one signal message."""
    package = mime.split(content_type, body, max_parts=1)
    soap = open_envelope(package.envelope)
    signals = read_signals(soap.messaging)
    if len(signals) != 1:
        raise MessageRefused(Ebms.INVALID_HEADER, f"{len(signals)} signal messages")
    return Answer(soap, signals[0])


def check(
    answer: Answer,
    expected: Expected,
    *,
    trust: TrustAnchors,
    now: dt.datetime,
    suite: CryptoSuite = PEPPOL,
) -> None:
    """Accept a receipt, or raise MessageRefused.

    (1) it is a receipt for this message
    (2) signed, with the fixed algorithms, by a trusted certificate
    (3) of the access point the message was sent to
    (4) the signature covers the very Messaging and Body that are read
    (5) it repeats exactly the references we signed: URI, transform, algorithm, digest
    """
    receipt = answer.signal.receipt
    if receipt is None or answer.signal.ref_to_message_id != expected.message_id:  # (1)
        raise _invalid("not a receipt for this message")
    verified = verify_signature(answer.soap, trust=trust, now=now, suite=suite)  # (2)
    if verified.signer.common_name != expected.seat:  # (3)
        raise _invalid("signed by another access point")
    elements, _ = covered(answer.soap, verified, {}, suite)  # (4)
    if answer.soap.messaging not in elements or answer.soap.body not in elements:
        raise _invalid("the signature does not cover the receipt")
    if _acknowledged(receipt) != expected.references:  # (5)
        raise _invalid("other references than were sent")


def _acknowledged(receipt: Element) -> frozenset[SignedReference]:
    information = descendant(receipt, (EBBP, "NonRepudiationInformation"))
    path = f"{q(EBBP, 'MessagePartNRInformation')}/{q(DS, 'Reference')}"
    return frozenset(read_references(tuple(information.iterfind(path))))


def signed_references(content_type: str, body: bytes) -> frozenset[SignedReference]:
    """What a user message of ours signed; read from its octets as they were sent."""
    soap = open_envelope(mime.split(content_type, body, max_parts=2).envelope)
    signed_info = descendant(signature_of(soap), (DS, "SignedInfo"))
    return frozenset(read_references(tuple(signed_info.iterfind(q(DS, "Reference")))))


def _invalid(detail: str) -> MessageRefused:
    return MessageRefused(Ebms.INVALID_RECEIPT, detail)
