"""A supplier with a plan, a certificate and a platform."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from etender.bidder.call import PublicCall
from etender.bidder.folder import BidFolder
from etender.bidder.plan import BidPlan, LotOffer, OfferDocument, OfferLine
from etender.bidder.preparation import prepare_bid
from etender.sealing.beacon import LocalBeacon
from shared.clock import FrozenClock
from shared.party import Address, EnterpriseNumber, Party
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from tests.etender.bidder.platform_fake import FakePlatform

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
DEADLINE = dt.datetime(2027, 1, 15, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def still() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def beacon(tmp_path: Path, still: FrozenClock) -> LocalBeacon:
    return LocalBeacon.open(tmp_path / "beacon.json", still)


@pytest.fixture
def platform(beacon: LocalBeacon, still: FrozenClock) -> FakePlatform:
    return FakePlatform(beacon, still, DEADLINE)


@pytest.fixture(scope="session")
def development() -> DevelopmentAuthority:
    return DevelopmentAuthority.create("Development Root", NOW)


@pytest.fixture(scope="session")
def signer(development: DevelopmentAuthority) -> Credential:
    return development.issue(
        "Marie Peeters",
        organisation="Kantoormeubel Noord",
        organisation_id="0403019261",
        usage=Usage.SIGNATURE,
        now=NOW,
    )


@pytest.fixture
def plan(platform: FakePlatform, tmp_path: Path) -> BidPlan:
    brochure = tmp_path / "brochure.pdf"
    brochure.write_bytes(b"%PDF-1.7 a brochure")
    tenderer = Party(
        name="Kantoormeubel Noord",
        enterprise_number=EnterpriseNumber.parse("0403.019.261"),
        address=Address("Kaai 1", "2000", "Antwerpen"),
        email="offertes@noord.example",
    )
    line = OfferLine("Desk, 160 cm", Decimal(40), "C62", Decimal("249.995"))
    return BidPlan(
        call=PublicCall.from_json(platform.call_json()),
        tenderer=tenderer,
        contact="Marie Peeters",
        offers=(LotOffer(1, (line,)),),
        documents=(OfferDocument(brochure, "Brochure"),),
    )


@pytest.fixture
def prepared(plan: BidPlan, platform: FakePlatform, tmp_path: Path) -> BidFolder:
    return prepare_bid(plan, platform.call_json(), tmp_path / "bid", NOW)
