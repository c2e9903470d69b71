"""The opening report as XML in a namespace of its own; its schema lies beside this file."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from etender.opening.values import Bidder, OpenedLine, Reason, SignatureFound
from etender.report.content import ReportContent
from shared.errors import fill
from shared.i18n import Catalogue
from shared.tender import DocumentRef
from shared.xml.parse import Element
from shared.xml.schema import CompiledSchema, schema

NAMESPACE = "urn:quaestor:etender:opening-report:1"
SCHEMA = Path(__file__).with_name("opening-report.xsd")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def opening_report_xml(content: ReportContent, catalogue: Catalogue) -> bytes:
    """The report's bytes, UTF-8 with declaration; valid against `opening_report_schema()`.

    RD 18 April 2017, art. 84: names, seats and signers; prices are not part of the report.
    """
    root = etree.Element(
        _name("OpeningReport"),
        nsmap={None: NAMESPACE},  # type: ignore[dict-item]  # the stubs forget the default namespace
    )
    root.set("version", "1")
    root.set(_XML_LANG, content.language)
    _head(root, content)
    _time_lock(root, content)
    _officers(root, content)
    _freeze(root, content)
    _lines(root, "Bids", content.result.lines, catalogue)
    _lines(root, "LateBids", content.result.late, catalogue)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


@cache
def opening_report_schema() -> CompiledSchema:
    return schema(SCHEMA)


def _head(root: Element, content: ReportContent) -> None:
    _text(root, "ID", str(content.report_id))
    procedure = _child(root, "Procedure")
    _text(procedure, "ID", str(content.procedure_id))
    _text(procedure, "Reference", content.reference)
    _text(procedure, "Title", content.title)
    _party(root, "Authority", content.authority)
    _text(root, "Deadline", _moment(content.deadline))
    _text(root, "OpenedAt", _moment(content.result.opened_at))


def _time_lock(root: Element, content: ReportContent) -> None:
    lock = _child(root, "TimeLock", trust=content.time_lock.trust)
    _text(lock, "Chain", content.time_lock.chain_hash)
    _text(lock, "Round", str(content.time_lock.round))
    _text(lock, "Signature", content.time_lock.signature)


def _officers(root: Element, content: ReportContent) -> None:
    officers = _child(root, "Officers", required=str(content.min_officers))
    for approval in content.result.approvals:
        officer = _child(officers, "Officer", approvedAt=_moment(approval.approved_at))
        _text(officer, "Name", approval.officer.name)


def _freeze(root: Element, content: ReportContent) -> None:
    freeze = content.result.freeze
    _child(
        root,
        "FreezeRecord",
        takenAt=_moment(freeze.taken_at),
        bids=str(len(freeze.bids)),
        late=str(len(freeze.late)),
        sha256=freeze.digest,
    )


def _lines(root: Element, name: str, lines: tuple[OpenedLine, ...], catalogue: Catalogue) -> None:
    parent = _child(root, name)
    for number, line in enumerate(lines, start=1):
        _line(parent, number, line, catalogue)


def _line(parent: Element, number: int, line: OpenedLine, catalogue: Catalogue) -> None:
    bid, found = line.bid, line.found
    element = _child(parent, "Bid", number=str(number), outcome=found.outcome)
    _text(element, "ID", str(bid.version_id))
    _party(element, "Tenderer", bid.tenderer)
    _party(element, "Submitter", bid.submitter)
    lots = _child(element, "Lots")
    for lot in bid.lots:
        _text(lots, "Lot", str(lot))
    _text(element, "ReceivedAt", _moment(bid.received_at))
    _text(element, "Version", str(bid.version))
    _document(element, "Payload", bid.payload)
    _document(element, "KeyEnvelope", bid.key_envelope)
    if found.container is not None:
        _document(element, "Container", found.container)
    signatures = _child(element, "Signatures")
    for signature in found.signatures:
        _signature(signatures, signature)
    reasons = _child(element, "Reasons")
    for reason in found.reasons:
        _text(reasons, "Reason", reason_text(reason, catalogue)).set("code", reason.code)


def reason_text(reason: Reason, catalogue: Catalogue) -> str:
    """The sentence in the catalogue's language, with its facts."""
    return fill(catalogue.gettext(reason.says), dict(reason.facts))


def _signature(parent: Element, found: SignatureFound) -> None:
    element = _child(parent, "Signature", verdict=found.verdict)
    if found.sub_indication:
        element.set("subIndication", found.sub_indication)
    _text(element, "Signer", found.signer)
    _text(element, "Organisation", found.organisation)
    _text(element, "OrganisationID", found.organisation_id)
    if found.signed_at is not None:
        _text(element, "SignedAt", _moment(found.signed_at))


def _party(parent: Element, name: str, party: Bidder) -> None:
    element = _child(parent, name)
    _text(element, "Name", party.name)
    _text(element, "EnterpriseNumber", party.enterprise_number)
    _text(element, "Seat", party.seat)


def _document(parent: Element, name: str, document: DocumentRef) -> None:
    _child(parent, name, sha256=document.sha256, size=str(document.size))


def _child(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, _name(name), attributes)


def _text(parent: Element, name: str, text: str) -> Element:
    element = _child(parent, name)
    element.text = _printable(text)
    return element


def _printable(text: str) -> str:
    """Characters that XML 1.0 cannot carry are replaced: a bidder's name must not stop a report."""
    return "".join(
        c if c in "\t\n\r" or ord(c) >= ord(" ") else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
