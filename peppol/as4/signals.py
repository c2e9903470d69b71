"""Signal messages of ours: signed, synchronous, without attachments."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from peppol.as4 import canonical
from peppol.as4.canonical import attribute, text
from peppol.as4.errors import MessageRefused
from peppol.as4.suite import PEPPOL, CryptoSuite
from peppol.pki import OwnKey


@dataclass(frozen=True, slots=True)
class Signing:
    """With which key a signal is signed, and the right-hand side of its message id."""

    own: OwnKey
    host: str
    suite: CryptoSuite = PEPPOL


def build_signal(content: str, *, ref_to: str, signing: Signing, now: dt.datetime) -> bytes:
    """A SOAP message with one eb:SignalMessage, Messaging and Body signed.

    `content` is canonical text of the receipt or error.
    """
    unique = uuid4().hex
    reference = f"<eb:RefToMessageId>{text(ref_to)}</eb:RefToMessageId>" if ref_to else ""
    messaging = canonical.messaging(
        f"m-{unique}",
        f"<eb:SignalMessage><eb:MessageInfo><eb:Timestamp>{canonical.timestamp(now)}"
        f"</eb:Timestamp><eb:MessageId>{uuid4()}@{text(signing.host)}</eb:MessageId>{reference}"
        f"</eb:MessageInfo>{content}</eb:SignalMessage>",
    )
    body = canonical.empty_body(f"b-{unique}")
    suite = signing.suite
    references = (
        canonical.reference(f"#m-{unique}", suite.canonicalization, suite, messaging.encode()),
        canonical.reference(f"#b-{unique}", suite.canonicalization, suite, body.encode()),
    )
    security = canonical.signature(signing.own, suite, unique, references)
    return canonical.envelope(messaging, security, body)


def build_error(
    refusal: MessageRefused, *, ref_to: str, signing: Signing, now: dt.datetime
) -> bytes:
    """The error signal that tells the sender why (ebMS 3.0 core, 6.2.1)."""
    error = refusal.error
    reference = f' refToMessageInError="{attribute(ref_to)}"' if ref_to else ""
    content = (
        f'<eb:Error category="{error.category}" errorCode="{error.code}" origin="ebMS"{reference}'
        f' severity="failure" shortDescription="{error.short_description}">'
        f'<eb:Description xml:lang="en">{text(error.short_description)}</eb:Description>'
        f"<eb:ErrorDetail>{text(refusal.detail)}</eb:ErrorDetail></eb:Error>"
    )
    return build_signal(content, ref_to=ref_to, signing=signing, now=now)
