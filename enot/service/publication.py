"""Publication: what was approved becomes eForms XML, a journal number, a procedure and an event.

All in one transaction; the XML's bytes are durable before it commits.
"""

import asyncio
import datetime as dt
from dataclasses import asdict
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from enot import contents, search_index
from enot.eforms.award_notice import award_notice
from enot.eforms.builder import CONTRACT_AWARD_NOTICE, CONTRACT_NOTICE, build_notice, to_bytes
from enot.eforms.content import AwardedProcedure, NoticeContent
from enot.eforms.contract_notice import contract_notice
from enot.eforms.sdk import schema_findings
from enot.eforms.table import own_table
from enot.model import JournalYear, Notice, NoticeKind, Publication, PublicationCode
from enot.service.drafts import examine_notice, notice_of
from enot.service.unlawful import NoticeUnlawful
from shared.audit import Audit, record
from shared.clock import BRUSSELS
from shared.errors import QuaestorError, WhoActs
from shared.events import NoticePublished
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.outbox import publish
from shared.packs import Packs
from shared.tender import DocumentRef, Lot, Procedure, publish_procedure

XML = "application/xml"
_FIRST_NUMBER = 500_001


class NoticeNotValid(QuaestorError):
    """The product wrote XML that the official schema minds: never the buyer's fault."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "notice-not-valid"
    says: ClassVar[str] = msg("The notice could not be written as valid eForms XML: {found}")
    remedy: ClassVar[str] = msg("Tell the operator; nothing was published.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


async def publish_notice(
    db: AsyncSession, installation: Installation, actor: Actor, notice_id: UUID
) -> Publication:
    """Publish an approved notice in the national journal.

    Raises NoticeUnlawful when time has made it unlawful since its approval, WrongState,
    NoticeNotValid, and as `notice_of`.
    """
    clock = installation.clock
    notice = await notice_of(db, actor, notice_id, Role.BUYER, Role.APPROVER, lock=True)
    examination = await examine_notice(db, clock, notice)
    if not examination.is_lawful:
        raise NoticeUnlawful(examination)
    notice.publish()
    now = clock.now()
    said = await contents.for_publication(db, notice, now, installation.settings.base_url)
    xml = await _store(installation, said)
    if isinstance(said, NoticeContent):
        await _open_procedure(db, now, notice, said)
    publication = await _enter(db, now, notice, said, xml)
    await publish(db, clock, _event(notice, publication))
    subject = f"notice:{notice.id}"
    facts = {"journal_number": publication.journal_number, "xml_sha256": xml.sha256}
    await record(db, clock, actor, Audit.NOTICE_PUBLISHED, subject, **facts)
    return publication


async def _store(installation: Installation, said: NoticeContent | AwardedProcedure) -> DocumentRef:
    xml = await asyncio.to_thread(_write, Packs(installation.settings.pack_folders), said)
    return await installation.blobs.put(xml, XML)


def _write(packs: Packs, said: NoticeContent | AwardedProcedure) -> bytes:
    if isinstance(said, NoticeContent):
        root = build_notice(own_table(), CONTRACT_NOTICE, contract_notice(said))
    else:
        root = build_notice(own_table(), CONTRACT_AWARD_NOTICE, award_notice(said))
    findings = schema_findings(packs, root)
    if findings:
        raise NoticeNotValid(findings[0].path, found=findings[0].message)
    return to_bytes(root)


async def _enter(
    db: AsyncSession,
    now: dt.datetime,
    notice: Notice,
    said: NoticeContent | AwardedProcedure,
    xml: DocumentRef,
) -> Publication:
    """Give it a number in the journal and make it findable."""
    content = said if isinstance(said, NoticeContent) else said.content
    language = content.languages[0]
    publication = Publication(
        notice_id=notice.id,
        procedure_id=notice.procedure_id,
        journal_number=await _next_number(db, now.astimezone(BRUSSELS).year),
        subtype=content.identity.subtype,
        published_at=now,
        xml_sha256=xml.sha256,
        xml_size=xml.size,
        title=content.title.get(language) or notice.title,
        language=language,
        authority_name=content.buyer.organisation.name,
        cpv=content.cpv,
        nuts=content.nuts,
        authority=asdict(content.buyer.organisation),
    )
    db.add(publication)
    await db.flush()
    codes = {content.cpv, *(lot.cpv for lot in content.lots)}
    db.add_all(PublicationCode(publication_id=publication.id, cpv=code) for code in codes)
    texts = contents.searchable_texts(said, publication.journal_number)
    await search_index.index_publication(db, publication.id, texts)
    return publication


async def _next_number(db: AsyncSession, year: int) -> str:
    """`2026-500123`: the next number of the year; writers queue at the year's row."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(JournalYear).values(year=year, last_number=_FIRST_NUMBER)
    number = await db.scalar(
        row.on_conflict_do_update(
            index_elements=["year"],
            set_={"last_number": sa.text("enot_journal_year.last_number + 1")},
        ).returning(sa.column("last_number"))
    )
    return f"{year}-{number}"


async def _open_procedure(
    db: AsyncSession, now: dt.datetime, notice: Notice, content: NoticeContent
) -> None:
    """The shared procedure and its lots exist from this moment; the deadline lives there."""
    language = content.languages[0]
    procedure = Procedure(
        id=notice.procedure_id,
        reference=content.reference,
        title=content.title[language],
        description=content.description[language],
        language=language,
        authority_id=notice.authority_id,
        kind=content.kind,
        nature=content.nature,
        cpv=content.cpv,
        nuts=content.nuts,
        estimated_value=content.value.amount,
        deadline=content.submission.deadline.astimezone(dt.UTC),
    )
    lots = [
        Lot(
            procedure_id=notice.procedure_id,
            number=lot.number,
            title=lot.title[language],
            description=lot.description[language],
            cpv=lot.cpv,
            estimated_value=lot.value.amount,
            price_weight=int(content.criteria[0].weight),
        )
        for lot in content.lots
    ]
    await publish_procedure(db, now, procedure, lots)


def _event(notice: Notice, publication: Publication) -> NoticePublished:
    return NoticePublished(
        notice_id=notice.id,
        procedure_id=notice.procedure_id,
        subtype=publication.subtype.value,
        is_competition=notice.kind is NoticeKind.COMPETITION,
        journal_number=publication.journal_number,
        published_at=publication.published_at,
    )
