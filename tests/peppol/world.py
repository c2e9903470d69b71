"""Two access points, their certificates and one document between them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from peppol import sbdh
from peppol.as4 import mime, send
from peppol.as4.receive import ReceivedMessage, ReceivingTerms, Reception
from peppol.as4.send import PackedMessage, Parties
from peppol.devpki import DevelopmentPki
from peppol.identifiers import INVOICE, ParticipantIdentifier
from peppol.pki import KeyRing, OwnKey
from peppol.sbdh import Addressing

NOW = dt.datetime(2027, 1, 11, 8, 0, tzinfo=dt.UTC)
SUPPLIER = ParticipantIdentifier.parse("0208:0403101811")
CITY = ParticipantIdentifier.parse("0208:0207451227")
ADDRESSING = Addressing(SUPPLIER, CITY, INVOICE.document_type, INVOICE.process, "BE")
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE_XML = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<Invoice xmlns="{UBL}Invoice-2"'
    f' xmlns:cbc="{UBL}CommonBasicComponents-2"><cbc:ID>F-1</cbc:ID>'
    "<cbc:Note>Caf\u00e9 &amp; brood \u20ac 3</cbc:Note></Invoice>"
).encode()


@dataclass(frozen=True, slots=True)
class Network:
    """One development PKI with a sending and a receiving access point and a publisher."""

    pki: DevelopmentPki
    sender: OwnKey
    receiver: OwnKey
    publisher: OwnKey

    @property
    def terms(self) -> ReceivingTerms:
        return ReceivingTerms(
            KeyRing((self.receiver,)), self.pki.access_point_anchors, "receiver.example"
        )

    @property
    def parties(self) -> Parties:
        return Parties(self.sender, self.receiver.peer, "sender.example")

    def pack(
        self, document: bytes | None = None, message_id: str = "m@sender.example"
    ) -> PackedMessage:
        return send.pack(
            message_id, document or envelope(), ADDRESSING, parties=self.parties, now=NOW
        )


@cache
def network() -> Network:
    """Made once: generating keys takes most of a second."""
    pki = DevelopmentPki.make(NOW)
    return Network(
        pki,
        pki.access_point("POP000001"),
        pki.access_point("POP000002"),
        pki.publisher("POP000003"),
    )


def envelope(payload: bytes = INVOICE_XML, addressing: Addressing = ADDRESSING) -> bytes:
    return sbdh.build(
        sbdh.accept_payload(payload),
        addressing,
        instance_identifier="0f8fad5b-d9cb-469f-a165-70867728950e",
        now=NOW,
    )


def receive(
    packed: PackedMessage, terms: ReceivingTerms, now: dt.datetime = NOW
) -> tuple[ReceivedMessage, bytes]:
    """All steps in order, for a receiver who serves everything."""
    reception = Reception(terms, now)
    reception.open(packed.content_type, packed.body)
    reception.authenticate()
    reception.decrypt()
    reception.cover()
    received = reception.unpack()
    reception.address(lambda _: True)
    return received, reception.acknowledge()


def with_envelope(packed: PackedMessage, change: Callable[[bytes], bytes]) -> PackedMessage:
    """The message with its SOAP part rewritten by an attacker, the attachment as it was."""
    package = mime.split(packed.content_type, packed.body, max_parts=2)
    changed = change(package.envelope)
    if changed == package.envelope:
        raise AssertionError("the attack changed nothing")
    return PackedMessage(*mime.join("forged", changed, package.attachments))
