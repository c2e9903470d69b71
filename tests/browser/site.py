"""A served installation as browser tests see it."""

import datetime as dt
from dataclasses import dataclass

from playwright.async_api import BrowserContext

from shared.clock import FrozenClock
from shared.identity import Actor, service
from shared.identity.model import Person
from shared.installation import Installation
from shared.web.origin import SESSION_COOKIE
from tests.factories import People


@dataclass(frozen=True, slots=True)
class Site:
    """Its address, what is behind it, who is seated, its clock, the names of its things."""

    url: str
    installation: Installation
    people: People
    clock: FrozenClock
    names: dict[str, str]

    async def sign_in(self, context: BrowserContext, actor: Actor) -> None:
        """Give this browser a session of the actor, as the sign-in page would."""
        async with self.installation.begin() as db:
            person = await db.get(Person, actor.person_id)
            assert person is not None
            token = await service.open_session(
                db, self.installation.clock.now(), person, life=dt.timedelta(days=400)
            )
        await context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.url}])
