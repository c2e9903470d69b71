"""Reads: the public journal and its search, an authority's notices, and what the portal asks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from enot.forms.search import NoticeSearch
from enot.model import Notice, NoticeStatus, Publication, PublicationCode
from enot.search_index import found_by_words
from enot.subtypes import Subtype
from shared.clock import BRUSSELS
from shared.codes import Cpv
from shared.errors import NotFound
from shared.tender import Procedure

PAGE_SIZE = 20


_CALLS = [subtype for subtype in Subtype if not subtype.is_award]


@dataclass(frozen=True, slots=True)
class FoundNotice:
    """One public notice in a list; `deadline` is the procedure's, None for an award notice."""

    journal_number: str
    subtype: Subtype
    title: str
    language: str
    authority_name: str
    cpv: str
    nuts: str
    published_at: dt.datetime
    deadline: dt.datetime | None
    procedure_id: UUID

    @property
    def href(self) -> str:
        return f"/notices/{self.journal_number}"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of what a search found, newest first."""

    found: Sequence[FoundNotice]
    count: int
    page: int
    pages: int


async def search_notices(
    db: AsyncSession, search: NoticeSearch, page_size: int = PAGE_SIZE
) -> SearchResult:
    """The public notices that fit the search; a page beyond the last is the last."""
    conditions = _conditions(db, search)
    joined = sa.and_(col(Procedure.id) == col(Publication.procedure_id), *conditions)
    counted = sa.select(sa.func.count(col(Publication.id))).join(Procedure, joined)
    count = await db.scalar(counted) or 0
    pages = max(1, -(-count // page_size))
    page = min(search.page, pages)
    rows = await db.execute(
        sa.select(Publication, col(Procedure.deadline))
        .join(Procedure, joined)
        .order_by(col(Publication.published_at).desc(), col(Publication.journal_number).desc())
        .limit(page_size)
        .offset((page - 1) * page_size)
    )
    found = [found_notice(publication, deadline) for publication, deadline in rows.all()]
    return SearchResult(found, count, page, pages)


def found_notice(publication: Publication, deadline: dt.datetime) -> FoundNotice:
    """The view of a publication whose procedure has this deadline now."""
    return FoundNotice(
        journal_number=publication.journal_number,
        subtype=publication.subtype,
        title=publication.title,
        language=publication.language,
        authority_name=publication.authority_name,
        cpv=publication.cpv,
        nuts=publication.nuts,
        published_at=publication.published_at,
        deadline=None if publication.subtype.is_award else deadline,
        procedure_id=publication.procedure_id,
    )


def _conditions(db: AsyncSession, search: NoticeSearch) -> list[Any]:
    conditions: list[Any] = []
    by_words = found_by_words(db, search.q)
    if by_words is not None:
        conditions.append(col(Publication.id).in_(by_words))
    if search.cpv:
        named = sa.select(col(PublicationCode.publication_id)).where(
            col(PublicationCode.cpv).startswith(_cpv_prefix(search.cpv), autoescape=True)
        )
        conditions.append(col(Publication.id).in_(named))
    if search.nuts:
        nuts = search.nuts.upper()
        conditions.append(col(Publication.nuts).startswith(nuts, autoescape=True))
    if search.since or search.until:
        conditions.append(col(Publication.subtype).in_(_CALLS))
    if search.since:
        conditions.append(col(Procedure.deadline) >= _midnight(search.since))
    if search.until:
        after = search.until + dt.timedelta(days=1)
        conditions.append(col(Procedure.deadline) < _midnight(after))
    return conditions


def _cpv_prefix(text: str) -> str:
    """A whole code stands for all below it; fewer digits are the prefix they are."""
    digits = text.partition("-")[0]
    return Cpv(digits).significant if len(digits) == 8 else digits  # noqa: PLR2004  a whole code


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BRUSSELS).astimezone(dt.UTC)


async def publication_by_number(db: AsyncSession, journal_number: str) -> Publication:
    """Raises NotFound."""
    found = await db.scalar(
        sa.select(Publication).where(col(Publication.journal_number) == journal_number)
    )
    if found is None:
        raise NotFound("journal_number", found=journal_number)
    return found


async def publications_of(db: AsyncSession, procedure_id: UUID) -> Sequence[Publication]:
    """What was published of a procedure, oldest first."""
    found = await db.scalars(
        sa.select(Publication)
        .where(col(Publication.procedure_id) == procedure_id)
        .order_by(col(Publication.published_at))
    )
    return found.all()


async def notices_of_authority(db: AsyncSession, authority_id: UUID) -> Sequence[Notice]:
    """All notices of an authority, last changed first."""
    found = await db.scalars(
        sa.select(Notice)
        .where(col(Notice.authority_id) == authority_id)
        .order_by(col(Notice.changed_at).desc())
    )
    return found.all()


async def unpublished_notices(db: AsyncSession, authority_id: UUID) -> Sequence[Notice]:
    """The notices of an authority on which somebody must still act, oldest first."""
    found = await db.scalars(
        sa.select(Notice)
        .where(
            col(Notice.authority_id) == authority_id,
            col(Notice.status) != NoticeStatus.PUBLISHED,
        )
        .order_by(col(Notice.created_at))
    )
    return found.all()


async def award_notice_due(db: AsyncSession, procedure_id: UUID) -> dt.datetime | None:
    """Until when the award notice of a procedure must appear; None when none is waiting."""
    return await db.scalar(
        sa.select(col(Notice.due)).where(
            col(Notice.procedure_id) == procedure_id,
            col(Notice.due).is_not(None),
            col(Notice.status) != NoticeStatus.PUBLISHED,
        )
    )
