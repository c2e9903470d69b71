"""An access point to meet over real HTTP: publishes metadata, receives, receipts, misbehaves."""

import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from urllib.parse import unquote

import httpx

from peppol import smp
from peppol.as4 import receipts, signals
from peppol.as4.errors import MessageRefused
from peppol.as4.receive import ReceivedMessage, Reception
from peppol.as4.send import PackedMessage
from peppol.identifiers import DocumentTypeIdentifier, ParticipantIdentifier, ProcessIdentifier
from peppol.pki import OwnKey
from peppol.sml_zone import register_in_zone_file
from peppol.smp import Endpoint, Offer, ServiceMetadata
from tests.peppol.world import ADDRESSING, CITY, NOW, Network

Reply = tuple[int, str, bytes]
"""Status, content type, body."""

Behaviour = Callable[["FakeAccessPoint", bytes, Reply], Reply]
"""Sees the request and the right answer, and gives the one that is sent."""

SOAP = "application/soap+xml;charset=UTF-8"


class FakeAccessPoint:
    """POP000002 on loopback. `behaviours` are used up one per message, then it behaves."""

    def __init__(self, network: Network, zone_file: Path) -> None:
        self.network = network
        self.key: OwnKey = network.receiver
        self.publishes = ServiceMetadata(CITY, ADDRESSING.document_type, ())
        self.behaviours: list[Behaviour] = []
        self.requests: list[bytes] = []
        self.received: list[ReceivedMessage] = []
        self.lookups: Counter[str] = Counter()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.access_point = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._zone_file = zone_file

    def __enter__(self) -> Self:
        self._thread.start()
        register_in_zone_file(self._zone_file, CITY, f"{self.url}/smp")
        self.publish()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def publish(
        self,
        *,
        key: OwnKey | None = None,
        process: ProcessIdentifier = ADDRESSING.process,
        participant: ParticipantIdentifier = CITY,
        document_type: DocumentTypeIdentifier = ADDRESSING.document_type,
    ) -> None:
        """Choose what the metadata says; the certificate is the present key's."""
        endpoint = Endpoint(f"{self.url}/as4", (key or self.key).peer)
        offers = (Offer(process, (endpoint,)),)
        self.publishes = ServiceMetadata(participant, document_type, offers)

    def metadata(self, path: str) -> Reply:
        self.lookups[unquote(path)] += 1
        if "/services/" not in path:
            return 404, "text/plain", b""
        signed = smp.build_service_metadata(self.publishes, self.network.publisher)
        return 200, "application/xml", signed

    def answer(self, content_type: str, body: bytes) -> Reply:
        self.requests.append(body)
        right = self._right_answer(content_type, body)
        return self.behaviours.pop(0)(self, body, right) if self.behaviours else right

    def _right_answer(self, content_type: str, body: bytes) -> Reply:
        terms = self.network.terms
        reception = Reception(type(terms)(type(terms.keys)((self.key,)), terms.trust, "fake"), NOW)
        try:
            reception.open(content_type, body)
            reception.authenticate()
            reception.decrypt()
            reception.cover()
            received = reception.unpack()
            reception.address(lambda _: True)
        except MessageRefused as refusal:
            return 200, SOAP, self.error(refusal, reception.message_id)
        self.received.append(received)
        return 200, SOAP, reception.acknowledge()

    def error(self, refusal: MessageRefused, message_id: str) -> bytes:
        signing = signals.Signing(self.key, "fake")
        return signals.build_error(refusal, ref_to=message_id, signing=signing, now=NOW)

    def send(self, packed: PackedMessage, url: str) -> httpx.Response:
        """Post a message of ours to the installation under test."""
        return httpx.post(url, content=packed.body, headers={"Content-Type": packed.content_type})


# ------------------------------------------------------------------------------- behaviours


def drops_the_receipt(_peer: FakeAccessPoint, _body: bytes, _right: Reply) -> Reply:
    return 202, "", b""


def is_overloaded(_peer: FakeAccessPoint, _body: bytes, _right: Reply) -> Reply:
    return 503, "text/plain", b"try later"


def answers_a_web_page(_peer: FakeAccessPoint, _body: bytes, _right: Reply) -> Reply:
    return 404, "text/html", b"<html>not here</html>"


def answers_another_receipt(peer: FakeAccessPoint, _body: bytes, right: Reply) -> Reply:
    """A valid, signed receipt for some other message."""
    reception = Reception(peer.network.terms, NOW)
    other = peer.network.pack(message_id="other@sender.example")
    reception.open(other.content_type, other.body)
    reception.authenticate()
    reception.decrypt()
    reception.cover()
    reception.unpack()
    reception.address(lambda _: True)
    return right[0], right[1], reception.acknowledge()


def answers_with_a_strangers_signature(peer: FakeAccessPoint, body: bytes, right: Reply) -> Reply:
    """The right receipt in content, but signed by another access point of the network."""
    answer = receipts.read_answer(right[1], right[2])
    references = answer.soap.messaging.iterfind(".//{http://www.w3.org/2000/09/xmldsig#}Reference")
    stranger = peer.network.pki.access_point("POP000077")
    signing = signals.Signing(stranger, "fake")
    receipt = receipts.build(answer.signal.ref_to_message_id, references, signing=signing, now=NOW)
    return right[0], right[1], receipt


def refuses(refusal: MessageRefused) -> Behaviour:
    """An error signal of the kind given."""

    def answer(peer: FakeAccessPoint, _body: bytes, right: Reply) -> Reply:
        ref_to = peer.received[-1].message_id if peer.received else ""
        return right[0], right[1], peer.error(refusal, ref_to)

    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    access_point: FakeAccessPoint


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._reply(cast(_Server, self.server).access_point.metadata(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        peer = cast(_Server, self.server).access_point
        self._reply(peer.answer(self.headers["Content-Type"], body))

    def _reply(self, reply: Reply) -> None:
        status, content_type, body = reply
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""
