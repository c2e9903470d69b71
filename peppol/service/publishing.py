"""Publishing what participants receive: signed when it changes, served as stored bytes."""

import asyncio
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from peppol import smp
from peppol.access_point import AccessPoint, access_point_of
from peppol.identifiers import (
    BusinessService,
    DocumentTypeIdentifier,
    ParticipantIdentifier,
    ProcessIdentifier,
)
from peppol.model import SmpEntry
from peppol.pki import PeerCertificate
from peppol.queries import entries_of, entry_of
from peppol.sml_zone import register_in_zone_file
from peppol.smp import Endpoint, Offer, ServiceMetadata
from shared.audit import Audit, record
from shared.identity.actor import SYSTEM, Actor
from shared.installation import Installation


async def register_participant(
    db: AsyncSession,
    installation: Installation,
    participant: ParticipantIdentifier,
    services: Iterable[BusinessService],
    *,
    actor: Actor = SYSTEM,
) -> None:
    """Publish that a participant receives these documents here; replaces what was published.

    In development the participant is also entered into the zone file; the real locator is told by
    its operator. Raises AccessPointNotSetUp, NoUsableKey.
    """
    address = access_point_of(installation.settings).publisher_url
    processes: dict[DocumentTypeIdentifier, list[ProcessIdentifier]] = {}
    for service in services:
        processes.setdefault(service.document_type, []).append(service.process)
    await _remove_others(db, participant, processes)
    for document_type, offered in processes.items():
        await _publish(db, installation, participant, document_type, offered)
    zone_file = installation.settings.peppol_zone_file
    if zone_file is not None:
        register_in_zone_file(zone_file, participant, address)
    await record(
        db,
        installation.clock,
        actor,
        Audit.PARTICIPANT_PUBLISHED,
        f"participant:{participant}",
        document_types=", ".join(sorted(kind.value for kind in processes)),
    )


async def unregister_participant(
    db: AsyncSession,
    installation: Installation,
    participant: ParticipantIdentifier,
    *,
    actor: Actor = SYSTEM,
) -> None:
    """Publish nothing for this participant any more; messages for it are no longer taken."""
    await _remove_others(db, participant, ())
    subject = f"participant:{participant}"
    await record(db, installation.clock, actor, Audit.PARTICIPANT_WITHDRAWN, subject)


async def republish(db: AsyncSession, installation: Installation) -> int:
    """Sign everything anew, after a change of keys or address; returns how many entries."""
    entries = (await db.scalars(sa.select(SmpEntry))).all()
    for entry in entries:
        await _publish(
            db,
            installation,
            ParticipantIdentifier(entry.participant),
            DocumentTypeIdentifier.parse(entry.document_type),
            [ProcessIdentifier.parse(process) for process in entry.processes],
        )
    return len(entries)


async def _remove_others(
    db: AsyncSession,
    participant: ParticipantIdentifier,
    kept: Iterable[DocumentTypeIdentifier],
) -> None:
    uris = {document_type.uri for document_type in kept}
    for entry in await entries_of(db, participant.value):
        if entry.document_type not in uris:
            await db.delete(entry)
    await db.flush()


async def _publish(
    db: AsyncSession,
    installation: Installation,
    participant: ParticipantIdentifier,
    document_type: DocumentTypeIdentifier,
    processes: Sequence[ProcessIdentifier],
) -> None:
    access_point, now = access_point_of(installation.settings), installation.clock.now()
    endpoint = _endpoint(access_point, access_point.keys.signing(now).peer)
    offers = tuple(Offer(process, (endpoint,)) for process in processes)
    metadata = ServiceMetadata(participant, document_type, offers)
    publisher = access_point.signing_publisher()
    signed = await asyncio.to_thread(smp.build_service_metadata, metadata, publisher)
    entry = await entry_of(db, participant.value, document_type.uri)
    if entry is None:
        entry = SmpEntry(
            participant=participant.value,
            document_type=document_type.uri,
            processes=[],
            signed=b"",
            signed_at=now,
        )
    entry.processes = [process.uri for process in processes]
    entry.signed, entry.signed_at = signed, now
    db.add(entry)
    await db.flush()


def _endpoint(access_point: AccessPoint, certificate: PeerCertificate) -> Endpoint:
    return Endpoint(
        url=access_point.endpoint_url,
        certificate=certificate,
        description="Quaestor",
        contact=access_point.url,
    )


async def service_group(
    db: AsyncSession, access_point: AccessPoint, participant: ParticipantIdentifier
) -> bytes | None:
    """The service group of a participant, or None when nothing is published for it."""
    entries = await entries_of(db, participant.value)
    if not entries:
        return None
    types = [DocumentTypeIdentifier.parse(entry.document_type) for entry in entries]
    return smp.build_service_group(participant, types, access_point.publisher_url)
