"""The platform as the bidder's tool sees it: a call to read, two sealed files to send."""

from typing import Any, Self

import httpx

from etender.bidder.call import PublicCall
from etender.bidder.folder import BidFolder
from etender.bidder.refusals import PlatformRefused, PlatformUnreachable
from etender.sealing.envelope import KEY_NAME, PAYLOAD_NAME
from shared.party import EnterpriseNumber

_CONNECT_S = 10.0
_AGE = "application/age-encryption"
_OK = 200


class Platform:
    """A tendering platform over HTTP; give a client of your own to test, or to add a proxy."""

    def __init__(self, base_url: str, token: str = "", client: httpx.Client | None = None) -> None:
        self._base = base_url.rstrip("/")
        # a large upload takes as long as it takes; only silence is bounded
        self._client = client or httpx.Client(timeout=httpx.Timeout(60.0, connect=_CONNECT_S))
        self._token = token

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def sign_in(self, client_id: str, secret: str, scope: str = "") -> None:
        """Fetch a bearer token by client credentials (RFC 6749, 4.4). Raises PlatformRefused."""
        form = {"grant_type": "client_credentials", "client_id": client_id}
        form |= {"client_secret": secret} | ({"scope": scope} if scope else {})
        answer = self._send("POST", "/oauth/token", data=form)
        self._token = str(_json(answer).get("access_token", ""))

    def call(self, procedure_id: str) -> tuple[PublicCall, bytes]:
        """The public facts of a call, checked, and their bytes as received."""
        answer = self._send("GET", f"/api/etender/calls/{procedure_id}")
        return PublicCall.from_json(answer.content), answer.content

    def submit(
        self, bid: BidFolder, call: PublicCall, lots: list[int], tenderer: EnterpriseNumber
    ) -> dict[str, Any]:
        """Send both sealed files; gives the receipt. Safe to repeat: the same bytes count once.

        Raises PlatformRefused, PlatformUnreachable or StepMissing.
        """
        fields = {"lots": ",".join(str(lot) for lot in lots), "tenderer": str(tenderer)}
        payload, key = bid.need(bid.payload), bid.need(bid.key_envelope)
        with payload.open("rb") as sealed, key.open("rb") as envelope:
            files = {
                "payload": (PAYLOAD_NAME, sealed, _AGE),
                "key_envelope": (KEY_NAME, envelope, _AGE),
            }
            path = f"/api/etender/calls/{call.procedure_id}/bids"
            return _json(self._send("POST", path, data=fields, files=files))

    def receipt_xml(self, receipt: dict[str, Any]) -> bytes:
        """The receipt as Peppol TenderReceipt, from the link in its JSON form."""
        link = str(receipt.get("links", {}).get("xml", ""))
        return self._send("GET", link).content

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        # a link may be absolute; the token is for this platform only
        if not path.startswith("/"):
            raise PlatformRefused(found=f"a link to {path}", advice="")
        try:
            answer = self._client.request(method, self._base + path, headers=headers, **content)
        except httpx.HTTPError as error:
            raise PlatformUnreachable(found=f"{type(error).__name__}: {error}") from None
        if answer.is_error:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx.Response) -> PlatformRefused:
    """The platform's own words, when it gave any (RFC 9457)."""
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    problem = problem if isinstance(problem, dict) else {}
    words = str(problem.get("detail") or problem.get("title") or answer.reason_phrase)
    advice = str(problem.get("remedy") or "")
    where = str(problem.get("where") or problem.get("code") or "")
    return PlatformRefused(where, found=f"{answer.status_code} {words}", advice=advice)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise PlatformRefused(found="an answer that is not JSON", advice="")
    return found
