"""How a document comes in: its bytes are kept before anything is made of them."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ecatalog.conformity import Conformity, check_conformity
from ecatalog.documents.reading import ElementMissing, ElementRepeated, NotAValue
from ecatalog.model import Channel, DocumentType, Received
from ecatalog.rules.finding import Finding, refuses
from shared.clock import BRUSSELS
from shared.errors import InvalidInput, QuaestorError, TooLarge
from shared.identity.actor import Actor
from shared.installation import Installation
from shared.settings import Settings

XML = "application/xml"
Document = TypeVar("Document")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands a document in, for which organisation, and how."""

    actor: Actor
    enterprise_number: str
    channel: Channel
    file_name: str = ""

    @classmethod
    def of(cls, actor: Actor, channel: Channel, file_name: str = "") -> "Sender":
        return cls(actor, actor.enterprise_number, channel, file_name)


@dataclass(frozen=True, slots=True)
class Opened(Generic[Document]):
    """A document that was looked at; `document` is None when it could not be read."""

    document: Document | None
    conformity: Conformity


async def keep(
    installation: Installation, sender: Sender, document_type: DocumentType, data: bytes
) -> Received:
    """Store the bytes and begin the record of how they came; the verdict is still open."""
    stored = await installation.blobs.put(data, XML)
    return Received(
        document_type=document_type,
        sender=sender.enterprise_number,
        sent_by=sender.actor.name[:200],
        channel=sender.channel,
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        file_name=sender.file_name[-200:],
        received_at=installation.clock.now(),
    )


async def open_document(
    installation: Installation,
    data: bytes,
    read: Callable[[bytes], Document],
) -> Opened[Document]:
    """Read the document and check it against what is official; large ones do not stop others."""
    today = installation.clock.now().astimezone(BRUSSELS).date()
    return await asyncio.to_thread(_open, installation.settings, data, read, today)


def _open(
    settings: Settings, data: bytes, read: Callable[[bytes], Document], today: dt.date
) -> Opened[Document]:
    document, refusal = None, None
    try:
        document = read(data)
    except (ElementMissing, ElementRepeated, NotAValue) as error:
        refusal = error
    except (InvalidInput, TooLarge) as error:
        # no XML, or another document: the official rules could only add noise
        return Opened(None, Conformity((Finding.of_refusal(error),), ()))
    return Opened(document, _told_once(check_conformity(settings, data, today), refusal))


def _told_once(conformity: Conformity, refusal: QuaestorError | None) -> Conformity:
    """The schema names what the reader stumbled over; where it has not, the reader speaks."""
    if refusal is None or refuses(conformity.findings):
        return conformity
    findings = (*conformity.findings, Finding.of_refusal(refusal))
    return Conformity(findings, conformity.checked_against)


def judge(received: Received, findings: Iterable[Finding]) -> bool:
    """Write the findings into the record; True when the document may be taken."""
    found = list(findings)
    received.findings = [finding.as_record() for finding in found]
    received.is_taken = not refuses(found)
    return received.is_taken
