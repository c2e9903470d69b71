"""A message as another access point sends it to the installation under test."""

from peppol import sbdh
from peppol.as4 import send
from peppol.as4.send import PackedMessage, Parties
from peppol.sbdh import Addressing
from tests.peppol.world import ADDRESSING, CITY, INVOICE_XML, NOW, SUPPLIER, network

BACK = Addressing(CITY, SUPPLIER, ADDRESSING.document_type, ADDRESSING.process, "BE")
"""From the city to the supplier, whom the installation under test serves."""


def parties() -> Parties:
    return Parties(network().receiver, network().sender.peer, "peer.example")


def envelope(payload: bytes = INVOICE_XML, instance: str = "i-1") -> bytes:
    accepted = sbdh.accept_payload(payload)
    return sbdh.build(accepted, BACK, instance_identifier=instance, now=NOW)


def message(
    message_id: str = "m@peer.example", document: bytes | None = None, **other: object
) -> PackedMessage:
    return send.pack(message_id, document or envelope(), BACK, parties=parties(), now=NOW)
