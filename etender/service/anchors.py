"""Whom signatures on bids may lead back to: the roots this installation trusts."""

from cryptography import x509

from shared.installation import Installation
from shared.signing.chain import load_anchors

ANCHORS = "anchors"


def signature_anchors(installation: Installation) -> tuple[x509.Certificate, ...]:
    """Whom signatures on bids may lead back to: the certificates in `home/anchors/*.pem`."""
    folder = installation.settings.home / ANCHORS
    files = sorted(folder.glob("*.pem")) if folder.is_dir() else []
    return tuple(
        anchor
        for file in files
        for anchor in load_anchors(file.read_bytes(), production=installation.settings.production)
    )
