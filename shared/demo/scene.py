"""What every act is given: the world, the narrator, the documents kept, and what was learned."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from shared.demo.artefacts import Artefacts
from shared.demo.checks import Checks
from shared.demo.narrator import Narrator
from shared.demo.visitors import Machine, Person
from shared.demo.world import ERP_SECRET, World
from shared.identity.actor import Actor
from shared.validation.report import Verdict


@dataclass(slots=True)
class Learned:
    """Names that one act finds out and later acts need."""

    procedure_id: UUID | None = None
    journal_number: str = ""
    contract_number: str = ""
    order_path: str = ""


@dataclass(slots=True)
class Scene:
    """The stage during the story; everybody signs in once."""

    world: World
    tell: Narrator
    artefacts: Artefacts
    checks: Checks
    learned: Learned = field(default_factory=Learned)
    _present: dict[str, Person] = field(default_factory=dict)

    def person(self, actor: Actor) -> Person:
        """The browser of a person at the authority's installation."""
        if actor.reference not in self._present:
            self._present[actor.reference] = Person(self.world.authority.url, actor)
        return self._present[actor.reference]

    def travel(self, by: dt.timedelta) -> None:
        """Move everybody's clock; sessions end meanwhile, so people sign in again."""
        self.world.clock.advance(by)
        self._present.clear()

    def machine(self, client_id: str) -> Machine:
        """A client of the authority's installation, with a fresh token."""
        return Machine(self.world.authority.url, client_id, ERP_SECRET)

    def checked(self, xml: bytes, *, expected: Verdict = Verdict.VALID) -> str:
        """What the official rules of this day say of a UBL document."""
        return self.checks.ubl(xml, self.world.clock.now().date(), expected=expected)

    @property
    def procedure_id(self) -> UUID:
        if self.learned.procedure_id is None:
            raise RuntimeError("the notice has not been published yet")
        return self.learned.procedure_id
