"""A recorded contract, and the catalogue in force under it."""

from pathlib import Path

import pytest

from ecatalog.documents.catalogue import write_catalogue
from ecatalog.model import Channel, Contract, Received
from ecatalog.service.catalogues import record_contract, submit_catalogue
from ecatalog.service.intake import Sender
from shared.installation import Installation
from tests.ecatalog.world import catalogue, concluded
from tests.factories import People


@pytest.fixture(autouse=True)
def shared_cache(tmp_path: Path, compiled_rules: Path) -> None:
    """Each test has an installation of its own; compiling rules anew for each would be slow."""
    (tmp_path / "cache").symlink_to(compiled_rules)


@pytest.fixture
async def contract(installation: Installation, people: People) -> Contract:
    """The contract between the city and its supplier."""
    async with installation.begin() as db:
        return await record_contract(db, installation, concluded())


@pytest.fixture
async def in_force(installation: Installation, people: People, contract: Contract) -> Received:
    """The supplier's catalogue, taken."""
    async with installation.begin() as db:
        sender = Sender.of(people.supplier, Channel.API)
        return await submit_catalogue(db, installation, sender, write_catalogue(catalogue()))
