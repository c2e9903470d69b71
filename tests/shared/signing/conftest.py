"""People and papers of the signature tests: an authority, a signer, two files, one moment."""

import datetime as dt

import pytest

from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.signing.signer import DataFile
from tests.shared.signing.court import Court

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def now() -> dt.datetime:
    return NOW


@pytest.fixture(scope="session")
def authority() -> DevelopmentAuthority:
    root = DevelopmentAuthority.create("Development Root", NOW)
    return DevelopmentAuthority.create("Development Signing CA", NOW, parent=root)


@pytest.fixture(scope="session")
def signer(authority: DevelopmentAuthority) -> Credential:
    return authority.issue(
        "Marie Peeters",
        organisation="Kantoormeubel Noord",
        organisation_id="0203201340",
        usage=Usage.SIGNATURE,
        now=NOW,
    )


@pytest.fixture(scope="session")
def files() -> list[DataFile]:
    return [
        DataFile("Tender.xml", b"<Tender/>", "application/xml"),
        DataFile("plans/façade noord.pdf", b"%PDF-1.7 plan", "application/pdf"),
    ]


@pytest.fixture
def court(
    authority: DevelopmentAuthority, signer: Credential, files: list[DataFile], now: dt.datetime
) -> Court:
    return Court(authority, signer, files, now)
