"""The opening as it happened: approvals, the frozen list, what each seal held, the report."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from etender.opening.values import (
    Approval,
    Officer,
    Outcome,
    Reason,
    SignatureFound,
    Unlocked,
)
from shared.columns import enum_column, json_column
from shared.tender import DocumentRef

CONTAINER = "application/vnd.etsi.asic-e+zip"


class OpeningRecord(SQLModel, table=True):
    """One opening; the moments tell its stage, `opened` of `total` its progress."""

    __tablename__ = "etender_opening"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", unique=True, index=True)
    armed_at: dt.datetime
    frozen_at: dt.datetime | None = None
    freeze_sha256: str = Field(default="", max_length=64)
    """The blob with the canonical freeze record; its name is its digest."""
    total: int = 0
    opened: int = 0
    reported_at: dt.datetime | None = None
    beacon_round: int = Field(default=0, sa_type=sa.BigInteger)
    beacon_signature: str = Field(default="", max_length=200)
    xml_sha256: str = Field(default="", max_length=64)
    pdf_sha256: str = Field(default="", max_length=64)


class OpeningApproval(SQLModel, table=True):
    """One officer's approval of one opening."""

    __tablename__ = "etender_opening_approval"
    __table_args__ = (sa.UniqueConstraint("call_id", "officer"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", index=True)
    officer: str = Field(max_length=100)
    officer_name: str = Field(max_length=200)
    approved_at: dt.datetime

    def as_value(self) -> Approval:
        return Approval(Officer(self.officer, self.officer_name), self.approved_at)


class OpenedBid(SQLModel, table=True):
    """What one seal held, whatever it was; written once, while the bids are opened."""

    __tablename__ = "etender_opened_bid"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", index=True)
    version_id: UUID = Field(foreign_key="etender_bid_version.id", unique=True, index=True)
    outcome: Outcome = Field(sa_type=enum_column(Outcome))
    reasons: list[dict[str, Any]] = Field(sa_type=json_column())
    signatures: list[dict[str, Any]] = Field(sa_type=json_column())
    container_sha256: str = Field(default="", max_length=64)
    container_size: int = Field(default=0, sa_type=sa.BigInteger)
    opened_at: dt.datetime

    def as_value(self) -> Unlocked:
        return Unlocked(
            version_id=self.version_id,
            outcome=self.outcome,
            reasons=tuple(Reason(r["code"], r["says"], r["facts"]) for r in self.reasons),
            container=self._container(),
            signatures=tuple(_signature(s) for s in self.signatures),
        )

    def _container(self) -> DocumentRef | None:
        if not self.container_sha256:
            return None
        return DocumentRef(self.container_sha256, self.container_size, CONTAINER)


def opened_bid(call_id: UUID, found: Unlocked, now: dt.datetime) -> OpenedBid:
    """The row that keeps what a seal held."""
    container = found.container
    return OpenedBid(
        call_id=call_id,
        version_id=found.version_id,
        outcome=found.outcome,
        reasons=[
            {"code": r.code, "says": r.says, "facts": {k: str(v) for k, v in r.facts.items()}}
            for r in found.reasons
        ],
        signatures=[
            {
                "verdict": s.verdict,
                "sub_indication": s.sub_indication,
                "signer": s.signer,
                "organisation": s.organisation,
                "organisation_id": s.organisation_id,
                "signed_at": s.signed_at.isoformat() if s.signed_at else None,
            }
            for s in found.signatures
        ],
        container_sha256=container.sha256 if container else "",
        container_size=container.size if container else 0,
        opened_at=now,
    )


def _signature(stored: dict[str, Any]) -> SignatureFound:
    signed_at = stored["signed_at"]
    return SignatureFound(
        stored["verdict"],
        stored["sub_indication"],
        stored["signer"],
        stored["organisation"],
        stored["organisation_id"],
        dt.datetime.fromisoformat(signed_at) if signed_at else None,
    )
