"""Talks to an access point's API: token, hand over, follow. Needs httpx and nothing else.

(1) POST /oauth/token with the client's credentials gives a bearer token (RFC 6749, 4.4).
(2) POST /api/peppol/documents with the UBL document as body gives an id; the header
    Idempotency-Key makes a repeat harmless, so a lost answer is simply asked for again.
(3) GET /api/peppol/documents/{id} says how far it has come, until `delivered` or `failed`.
(4) GET /api/einvoice/invoices?number=… says what the buyer decided.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import httpx

CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
FINAL = {"delivered", "failed"}


class Refused(Exception):
    """The server said no; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Outgoing:
    """An invoice and what the envelope needs to know about it."""

    document: bytes
    number: str
    service: str
    """`invoice` or `credit-note`."""
    sender: str
    receiver: str

    @classmethod
    def read(cls, document: bytes, receiver: str = "") -> "Outgoing":
        """Take the addresses out of the UBL document itself; `receiver` wins when given."""
        root = ET.fromstring(document)
        is_invoice = root.tag.endswith("}Invoice")
        return cls(
            document=document,
            number=(root.findtext(f"{CBC}ID") or "").strip(),
            service="invoice" if is_invoice else "credit-note",
            sender=_address(root, "AccountingSupplierParty"),
            receiver=receiver or _address(root, "AccountingCustomerParty"),
        )

    @property
    def key(self) -> str:
        """The same document is never sent twice, however often this program is run."""
        return hashlib.sha256(self.document).hexdigest()


def _address(root: ET.Element, role: str) -> str:
    endpoint = root.find(f"{CAC}{role}/{CAC}Party/{CBC}EndpointID")
    if endpoint is None:
        raise Refused(f"{role} has no EndpointID: nobody would know where to send it")
    return f"{endpoint.get('schemeID', '')}:{(endpoint.text or '').strip()}"


class Erp:
    """The supplier's system, with a client id and secret of its own."""

    def __init__(self, http: httpx.Client, client_id: str, client_secret: str) -> None:
        self._http = http
        self._credentials = (client_id, client_secret)
        self._token = ""

    def hand_over(self, outgoing: Outgoing) -> dict[str, Any]:
        """Give the invoice to the access point; a repeat gives the first one's state."""
        state: dict[str, Any] = self._call(
            "POST",
            "/api/peppol/documents",
            params={
                "sender": outgoing.sender,
                "receiver": outgoing.receiver,
                "service": outgoing.service,
            },
            headers={"Content-Type": "application/xml", "Idempotency-Key": outgoing.key},
            content=outgoing.document,
        )
        return state

    def status(self, document_id: str) -> dict[str, Any]:
        """How far the document has come on its way."""
        state: dict[str, Any] = self._call("GET", f"/api/peppol/documents/{document_id}")
        return state

    def follow(
        self, document_id: str, *, timeout_s: float = 60, every_s: float = 1
    ) -> dict[str, Any]:
        """Ask until it is delivered or failed; the last state when the time is over."""
        until = time.monotonic() + timeout_s
        state = self.status(document_id)
        while state["status"] not in FINAL and time.monotonic() < until:
            time.sleep(every_s)
            state = self.status(document_id)
        return state

    def decisions(self, number: str) -> list[dict[str, Any]]:
        """What became of the invoice with this number, when the buyer uses this platform too."""
        found = self._call("GET", "/api/einvoice/invoices", params={"number": number})
        return [self._call("GET", f"/api/einvoice/invoices/{each['id']}") for each in found]

    def _call(self, method: str, path: str, **request: Any) -> Any:
        if not self._token:
            self._token = self._sign_in()
        headers = request.pop("headers", {}) | {"Authorization": f"Bearer {self._token}"}
        answer = self._http.request(method, path, headers=headers, **request)
        if answer.is_error:
            raise Refused(_problem(answer))
        return answer.json()

    def _sign_in(self) -> str:
        answer = self._http.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=self._credentials
        )
        if answer.is_error:
            raise Refused(f"sign-in: {_problem(answer)}")
        token: str = answer.json()["access_token"]
        return token


def _problem(answer: httpx.Response) -> str:
    """An RFC 9457 problem, or an OAuth error, as one sentence."""
    try:
        problem = answer.json()
    except ValueError:
        return f"{answer.status_code} {answer.reason_phrase}"
    parts = [problem.get(name) for name in ("error", "title", "where", "remedy")]
    return " – ".join(str(part) for part in parts if part) or str(answer.status_code)
