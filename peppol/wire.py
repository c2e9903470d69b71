"""HTTP to other access points and publishers: one call, bounded, no redirects followed."""

import ssl
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx

from shared.errors import InvalidInput, QuaestorError, WhoActs
from shared.i18n import msg

_CONNECT_S: Final = 10.0
_ANSWER_S: Final = 120.0
_ANSWER_OCTETS: Final = 5 * 1024 * 1024


class Unreachable(QuaestorError):
    status = 502
    code = "peppol-unreachable"
    says = msg("{host} cannot be reached: {found}.")
    remedy = msg("Nothing needs to be done: it is tried again automatically.")
    who = WhoActs.NETWORK


class PlainHttpRefused(InvalidInput):
    code = "peppol-plain-http"
    says = msg("{found} is no https address.")
    remedy = msg("The receiver's provider must publish an https address.")
    who = WhoActs.RECEIVER


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP."""

    status: int
    content_type: str
    body: bytes


class Wire(Protocol):
    """Blocking calls, made in a thread."""

    def get(self, url: str) -> Reply:
        """Raises Unreachable or PlainHttpRefused."""
        ...

    def post(self, url: str, content_type: str, body: bytes) -> Reply:
        """Raises Unreachable or PlainHttpRefused."""
        ...


class HttpWire:
    """The real one: TLS 1.2 or newer; plain http only where `plain_http_allowed`."""

    def __init__(self, *, plain_http_allowed: bool = False) -> None:
        self._plain_http_allowed = plain_http_allowed

    def get(self, url: str) -> Reply:
        return self._call("GET", url)

    def post(self, url: str, content_type: str, body: bytes) -> Reply:
        return self._call("POST", url, {"Content-Type": content_type}, body)

    def _call(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        parts = urlsplit(url)
        schemes = ("https", "http") if self._plain_http_allowed else ("https",)
        if parts.scheme not in schemes or not parts.hostname:
            raise PlainHttpRefused(found=url)
        try:
            with (
                _client() as client,
                client.stream(method, url, headers=headers, content=body) as answer,
            ):
                return Reply(
                    answer.status_code, answer.headers.get("content-type", ""), _bounded(answer)
                )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            name = type(error).__name__
            raise Unreachable(host=parts.hostname, found=f"{name} {error}") from None


def _client() -> httpx.Client:
    timeout = httpx.Timeout(_ANSWER_S, connect=_CONNECT_S)
    return httpx.Client(verify=_tls(), timeout=timeout, follow_redirects=False, trust_env=False)


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # Peppol transport security 1.1.0
    return context


def _bounded(answer: httpx.Response) -> bytes:
    chunks, size = [], 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        if size > _ANSWER_OCTETS:
            raise httpx.TransportError("the answer is too long")
        chunks.append(chunk)
    return b"".join(chunks)
