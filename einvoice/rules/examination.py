"""Examines received bytes: reads them and checks the gateway's and the official rules."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from einvoice.documents.billing import Invoice
from einvoice.documents.billing_reader import read_invoice
from einvoice.documents.envelope import unwrap, without_envelope
from einvoice.rules.findings import Finding, from_refusal, is_refused, merged
from einvoice.rules.gateway import check_invoice, envelope_left_on, not_determined
from shared.errors import QuaestorError
from shared.party import EnterpriseNumber
from shared.xml.parse import parse

MAX_FINDINGS = 200
"""So many findings are kept with an invoice; the validation report says how many more there are."""


class Verdict(StrEnum):
    """What the rules say; undetermined when one of them could not be evaluated."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class OfficialReport:
    """What the official rules say of one document; `not_evaluated` names rules that failed."""

    findings: tuple[Finding, ...] = ()
    rule_sets: tuple[str, ...] = ()
    not_evaluated: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    """The report of the rules themselves, layer by layer, as it is handed out."""


class OfficialRules(Protocol):
    """Schema and rule sets in force on a day; safe to call in a thread."""

    def __call__(self, data: bytes, as_of: dt.date) -> OfficialReport: ...


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything found out about one document; `invoice` is None when it could not be read."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    invoice: Invoice | None = None
    inner: bytes | None = None
    """The document without the envelope that was left around it."""
    rule_sets: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


def examine(
    data: bytes,
    rules: OfficialRules,
    today: dt.date,
    delivered_to: EnterpriseNumber | None = None,
) -> Examination:
    """Examine received bytes; never raises an expected refusal.

    (1) parse, (2) take off an envelope, (3) read, (4) the gateway's own rules, (5) the official
    rules on the document alone, (6) one list without repeats.
    """
    try:
        root = parse(data)  # (1)
        inner = without_envelope(root)  # (2)
        invoice = read_invoice(unwrap(root))  # (3)
    except QuaestorError as refusal:
        return Examination(Verdict.INVALID, (from_refusal(refusal),))
    own = check_invoice(invoice, today, delivered_to)  # (4)
    if inner is not None:
        own.append(envelope_left_on())
    official = rules(data if inner is None else inner, today)  # (5)
    own += [not_determined(name) for name in official.not_evaluated]
    findings = merged(own, official.findings)  # (6)
    return Examination(
        verdict=_verdict(findings, official.not_evaluated),
        findings=tuple(findings),
        invoice=invoice,
        inner=inner,
        rule_sets=official.rule_sets,
        details=official.details,
    )


def _verdict(findings: Sequence[Finding], not_evaluated: Sequence[str]) -> Verdict:
    if is_refused(findings):
        return Verdict.INVALID
    return Verdict.UNDETERMINED if not_evaluated else Verdict.VALID
