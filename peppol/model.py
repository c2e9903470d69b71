"""What the transport keeps: messages, attempts, published metadata, exchanges for the reports."""

import datetime as dt
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from shared.columns import enum_column, json_column
from shared.i18n import msg

_DOCUMENT_TYPE = 530
_PROCESS = 230
_PARTICIPANT = 140


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class MessageStatus(StrEnum):
    """Outbound: waiting, retry, then delivered or failed. Inbound: received or duplicate."""

    WAITING = "waiting"
    RETRY = "retry"
    DELIVERED = "delivered"
    FAILED = "failed"
    RECEIVED = "received"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    MessageStatus.WAITING: msg("Waiting to be sent"),
    MessageStatus.RETRY: msg("Will be tried again"),
    MessageStatus.DELIVERED: msg("Delivered to the receiver"),
    MessageStatus.FAILED: msg("Not delivered"),
    MessageStatus.RECEIVED: msg("Received"),
    MessageStatus.DUPLICATE: msg("Received twice, kept aside"),
}


class Message(SQLModel, table=True):
    """One AS4 message, sent or received; its octets are blobs, its receipt is kept here."""

    __tablename__ = "peppol_message"
    __table_args__ = (
        sa.UniqueConstraint("direction", "peer", "message_id"),
        sa.UniqueConstraint("submission_key"),
        sa.Index("ix_peppol_message_instance", "direction", "sender", "instance_identifier"),
        sa.Index("ix_peppol_message_list", "created_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    direction: Direction = Field(sa_type=enum_column(Direction))
    message_id: str = Field(max_length=250)
    peer: str = Field(default="", max_length=100)
    """Seat of the other access point; empty until it has been looked up."""

    sender: str = Field(max_length=_PARTICIPANT)
    receiver: str = Field(max_length=_PARTICIPANT)
    document_type: str = Field(max_length=_DOCUMENT_TYPE)
    """`scheme::value`."""

    process: str = Field(max_length=_PROCESS)
    instance_identifier: str = Field(max_length=200)
    country_c1: str = Field(max_length=2)
    status: MessageStatus = Field(sa_type=enum_column(MessageStatus))
    payload_sha256: str = Field(default="", max_length=64)
    envelope_sha256: str = Field(max_length=64)
    package_sha256: str = Field(default="", max_length=64)
    """The HTTP body as received, or as first sent and repeated ever since."""

    package_type: str = Field(default="", max_length=400)
    """The HTTP content type that belongs to the package."""

    signed_digest: str = Field(default="", max_length=64)
    """Hash over the signed references: equal for octets that were sent again unchanged."""

    receipt: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    endpoint_url: str = Field(default="", max_length=500)
    has_refreshed: bool = False
    """The metadata has been looked up a second time."""

    attempts: int = 0
    next_try_at: dt.datetime | None = None
    outcome: str = Field(default="", max_length=40)
    detail: str = Field(default="", sa_type=sa.Text)
    submission_key: str | None = Field(default=None, max_length=300)
    created_at: dt.datetime
    sent_at: dt.datetime | None = None
    """eb:Timestamp."""

    finished_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        """Still to be sent."""
        return self.status in (MessageStatus.WAITING, MessageStatus.RETRY)

    @property
    def own_participant(self) -> str:
        """The participant this installation works for in this exchange."""
        return self.sender if self.direction is Direction.OUT else self.receiver

    def packed(
        self, *, peer: str, endpoint_url: str, package_sha256: str, kind: str, now: dt.datetime
    ) -> None:
        """The octets to send exist now; every attempt sends these same ones."""
        self.peer, self.endpoint_url, self.sent_at = peer, endpoint_url, now
        self.package_sha256, self.package_type = package_sha256, kind

    def to_be_packed_anew(self) -> None:
        """The published endpoint may have changed; ids stay, the octets are made once more."""
        self.package_sha256, self.has_refreshed = "", True

    def delivered(self, receipt: bytes, now: dt.datetime) -> None:
        self.status, self.receipt = MessageStatus.DELIVERED, receipt
        self.finished_at, self.next_try_at = now, None

    def waits_until(self, moment: dt.datetime) -> None:
        self.status, self.next_try_at = MessageStatus.RETRY, moment

    def failed(self, now: dt.datetime) -> None:
        self.status, self.finished_at, self.next_try_at = MessageStatus.FAILED, now, None

    def starts_again(self) -> None:
        """A person decided so; looked up and packed anew, with the same ids."""
        self.status, self.attempts, self.has_refreshed = MessageStatus.WAITING, 0, False
        self.package_sha256, self.finished_at = "", None


class Attempt(SQLModel, table=True):
    """One try to send, one answer given to a repeat, or one refusal of something received."""

    __tablename__ = "peppol_attempt"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    message: UUID | None = Field(default=None, foreign_key="peppol_message.id", index=True)
    direction: Direction = Field(sa_type=enum_column(Direction))
    at: dt.datetime = Field(index=True)
    outcome: str = Field(max_length=40)
    detail: str = Field(default="", sa_type=sa.Text)
    package_sha256: str = Field(default="", max_length=64)
    """What was received, when it was refused."""

    answer_sha256: str = Field(default="", max_length=64)
    """What the peer answered, or what we answered."""


class SmpEntry(SQLModel, table=True):
    """Signed metadata of one participant and document type, served as it is."""

    __tablename__ = "peppol_smp_entry"
    __table_args__ = (sa.UniqueConstraint("participant", "document_type"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant: str = Field(max_length=_PARTICIPANT, index=True)
    document_type: str = Field(max_length=_DOCUMENT_TYPE)
    processes: list[str] = Field(sa_type=json_column())
    signed: bytes = Field(sa_type=sa.LargeBinary)
    signed_at: dt.datetime

    def offers(self, process: str) -> bool:
        return process in self.processes


class Exchange(SQLModel, table=True):
    """One receipted exchange, as the statistics reports count it (TSR 1.0, EUSR 1.1)."""

    __tablename__ = "peppol_exchange"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    message: UUID = Field(foreign_key="peppol_message.id", unique=True)
    at: dt.datetime = Field(index=True)
    """eb:Timestamp of the message."""

    direction: Direction = Field(sa_type=enum_column(Direction))
    other_seat: str = Field(max_length=100)
    document_type: str = Field(max_length=_DOCUMENT_TYPE)
    process: str = Field(max_length=_PROCESS)
    transport_profile: str = Field(max_length=60)
    country_c1: str = Field(max_length=2)
    country_c4: str = Field(default="", max_length=2)
    end_user: str = Field(max_length=_PARTICIPANT)


def facts_of(message: Message) -> dict[str, Any]:
    """What log lines say of a message: ids, never contents."""
    return {"message_id": message.message_id, "peer": message.peer, "status": message.status}
