"""What ordering does when others tell facts."""

from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.documents.kinds import CATALOGUE, ORDER_RESPONSE, DocumentKind
from ecatalog.documents.parties import Identifier
from ecatalog.model import Channel
from ecatalog.service.answers import submit_response
from ecatalog.service.catalogues import record_contract, submit_catalogue
from ecatalog.service.intake import Sender
from shared.events import ContractConcluded, DocumentReceived
from shared.identity.actor import Actor
from shared.installation import Installation


async def record_concluded_contract(
    db: AsyncSession, installation: Installation, event: ContractConcluded
) -> None:
    """A concluded contract can have a catalogue and orders from now on."""
    await record_contract(db, installation, event)


async def take_received_document(
    db: AsyncSession, installation: Installation, event: DocumentReceived
) -> None:
    """A catalogue or an answer that came over Peppol is taken as if it had been uploaded.

    The sender is who the envelope names, which the access points have vouched for.
    """
    kind = kind_of(event.document_type)
    if kind is None:
        return
    scheme, _, value = event.sender.rpartition("::")[2].partition(":")
    number = Identifier(value, scheme).enterprise_number()
    actor = Actor(name=event.sender, enterprise_number=str(number or ""))
    sender = Sender.of(actor, Channel.PEPPOL, event.instance_identifier)
    data = await installation.blobs.get(event.payload_sha256)
    submit = submit_catalogue if kind is CATALOGUE else submit_response
    await submit(db, installation, sender, data)


def kind_of(document_type: str) -> DocumentKind | None:
    """The kind ordering takes in by this Peppol document type, with or without its scheme."""
    for kind in (CATALOGUE, ORDER_RESPONSE):
        if document_type.endswith(kind.identifier):
            return kind
    return None
