"""Where a participant's metadata is published: its name in the locator zone (SML 1.3.0)."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import dns.exception
import dns.rdatatype
import dns.resolver

from peppol.identifiers import PARTICIPANT_SCHEME, ParticipantIdentifier
from peppol.smp.values import MetadataRefused, NotRegistered
from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg

_REGEXP = re.compile(r"(?P<mark>[^\w\\])(?P<pattern>\^?\.\*\$?)(?P=mark)(?P<url>.+)(?P=mark)i?")
_SERVICE = "meta:smp"
_TIMEOUT_S = 5.0


class DiscoveryUnreachable(QuaestorError):
    status = 503
    code = "peppol-discovery-unreachable"
    says = msg("The Peppol directory services do not answer: {found}.")
    remedy = msg("Nothing needs to be done: it is tried again automatically.")
    who = WhoActs.NETWORK


@dataclass(frozen=True, slots=True)
class NaptrRecord:
    """One NAPTR record (RFC 3403, 4.1)."""

    order: int
    preference: int
    flags: str
    service: str
    regexp: str


class NaptrResolver(Protocol):
    """Asks the domain name system."""

    def lookup(self, name: str) -> Sequence[NaptrRecord]:
        """The records of a name, none when it does not exist. Raises DiscoveryUnreachable."""
        ...


class DnsResolver:
    """The real one; `nameserver` is `host:port` or empty for the system's own."""

    def __init__(self, nameserver: str = "", timeout_s: float = _TIMEOUT_S) -> None:
        self._resolver = dns.resolver.Resolver(configure=not nameserver)
        self._resolver.lifetime = timeout_s
        if nameserver:
            host, _, port = nameserver.rpartition(":")
            self._resolver.nameservers = [host or port]
            self._resolver.port = int(port) if host else 53

    def lookup(self, name: str) -> Sequence[NaptrRecord]:
        try:
            answer = self._resolver.resolve(name, dns.rdatatype.NAPTR, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError) as error:
            raise DiscoveryUnreachable(found=f"{type(error).__name__} {name}") from None
        return [
            NaptrRecord(
                order=record.order,
                preference=record.preference,
                flags=record.flags.decode("ascii", "replace"),
                service=record.service.decode("ascii", "replace"),
                regexp=record.regexp.decode("ascii", "replace"),
            )
            for record in answer
        ]


def locator_name(participant: ParticipantIdentifier, zone: str) -> str:
    """`base32(sha256(value))` without padding, the scheme, the zone (SML 1.3.0, 3.2)."""
    digest = hashlib.sha256(participant.value.lower().encode()).digest()
    label = base64.b32encode(digest).decode().rstrip("=")
    return f"{label}.{PARTICIPANT_SCHEME}.{zone}"


def publisher_url(
    participant: ParticipantIdentifier,
    resolver: NaptrResolver,
    zone: str,
    *,
    plain_http_allowed: bool = False,
) -> str:
    """The address of the participant's metadata publisher, without a slash at the end.

    Raises NotRegistered, MetadataRefused or DiscoveryUnreachable.
    """
    records = resolver.lookup(locator_name(participant, zone))
    usable = [r for r in records if r.flags.lower() == "u" and r.service.lower() == _SERVICE]
    if not usable:
        raise NotRegistered(participant=participant.value)
    best = min(usable, key=lambda record: (record.order, record.preference))
    match = _REGEXP.fullmatch(best.regexp)
    url = match["url"] if match else ""
    if not _is_publisher_address(url, plain_http_allowed=plain_http_allowed):
        raise MetadataRefused(found=f"locator answer {best.regexp}")
    return url.rstrip("/")


def _is_publisher_address(url: str, *, plain_http_allowed: bool) -> bool:
    """SML 1.3.0: https, no user information, no query, no fragment; a path is allowed."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    schemes = ("https", "http") if plain_http_allowed else ("https",)
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in schemes and bool(parts.hostname) and bare
