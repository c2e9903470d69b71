"""Writes and reads the UBL 2.1 ApplicationResponse that carries an Invoice Response."""

import datetime as dt

from einvoice.documents import ubl
from einvoice.documents.billing import Contact
from einvoice.documents.identifiers import RESPONSE_CUSTOMIZATION, RESPONSE_NS
from einvoice.documents.response import (
    Clarification,
    ClarificationReason,
    Condition,
    InvoiceReference,
    InvoiceResponse,
    RequestedAction,
    ResponseCode,
    ResponseParty,
)
from shared.clock import BRUSSELS
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.xml.parse import Element


class NotAResponse(InvalidInput):
    code = "not-an-invoice-response"
    says = msg("The document is not an Invoice Response: {found}.")
    remedy = msg("Send a UBL 2.1 ApplicationResponse that follows Peppol Invoice Response 3.")
    who = WhoActs.SENDER


def write_response(response: InvoiceResponse) -> bytes:
    """The document as UTF-8 bytes, in the element order of the schema.

    Raises ValueError when a rule of T111 on reasons is not met.
    """
    response.check()
    root = ubl.document("ApplicationResponse", RESPONSE_NS)
    issued = response.issued_at.astimezone(BRUSSELS)
    ubl.leaf(root, "CustomizationID", RESPONSE_CUSTOMIZATION)
    ubl.leaf(root, "ProfileID", response.process)
    ubl.leaf(root, "ID", response.number)
    ubl.leaf(root, "IssueDate", issued.date().isoformat())
    ubl.leaf(root, "IssueTime", issued.time().isoformat("seconds"))
    ubl.leaf(root, "Note", response.note)
    _party(ubl.group(root, "SenderParty"), response.sender, with_contact=True)
    _party(ubl.group(root, "ReceiverParty"), response.receiver, with_contact=False)
    _document_response(ubl.group(root, "DocumentResponse"), response)
    return ubl.serialise(root)


def read_response(root: Element) -> InvoiceResponse:
    """Read an Invoice Response; raises NotAResponse when its essence is missing."""
    if (ubl.namespace(root), ubl.local_name(root)) != (RESPONSE_NS, "ApplicationResponse"):
        raise NotAResponse(where="/", found=ubl.local_name(root))
    answer = ubl.first(root, "cac:DocumentResponse/cac:Response")
    return InvoiceResponse(
        number=ubl.text(root, "cbc:ID"),
        issued_at=_issued_at(root),
        sender=_read_party(root, "SenderParty"),
        receiver=_read_party(root, "ReceiverParty"),
        code=_read_code(answer),
        invoice=_read_reference(root),
        effective_on=ubl.date(answer, "cbc:EffectiveDate"),
        clarifications=_read_clarifications(answer),
        note=ubl.text(root, "cbc:Note"),
        process=ubl.text(root, "cbc:ProfileID"),
    )


def _party(element: Element, party: ResponseParty, *, with_contact: bool) -> None:
    ubl.identify(element, "EndpointID", party.endpoint)
    ubl.identify(ubl.group(element, "PartyIdentification"), "ID", party.legal_id)
    ubl.leaf(ubl.group(element, "PartyLegalEntity"), "RegistrationName", party.name)
    if with_contact:  # PEPPOL-T111-B02003: the receiver has no contact in the data model
        contact = ubl.group(element, "Contact")
        ubl.leaf(contact, "Name", party.contact.name)
        ubl.leaf(contact, "Telephone", party.contact.telephone)
        ubl.leaf(contact, "ElectronicMail", party.contact.email)


def _document_response(element: Element, response: InvoiceResponse) -> None:
    answer = ubl.group(element, "Response")
    ubl.leaf(answer, "ResponseCode", response.code)
    ubl.leaf(answer, "EffectiveDate", response.effective_on)
    for clarification in response.clarifications:
        _status(ubl.group(answer, "Status"), clarification)
    reference = ubl.group(element, "DocumentReference")
    ubl.leaf(reference, "ID", response.invoice.number)
    ubl.leaf(reference, "IssueDate", response.invoice.issued_on)
    ubl.leaf(reference, "DocumentTypeCode", response.invoice.type_code)


def _status(element: Element, clarification: Clarification) -> None:
    ubl.leaf(element, "StatusReasonCode", clarification.code, listID=clarification.list_id)
    ubl.leaf(element, "StatusReason", clarification.text)
    for condition in clarification.conditions:
        detail = ubl.group(element, "Condition")
        ubl.leaf(detail, "AttributeID", condition.term)
        ubl.leaf(detail, "Description", condition.value)


def _issued_at(root: Element) -> dt.datetime:
    """Date and time of issue; a time without zone is taken as Brussels time."""
    day = ubl.date(root, "cbc:IssueDate")
    if day is None:
        raise NotAResponse(where="cbc:IssueDate", found=ubl.text(root, "cbc:IssueDate") or "-")
    try:
        moment = dt.time.fromisoformat(ubl.text(root, "cbc:IssueTime") or "00:00:00")
    except ValueError:
        moment = dt.time()
    zone: dt.tzinfo = moment.tzinfo or BRUSSELS
    return dt.datetime.combine(day, moment.replace(tzinfo=None), zone)


def _read_party(root: Element, role: str) -> ResponseParty:
    party = ubl.first(root, f"cac:{role}")
    endpoint = ubl.identifier(party, "cbc:EndpointID")
    if endpoint is None:
        raise NotAResponse(where=f"cac:{role}/cbc:EndpointID", found="-")
    return ResponseParty(
        endpoint=endpoint,
        name=ubl.text(party, "cac:PartyLegalEntity/cbc:RegistrationName"),
        legal_id=ubl.identifier(party, "cac:PartyIdentification/cbc:ID"),
        contact=Contact(
            name=ubl.text(party, "cac:Contact/cbc:Name"),
            telephone=ubl.text(party, "cac:Contact/cbc:Telephone"),
            email=ubl.text(party, "cac:Contact/cbc:ElectronicMail"),
        ),
    )


def _read_code(answer: Element | None) -> ResponseCode:
    found = ubl.text(answer, "cbc:ResponseCode")
    try:
        return ResponseCode(found)
    except ValueError:
        raise NotAResponse(where="cbc:ResponseCode", found=found or "-") from None


def _read_reference(root: Element) -> InvoiceReference:
    reference = ubl.first(root, "cac:DocumentResponse/cac:DocumentReference")
    number = ubl.text(reference, "cbc:ID")
    if not number:
        raise NotAResponse(where="cac:DocumentReference/cbc:ID", found="-")
    return InvoiceReference(
        number=number,
        type_code=ubl.text(reference, "cbc:DocumentTypeCode"),
        issued_on=ubl.date(reference, "cbc:IssueDate"),
    )


def _read_clarifications(answer: Element | None) -> tuple[Clarification, ...]:
    return tuple(
        Clarification(
            code=_clarification_code(found),
            text=ubl.text(found, "cbc:StatusReason"),
            conditions=tuple(
                Condition(ubl.text(detail, "cbc:AttributeID"), ubl.text(detail, "cbc:Description"))
                for detail in ubl.every(found, "cac:Condition")
            ),
        )
        for found in ubl.every(answer, "cac:Status")
    )


def _clarification_code(status: Element) -> ClarificationReason | RequestedAction:
    """The code in the list it names; a code outside its list counts as `other reason`."""
    code = ubl.text(status, "cbc:StatusReasonCode")
    kind = (
        RequestedAction
        if ubl.attribute(status, "cbc:StatusReasonCode", "listID") == "OPStatusAction"
        else ClarificationReason
    )
    try:
        return kind(code)
    except ValueError:
        return kind.OTHER
