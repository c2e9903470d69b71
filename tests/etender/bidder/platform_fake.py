"""A tendering platform in memory: the real interface, a local beacon, and the will to misbehave."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any
from uuid import UUID, uuid4

import httpx

from etender.sealing.beacon import LocalBeacon
from shared.clock import Clock

PROCEDURE = UUID("6f1c5b1e-8a44-4f6e-9f0f-2d6a1f1f0c11")
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


@dataclass
class FakePlatform:
    """Serves one call and takes bids.

    `lies` replaces fields of the call's time lock, `receipt_lies` fields of the receipt; `answers`
    are given once, before anything else.
    """

    beacon: LocalBeacon
    clock: Clock
    deadline: dt.datetime
    lies: dict[str, Any] = field(default_factory=dict)
    receipt_lies: dict[str, Any] = field(default_factory=dict)
    answers: list[Callable[[httpx.Request], httpx.Response]] = field(default_factory=list)
    received: list[dict[str, bytes]] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self.answer))

    def call_facts(self) -> dict[str, Any]:
        chain = self.beacon.info()
        lock = chain.as_dict() | {"round": chain.round_at(self.deadline)} | self.lies
        return {
            "procedure_id": str(PROCEDURE),
            "reference": "2026-S-17",
            "title": "Office furniture",
            "authority": {"name": "Stad Voorbeeld", "enterprise_number": "0203201340"},
            "deadline": self.deadline.isoformat(),
            "lots": [
                {"id": str(uuid4()), "number": 1, "title": "Desks"},
                {"id": str(uuid4()), "number": 2, "title": "Chairs"},
            ],
            "time_lock": lock,
            "upload_limit": 5_000_000_000,
        }

    def call_json(self) -> bytes:
        return json.dumps(self.call_facts()).encode()

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.answers:
            return self.answers.pop(0)(request)
        path = request.url.path
        if path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t0k3n", "token_type": "Bearer"})
        if path == f"/api/etender/calls/{PROCEDURE}":
            return httpx.Response(200, content=self.call_json())
        if path == f"/api/etender/calls/{PROCEDURE}/bids":
            return self._take(request)
        if re.fullmatch(r"/api/etender/receipts/[0-9a-f-]+/xml", path):
            return httpx.Response(200, content=self._receipt_xml())
        return httpx.Response(404, json={"title": "not found", "code": "not-found"})

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.received.append(_multipart(request))
        receipt = self._receipt()
        return httpx.Response(201, json=receipt | self.receipt_lies)

    def _receipt(self) -> dict[str, Any]:
        here = f"/api/etender/receipts/{uuid4()}"
        return {
            "bid_id": str(uuid4()),
            "version": len(self.received),
            "procedure_id": str(PROCEDURE),
            "received_at": self.clock.now().isoformat(),
            "late": self.clock.now() >= self.deadline,
            "payload_sha256": self._digests()[0],
            "key_envelope_sha256": self._digests()[1],
            "links": {"self": here, "xml": f"{here}/xml"},
        }

    def _digests(self) -> tuple[str, str]:
        last = self.received[-1]
        return (
            hashlib.sha256(last["payload"]).hexdigest(),
            hashlib.sha256(last["key_envelope"]).hexdigest(),
        )

    def _receipt_xml(self) -> bytes:
        stated = (
            self.receipt_lies.get("payload_sha256_in_xml", self._digests()[0]),
            self._digests()[1],
        )
        documents = "".join(
            "<cac:TenderDocumentReference><cac:Attachment><cac:ExternalReference>"
            f"<cbc:DocumentHash>{digest}</cbc:DocumentHash>"
            "</cac:ExternalReference></cac:Attachment></cac:TenderDocumentReference>"
            for digest in stated
        )
        return (
            f'<TenderReceipt xmlns="{_UBL}TenderReceipt-2"'
            f' xmlns:cac="{_UBL}CommonAggregateComponents-2"'
            f' xmlns:cbc="{_UBL}CommonBasicComponents-2">{documents}</TenderReceipt>'
        ).encode()


def _multipart(request: httpx.Request) -> dict[str, bytes]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + request.read())
    parts: dict[str, bytes] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = content
    return parts
