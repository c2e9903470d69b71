"""The tender itself as Peppol Tender (T005, BIS P003 1.2; UBL 2.2): who offers which documents.

It names every other file of the bid with its SHA-256, so that a signature over this document
alone covers the whole (RD 18 April 2017, art. 42 par. 1). In the container all files are signed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from etender.bidder.plan import BidPlan
from etender.bidder.ubl import (
    CAC,
    CBC,
    aggregate,
    basic,
    contact_of,
    document,
    endpoint_and_identifier,
    name_of,
    postal_address,
    to_bytes,
)
from shared.clock import BRUSSELS
from shared.xml.parse import Element, parse

FILE_NAME = "Tender.xml"
MEDIA_TYPE = "application/xml"

_CUSTOMISATION = "urn:fdc:peppol.eu:prac:trns:t005:1.2"
_PROFILE = "urn:fdc:peppol.eu:prac:bis:p003:1.2"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_CALL_FOR_TENDERS, OFFER, ESPD_RESPONSE = "311", "310", "916"


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A file of the bid as the tender names it; `kind` is a code of UNCL 1001."""

    name: str
    description: str
    media_type: str
    sha256: str
    kind: str = OFFER


def tender_xml(plan: BidPlan, documents: Sequence[NamedDocument], now: dt.datetime) -> bytes:
    """The document's bytes, valid UBL 2.2 and T005."""
    root = document("Tender")
    _identification(root, plan, now)
    _call_reference(root, plan)
    for named in documents:
        _document_reference(root, named, plan.language)
    _tenderer(root, plan)
    authority = aggregate(aggregate(root, "ContractingParty"), "Party")
    endpoint_and_identifier(authority, str(plan.call.authority_number))
    name_of(authority, plan.call.authority)
    for lot in plan.lots:
        project = aggregate(root, "TenderedProject")
        basic(aggregate(project, "ProcurementProjectLot"), "ID", str(lot))
    return to_bytes(root)


def named_documents(tender: bytes) -> dict[str, str]:
    """File name to SHA-256 (lower case) as a tender names them; the call itself has none."""
    found: dict[str, str] = {}
    for external in parse(tender).iterfind(f".//{{{CAC}}}ExternalReference"):
        name = external.findtext(f"{{{CBC}}}FileName", "").strip()
        found[name] = external.findtext(f"{{{CBC}}}DocumentHash", "").strip().lower()
    return found


def _identification(root: Element, plan: BidPlan, now: dt.datetime) -> None:
    issued = now.astimezone(BRUSSELS)
    basic(root, "UBLVersionID", "2.2")
    basic(root, "CustomizationID", _CUSTOMISATION)
    basic(root, "ProfileID", _PROFILE)
    basic(root, "ID", str(uuid4()), schemeURI="urn:uuid")
    basic(root, "ContractFolderID", plan.call.reference)
    basic(root, "IssueDate", issued.date().isoformat())
    # PEPPOL-T005-R007: seconds, and a time zone
    basic(root, "IssueTime", issued.isoformat(timespec="seconds").partition("T")[2])


def _call_reference(root: Element, plan: BidPlan) -> None:
    # PEPPOL-T005-R012: the call for tenders is referred to by a UUID
    reference = _reference(root, plan.call.procedure_id, _CALL_FOR_TENDERS)
    basic(reference, "DocumentDescription", plan.call.title)


def _document_reference(root: Element, named: NamedDocument, language: str) -> None:
    reference = _reference(root, uuid4(), named.kind)
    basic(reference, "LocaleCode", language, listID="ISO639-1")
    basic(reference, "DocumentDescription", named.description)
    external = aggregate(aggregate(reference, "Attachment"), "ExternalReference")
    basic(external, "DocumentHash", named.sha256)
    basic(external, "HashAlgorithmMethod", _SHA256)
    basic(external, "MimeCode", named.media_type)
    basic(external, "FileName", named.name)


def _reference(root: Element, identifier: UUID, kind: str) -> Element:
    reference = aggregate(root, "DocumentReference")
    basic(reference, "ID", str(identifier))
    basic(reference, "DocumentTypeCode", kind, listID="UNCL1001")
    return reference


def _tenderer(root: Element, plan: BidPlan) -> None:
    party = aggregate(root, "TendererParty")
    endpoint_and_identifier(party, str(plan.tenderer.enterprise_number))
    name_of(party, plan.tenderer.name)
    postal_address(party, plan.tenderer, country=plan.tenderer.address.country)
    contact_of(party, plan.contact, plan.tenderer.email)
