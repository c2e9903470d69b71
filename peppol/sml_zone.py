"""A locator zone for development: a small DNS server on loopback that answers NAPTR over UDP."""

import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from peppol.identifiers import ParticipantIdentifier
from peppol.sml import locator_name

_TTL_S = 5
_POLL_S = 0.05
"""How long closing may take; queries are answered at once."""

Registrations = Callable[[], Mapping[str, str]]
"""Gives participant values and their publishers' addresses, asked anew for every query."""


def read_zone_file(path: Path) -> dict[str, str]:
    """`participant address` per line; empty lines and lines with # do not count."""
    if not path.exists():
        return {}
    lines = (line.split("#", 1)[0].split() for line in path.read_text("utf-8").splitlines())
    return {words[0].lower(): words[1] for words in lines if len(words) > 1}


def register_in_zone_file(path: Path, participant: ParticipantIdentifier, address: str) -> None:
    """Add or replace a participant's publisher; what the real locator does by its web service."""
    zone = read_zone_file(path) | {participant.value: address}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(f"{who} {where}\n" for who, where in sorted(zone.items())), "utf-8")
    fresh.replace(path)


class ZoneServer:
    """Serves a zone from a thread; a context manager. `port` 0 takes a free one."""

    def __init__(
        self, zone: str, registrations: Registrations, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self._zone = zone
        self._registrations = registrations
        self._server = _UdpServer((host, port), _Handler)
        self._server.respond = self.respond
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_S,), daemon=True
        )

    @property
    def address(self) -> str:
        """`host:port`, as the setting for the name server wants it."""
        host, port = self._server.server_address[:2]
        return f"{cast(str, host)}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
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

    def respond(self, octets: bytes) -> bytes | None:
        """The answer to one datagram; nothing to what is no query."""
        try:
            query = dns.message.from_wire(octets)
        except dns.exception.DNSException:
            return None
        if query.opcode() != dns.opcode.QUERY or query.flags & dns.flags.QR or not query.question:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        self._answer(response)
        return response.to_wire()

    def _answer(self, response: dns.message.Message) -> None:
        question = response.question[0]
        address = self._published().get(question.name.to_text(omit_final_dot=True).lower())
        if address is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype == dns.rdatatype.NAPTR:
            text = f'100 10 "U" "Meta:SMP" "!.*!{address}!" .'
            response.answer.append(
                dns.rrset.from_text(
                    question.name, _TTL_S, dns.rdataclass.IN, dns.rdatatype.NAPTR, text
                )
            )

    def _published(self) -> dict[str, str]:
        return {
            locator_name(ParticipantIdentifier(who), self._zone).lower(): where
            for who, where in self._registrations().items()
        }


class _UdpServer(socketserver.ThreadingUDPServer):
    daemon_threads = True
    respond: Callable[[bytes], bytes | None]


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        octets, connection = cast(tuple[bytes, Any], self.request)
        answer = cast(_UdpServer, self.server).respond(octets)
        if answer is not None:
            connection.sendto(answer, self.client_address)
