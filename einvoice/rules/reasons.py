"""Which reason and which requested action of an Invoice Response a finding stands for."""

import re
from collections.abc import Iterable
from dataclasses import replace

from einvoice.documents.response import (
    Clarification,
    ClarificationReason,
    Condition,
    RequestedAction,
)
from einvoice.rules.findings import Finding
from shared.i18n import Catalogue

_BY_CODE = (
    (r"einvoice-receiver-unknown|einvoice-buyer-not-identified", "RECEIVER_UNKNOWN"),
    (r"einvoice-order-(unknown|not-named|rejected)|PEPPOL-EN16931-R003", "REFERENCES"),
    (r"einvoice-price", "PRICE"),
    (r"einvoice-quantity|einvoice-unit", "QUANTITY"),
    (r"einvoice-line-not-ordered", "ITEM"),
    (r"einvoice-extra-charge|einvoice-currency", "FINANCE"),
    (r"BR-CO-\d+|BR-DEC-\d+|BR-[A-Z]{1,2}-(0[5-9]|10)|PEPPOL-EN16931-R(04|05|06|12)\d", "FINANCE"),
    (r"BR-.*|PEPPOL-.*", "LEGAL"),
)

MAX_REASONS = 5
"""So many findings are spelled out; the rest is counted."""


def reason_for(code: str) -> ClarificationReason:
    """The clarification reason for a finding's code."""
    for pattern, name in _BY_CODE:
        if re.fullmatch(pattern, code):
            return ClarificationReason[name]
    return ClarificationReason.OTHER


def clarifications(
    findings: Iterable[Finding], catalogues: Iterable[Catalogue]
) -> tuple[Clarification, ...]:
    """The reasons for a rejection by the gateway, spelled out in the languages given."""
    fatal = [finding for finding in findings if finding.is_fatal]
    languages = list(catalogues)
    said = _said_once(_clarification(finding, languages) for finding in fatal)
    rest = len(said) - MAX_REASONS
    more = f"… + {rest}" if rest > 0 else ""
    return (*said[:MAX_REASONS], Clarification(RequestedAction.NEW_INVOICE, more))


def _said_once(reasons: Iterable[Clarification]) -> list[Clarification]:
    """The same sentence about several places becomes one reason with all of them."""
    said: dict[str, Clarification] = {}
    for reason in reasons:
        before = said.get(reason.text)
        details = (*before.conditions, *reason.conditions) if before else reason.conditions
        said[reason.text] = replace(reason, conditions=details)
    return list(said.values())


def _clarification(finding: Finding, languages: list[Catalogue]) -> Clarification:
    spoken = dict.fromkeys(_spoken(finding, catalogue) for catalogue in languages)
    conditions = (Condition(finding.term, finding.found),) if finding.term else ()
    return Clarification(reason_for(finding.code), " / ".join(spoken), conditions)


def _spoken(finding: Finding, catalogue: Catalogue) -> str:
    sentence = finding.sentence(catalogue)
    advice = finding.advice(catalogue)
    return f"{sentence} {advice} [{finding.code}]" if advice else f"{sentence} [{finding.code}]"
