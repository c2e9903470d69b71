"""Hands a document to the Peppol access point of this installation."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared.installation import Installation


async def submit_invoice_response(
    db: AsyncSession, installation: Installation, *, sender: str, receiver: str, document: bytes
) -> UUID:
    """The transport's id of the submission; its own job sends it."""
    raise NotImplementedError
