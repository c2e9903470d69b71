"""A publisher's web server on loopback: serves files and ranges by RFC 9110, or misbehaves."""

import hashlib
import re
import socketserver
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, Self, cast

_REQUEST = re.compile(r"GET (\S+) HTTP/1\.1")
_FROM = re.compile(r"bytes=(\d+)-")
_REASONS = {200: "OK", 206: "Partial Content", 416: "Range Not Satisfiable"}


@dataclass(frozen=True, slots=True)
class Request:
    """Path and headers, their names in small letters."""

    path: str
    headers: Mapping[str, str]

    @property
    def start(self) -> int | None:
        """Where the range that is asked for begins."""
        match = _FROM.fullmatch(self.headers.get("range", ""))
        return int(match[1]) if match else None


@dataclass(slots=True)
class Reply:
    """The right answer, for a behaviour to send as it likes."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Other')}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


Behaviour = Callable[[Request, Reply, BinaryIO, threading.Event], None]
"""Sees the request and the right reply, and writes what it wants; the event is set at the end."""


@dataclass
class FakePackServer:
    """Serves `files` (path -> bytes). `behaviours` are used up one per request, then it behaves."""

    files: dict[str, bytes] = field(default_factory=dict)
    behaviours: list[Behaviour] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    has_validators: bool = True
    closing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.publisher = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def reply_to(self, request: Request) -> Reply:
        """What a server that keeps to RFC 9110 answers."""
        content = self.files.get(request.path)
        if content is None:
            return Reply(404, {"Content-Length": "0", "Connection": "close"})
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        headers = {"Connection": "close"} | ({"ETag": etag} if self.has_validators else {})
        start = request.start
        if start is not None and start >= len(content):
            return Reply(416, headers | {"Content-Length": "0"})
        if start is not None and request.headers.get("if-range") == etag:
            end, rest = len(content) - 1, content[start:]
            headers |= {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
            return Reply(206, headers | {"Content-Length": str(len(rest))}, rest)
        return Reply(200, headers | {"Content-Length": str(len(content))}, content)


def behaves(_request: Request, reply: Reply, wire: BinaryIO, _closing: threading.Event) -> None:
    wire.write(reply.head() + reply.body)


def breaks_off_after(count: int) -> Behaviour:
    """Announces the whole and closes the connection after some bytes of it."""

    def act(_request: Request, reply: Reply, wire: BinaryIO, _closing: threading.Event) -> None:
        wire.write(reply.head() + reply.body[:count])

    return act


def truncates_to(count: int) -> Behaviour:
    """Sends less than the whole and announces no length."""

    def act(_request: Request, reply: Reply, wire: BinaryIO, _closing: threading.Event) -> None:
        del reply.headers["Content-Length"]
        wire.write(reply.head() + reply.body[:count])

    return act


def with_headers(status: int, body: bytes | None = None, **headers: str) -> Behaviour:
    """The reply with another status, other headers (`_` for `-`) or another body."""

    def act(_request: Request, reply: Reply, wire: BinaryIO, _closing: threading.Event) -> None:
        reply.status = status
        reply.body = reply.body if body is None else body
        reply.headers["Content-Length"] = str(len(reply.body))
        reply.headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        wire.write(reply.head() + reply.body)

    return act


def ignores_ranges(content: bytes) -> Behaviour:
    """Always the whole file."""

    def act(_request: Request, reply: Reply, wire: BinaryIO, _closing: threading.Event) -> None:
        reply.status = 200
        reply.headers.pop("Content-Range", None)
        reply.headers["Content-Length"] = str(len(content))
        wire.write(reply.head() + content)

    return act


def is_silent(_request: Request, _reply: Reply, _wire: BinaryIO, closing: threading.Event) -> None:
    """Takes the request and never answers."""
    closing.wait(20)


def drips_headers(
    _request: Request, reply: Reply, wire: BinaryIO, closing: threading.Event
) -> None:
    """Slowloris turned round: one byte of the header at a time."""
    _drip(reply.head(), wire, closing)


def drips_body(_request: Request, reply: Reply, wire: BinaryIO, closing: threading.Event) -> None:
    wire.write(reply.head())
    _drip(reply.body, wire, closing)


def drips_chunk_marks(
    _request: Request, reply: Reply, wire: BinaryIO, closing: threading.Event
) -> None:
    """A chunk that never begins: bytes come, but none of the body."""
    del reply.headers["Content-Length"]
    wire.write(Reply(200, reply.headers | {"Transfer-Encoding": "chunked"}).head() + b"5;")
    _drip(b"x" * 5_000, wire, closing)


def never_ends(_request: Request, reply: Reply, wire: BinaryIO, closing: threading.Event) -> None:
    del reply.headers["Content-Length"]
    wire.write(Reply(200, reply.headers | {"Transfer-Encoding": "chunked"}).head())
    while not closing.is_set():
        wire.write(b"10000\r\n" + b"0" * 0x10000 + b"\r\n")


def _drip(data: bytes, wire: BinaryIO, closing: threading.Event) -> None:
    for at in range(len(data)):
        if closing.wait(0.05):
            return
        wire.write(data[at : at + 1])
        wire.flush()


class _Server(socketserver.ThreadingTCPServer):
    publisher: FakePackServer
    daemon_threads = True
    allow_reuse_address = True


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        publisher = cast("_Server", self.server).publisher
        request = self._request()
        if request is None:
            return
        publisher.requests.append(request)
        act = publisher.behaviours.pop(0) if publisher.behaviours else behaves
        try:
            act(
                request,
                publisher.reply_to(request),
                cast("BinaryIO", self.wfile),
                publisher.closing,
            )
        except OSError:
            # the client went away, as it should when it is treated badly
            return

    def _request(self) -> Request | None:
        match = _REQUEST.match(self.rfile.readline(8_192).decode("ascii", "replace"))
        headers = {}
        while line := self.rfile.readline(8_192).decode("ascii", "replace").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Request(match[1], headers) if match else None
