"""The access point of an installation: keys, anchors and addresses, as the settings say."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from peppol.as4.receive import ReceivingTerms
from peppol.discovery import Discovery
from peppol.pki import KeyRing, OwnKey, RevocationLists, TrustAnchors
from peppol.sml import DnsResolver
from peppol.wire import HttpWire, Wire
from shared.errors import NotFound, WhoActs
from shared.i18n import msg
from shared.settings import Settings

FOLDER = "peppol"
KEYS = "access-point-key*.pem"
PUBLISHER_KEY = "publisher.pem"
ACCESS_POINT_ANCHORS = "access-point-ca.pem"
PUBLISHER_ANCHORS = "publisher-ca.pem"


class AccessPointNotSetUp(NotFound):
    status = 503
    code = "peppol-not-set-up"
    says = msg("The Peppol access point has not been set up: {found} is missing.")
    remedy = msg("Install the Peppol certificates, or run quaestor peppol development-keys.")
    who = WhoActs.OPERATOR


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """Everything the transport needs of the settings, loaded."""

    keys: KeyRing
    publisher_key: OwnKey | None
    access_points: TrustAnchors
    publishers: TrustAnchors
    url: str
    """Where we are reached, without a slash at the end."""

    settings: Settings

    @property
    def endpoint_url(self) -> str:
        return f"{self.url}/as4"

    @property
    def publisher_url(self) -> str:
        return f"{self.url}/smp"

    @property
    def host(self) -> str:
        """The right-hand side of our message ids."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def plain_http_allowed(self) -> bool:
        return not self.settings.production

    @property
    def receiving_terms(self) -> ReceivingTerms:
        limit = self.settings.peppol_document_limit_mb * 1024 * 1024
        return ReceivingTerms(self.keys, self.access_points, self.host, limit)

    @property
    def wire(self) -> Wire:
        return HttpWire(plain_http_allowed=self.plain_http_allowed)

    @property
    def discovery(self) -> Discovery:
        return Discovery(
            resolver=DnsResolver(self.settings.peppol_nameserver),
            wire=self.wire,
            zone=self.settings.peppol_zone,
            publishers=self.publishers,
            access_points=self.access_points,
            plain_http_allowed=self.plain_http_allowed,
        )

    def signing_publisher(self) -> OwnKey:
        """Raises AccessPointNotSetUp when this installation publishes no metadata."""
        if self.publisher_key is None:
            raise AccessPointNotSetUp(found=PUBLISHER_KEY)
        return self.publisher_key


def access_point_of(settings: Settings) -> AccessPoint:
    """The access point of these settings; files are read again when they change.

    Raises AccessPointNotSetUp, CertificateRefused.
    """
    files = _files(settings)
    return _load(settings, files, _stamps(files))


@dataclass(frozen=True, slots=True)
class _Files:
    keys: tuple[Path, ...]
    publisher_key: Path
    access_point_anchors: tuple[Path, ...]
    publisher_anchors: tuple[Path, ...]
    revocation_lists: tuple[Path, ...]


def _files(settings: Settings) -> _Files:
    folder = settings.home / FOLDER
    return _Files(
        keys=settings.peppol_keys or tuple(sorted(folder.glob(KEYS))),
        publisher_key=settings.peppol_publisher_key or folder / PUBLISHER_KEY,
        access_point_anchors=settings.peppol_access_point_anchors
        or (folder / ACCESS_POINT_ANCHORS,),
        publisher_anchors=settings.peppol_publisher_anchors or (folder / PUBLISHER_ANCHORS,),
        revocation_lists=settings.peppol_revocation_lists,
    )


def _stamps(files: _Files) -> tuple[int, ...]:
    needed = (*files.keys, *files.access_point_anchors, *files.publisher_anchors)
    missing = [path.name for path in needed if not path.exists()]
    if missing or not files.keys:
        raise AccessPointNotSetUp(found=", ".join(missing) or KEYS)
    watched = (*needed, files.publisher_key, *files.revocation_lists)
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in watched)


@lru_cache(maxsize=16)
def _load(settings: Settings, files: _Files, _stamps: tuple[int, ...]) -> AccessPoint:
    revocation = RevocationLists(_revocation_lists(files.revocation_lists))
    publisher = files.publisher_key
    return AccessPoint(
        keys=KeyRing.load(*files.keys),
        publisher_key=OwnKey.load(publisher) if publisher.exists() else None,
        access_points=TrustAnchors.load(*files.access_point_anchors, revocation=revocation),
        publishers=TrustAnchors.load(*files.publisher_anchors, revocation=revocation),
        url=(settings.peppol_url or settings.base_url).rstrip("/"),
        settings=settings,
    )


def _revocation_lists(files: Sequence[Path]) -> list[x509.CertificateRevocationList]:
    contents = [path.read_bytes() for path in files]
    return [
        x509.load_pem_x509_crl(data) if data.startswith(b"-----") else x509.load_der_x509_crl(data)
        for data in contents
    ]
