"""Every document that came in, taken or refused: the bytes are kept and so is the verdict."""

import datetime as dt
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from shared.columns import enum_column, json_column
from shared.i18n import msg
from shared.tender import DocumentRef


class DocumentType(StrEnum):
    """What the sender said it was by where it was sent."""

    CATALOGUE = "catalogue"
    ORDER_RESPONSE = "order-response"


TYPE_NAMES = {
    DocumentType.CATALOGUE: msg("Catalogue"),
    DocumentType.ORDER_RESPONSE: msg("Answer to an order"),
}


class Channel(StrEnum):
    """How a document came in."""

    WEB = "web"
    API = "api"
    PEPPOL = "peppol"
    COMMAND_LINE = "command-line"


CHANNEL_NAMES = {
    Channel.WEB: msg("Web page"),
    Channel.API: msg("Programming interface"),
    Channel.PEPPOL: msg("Peppol network"),
    Channel.COMMAND_LINE: msg("Command line"),
}


class Received(SQLModel, table=True):
    """One document as received, with what was found and what it became."""

    __tablename__ = "ecatalog_received"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    document_type: DocumentType = Field(sa_type=enum_column(DocumentType))
    document_id: str = Field(default="", max_length=200)
    """Its own number (cbc:ID); empty when it could not be read."""
    sender: str = Field(max_length=10, index=True)
    """Enterprise number of the organisation that handed it in."""
    sent_by: str = Field(max_length=200)
    channel: Channel = Field(sa_type=enum_column(Channel))
    sha256: str = Field(max_length=64, index=True)
    size: int
    media_type: str = Field(max_length=100)
    file_name: str = Field(default="", max_length=200)
    received_at: dt.datetime
    is_taken: bool = False
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_column())
    checked_against: list[str] = Field(default_factory=list, sa_type=json_column())
    contract_id: UUID | None = Field(default=None, foreign_key="ecatalog_contract.id", index=True)
    catalogue_id: UUID | None = Field(default=None, foreign_key="ecatalog_catalogue.id")
    response_id: UUID | None = Field(default=None, foreign_key="ecatalog_order_response.id")

    @property
    def document(self) -> DocumentRef:
        return DocumentRef(self.sha256, self.size, self.media_type)
