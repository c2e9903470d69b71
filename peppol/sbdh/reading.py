"""Reading an envelope by every rule of the specification (Peppol BME 2.0.1, 2)."""

import datetime as dt
import re
from collections.abc import Iterable

from lxml import etree

from peppol.identifiers import (
    DOCUMENT_SCHEME,
    PARTICIPANT_SCHEME,
    PROCESS_SCHEME,
    DocumentTypeIdentifier,
    NotAnIdentifier,
    ParticipantIdentifier,
    ProcessIdentifier,
)
from peppol.moments import read_moment
from peppol.sbdh.values import (
    CONTENT,
    SBDH,
    Addressing,
    BusinessMessage,
    EnvelopeRefused,
    MlsType,
    Remark,
)
from shared.errors import InvalidInput
from shared.party import NotAnEnterpriseNumber
from shared.xml.parse import Element, parse

_COUNTRY = re.compile(r"[A-Z0-9]{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_INSTANCE_LENGTH = 200
_SCOPES = 50
_READ_SCOPES = frozenset({"DOCUMENTID", "PROCESSID", "COUNTRY_C1", "MLS_TO", "MLS_TYPE"})
_HEADER_ORDER = (
    "HeaderVersion",
    "Sender",
    "Receiver",
    "DocumentIdentification",
    "Manifest",
    "BusinessScope",
)
_IDENTIFICATION_ORDER = (
    "Standard",
    "TypeVersion",
    "InstanceIdentifier",
    "Type",
    "MultipleType",
    "CreationDateAndTime",
)


def read(data: bytes) -> BusinessMessage:
    """Read an envelope by every rule of the specification (BME 2.0.1, 2).

    Raises EnvelopeRefused, or what shared.xml.parse raises. Unknown scopes are ignored.
    """
    root = parse(data)
    if root.tag != _q("StandardBusinessDocument"):
        raise _refused("StandardBusinessDocument", root.tag, _q("StandardBusinessDocument"))
    children = _elements(root)
    if not children or children[0].tag != _q("StandardBusinessDocumentHeader"):
        raise _refused("StandardBusinessDocumentHeader", "none", "one header, first")
    if len(children) != 2 or etree.QName(children[1]).namespace == SBDH:  # noqa: PLR2004  header and payload
        raise _refused("payload", f"{len(children) - 1} elements", "exactly one payload")
    return _Header(children[0]).message(children[1], data)


class _Header:
    """Reads one header; each method is one group of rules."""

    def __init__(self, header: Element) -> None:
        _check_order(header, _HEADER_ORDER)
        self._header = header
        self._identification = _only(header, "DocumentIdentification")
        _check_order(self._identification, _IDENTIFICATION_ORDER)
        self._scopes = self._read_scopes()
        self._remarks: list[Remark] = []

    def message(self, payload: Element, data: bytes) -> BusinessMessage:
        if self._text(self._header, "HeaderVersion") != "1.0":
            raise _refused("HeaderVersion", self._text(self._header, "HeaderVersion"), "1.0")
        addressing = self._addressing()
        standard, version, kind = self._check_type(addressing.document_type, payload)
        return BusinessMessage(
            addressing=addressing,
            instance_identifier=self._instance_identifier(),
            created_at=self._created_at(),
            standard=standard,
            type_version=version,
            type=kind,
            payload=_payload_octets(payload, data),
            payload_media_type=_media_type(payload),
            mls_to=self._mls_to(),
            mls_type=self._mls_type(),
            remarks=tuple(self._remarks),
        )

    def _addressing(self) -> Addressing:
        return Addressing(
            sender=self._partner("Sender"),
            receiver=self._partner("Receiver"),
            document_type=self._document_type(),
            process=self._process(),
            country_c1=self._country(),
        )

    def _partner(self, tag: str) -> ParticipantIdentifier:
        identifier = _only(_only(self._header, tag), "Identifier")
        authority = identifier.get("Authority")
        if authority != PARTICIPANT_SCHEME:
            raise _refused(f"{tag}/Identifier/@Authority", authority or "", PARTICIPANT_SCHEME)
        return _participant(f"{tag}/Identifier", identifier.text or "")

    def _read_scopes(self) -> dict[str, tuple[str, str]]:
        business_scope = _only(self._header, "BusinessScope")
        scopes: dict[str, tuple[str, str]] = {}
        elements = _elements(business_scope)
        if len(elements) > _SCOPES:
            raise _refused("BusinessScope", f"{len(elements)} scopes", f"at most {_SCOPES}")
        for element in elements:
            if element.tag != _q("Scope"):
                raise _refused("BusinessScope", element.tag, "Scope")
            kind = self._text(element, "Type")
            if kind in scopes and kind in _READ_SCOPES:
                raise _refused(f"Scope {kind}", "given twice", "once")
            identifier = element.findtext(_q("Identifier")) or ""
            scopes[kind] = (self._text(element, "InstanceIdentifier"), identifier.strip())
        return scopes

    def _scope(self, kind: str) -> tuple[str, str]:
        if kind not in self._scopes:
            raise _refused(f"Scope {kind}", "none", "one")
        return self._scopes[kind]

    def _document_type(self) -> DocumentTypeIdentifier:
        value, scheme = self._scope("DOCUMENTID")
        if "*" in value:  # PFUOI 4.4.0: the wildcard never appears in an envelope
            raise _refused("Scope DOCUMENTID", value, "a document type without wildcard")
        try:
            return DocumentTypeIdentifier.checked(value, scheme or DOCUMENT_SCHEME)
        except NotAnIdentifier:
            raise _refused("Scope DOCUMENTID", value, "a document type identifier") from None

    def _process(self) -> ProcessIdentifier:
        value, scheme = self._scope("PROCESSID")
        try:
            return ProcessIdentifier.checked(value, scheme or PROCESS_SCHEME)
        except NotAnIdentifier:
            raise _refused("Scope PROCESSID", value, "a process identifier") from None

    def _country(self) -> str:
        value, _ = self._scope("COUNTRY_C1")
        if not _COUNTRY.fullmatch(value):
            raise _refused("Scope COUNTRY_C1", value, "two capital letters or digits")
        return value

    def _mls_to(self) -> ParticipantIdentifier | None:
        if "MLS_TO" not in self._scopes:
            return None
        value, scheme = self._scopes["MLS_TO"]
        if scheme != PARTICIPANT_SCHEME:
            raise _refused("Scope MLS_TO/Identifier", scheme, PARTICIPANT_SCHEME)
        return _participant("Scope MLS_TO", value)

    def _mls_type(self) -> MlsType:
        value, _ = self._scopes.get("MLS_TYPE", (MlsType.FAILURE_ONLY, ""))
        try:
            return MlsType(value)
        except ValueError:
            raise _refused("Scope MLS_TYPE", value, " or ".join(MlsType)) from None

    def _check_type(
        self, document_type: DocumentTypeIdentifier, payload: Element
    ) -> tuple[str, str, str]:
        found = [self._text(self._identification, n) for n in ("Standard", "TypeVersion", "Type")]
        standard, version, kind = found
        if "" in found:
            raise _refused("DocumentIdentification", "an empty element", "a value")
        parts = document_type.parts
        root = etree.QName(payload)
        if parts is not None:
            _check_equal("Standard", standard, parts.root_namespace)
            _check_equal("TypeVersion", version, parts.version)
            _check_equal("Type", kind, parts.local_name)
        if root.namespace != CONTENT:
            _check_equal("payload", f"{root.namespace}::{root.localname}", f"{standard}::{kind}")
        multiple = self._identification.findtext(_q("MultipleType"))
        if multiple is not None and multiple.strip() not in ("false", "0"):
            raise _refused("MultipleType", multiple, "false, or nothing")
        return standard, version, kind

    def _instance_identifier(self) -> str:
        value = self._text(self._identification, "InstanceIdentifier")
        if not value or len(value) > _INSTANCE_LENGTH:
            raise _refused("InstanceIdentifier", value[:_INSTANCE_LENGTH], "a unique identifier")
        if not _UUID.fullmatch(value):
            self._remarks.append(Remark.INSTANCE_IDENTIFIER_NOT_UUID)
        return value

    def _created_at(self) -> dt.datetime:
        text = self._text(self._identification, "CreationDateAndTime")
        moment = read_moment(text)
        if moment is None:
            raise _refused("CreationDateAndTime", text, "2026-11-21T10:15:00Z")
        if moment.tzinfo is None:
            self._remarks.append(Remark.CREATION_TIME_WITHOUT_ZONE)
            return moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC)

    def _text(self, parent: Element, name: str) -> str:
        return (_only(parent, name).text or "").strip()


def _q(name: str) -> str:
    return f"{{{SBDH}}}{name}"


def _refused(where: str, found: str, expected: str) -> EnvelopeRefused:
    return EnvelopeRefused(where, found=found or "nothing", expected=expected)


def _elements(parent: Element) -> list[Element]:
    return list(parent.iterchildren("*"))


def _only(parent: Element, name: str) -> Element:
    found = parent.findall(_q(name))
    if len(found) != 1:
        raise _refused(f"{etree.QName(parent).localname}/{name}", f"{len(found)}", "exactly one")
    return found[0]


def _check_order(parent: Element, order: Iterable[str]) -> None:
    places = {_q(name): place for place, name in enumerate(order)}
    last = 0
    for child in _elements(parent):
        place = places.get(child.tag, -1)
        if place < last:
            raise _refused(etree.QName(parent).localname, child.tag, ", ".join(order))
        last = place


def _check_equal(where: str, found: str, expected: str) -> None:
    if found != expected:
        raise _refused(where, found, expected)


def _participant(where: str, text: str) -> ParticipantIdentifier:
    try:
        return ParticipantIdentifier.parse(text, where)
    except (NotAnIdentifier, NotAnEnterpriseNumber):
        raise _refused(where, text.strip(), "a participant identifier") from None


def _media_type(payload: Element) -> str:
    if etree.QName(payload).namespace != CONTENT:
        return "application/xml"
    kind = payload.get("mimeType") or ""
    if etree.QName(payload).localname not in ("BinaryContent", "TextContent") or not kind:
        raise _refused("payload", payload.tag, "BinaryContent or TextContent with a mimeType")
    return kind


def _payload_octets(payload: Element, data: bytes) -> bytes:
    """The payload as the sender put it in, when it stands on its own; serialised anew otherwise.

    A document whose namespaces are declared on the envelope cannot be cut out.
    """
    start = re.search(rb"</(?:[\w.\-]+:)?StandardBusinessDocumentHeader\s*>", data)
    end = data.rfind(b"</")
    if start is not None and start.end() < end:
        cut = data[start.end() : end].strip()
        if _is_same(cut, payload):
            return cut
    return etree.tostring(payload, encoding="UTF-8", xml_declaration=True, with_tail=False)


def _is_same(octets: bytes, payload: Element) -> bool:
    try:
        alone = parse(octets)
    except InvalidInput:
        return False
    # exclusive canonicalisation is blind to prefixes that only occur in contents
    lost = {prefix for prefix in payload.nsmap if prefix and prefix not in alone.nsmap}
    if any(f"{prefix}:".encode() in octets for prefix in lost):
        return False
    return _canonical(alone) == _canonical(payload)


def _canonical(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=True)
