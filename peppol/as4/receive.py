"""Receiving a user message: the checks of the profile in order, in a machine without I/O."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from urllib.parse import unquote

from peppol import sbdh
from peppol.as4 import compression, mime, receipts
from peppol.as4.encryption import decrypt_attachments
from peppol.as4.errors import Ebms, MessageRefused, NotServiced
from peppol.as4.header import PartInfo, UserMessage, message_id_of, read_user_message
from peppol.as4.names import (
    AGREEMENT,
    FINAL_RECIPIENT,
    GZIP,
    INITIATOR,
    ORIGINAL_SENDER,
    PARTY_TYPE,
    RESPONDER,
    TEST_ACTION,
    TEST_SERVICE,
)
from peppol.as4.security import (
    SoapMessage,
    VerifiedSignature,
    covered,
    open_envelope,
    verify_signature,
)
from peppol.as4.suite import PEPPOL, CryptoSuite
from peppol.identifiers import PARTICIPANT_SCHEME, PROCESS_SCHEME, ParticipantIdentifier
from peppol.moments import read_moment_as_utc
from peppol.pki import KeyRing, TrustAnchors
from peppol.sbdh import BusinessMessage
from shared.errors import QuaestorError

_PARTS: Final = 2
_OVERHEAD: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReceivingTerms:
    """Under which a message is received: our keys, whom we trust, how much we take."""

    keys: KeyRing
    trust: TrustAnchors
    host: str
    """The right-hand side of our message ids."""

    max_document: int = 100 * 1024 * 1024
    """Octets of the business document after decompression."""

    suite: CryptoSuite = PEPPOL


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message that passed steps 1 to 7; `business` is empty for a test message only."""

    message_id: str
    sender_seat: str
    """Common name of the access point that signed."""

    sender_certificate: str
    """SHA-256 of its certificate, in hex."""

    sent_at: dt.datetime
    """eb:Timestamp, or the moment of reception when it is no timestamp."""

    user_message: UserMessage
    signed_digest: str
    """SHA-256 over the signed references: the same when the same octets come again."""

    document: bytes
    """The envelope (SBD) as it came out of encryption and compression."""

    business: BusinessMessage | None

    @property
    def is_test(self) -> bool:
        return self.business is None


class Step(IntEnum):
    """How far a reception has come."""

    NEW = 0
    OPENED = 2
    AUTHENTICATED = 4
    DECRYPTED = 5
    COVERED = 6
    UNPACKED = 7
    ADDRESSED = 8


class Reception:
    """One inbound message, from its octets to the receipt. No I/O here; the time is given once.

    Order: open, authenticate, decrypt, cover, unpack, address, acknowledge. Each step raises
    MessageRefused with the EBMS error the sender is told; a step out of order is a RuntimeError.

    (1) bounds: content length, parts, envelope size, depth, no DOCTYPE
    (2) exactly one Messaging, Security, Signature, EncryptedKey; no Id twice
    (3) signing certificate: chain, validity, revocation, name; its name is the From party
    (4) algorithms equal the fixed list; one transform per reference
    (5) signature value, key unwrapped, attachment decrypted
    (6) digests, and coverage by element identity: Messaging, Body and every part, none besides
    (7) bounded decompression, envelope rules, header and envelope say the same
    (8) addressed to us, and a receiver and document type that we serve
    (9) the receipt. Callers MUST store message and receipt durably before they send it.
    """

    def __init__(self, terms: ReceivingTerms, now: dt.datetime) -> None:
        self._terms = terms
        self._now = now
        self._step = Step.NEW
        self.message_id = ""
        """The id of the message as far as it is known; for the error signal."""

        self._package: mime.Package
        self._soap: SoapMessage
        self._user: UserMessage
        self._verified: VerifiedSignature
        self._plain: dict[str, bytes]
        self._received: ReceivedMessage

    def open(self, content_type: str, body: bytes) -> None:
        """Steps 1 and 2."""
        self._expect(Step.NEW)
        # (1) bounds
        if len(body) > self._terms.max_document + _OVERHEAD:
            raise MessageRefused(Ebms.OTHER, "message too large")
        self._package = mime.split(content_type, body, max_parts=_PARTS)
        # (2) each alone of its kind
        self._soap = open_envelope(self._package.envelope)
        self.message_id = message_id_of(self._soap.messaging)
        self._user = read_user_message(self._soap.messaging)
        self._step = Step.OPENED

    def authenticate(self) -> None:
        """Steps 3, 4 and the signature value of 5; what is signed is compared in step 6."""
        self._expect(Step.OPENED)
        terms = self._terms
        self._verified = verify_signature(
            self._soap, trust=terms.trust, now=self._now, suite=terms.suite
        )
        # (3) Peppol AS4 2.0.3: the From party is the common name of the signing certificate
        sender = self._user.sender
        if (sender.party_type, sender.party_id) != (PARTY_TYPE, self._verified.signer.common_name):
            raise MessageRefused(Ebms.FAILED_AUTHENTICATION, "signer is not the From party")
        self._step = Step.AUTHENTICATED

    def decrypt(self) -> None:
        """Step 5, second half."""
        self._expect(Step.AUTHENTICATED)
        self._plain = decrypt_attachments(
            self._soap, self._package.attachments, self._terms.keys, self._terms.suite
        )
        self._step = Step.DECRYPTED

    def cover(self) -> None:
        """Step 6."""
        self._expect(Step.DECRYPTED)
        elements, parts = covered(self._soap, self._verified, self._plain, self._terms.suite)
        # the very elements read above, not others of the same name
        if self._soap.messaging not in elements or self._soap.body not in elements:
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "Messaging or Body is not signed")
        hrefs = {unquote(part.href) for part in self._user.parts}
        if parts != self._plain.keys() or hrefs != parts or len(self._user.parts) != 1:
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "parts named, signed and sent differ")
        if list(self._soap.body.iterchildren("*")):
            raise MessageRefused(Ebms.INVALID_HEADER, "the SOAP body is not empty")
        self._step = Step.COVERED

    def unpack(self) -> ReceivedMessage:
        """Step 7."""
        self._expect(Step.COVERED)
        part = self._user.parts[0]
        octets = self._decompressed(part, self._plain[unquote(part.href)])
        self._received = ReceivedMessage(
            message_id=self._user.message_id,
            sender_seat=self._verified.signer.common_name,
            sender_certificate=self._verified.signer.fingerprint,
            sent_at=read_moment_as_utc(self._user.timestamp) or self._now,
            signed_digest=self._verified.digest,
            user_message=self._user,
            document=octets,
            business=None if self._is_test else self._business(octets),
        )
        self._step = Step.UNPACKED
        return self._received

    def address(self, serves: Callable[[BusinessMessage], bool]) -> None:
        """Step 8; `serves` says whether this installation receives such a document."""
        self._expect(Step.UNPACKED)
        receiver = self._user.receiver
        if receiver.party_type != PARTY_TYPE or not self._terms.keys.is_ours(receiver.party_id):
            raise MessageRefused(Ebms.VALUE_INCONSISTENT, "the To party is another access point")
        if (self._user.sender.role, receiver.role) != (INITIATOR, RESPONDER):
            raise MessageRefused(Ebms.VALUE_NOT_RECOGNIZED, "roles")
        if self._user.agreement != AGREEMENT or self._user.ref_to_message_id:
            raise MessageRefused(Ebms.PROCESSING_MODE_MISMATCH, "agreement or message exchange")
        business = self._received.business
        if business is not None and not serves(business):
            raise NotServiced
        self._step = Step.ADDRESSED

    def acknowledge(self) -> bytes:
        """Step 9: the signed receipt over what was signed, reference by reference."""
        self._expect(Step.ADDRESSED)
        terms = self._terms
        return receipts.build(
            self._user.message_id,
            self._verified.elements,
            signing=receipts.Signing(terms.keys.signing(self._now), terms.host, terms.suite),
            now=self._now,
        )

    @property
    def _is_test(self) -> bool:
        return (self._user.service, self._user.action) == (TEST_SERVICE, TEST_ACTION)

    def _decompressed(self, part: PartInfo, octets: bytes) -> bytes:
        values = {item.name: item.value for item in part.properties}
        if values.get("MimeType") != "application/xml":
            raise MessageRefused(Ebms.VALUE_INCONSISTENT, "MimeType of the part")
        compression_type = values.get("CompressionType", "")
        if compression_type not in ("", GZIP):
            raise MessageRefused(Ebms.FEATURE_NOT_SUPPORTED, "CompressionType of the part")
        if compression_type:
            return compression.decompress(octets, limit=self._terms.max_document)
        if len(octets) > self._terms.max_document:
            raise MessageRefused(Ebms.OTHER, "document too large")
        return octets

    def _business(self, octets: bytes) -> BusinessMessage:
        try:
            business = sbdh.read(octets)
        except QuaestorError as error:
            raise MessageRefused(Ebms.OTHER, f"envelope: {error}") from None
        self._compare(business)
        return business

    def _compare(self, business: BusinessMessage) -> None:
        addressing = business.addressing
        self._compare_party(ORIGINAL_SENDER, addressing.sender)
        self._compare_party(FINAL_RECIPIENT, addressing.receiver)
        service = (self._user.service_type, self._user.service)
        if service != (PROCESS_SCHEME, addressing.process.value):
            raise MessageRefused(Ebms.VALUE_INCONSISTENT, "Service and PROCESSID differ")
        if self._user.action != addressing.document_type.uri:
            raise MessageRefused(Ebms.VALUE_INCONSISTENT, "Action and DOCUMENTID differ")

    def _compare_party(self, name: str, expected: ParticipantIdentifier) -> None:
        found = self._user.property(name)
        if found is None or found.kind != PARTICIPANT_SCHEME:
            raise MessageRefused(Ebms.VALUE_INCONSISTENT, f"property {name}")
        if found.value.lower() != expected.value:
            raise MessageRefused(Ebms.VALUE_INCONSISTENT, f"{name} and the envelope differ")

    def _expect(self, step: Step) -> None:
        if self._step is not step:
            raise RuntimeError(f"reception is at step {self._step.name}, not {step.name}")
