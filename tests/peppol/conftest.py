"""An installation that is a Peppol access point, a locator zone, and an access point to meet."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from peppol.devpki import write_key
from peppol.sml_zone import ZoneServer, read_zone_file
from shared.settings import Settings
from tests.fakes.access_point import FakeAccessPoint
from tests.peppol.world import network

ZONE = "sml.example.test"


@pytest.fixture
def zone_file(tmp_path: Path) -> Path:
    return tmp_path / "zone.txt"


@pytest.fixture
def zone(zone_file: Path) -> Iterator[ZoneServer]:
    with ZoneServer(ZONE, lambda: read_zone_file(zone_file)) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, zone: ZoneServer, zone_file: Path) -> Settings:
    """The house's settings, with the keys of POP000001 in the home folder."""
    folder = settings.home / "peppol"
    network().pki.write_anchors(folder)
    write_key(network().sender, folder / "access-point-key.pem")
    write_key(network().publisher, folder / "publisher.pem")
    return msgspec.structs.replace(
        settings,
        peppol_zone=ZONE,
        peppol_nameserver=zone.address,
        peppol_zone_file=zone_file,
    )


@pytest.fixture
def peer(zone_file: Path) -> Iterator[FakeAccessPoint]:
    """The access point POP000002, which serves the city and is in the zone."""
    with FakeAccessPoint(network(), zone_file) as access_point:
        yield access_point
