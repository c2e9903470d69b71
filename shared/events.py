"""The published language: facts one context tells the others, frozen and versioned.

An event is written to the outbox in the transaction that makes it true and delivered at least
once, later. Its `name` carries its version; a change of meaning is a new class.
"""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; subclasses set `name` to `<context>.<fact>.v<n>`."""

    name: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class NoticePublished(Event):
    """A notice became public; the shared Procedure and its lots exist since the same moment.

    `subtype` is the eForms subtype (`16`, `29`, `E3`, …); `is_competition` tells a call for bids.
    """

    name: ClassVar[str] = "enot.notice-published.v1"

    notice_id: UUID
    procedure_id: UUID
    subtype: str
    is_competition: bool
    journal_number: str
    published_at: dt.datetime
