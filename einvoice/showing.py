"""What the pages of invoicing have in common: words for codes, colours, safe file names."""

import datetime as dt
import re
from typing import Any

from einvoice.documents.identifiers import DocumentKind
from einvoice.documents.response import ACTION_NAMES, REASON_NAMES, RESPONSE_NAMES, ResponseCode
from einvoice.forms import DECISION_NAMES, MAX_LINES, DecisionWord
from einvoice.queries import VIEW_NAMES, InboxView
from einvoice.rules.drafting import VAT_RATE_NAMES
from einvoice.rules.findings import SEVERITY_NAMES, WHO_NAMES, Severity
from einvoice.rules.terms import TERM_NAMES, UNIT_NAMES
from einvoice.vocabulary import (
    MATCH_NAMES,
    RESPONSE_STATE_NAMES,
    STATUS_NAMES,
    STEP_NAMES,
    InvoiceStatus,
    MatchVerdict,
    ResponseState,
)
from peppol.wording import outcome_label
from shared.clock import BRUSSELS
from shared.i18n import msg

KIND_NAMES = {
    DocumentKind.INVOICE: msg("Invoice"),
    DocumentKind.CREDIT_NOTE: msg("Credit note"),
}

# the words by which the tag macro picks its colour
_STATUS_COLOURS = {
    InvoiceStatus.RECEIVED: "received",
    InvoiceStatus.REJECTED_BY_GATEWAY: "refused",
    InvoiceStatus.DUPLICATE: "superseded",
    InvoiceStatus.VALIDATED: "received",
    InvoiceStatus.MATCHED: "to-do",
    InvoiceStatus.DISPUTED: "disputed",
    InvoiceStatus.APPROVED: "approved",
    InvoiceStatus.REJECTED: "rejected",
    InvoiceStatus.PAID: "paid",
}
_MATCH_COLOURS = {
    MatchVerdict.AGREES: "valid",
    MatchVerdict.DIFFERS: "warning",
    MatchVerdict.ORDER_UNKNOWN: "warning",
    MatchVerdict.ORDER_NOT_NAMED: "unknown",
}
_SEVERITY_COLOURS = {
    Severity.FATAL: "error",
    Severity.WARNING: "warning",
    Severity.ADVICE: "draft",
}
_RESPONSE_COLOURS = {
    ResponseCode.ACCEPTED: "approved",
    ResponseCode.REJECTED: "rejected",
    ResponseCode.UNDER_QUERY: "disputed",
    ResponseCode.CONDITIONALLY_ACCEPTED: "partial",
    ResponseCode.PAID: "paid",
}
_STATE_COLOURS = {
    ResponseState.WAITING: "waiting",
    ResponseState.SUBMITTED: "received",
    ResponseState.DELIVERED: "delivered",
    ResponseState.FAILED: "failed",
    ResponseState.PORTAL_ONLY: "draft",
}

MOST_LINES = 200
"""So many lines a page shows; the document has them all."""

WORDS: dict[str, Any] = {
    "most_lines": MOST_LINES,
    "status_names": STATUS_NAMES,
    "status_colours": _STATUS_COLOURS,
    "match_names": MATCH_NAMES,
    "match_colours": _MATCH_COLOURS,
    "severity_names": SEVERITY_NAMES,
    "severity_colours": _SEVERITY_COLOURS,
    "response_names": RESPONSE_NAMES,
    "response_colours": _RESPONSE_COLOURS,
    "response_state_names": RESPONSE_STATE_NAMES,
    "response_state_colours": _STATE_COLOURS,
    "reason_names": REASON_NAMES,
    "action_names": ACTION_NAMES,
    "view_names": VIEW_NAMES,
    "kind_names": KIND_NAMES,
    "step_names": STEP_NAMES,
    "term_names": TERM_NAMES,
    "unit_names": UNIT_NAMES,
    "who_names": WHO_NAMES,
    "outcome_label": outcome_label,
}
"""Names and colours every page may need; the names are translated where they are shown."""

DECIDING: dict[str, Any] = {
    "decision_names": {
        word: name for word, name in DECISION_NAMES.items() if word is not DecisionWord.PAY
    },
}
ENTRY: dict[str, Any] = {
    "vat_rates": VAT_RATE_NAMES,
    "places": range(1, MAX_LINES + 1),
}


def view_named(text: str) -> InboxView:
    """The list asked for; an unknown word shows everything."""
    try:
        return InboxView(text)
    except ValueError:
        return InboxView.ALL


def today(now: dt.datetime) -> dt.date:
    return now.astimezone(BRUSSELS).date()


def safe_file_name(name: str) -> str:
    """A name no sender can use to reach outside the downloads folder or split a header."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"[^A-Za-z0-9._-]+", "_", bare).lstrip(".") or "document"


def safe_media_type(text: str) -> str:
    """The media type a sender claims if it has the shape of one."""
    has_shape = re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", text, re.IGNORECASE)
    return text if has_shape else "application/octet-stream"
