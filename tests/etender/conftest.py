"""Fixtures of tendering: an installation that serves etender alone, and a published procedure."""

import msgspec
import pytest

from shared.clock import FrozenClock
from shared.installation import Installation
from shared.settings import Settings
from shared.worker import Worker
from tests.etender.story import Story, publish_story, trust
from tests.factories import People


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, contexts=("etender",))


@pytest.fixture
async def story(
    installation: Installation, worker: Worker, people: People, clock: FrozenClock
) -> Story:
    trust(installation)
    return await publish_story(installation, worker, people, clock)
