"""The gateway's tests run invoicing with an access point that has keys but reaches nobody."""

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from peppol.devpki import DevelopmentPki, write_key
from shared.installation import Installation
from shared.settings import Settings
from tests.conftest import MONDAY
from tests.einvoice.gateway import with_orders
from tests.factories import People


@cache
def _pki() -> DevelopmentPki:
    return DevelopmentPki.make(MONDAY)


@pytest.fixture(scope="session")
def access_point_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Own key, authorities of access points and of publishers: made once."""
    folder = tmp_path_factory.mktemp("access-point")
    key = write_key(_pki().access_point("POP000001"), folder / "key.pem")
    return (key, *_pki().write_anchors(folder))


@pytest.fixture(autouse=True)
def _rules_compiled_once(compiled_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a home of its own; the compiled rules may be common to all."""
    monkeypatch.setattr(Settings, "cache_folder", property(lambda _: compiled_rules))


@pytest.fixture
def settings(settings: Settings, access_point_files: tuple[Path, Path, Path]) -> Settings:
    key, access_points, publishers = access_point_files
    return replace(
        settings,
        contexts=("einvoice",),
        peppol_keys=(key,),
        peppol_access_point_anchors=(access_points,),
        peppol_publisher_anchors=(publishers,),
    )


@pytest.fixture
def gateway(installation: Installation, people: People) -> Installation:
    """The installation with one accepted order and its people."""
    return with_orders(installation)
