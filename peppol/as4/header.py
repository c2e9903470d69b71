"""What eb:Messaging says, as values: user messages, receipts and errors (ebMS 3.0 core, 5.2)."""

from dataclasses import dataclass

from lxml import etree

from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.names import EB, q
from shared.xml.parse import Element

_ID_LENGTH = 250


@dataclass(frozen=True, slots=True)
class PartyRef:
    """eb:From or eb:To."""

    party_id: str
    party_type: str
    role: str


@dataclass(frozen=True, slots=True)
class Property:
    """A message or part property; `kind` is its type attribute."""

    name: str
    value: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PartInfo:
    """One eb:PartInfo."""

    href: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class UserMessage:
    """One eb:UserMessage."""

    message_id: str
    timestamp: str
    ref_to_message_id: str
    sender: PartyRef
    receiver: PartyRef
    agreement: str
    service: str
    service_type: str
    action: str
    properties: tuple[Property, ...]
    parts: tuple[PartInfo, ...]

    def property(self, name: str) -> Property | None:
        """The property of this name, if it is there exactly once."""
        found = [item for item in self.properties if item.name == name]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class SignalError:
    """One eb:Error."""

    code: str
    short_description: str
    severity: str
    detail: str
    ref_to_message: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One eb:SignalMessage: a receipt, errors, or neither (a pull request)."""

    message_id: str
    timestamp: str
    ref_to_message_id: str
    receipt: Element | None
    errors: tuple[SignalError, ...]


def read_user_message(messaging: Element) -> UserMessage:
    """The one user message. Raises MessageRefused(InvalidHeader)."""
    if len(list(messaging.iterchildren("*"))) != 1:
        raise _invalid("eb:Messaging must hold exactly one message")
    user = _one(messaging, "UserMessage")
    info, party = _one(user, "MessageInfo"), _one(user, "PartyInfo")
    collaboration = _one(user, "CollaborationInfo")
    service = _one(collaboration, "Service")
    return UserMessage(
        message_id=_identifier(info, "MessageId"),
        timestamp=_value(info, "Timestamp"),
        ref_to_message_id=_optional(info, "RefToMessageId"),
        sender=_party(_one(party, "From")),
        receiver=_party(_one(party, "To")),
        agreement=_optional(collaboration, "AgreementRef"),
        service=_stripped(service),
        service_type=service.get("type") or "",
        action=_value(collaboration, "Action"),
        properties=_properties(user.find(q(EB, "MessageProperties"))),
        parts=_parts(user.find(q(EB, "PayloadInfo"))),
    )


def read_signals(messaging: Element) -> tuple[Signal, ...]:
    """The signal messages. Raises MessageRefused(InvalidHeader)."""
    return tuple(_signal(found) for found in messaging.iterfind(q(EB, "SignalMessage")))


def message_id_of(messaging: Element) -> str:
    """The id of whatever message this is, as far as it can be read; for error signals."""
    for kind in ("UserMessage", "SignalMessage"):
        found = messaging.find(f"{q(EB, kind)}/{q(EB, 'MessageInfo')}/{q(EB, 'MessageId')}")
        text = "" if found is None else str(found.xpath("string()")).strip()
        if text:
            return text[:_ID_LENGTH]
    return ""


def _signal(element: Element) -> Signal:
    info = _one(element, "MessageInfo")
    return Signal(
        message_id=_identifier(info, "MessageId"),
        timestamp=_value(info, "Timestamp"),
        ref_to_message_id=_optional(info, "RefToMessageId"),
        receipt=element.find(q(EB, "Receipt")),
        errors=tuple(_error(found) for found in element.iterfind(q(EB, "Error"))),
    )


def _error(element: Element) -> SignalError:
    return SignalError(
        code=element.get("errorCode") or "",
        short_description=element.get("shortDescription") or "",
        severity=(element.get("severity") or "").lower(),
        detail=_optional(element, "ErrorDetail") or _optional(element, "Description"),
        ref_to_message=element.get("refToMessageInError") or "",
    )


def _party(element: Element) -> PartyRef:
    identifier = _one(element, "PartyId")
    role = _optional(element, "Role")
    return PartyRef(_stripped(identifier), identifier.get("type") or "", role)


def _properties(parent: Element | None) -> tuple[Property, ...]:
    if parent is None:
        return ()
    return tuple(
        Property(found.get("name") or "", _stripped(found), found.get("type") or "")
        for found in parent.iterfind(q(EB, "Property"))
    )


def _parts(parent: Element | None) -> tuple[PartInfo, ...]:
    if parent is None:
        return ()
    return tuple(
        PartInfo(found.get("href") or "", _properties(found.find(q(EB, "PartProperties"))))
        for found in parent.iterfind(q(EB, "PartInfo"))
    )


def _one(parent: Element, name: str) -> Element:
    found = parent.findall(q(EB, name))
    if len(found) != 1:
        raise _invalid(f"{len(found)} eb:{name} in {etree.QName(parent).localname}")
    return found[0]


def _value(parent: Element, name: str) -> str:
    value = _stripped(_one(parent, name))
    if not value:
        raise _invalid(f"empty eb:{name}")
    return value


def _identifier(parent: Element, name: str) -> str:
    value = _value(parent, name)
    if len(value) > _ID_LENGTH:
        raise _invalid(f"eb:{name} longer than {_ID_LENGTH} characters")
    return value


def _optional(parent: Element, name: str) -> str:
    found = parent.find(q(EB, name))
    return "" if found is None else _stripped(found)


def _stripped(element: Element) -> str:
    """All of the text: a comment, which the signature does not see, must not cut it short."""
    if list(element.iterchildren("*")):
        raise _invalid(f"elements in eb:{etree.QName(element).localname}")
    return str(element.xpath("string()")).strip()


def _invalid(detail: str) -> MessageRefused:
    return MessageRefused(Ebms.INVALID_HEADER, detail)
