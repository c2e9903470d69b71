"""The audit chain: append-only, and any change shows from where it was made."""

import sqlalchemy as sa

from shared import audit
from shared.audit import Audit
from shared.installation import Installation
from tests.factories import People


async def _three(installation: Installation, people: People) -> None:
    for number in range(3):
        async with installation.begin() as db:
            await audit.record(
                db, installation.clock, people.buyer, Audit.JOB_REVIVED, f"job:{number}", n=number
            )


async def test_an_untouched_chain_is_intact(installation: Installation, people: People) -> None:
    await _three(installation, people)
    async with installation.read() as db:
        verdict = await audit.verify_chain(db)
    assert (verdict.entries, verdict.is_intact) == (3, True)


async def test_a_changed_entry_breaks_the_chain_there(
    installation: Installation, people: People
) -> None:
    await _three(installation, people)
    async with installation.begin() as db:
        await db.execute(sa.text("update shared_audit set actor_name = 'Mallory' where seq = 2"))
    async with installation.read() as db:
        assert (await audit.verify_chain(db)).first_broken == 2


async def test_a_removed_last_entry_is_missed(installation: Installation, people: People) -> None:
    await _three(installation, people)
    async with installation.begin() as db:
        await db.execute(sa.text("delete from shared_audit where seq = 3"))
    async with installation.read() as db:
        assert (await audit.verify_chain(db)).first_broken == 3


async def test_an_entry_names_who_did_what_for_whom(
    installation: Installation, people: People
) -> None:
    await _three(installation, people)
    async with installation.read() as db:
        entry = (await audit.latest_entries(db))[0]
    assert entry.actor == people.buyer.reference
    assert entry.organisation == people.buyer.enterprise_number
    assert entry.facts == {"n": "2"}
