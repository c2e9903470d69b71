"""The same invoice twice: kept, flagged, processed once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from einvoice.rules.findings import Finding, Severity
from shared.errors import WhoActs
from shared.i18n import msg


class DuplicateVerdict(StrEnum):
    """How a document compares with those received before."""

    NEW = "new"
    SAME_DOCUMENT = "same-document"
    """The same bytes again: nothing to answer, the first one counts."""
    SAME_NUMBER = "same-number"
    """Another content under a number already used: the sender must choose a new number."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An invoice received before, of the same supplier, number and type.

    `is_void` when the gateway refused it: its number is free again.
    """

    sha256: str
    received_at: dt.datetime
    is_void: bool


def compare(sha256: str, earlier: Iterable[Earlier]) -> DuplicateVerdict:
    """Compare a document with the earlier ones that still stand."""
    standing = [found for found in earlier if not found.is_void]
    if not standing:
        return DuplicateVerdict.NEW
    if any(found.sha256 == sha256 for found in standing):
        return DuplicateVerdict.SAME_DOCUMENT
    return DuplicateVerdict.SAME_NUMBER


def duplicate_finding(verdict: DuplicateVerdict, number: str, first_day: str) -> Finding | None:
    """What to say of a duplicate; None for a new document. `first_day` is an ISO date."""
    if verdict is DuplicateVerdict.NEW:
        return None
    if verdict is DuplicateVerdict.SAME_DOCUMENT:
        return Finding(
            code="einvoice-duplicate-document",
            severity=Severity.WARNING,
            says=msg("Invoice {number} was received before, on {day}, with the same content."),
            remedy=msg("Nothing to do: the first one is processed, this copy is only kept."),
            who=WhoActs.AUTHORITY,
            facts={"number": number, "day": first_day},
            term="BT-1",
            path="cbc:ID",
        )
    return Finding(
        code="einvoice-duplicate-number",
        severity=Severity.FATAL,
        says=msg("Invoice number {number} was already used by an invoice received on {day}."),
        remedy=msg("The first invoice is processed. Send this one again under a new number."),
        facts={"number": number, "day": first_day},
        found=number,
        expected="",
        term="BT-1",
        path="cbc:ID",
    )
