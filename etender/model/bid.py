"""Bids as they were received: every version and its receipt, never changed, never deleted."""

import datetime as dt
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from etender.opening.values import Bidder
from shared.columns import json_column
from shared.tender import DocumentRef

SEALED = "application/age-encryption"


class Bid(SQLModel, table=True):
    """What one submitter sends in the name of one tenderer; its versions hold the bytes.

    Submitter and tenderer are separate facts: a group may submit from a sister company's account.
    """

    __tablename__ = "etender_bid"
    __table_args__ = (sa.UniqueConstraint("call_id", "submitter_id", "tenderer_number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", index=True)
    submitter_id: UUID = Field(foreign_key="shared_organisation.id", index=True)
    submitter_name: str = Field(max_length=300)
    submitter_number: str = Field(max_length=10)
    submitter_seat: str = Field(default="", max_length=400)
    tenderer_name: str = Field(max_length=300)
    tenderer_number: str = Field(max_length=10)
    tenderer_seat: str = Field(default="", max_length=400)

    def submitter(self) -> Bidder:
        return Bidder(self.submitter_name, self.submitter_number, self.submitter_seat)

    def tenderer(self) -> Bidder:
        return Bidder(self.tenderer_name, self.tenderer_number, self.tenderer_seat)


class BidVersion(SQLModel, table=True):
    """One received payload with its key envelope. `withdrawn_at` is the only thing that changes."""

    __tablename__ = "etender_bid_version"
    __table_args__ = (
        sa.UniqueConstraint("bid_id", "number"),
        sa.UniqueConstraint("bid_id", "payload_sha256", "key_sha256"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    bid_id: UUID = Field(foreign_key="etender_bid.id", index=True)
    number: int
    lots: list[int] = Field(sa_type=json_column())
    payload_sha256: str = Field(max_length=64)
    payload_size: int = Field(sa_type=sa.BigInteger)
    key_sha256: str = Field(max_length=64)
    key_size: int
    key_round: int = Field(sa_type=sa.BigInteger)
    """The beacon round the key envelope names; a later deadline does not change it."""
    received_at: dt.datetime
    is_late: bool = False
    withdrawn_at: dt.datetime | None = None
    sent_by: str = Field(max_length=200)
    salt: str = Field(max_length=64)
    """Random; hides the bid in the audit log until it is opened."""

    def payload(self) -> DocumentRef:
        return DocumentRef(self.payload_sha256, self.payload_size, SEALED)

    def key_envelope(self) -> DocumentRef:
        return DocumentRef(self.key_sha256, self.key_size, SEALED)


class Receipt(SQLModel, table=True):
    """The receipt given for a version: issued once, the same bytes for ever."""

    __tablename__ = "etender_receipt"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    version_id: UUID = Field(foreign_key="etender_bid_version.id", unique=True, index=True)
    xml_sha256: str = Field(max_length=64)
    issued_at: dt.datetime
