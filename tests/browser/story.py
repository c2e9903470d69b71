"""A little history for pages to show: procedures with lots, audit entries, a job that gave up."""

import datetime as dt
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from shared import audit, jobs
from shared.audit import Audit
from shared.installation import Installation
from shared.jobs import JobKind
from shared.tender import ContractNature, Lot, Procedure, ProcedureKind, publish_procedure
from tests.factories import People

TITLES = (
    ("nl", "Levering van bureaustoelen, vergadertafels en akoestische scheidingswanden"),
    ("fr", "Fourniture de matériel informatique pour les écoles communales"),
    ("de", "Instandhaltungsarbeiten an den Heizungsanlagen der Gemeindeverwaltung"),
)


async def tell(installation: Installation, people: People) -> None:
    """Write the story into the installation."""
    async with installation.begin() as db:
        for number in range(len(TITLES)):
            await _procedure(db, installation, people, number)
        for person in (people.buyer, people.supplier, people.operator):
            await audit.record(
                db, installation.clock, person, Audit.PERSON_SIGNED_IN, person.reference
            )
        await _dead_job(db, installation)


async def _procedure(
    db: AsyncSession, installation: Installation, people: People, number: int
) -> None:
    now = installation.clock.now()
    assert people.buyer.organisation_id is not None
    language, title = TITLES[number]
    procedure = Procedure(
        reference=f"KB/2027/00{number + 1}",
        title=title,
        description="Twee percelen, levering op vier plaatsen, onderhoud gedurende vijf jaar.",
        language=language,
        authority_id=people.buyer.organisation_id,
        kind=ProcedureKind.OPEN,
        nature=ContractNature.SUPPLIES,
        cpv="39130000",
        nuts="BE242",
        estimated_value=Decimal("214000.00"),
        deadline=now + dt.timedelta(days=23 + number, hours=14),
    )
    await publish_procedure(db, now, procedure, _lots(procedure))


def _lots(procedure: Procedure) -> list[Lot]:
    titles = ("Bureaustoelen", "Vergadertafels en scheidingswanden")
    return [
        Lot(
            procedure_id=procedure.id,
            number=number,
            title=title,
            cpv="39112000",
            estimated_value=Decimal("107000.00"),
        )
        for number, title in enumerate(titles, start=1)
    ]


async def _dead_job(db: AsyncSession, installation: Installation) -> None:
    clock, kind = installation.clock, JobKind("peppol.send", retries=())
    await jobs.enqueue(db, clock, kind.name, {}, key="0190a1b2-33c4-7d5e-8f60-718293a4b5c6")
    job = await jobs.claim(db, clock, "story")
    assert job is not None
    unreachable = ConnectionError("smp.example: the name does not resolve")
    await jobs.fail(db, clock, job.id, kind, unreachable)
