"""Tables of notices: drafts and their revisions, publications, lot outcomes, the journal's counter.

A notice moves draft -> in review -> approved -> published, and back to draft when it is sent back;
the transitions are methods here and refuse what the state does not allow.
"""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from enot.subtypes import Subtype
from shared.columns import enum_column, json_column
from shared.errors import Conflict, WhoActs
from shared.i18n import msg
from shared.identity.actor import Actor


class NoticeStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    PUBLISHED = "published"


STATUS_NAMES = {
    NoticeStatus.DRAFT: msg("Draft"),
    NoticeStatus.IN_REVIEW: msg("In review"),
    NoticeStatus.APPROVED: msg("Approved"),
    NoticeStatus.PUBLISHED: msg("Published"),
}


class NoticeKind(StrEnum):
    """A call for competition, or the announcement of its outcome."""

    COMPETITION = "competition"
    AWARD = "award"


class WrongState(Conflict):
    """The notice is not in the state that this needs."""

    code: ClassVar[str] = "notice-state"
    says: ClassVar[str] = msg("The state of the notice does not allow this.")
    remedy: ClassVar[str] = msg("Reload the page to see what has changed.")


class ApproverIsAuthor(Conflict):
    """Two pairs of eyes: who wrote any answer may not approve."""

    code: ClassVar[str] = "approver-is-author"
    says: ClassVar[str] = msg("{found} worked on this notice and cannot approve it.")
    remedy: ClassVar[str] = msg("Ask a colleague who did not work on it to approve it.")
    who: ClassVar[WhoActs] = WhoActs.AUTHORITY


class ChangedMeanwhile(Conflict):
    """What was looked at is not what is there now."""

    code: ClassVar[str] = "notice-changed"
    says: ClassVar[str] = msg("The notice was changed after you opened this page.")
    remedy: ClassVar[str] = msg("Reload the page and look at the notice again.")


class Notice(SQLModel, table=True):
    """One notice of one authority; `id` is its BT-701, `procedure_id` its BT-04."""

    __tablename__ = "enot_notice"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    procedure_id: UUID = Field(default_factory=uuid4, index=True)
    authority_id: UUID = Field(foreign_key="shared_organisation.id", index=True)
    kind: NoticeKind = Field(sa_type=enum_column(NoticeKind))
    status: NoticeStatus = Field(default=NoticeStatus.DRAFT, sa_type=enum_column(NoticeStatus))
    title: str = Field(default="", max_length=400)
    language: str = Field(default="nl", max_length=2)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=json_column())
    revision: int = 0
    """Counts every change of the answers; who approves names the revision that was read."""
    editors: list[str] = Field(default_factory=list, sa_type=json_column())
    """References of all who changed an answer, the author first."""
    author_name: str = Field(default="", max_length=200)
    created_at: dt.datetime
    changed_at: dt.datetime
    review_asked_by: str = Field(default="", max_length=100)
    sent_back: str = Field(default="", sa_type=sa.Text)
    """Why a reviewer sent it back; empty once it is asked for review again."""
    approved_by: str = Field(default="", max_length=100)
    approver_name: str = Field(default="", max_length=200)
    approved_at: dt.datetime | None = None
    due: dt.datetime | None = None
    """Until when the law wants it published, where it does."""

    def change(self, actor: Actor, now: dt.datetime, answers: dict[str, Any]) -> None:
        """Replace the answers of a draft; raises WrongState."""
        self._require(NoticeStatus.DRAFT)
        self.answers = answers
        self.revision += 1
        self.changed_at = now
        if actor.reference not in self.editors:
            self.editors = [*self.editors, actor.reference]

    def ask_review(self, actor: Actor) -> None:
        """Freeze the answers for review; raises WrongState."""
        self._require(NoticeStatus.DRAFT)
        self.status = NoticeStatus.IN_REVIEW
        self.review_asked_by = actor.reference
        self.sent_back = ""

    def send_back(self, reason: str) -> None:
        """Make it a draft again, with the reason; raises WrongState."""
        self._require(NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED)
        self.status = NoticeStatus.DRAFT
        self.sent_back = reason
        self.approved_by = self.approver_name = ""
        self.approved_at = None

    def approve(self, actor: Actor, now: dt.datetime, revision: int) -> None:
        """A second pair of eyes agrees with this revision.

        Raises WrongState, ApproverIsAuthor or ChangedMeanwhile.
        """
        self._require(NoticeStatus.IN_REVIEW)
        if actor.reference in (*self.editors, self.review_asked_by):
            raise ApproverIsAuthor(found=actor.name)
        if revision != self.revision:
            raise ChangedMeanwhile(found=revision, expected=self.revision)
        self.status = NoticeStatus.APPROVED
        self.approved_by, self.approver_name = actor.reference, actor.name
        self.approved_at = now

    def publish(self) -> None:
        """What was approved becomes public; raises WrongState."""
        self._require(NoticeStatus.APPROVED)
        self.status = NoticeStatus.PUBLISHED

    def _require(self, *allowed: NoticeStatus) -> None:
        if self.status not in allowed:
            raise WrongState(found=self.status.value, expected=" / ".join(allowed))


class Revision(SQLModel, table=True):
    """The answers as they stood after each change: append-only."""

    __tablename__ = "enot_revision"

    notice_id: UUID = Field(foreign_key="enot_notice.id", primary_key=True)
    number: int = Field(primary_key=True)
    question: str = Field(max_length=40)
    answers: dict[str, Any] = Field(sa_type=json_column())
    editor: str = Field(max_length=100)
    editor_name: str = Field(max_length=200)
    at: dt.datetime


class Publication(SQLModel, table=True):
    """A notice in the national journal: its number, its XML, and what lists and searches show."""

    __tablename__ = "enot_publication"
    __table_args__ = (sa.Index("ix_enot_publication_order", "published_at", "id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    notice_id: UUID = Field(foreign_key="enot_notice.id", unique=True)
    procedure_id: UUID = Field(foreign_key="shared_procedure.id", index=True)
    """Its deadline is the procedure's: it lives there and nowhere else."""
    journal_number: str = Field(max_length=20, unique=True, index=True)
    subtype: Subtype = Field(sa_type=enum_column(Subtype))
    published_at: dt.datetime
    xml_sha256: str = Field(max_length=64)
    xml_size: int
    title: str = Field(max_length=400)
    language: str = Field(max_length=2)
    authority_name: str = Field(max_length=300)
    cpv: str = Field(max_length=8, index=True)
    nuts: str = Field(max_length=5, index=True)
    authority: dict[str, str] = Field(sa_type=json_column())
    """The authority's name, number and address on the day of publication."""

    @property
    def href(self) -> str:
        return f"/notices/{self.journal_number}"


class JournalYear(SQLModel, table=True):
    """The last number given in a year; taken under the row's lock, so no number comes twice."""

    __tablename__ = "enot_journal_year"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_number: int


class PublicationCode(SQLModel, table=True):
    """Every CPV code a publication names, its lots' included, for searches by prefix."""

    __tablename__ = "enot_publication_code"

    publication_id: UUID = Field(foreign_key="enot_publication.id", primary_key=True)
    cpv: str = Field(max_length=8, primary_key=True, index=True)


class Outcome(SQLModel, table=True):
    """What is known of the end of one lot: the decision, then the contract, in any order."""

    __tablename__ = "enot_outcome"

    procedure_id: UUID = Field(primary_key=True)
    lot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    decision: dict[str, Any] | None = Field(default=None, sa_type=json_column())
    contract: dict[str, Any] | None = Field(default=None, sa_type=json_column())

    @property
    def is_settled(self) -> bool:
        """Not awarded, or awarded and under contract."""
        if self.decision is None:
            return False
        return self.contract is not None or bool(self.decision.get("not_awarded"))
