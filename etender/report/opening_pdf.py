"""The opening report as PDF/A-3a and PDF/UA-1, in the procedure's language, its XML attached."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from etender.opening.values import (
    OUTCOME_TEXTS,
    Bidder,
    OpenedLine,
    SignatureFound,
)
from etender.report.content import ReportContent
from etender.report.opening_xml import reason_text
from shared.clock import BRUSSELS
from shared.i18n import Catalogue, format_moment, msg

TEMPLATE = Path(__file__).with_name("opening-report.typ")

_TITLE = msg("Opening report")
_LAW = msg(
    "Directive 2014/24/EU, Annex IV; Royal Decree of 18 April 2017, articles 83 and 84. The bids "
    "were opened electronically, without a public session."
)
TRUST_TEXTS = {
    "operator": msg(
        "Trust: operator. The time lock rests on the operator of this platform, not on an "
        "independent beacon."
    ),
}


def opening_report_pdf(content: ReportContent, xml: bytes, catalogue: Catalogue) -> bytes:
    """Set the report with typst; the bytes depend on nothing but the arguments."""
    import typst

    report = json.dumps(_Wording(content, catalogue).report(), ensure_ascii=False)
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        sys_inputs={"report": report, "xml": xml.decode()},
        ignore_system_fonts=True,
        timestamp=int(content.result.opened_at.timestamp()),
    )


_Facts = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Wording:
    """Puts the report into words of one language."""

    content: ReportContent
    catalogue: Catalogue

    def report(self) -> dict[str, Any]:
        content, result = self.content, self.content.result
        return {
            "language": content.language,
            "title": self._(_TITLE),
            "subtitle": f"{content.reference} – {content.title}",
            "authority": {"name": content.authority.name},
            "footer": f"{self._(_TITLE)} {content.report_id}",
            "attachment": self._(msg("The same report as structured data")),
            "facts": self._head(),
            "bids": self._section(msg("Bids received in time"), result.lines),
            "late": self._section(msg("Late bids, not opened"), result.late),
            "law": {
                "heading": self._(msg("Legal basis")),
                "text": self._(_LAW),
            },
        }

    def _head(self) -> _Facts:
        content, freeze = self.content, self.content.result.freeze
        lock = content.time_lock
        rows = [
            self._fact(msg("Contracting authority"), self._party(content.authority)),
            self._fact(msg("Deadline for receipt"), self._moment(content.deadline)),
            self._fact(msg("Opened at"), self._moment(content.result.opened_at)),
            self._fact(msg("Bids in time"), str(len(freeze.bids))),
            self._fact(msg("Late bids"), str(len(freeze.late))),
        ]
        rows += [
            self._fact(
                msg("Approved by"),
                f"{approval.officer.name}, {self._moment(approval.approved_at)}",
            )
            for approval in content.result.approvals
        ]
        return [
            *rows,
            self._fact(msg("List of bids fixed at"), self._moment(freeze.taken_at)),
            self._digest(msg("SHA-256 of the list"), freeze.digest),
            self._fact(msg("Time lock"), self._(TRUST_TEXTS.get(lock.trust, lock.trust))),
            self._digest(msg("Beacon chain"), lock.chain_hash),
            self._fact(msg("Beacon round"), str(lock.round)),
        ]

    def _section(self, heading: str, lines: Sequence[OpenedLine]) -> dict[str, Any]:
        return {
            "heading": self._(heading),
            "none": self._(msg("None.")),
            "entries": [self._line(number, line) for number, line in enumerate(lines, start=1)],
        }

    def _line(self, number: int, line: OpenedLine) -> dict[str, Any]:
        bid, found = line.bid, line.found
        rows = [
            self._fact(msg("Outcome"), self._(OUTCOME_TEXTS[found.outcome])),
            self._fact(msg("Tenderer"), self._party(bid.tenderer)),
            self._fact(msg("Submitted by"), self._party(bid.submitter)),
            self._fact(msg("Lots"), ", ".join(str(lot) for lot in bid.lots)),
            self._fact(msg("Received at"), self._moment(bid.received_at)),
            self._fact(msg("Version"), str(bid.version)),
        ]
        rows += [self._fact(msg("Signed by"), self._signature(s)) for s in found.signatures]
        rows.append(self._digest(msg("SHA-256 of the sealed bid"), bid.payload.sha256))
        rows.append(self._digest(msg("SHA-256 of the key envelope"), bid.key_envelope.sha256))
        if found.container is not None:
            rows.append(self._digest(msg("SHA-256 of the opened bid"), found.container.sha256))
        return {
            "heading": f"{number}. {bid.tenderer.name}",
            "facts": rows,
            "reasons": [reason_text(reason, self.catalogue) for reason in found.reasons],
        }

    def _signature(self, found: SignatureFound) -> str:
        who = ", ".join(
            part for part in (found.signer, found.organisation, found.organisation_id) if part
        )
        indication = " / ".join(part for part in (found.verdict, found.sub_indication) if part)
        when = "" if found.signed_at is None else f", {self._moment(found.signed_at)}"
        return f"{who}{when} ({indication})"

    def _party(self, party: Bidder) -> str:
        parts = (party.name, party.dotted_number, party.seat)
        return ", ".join(part for part in parts if part)

    def _moment(self, moment: datetime) -> str:
        seconds = moment.astimezone(BRUSSELS).strftime(":%S")
        return format_moment(moment, self.catalogue.language) + seconds

    def _fact(self, label: str, value: str) -> dict[str, str]:
        return {"label": self._(label), "value": value, "kind": "text"}

    def _digest(self, label: str, value: str) -> dict[str, str]:
        return {"label": self._(label), "value": value, "kind": "digest"}

    def _(self, text: str) -> str:
        return self.catalogue.gettext(text)
