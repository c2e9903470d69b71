"""What a stored notice says: its answers, its authority and its outcomes made into content."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from enot.drafting import Places, contract_content, value_question
from enot.eforms.content import AwardedProcedure, NoticeContent, NoticeIdentity, OrganisationContent
from enot.forms.answers import AwardAnswers, CompleteAnswers, NoticeAnswers
from enot.model import Notice, NoticeKind, Publication
from enot.outcomes import awarded_procedure, lot_facts, outcomes_of
from enot.rules.channels import decide_channels
from enot.subtypes import Subtype
from shared.errors import NotFound
from shared.identity.service import organisation_by_id
from shared.party import Address, EnterpriseNumber, Party

Said = NoticeContent | AwardedProcedure


async def for_publication(
    db: AsyncSession, notice: Notice, dispatch: dt.datetime, base_url: str
) -> Said:
    """What the notice says if it is dispatched at this moment; its answers must be complete."""
    authority = (await organisation_by_id(db, notice.authority_id)).as_party()
    if notice.kind is NoticeKind.AWARD:
        call = await call_for_competition(db, notice.procedure_id)
        subtype = (await publication_of(db, call.id)).subtype.award_counterpart
    else:
        call, subtype = notice, _subtype(notice, dispatch)
    identity = NoticeIdentity(notice.id, 1, notice.procedure_id, subtype, dispatch)
    return await _said(db, notice, call, (authority, identity), base_url)


async def published(db: AsyncSession, publication: Publication, base_url: str) -> Said:
    """What a published notice says, with the authority as it was on that day."""
    notice = await db.get(Notice, publication.notice_id)
    if notice is None:
        raise NotFound("notice")
    is_award = notice.kind is NoticeKind.AWARD
    call = await call_for_competition(db, notice.procedure_id) if is_award else notice
    identity = NoticeIdentity(
        notice.id, 1, notice.procedure_id, publication.subtype, publication.published_at
    )
    return await _said(db, notice, call, (_party(publication), identity), base_url)


async def _said(
    db: AsyncSession,
    notice: Notice,
    call: Notice,
    who: tuple[Party, NoticeIdentity],
    base_url: str,
) -> Said:
    answers = CompleteAnswers.model_validate(call.answers)
    page = f"{base_url}/procedures/{notice.procedure_id}"
    content = contract_content(answers, *who, Places(documents_url=page, bids_url=page))
    if notice.kind is NoticeKind.COMPETITION:
        return content
    lots = [lot_facts(o) for o in await outcomes_of(db, notice.procedure_id)]
    return awarded_procedure(content, lots, AwardAnswers.model_validate(notice.answers))


def _subtype(notice: Notice, dispatch: dt.datetime) -> Subtype:
    asked = value_question(NoticeAnswers.model_validate(notice.answers), dispatch)
    if asked is None:
        raise RuntimeError("the subtype of an incomplete notice was asked")
    return decide_channels(asked).subtype


async def call_for_competition(
    db: AsyncSession, procedure_id: UUID, *, lock: bool = False
) -> Notice:
    """The contract notice of a procedure; raises NotFound."""
    wanted = sa.select(Notice).where(
        col(Notice.procedure_id) == procedure_id, col(Notice.kind) == NoticeKind.COMPETITION
    )
    found = await db.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound("notice")
    return found


async def publication_of(db: AsyncSession, notice_id: UUID) -> Publication:
    """Where a notice was published; raises NotFound."""
    found = await db.scalar(sa.select(Publication).where(col(Publication.notice_id) == notice_id))
    if found is None:
        raise NotFound("publication")
    return found


def _party(publication: Publication) -> Party:
    then = OrganisationContent(**{k: v for k, v in publication.authority.items() if k != "size"})
    address = Address(then.street, then.postcode, then.town, then.country, then.nuts)
    return Party(then.name, EnterpriseNumber(then.number), address, then.email)


def searchable_texts(said: Said, journal_number: str) -> Iterator[str]:
    """Every text a search for words should find the notice by, in all its languages."""
    content = said if isinstance(said, NoticeContent) else said.content
    yield journal_number
    yield content.reference
    yield content.buyer.organisation.name
    yield from content.title.values()
    yield from content.description.values()
    for lot in content.lots:
        yield from lot.title.values()
        yield from lot.description.values()
    if isinstance(said, AwardedProcedure):
        contracts = (outcome.contract for outcome in said.outcomes)
        yield from (contract.winner.name for contract in contracts if contract)
